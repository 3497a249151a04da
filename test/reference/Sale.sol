// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Clock} from "./Clock.sol";
import {Health, HealthLib} from "./Health.sol";
import {Rounding} from "./Rounding.sol";
import {Terms} from "./Terms.sol";

/// @notice What the market offers for an unhealthy position; amounts [loan assets], fractions
/// [WAD]. @param cover What all collateral costs, up.
struct Offer {
    uint256 discount;
    uint256 cover;
    uint256 closeFactor;
    uint256 room;
    uint256 limit;
    uint256 minRepay;
}

/// @notice What one bid takes of it.
/// @param repaid [loan assets]
/// @param seized [collateral assets]
/// @param fee [loan assets]
struct Fill {
    uint256 repaid;
    uint256 seized;
    uint256 fee;
}

/// @title How cheap and how much, sections 5 and 6 of docs/mechanism.md
library Sale {
    uint256 private constant WAD = 1e18;
    uint256 private constant MILLIONTH = 1e12;

    /// @param r The record, touched at `time`.
    function offer(Health memory h, AuctionRecord memory r, Terms memory terms, uint256 time)
        internal
        pure
        returns (Offer memory o)
    {
        bool isLater = r.blockIndex == Clock.blockIndex(time, terms);
        o.discount = discountDown(h, r.clock, isDistressed(r), terms);
        if (isLater) o.discount = Rounding.min(o.discount, r.blockDiscount * MILLIONTH);
        o.cover = Rounding.divUp(h.value * (WAD - o.discount), WAD);
        o.closeFactor = closeFactorDown(r, terms);
        o.room = Rounding.min(h.debt, o.cover) * o.closeFactor / WAD;
        if (isLater) o.room = Rounding.min(o.room, r.blockRoom);
        o.limit = limitOf(h, o, isDistressed(r), terms);
        o.minRepay = Rounding.min(Rounding.min(o.limit, o.cover), terms.minDebt);
        // The least that may be repaid would leave dust, and less is too little: all or nothing.
        bool leavesDust = o.minRepay < h.debt && h.debt - o.minRepay < terms.minDebt;
        if (leavesDust && o.limit > 0) o.minRepay = Rounding.min(h.debt, o.cover);
    }

    /// @dev Distress: the depth of `fullLtv` is believed.
    function isDistressed(AuctionRecord memory r) internal pure returns (bool) {
        return r.believedDepth == Clock.FULL_DEPTH;
    }

    /// @dev Whole millionths, without the ceiling of a block's first fill.
    function discountDown(Health memory h, uint256 clock, bool inDistress, Terms memory terms)
        internal
        pure
        returns (uint256 discount)
    {
        uint256 x = Rounding.min(clock, terms.profile.duration);
        uint256 rise = (terms.profile.endDiscount - terms.profile.startDiscount) * MILLIONTH;
        uint256 overTime = terms.profile.startDiscount * MILLIONTH + rise * x * x
            / uint256(terms.profile.duration) ** 2;

        uint256 missing = WAD - Rounding.min(h.health, WAD);
        uint256 deep = terms.profile.depthSlope * MILLIONTH * missing / WAD;

        uint256 equity = WAD - Rounding.min(h.ltv, WAD);
        uint256 cap = terms.profile.equityShare * MILLIONTH * equity / WAD;
        if (inDistress) {
            uint256 lived = Rounding.min(clock, terms.profile.badDebtDuration);
            uint256 insolvent =
                terms.profile.badDebtDiscount * MILLIONTH * lived / terms.profile.badDebtDuration;
            cap = Rounding.max(cap, insolvent);
        }
        discount = Rounding.min(Rounding.max(overTime, deep), cap);
        discount = Rounding.min(discount, terms.profile.maxDiscount * MILLIONTH);
        discount = discount / MILLIONTH * MILLIONTH;
    }

    function closeFactorDown(AuctionRecord memory r, Terms memory terms)
        internal
        pure
        returns (uint256)
    {
        uint256 factor = terms.profile.closeFactor * MILLIONTH;
        return factor + (WAD - factor) * r.believedDepth / Clock.FULL_DEPTH;
    }

    function limitOf(Health memory h, Offer memory o, bool inDistress, Terms memory terms)
        internal
        pure
        returns (uint256 limit)
    {
        bool isSmall = h.debt <= terms.closeoutDebt;
        if (isSmall && (o.cover >= h.debt || inDistress)) return h.debt;
        limit = Rounding.min(targetUp(h, o.discount, terms), h.debt);
        if (!inDistress) limit = Rounding.min(limit, o.room);
        if (limit < h.debt && h.debt - limit < terms.minDebt) {
            limit = h.debt > terms.minDebt ? h.debt - terms.minDebt : 0;
        }
    }

    /// @dev What restores the target health.
    function targetUp(Health memory h, uint256 discount, Terms memory terms)
        internal
        pure
        returns (uint256)
    {
        uint256 perRepaid = Rounding.divUp(terms.lltv * WAD, WAD - discount);
        if (perRepaid >= terms.targetHealth) return h.debt;
        uint256 missing = Rounding.divUp(terms.targetHealth * h.debt, WAD) - h.maxBorrow;
        return Rounding.divUp(missing * WAD, terms.targetHealth - perRepaid);
    }

    /// @dev What a bid of `maxRepay` takes; refusals by revert.
    function fill(
        Health memory h,
        Offer memory o,
        uint256 maxRepay,
        Terms memory terms,
        uint256 time
    ) internal pure returns (Fill memory f) {
        if (o.limit == 0) {
            revert IMarketErrors.BudgetExhausted(Clock.nextBlockAt(time, terms));
        }
        f.repaid = Rounding.min(Rounding.min(maxRepay, o.limit), o.cover);
        bool takesAll = f.repaid == o.cover;
        if (!takesAll && f.repaid < h.debt && h.debt - f.repaid < terms.minDebt) {
            f.repaid = Rounding.floorSub(h.debt, terms.minDebt);
        }
        if (f.repaid < o.minRepay) revert IMarketErrors.RepayTooSmall(o.minRepay);
        if (takesAll) {
            f.seized = h.collateral;
        } else {
            uint256 worth = f.repaid * WAD / (WAD - o.discount);
            f.seized = Rounding.min(h.collateral, worth * Rounding.PRICE_SCALE / h.price);
        }
        uint256 left = h.collateral - f.seized;
        bool isDust = left > 0 && HealthLib.valueDown(left, h.price) < terms.minDebt;
        if (isDust && f.repaid < h.debt) revert IMarketErrors.CollateralDust();
        uint256 earned = f.repaid * o.discount / (WAD - o.discount);
        f.fee = Rounding.divUp(earned * terms.profile.feeShare, 1e6);
    }

    /// @dev The record after a fill, before it is touched once more.
    function filled(
        AuctionRecord memory r,
        Health memory h,
        Offer memory o,
        uint256 repaid,
        Terms memory terms,
        uint256 time
    ) internal pure returns (AuctionRecord memory) {
        r.blockIndex = Clock.blockIndex(time, terms);
        r.blockRoom = Rounding.floorSub(o.room, repaid);
        r.blockDiscount = o.discount / MILLIONTH;
        r.clock = Rounding.floorSub(r.clock, Rounding.divUp(terms.profile.rewind * repaid, h.debt));
        return r;
    }
}
