// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionLib, AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {Fill} from "../base/MarketState.sol";
import {Case, Expected} from "../integration/Expected.sol";
import {Books, Holding} from "./Lens.sol";
import {Rules} from "./Rules.sol";

/// @notice A fill with what was before and after it.
struct Sold {
    uint256 m;
    uint256 borrower;
    /// What was previewed for nothing at all: it cannot say more than the state before the fill.
    LiquidationQuote seen;
    LiquidationQuote quote;
    Fill fill;
    Books before;
    Books later;
    uint256 badDebt;
    uint256 fromReserve;
}

/// @title Rules about every fill, M1 to M24 of docs/mechanism.md
/// @notice What the market must have done, from the state around it and the terms; of the market's
/// own judgement only the quote is used, which M13 holds to the execution.
abstract contract FillRules is Rules {
    /// @dev What a borrower's liquidation block has seen so far.
    struct Block {
        uint256 index;
        uint256 budget;
        uint256 repaid;
        uint256 discount;
        bool isExempt;
    }

    uint256 private constant FULL_DEPTH = 255;
    uint256 private constant MILLIONTH = 1e12;
    /// @dev How far the price falls for M17 [percent of what it was].
    uint256 private constant STEPS_DOWN = 10;

    mapping(bytes32 id => mapping(uint256 account => Block)) private blocks;

    function _holdsFill(Sold memory s) internal {
        Case memory a = _case(s, s.before.holdings[s.borrower]);
        Case memory b = _case(s, s.later.holdings[s.borrower]);
        a.debt = s.quote.debtBefore;
        // Bad debt is gone afterwards; the fill itself is judged with it.
        b.debt += s.badDebt;
        assertGt(a.debt, Expected.maxBorrowDown(a), "M14 a healthy position was liquidated");
        _holdsPreview(s);
        _holdsBudget(s, a);
        _holdsDirection(a, b);
        _holdsPrice(s, a);
        _holdsClock(s, a);
        _holdsRest(s, a, b);
    }

    function _case(Sold memory s, Holding memory h) private view returns (Case memory c) {
        c.collateral = h.collateral;
        c.debt = h.health.debt;
        c.price = s.quote.price;
        c.lltv = _params(s.m).lltv;
        c.profile = profiles[s.m];
        c.clock = s.seen.clock;
        c.believed = s.seen.believedDepth;
    }

    function _holdsPreview(Sold memory s) private pure {
        assertEq(s.quote.reason, bytes4(0), "M13 the preview refused what was done");
        assertEq(s.quote.repaidAssets, s.fill.repaid, "M13 repaid is not as previewed");
        assertEq(s.quote.seizedAssets, s.fill.seized, "M13 seized is not as previewed");
        assertEq(s.quote.feeAssets, s.fill.fee, "M13 the fee is not as previewed");
        assertEq(s.quote.badDebtAssets, s.badDebt, "M13 bad debt is not as previewed");
        assertEq(s.quote.clock, s.seen.clock, "M13 the quote's clock is not the offer's");
        assertEq(s.quote.believedDepth, s.seen.believedDepth, "M13 the belief is not the offer's");
        Holding memory h = s.later.holdings[s.borrower];
        if (h.borrowShares > 0) {
            assertEq(s.quote.healthAfter, h.health.healthFactor, "M13 health is not as previewed");
        }
    }

    /// @dev M1 and M8, over all fills of one borrower in one block, by whomever.
    function _holdsBudget(Sold memory s, Case memory a) private {
        Block storage b = blocks[_id(s.m)][s.borrower];
        uint256 index = clock / profiles[s.m].blockTime;
        if (b.index != index) {
            (b.index, b.repaid, b.isExempt) = (index, 0, false);
            b.budget = a.debt * Expected.closeFactorDown(a) / WAD;
            b.discount = s.quote.discount;
        }
        bool closes = a.debt <= _params(s.m).closeoutDebt;
        b.isExempt = b.isExempt || closes || a.believed == FULL_DEPTH;
        b.repaid += s.fill.repaid;
        if (!b.isExempt) {
            assertLe(b.repaid, b.budget, "M1 more than the block's budget was repaid");
        }
        assertLe(s.quote.discount, b.discount, "M8 the discount rose within a block");
        b.discount = s.quote.discount;
    }

    /// @dev M3, M4, M17.
    function _holdsDirection(Case memory a, Case memory b) private pure {
        (uint256 valueA, uint256 valueB) = (Expected.valueDown(a), Expected.valueDown(b));
        if (Expected.ltvUp(a) < Expected.fullLtv(a)) {
            assertLe(b.debt * valueA, a.debt * (valueB + 1), "M3 a fill raised the LTV");
            assertLe(b.debt, valueB + 1, "M4 a fill made a solvent position insolvent");
            for (uint256 i = 0; i <= STEPS_DOWN; i++) {
                uint256 price = a.price * i / STEPS_DOWN;
                assertLe(
                    _shortfall(b, price), _shortfall(a, price) + 1, "M17 a fill raised bad debt"
                );
            }
        }
    }

    /// @dev What the collateral would not cover at another price [loan assets].
    function _shortfall(Case memory c, uint256 price) private pure returns (uint256) {
        uint256 value = c.collateral * price / PRICE_SCALE;
        return c.debt > value ? c.debt - value : 0;
    }

    /// @dev M5, M6, M10.
    function _holdsPrice(Sold memory s, Case memory a) private view {
        uint256 d = s.quote.discount;
        assertLe(d, uint256(a.profile.maxDiscount) * MILLIONTH, "M10 the discount is too high");
        if (a.believed < FULL_DEPTH) {
            uint256 equity = WAD - Expected.min(Expected.ltvUp(a), WAD);
            uint256 share = equity * a.profile.equityShare / 1e6;
            assertLe(d, share, "M10 the discount exceeds its share of the equity");
        }
        uint256 value = s.fill.seized * a.price / PRICE_SCALE;
        assertGe(s.fill.repaid * WAD, (WAD - d) * value, "M6 the collateral was sold too cheaply");
        uint256 earned = s.fill.repaid * d / (WAD - d);
        uint256 fee = Expected.divUp(earned * a.profile.feeShare, 1e6);
        assertEq(s.fill.fee, fee, "M6 the fee is not its share of the discount");
        if (a.debt > _params(s.m).closeoutDebt && s.badDebt == 0) {
            Holding memory h = s.later.holdings[s.borrower];
            uint256 most = Expected.targetHealth(a) * (h.health.debt + 2);
            // What is seized rounds down, so one collateral asset more may be left.
            most += a.lltv * (a.price / PRICE_SCALE + 2);
            assertLe(h.health.maxBorrow * WAD, most, "M5 more was sold than the target needs");
        }
    }

    /// @dev M9, M24.
    function _holdsClock(Sold memory s, Case memory a) private view {
        AuctionRecord memory r = AuctionLib.unpack(s.before.holdings[s.borrower].record);
        AuctionRecord memory after_ = AuctionLib.unpack(s.later.holdings[s.borrower].record);
        uint256 live = r.touchedAt == 0 ? 0 : _min(clock - r.touchedAt, a.profile.clockStep);
        assertLe(a.clock, r.clock + live, "M9 the clock ran faster than live time");
        if (r.isPaused) assertLe(a.clock, r.clock, "M9 the clock ran during a pause");
        assertLe(a.believed, Expected.depthDown(a), "M9 more is believed than seen");
        assertLe(after_.believedDepth, a.believed, "M9 a fill deepened the belief");
        if (after_.touchedAt == 0) return;
        uint256 back = Expected.divUp(s.fill.repaid * a.profile.rewind, a.debt);
        uint256 left = a.clock > back ? a.clock - back : 0;
        assertEq(after_.clock, left, "M24 the clock was not rewound by the fill's share");
    }

    /// @dev M11, M12, M18, M21.
    function _holdsRest(Sold memory s, Case memory a, Case memory b) private view {
        Holding memory h = s.later.holdings[s.borrower];
        uint256 left = h.health.debt;
        assertTrue(
            left == 0 || left >= _params(s.m).minDebt || a.debt <= _params(s.m).closeoutDebt,
            "M11 a fill left less than the smallest debt"
        );
        assertTrue(h.borrowShares == 0 || h.collateral > 0, "M12 debt without collateral");
        uint256 reserve = s.before.totals.reserve + s.fill.fee - s.fromReserve;
        assertEq(s.later.totals.reserve, reserve, "M18 the reserve moved otherwise");
        assertEq(a.collateral, h.collateral + s.fill.seized, "M21 collateral was not conserved");
        assertEq(
            s.before.collateralHeld, s.later.collateralHeld + s.fill.seized, "M21 collateral held"
        );
        uint256 paid = s.fill.repaid + s.fill.fee;
        assertEq(s.later.loanHeld, s.before.loanHeld + paid, "M21 the payment did not arrive");
        assertApproxEqAbs(a.debt, b.debt + s.fill.repaid, 2, "M21 debt was not conserved");
        assertTrue(s.badDebt == 0 || h.collateral == 0, "M12 bad debt beside collateral");
        bool isBelieved = a.believed == FULL_DEPTH;
        assertTrue(s.badDebt == 0 || isBelieved, "M2 a loss was written off before it was believed");
    }
}
