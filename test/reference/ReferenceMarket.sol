// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {
    LiquidationQuote,
    MarketParams,
    MarketState,
    PositionHealth
} from "../../src/interfaces/ILendingMarket.sol";
import {Administration} from "./Administration.sol";
import {Clock} from "./Clock.sol";
import {Health, HealthLib} from "./Health.sol";
import {InterestCurve} from "./InterestCurve.sol";
import {Books, Position} from "./MarketBooks.sol";
import {Rounding} from "./Rounding.sol";
import {Fill, Offer, Sale} from "./Sale.sol";
import {Terms, TermsLib} from "./Terms.sol";

/// @title The whole market once more, in plain Solidity: here are its views
/// @notice Written from docs/mechanism.md and src/interfaces, apart from the market's own code, for
/// tests to compare the two. One struct a thing, nothing packed, nothing saved: never deploy it.
contract ReferenceMarket is Administration {
    using Rounding for uint256;

    function market(bytes32 id)
        external
        view
        returns (uint256, uint256, uint256, uint256, uint256, uint256)
    {
        Books storage b = books[id];
        return (
            b.totalSupplyAssets,
            b.totalSupplyShares,
            b.totalBorrowAssets,
            b.totalBorrowShares,
            b.lastUpdate,
            b.reserve
        );
    }

    function position(bytes32 id, address account)
        external
        view
        returns (uint256, uint256, uint256)
    {
        Position storage p = positions[id][account];
        return (p.supplyShares, p.borrowShares, p.collateral);
    }

    function auction(bytes32 id, address borrower) external view returns (bytes32) {
        return Clock.pack(positions[id][borrower].auction);
    }

    function marketState(MarketParams calldata params)
        external
        view
        returns (MarketState memory s)
    {
        bytes32 id = _id(params);
        if (books[id].lastUpdate == 0) {
            s.reason = MarketNotCreated.selector;
            return s;
        }
        Books memory b = _accruedNow(id);
        (s.price, s.reason) = _tryPrice(params.oracle);
        s.totalSupplyAssets = b.totalSupplyAssets;
        s.totalSupplyShares = b.totalSupplyShares;
        s.totalBorrowAssets = b.totalBorrowAssets;
        s.totalBorrowShares = b.totalBorrowShares;
        s.liquidity = b.totalSupplyAssets - b.totalBorrowAssets;
        s.reserve = b.reserve;
        s.utilization = InterestCurve.utilization(b.totalBorrowAssets, b.totalSupplyAssets);
        s.borrowRate = InterestCurve.multiple(s.utilization) * b.rateAtTarget / Rounding.WAD;
        uint256 perSupplied = s.borrowRate * s.utilization / Rounding.WAD;
        s.supplyRate = perSupplied * (Rounding.WAD - b.fee) / Rounding.WAD;
        s.rateAtTarget = b.rateAtTarget;
        s.fee = b.fee;
        s.feeShares = b.feeShares;
        s.supplyCap = b.supplyCap;
        s.borrowCap = b.borrowCap;
        s.paused = b.paused;
    }

    function positionHealth(MarketParams calldata params, address account)
        external
        view
        returns (PositionHealth memory s)
    {
        bytes32 id = _id(params);
        Position storage p = positions[id][account];
        bool exists = books[id].lastUpdate != 0;
        if (exists) s.debt = _debtUp(_accruedNow(id), p.borrowShares);
        s.collateral = p.collateral;
        s.liquidationPrice = _liquidationPriceUp(s.debt, s.collateral, params.lltv);
        // Without a price the collateral counts for nothing.
        (s.price, s.reason) = _tryPrice(params.oracle);
        if (!exists) s.reason = MarketNotCreated.selector;
        Health memory h = HealthLib.measure(s.collateral, s.debt, s.price, params.lltv);
        s.collateralValue = h.value;
        s.maxBorrow = h.maxBorrow;
        uint256 safe = h.maxBorrow * Rounding.WAD / TermsLib.derive(params).borrowHealth;
        s.borrowable = safe.floorSub(s.debt);
        s.healthFactor = h.health;
        s.ltv = h.ltv;
        if (s.price > s.liquidationPrice) {
            s.warningZone =
                Rounding.WAD - Rounding.divUp(s.liquidationPrice * Rounding.WAD, s.price);
        }
    }

    function previewLiquidation(MarketParams calldata params, address borrower, uint256 maxRepay)
        external
        view
        returns (LiquidationQuote memory q)
    {
        bytes32 id = _id(params);
        // What is told as long as nothing is known: nobody owes anything.
        (q.healthBefore, q.healthAfter) = (Rounding.MAX, Rounding.MAX);
        (q.price, q.reason) = _tryPrice(params.oracle);
        if (q.reason != 0) return q;
        if (books[id].lastUpdate == 0) {
            q.reason = MarketNotCreated.selector;
            return q;
        }
        Terms memory terms = TermsLib.derive(params);
        q.debtBefore = _debtUp(_accruedNow(id), positions[id][borrower].borrowShares);
        Health memory h = HealthLib.measure(
            positions[id][borrower].collateral, q.debtBefore, q.price, params.lltv
        );
        (q.healthBefore, q.healthAfter, q.ltv) = (h.health, h.health, h.ltv);
        AuctionRecord memory r = positions[id][borrower].auction;
        r = Clock.touched(r, h, terms, block.timestamp);
        (q.clock, q.believedDepth) = (r.clock, r.believedDepth);
        if (HealthLib.isHealthy(h)) {
            q.reason = HealthyPosition.selector;
            return q;
        }
        q.refillsAt = Clock.nextBlockAt(block.timestamp, terms);
        Offer memory o = Sale.offer(h, r, terms, block.timestamp);
        (q.discount, q.closeFactor) = (o.discount, o.closeFactor);
        (q.repayable, q.minRepay, q.room) = (o.limit.min(o.cover), o.minRepay, o.room);
        try this.fillOf(h, o, maxRepay, terms) returns (Fill memory f) {
            _quote(q, h, f, params, positions[id][borrower].borrowShares);
        } catch (bytes memory reason) {
            q.reason = bytes4(reason);
        }
    }

    /// @dev A call of its own, so that a refusal can be caught.
    function fillOf(Health memory h, Offer memory o, uint256 maxRepay, Terms memory terms)
        external
        view
        returns (Fill memory)
    {
        return Sale.fill(h, o, maxRepay, terms, block.timestamp);
    }

    function discountAfter(MarketParams calldata params, address borrower, uint256 secondsFromNow)
        external
        view
        returns (uint256)
    {
        bytes32 id = _id(params);
        _requireCreated(id);
        Terms memory terms = TermsLib.derive(params);
        Position storage p = positions[id][borrower];
        Health memory h = HealthLib.measure(
            p.collateral,
            _debtUp(_accruedNow(id), p.borrowShares),
            _price(params.oracle),
            params.lltv
        );
        if (HealthLib.isHealthy(h)) revert HealthyPosition();
        AuctionRecord memory r = Clock.touched(p.auction, h, terms, block.timestamp);
        uint256 later = secondsFromNow.min(Rounding.MAX);
        uint256 clock = (r.clock + later).min(terms.profile.badDebtDuration);
        return Sale.discountDown(h, clock, _isDistressedAfter(later, h, r, terms), terms);
    }

    /// @dev Whether the depth of `fullLtv` will be believed if it lasts: what is pending is
    /// believed first if it is less, and then the full depth takes its time from the beginning.
    function _isDistressedAfter(
        uint256 later,
        Health memory h,
        AuctionRecord memory r,
        Terms memory terms
    ) private pure returns (bool) {
        if (Sale.isDistressed(r)) return true;
        if (Clock.depthDown(h.ltv, terms) < Clock.FULL_DEPTH) return false;
        uint256 needed = terms.profile.confirmation - r.observed;
        if (r.pendingDepth < Clock.FULL_DEPTH) needed += terms.profile.confirmation;
        return later >= needed;
    }

    function _accruedNow(bytes32 id) private view returns (Books memory b) {
        b = books[id];
        if (b.lastUpdate != block.timestamp) _accrued(b, block.timestamp);
    }

    /// @dev What a fill does, on books in memory.
    function _quote(
        LiquidationQuote memory q,
        Health memory h,
        Fill memory f,
        MarketParams memory params,
        uint256 shares
    ) private view {
        Books memory b = _accruedNow(_id(params));
        (q.repaidAssets, q.seizedAssets, q.feeAssets) = (f.repaid, f.seized, f.fee);
        uint256 repaid = f.repaid == h.debt
            ? shares
            : f.repaid.toSharesDown(b.totalBorrowAssets, b.totalBorrowShares);
        b.totalBorrowAssets = b.totalBorrowAssets.floorSub(f.repaid);
        b.totalBorrowShares -= repaid;
        uint256 debt = _debtUp(b, shares - repaid);
        if (f.seized == h.collateral) (q.badDebtAssets, debt) = (debt.min(b.totalBorrowAssets), 0);
        uint256 left = h.collateral - f.seized;
        q.healthAfter = HealthLib.measure(left, debt, h.price, params.lltv).health;
    }

    /// @dev The lowest price with debt ≤ maxBorrow [1e36].
    function _liquidationPriceUp(uint256 debt, uint256 collateral, uint256 lltv)
        private
        pure
        returns (uint256)
    {
        if (debt == 0) return 0;
        if (collateral == 0) return type(uint256).max;
        uint256 value = Rounding.divUp(debt * Rounding.WAD, lltv);
        return Rounding.divUp(value * Rounding.PRICE_SCALE, collateral);
    }
}
