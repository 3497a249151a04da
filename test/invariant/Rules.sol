// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionLib, AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Books, Holding} from "./Lens.sol";
import {MirroredHolding, MirroredTotals} from "./Mirror.sol";
import {Stage} from "./Stage.sol";

/// @title Rules about any moment, and about any act that takes no time
/// @notice Their numbers are those of this folder's README. It asks nobody and changes nothing.
abstract contract Rules is Stage {
    uint256 private constant MAX_FEE = 0.25e18;
    uint256 private constant FULL_DEPTH = 255;

    /// @dev I1 to I3, I9: about the totals of one market.
    function _holdsBooks(Books memory b) internal pure {
        uint256 supplyShares = b.state.feeShares;
        uint256 borrowShares;
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            supplyShares += b.holdings[i].supplyShares;
            borrowShares += b.holdings[i].borrowShares;
        }
        // The fee's shares of interest that has not been stored yet are in `state` alone.
        assertEq(supplyShares, b.state.totalSupplyShares, "I1 supply shares are not the total");
        assertEq(borrowShares, b.totals.borrowShares, "I2 borrow shares are not the total");
        assertLe(b.totals.borrowAssets, b.totals.supplyAssets, "I3 more is lent than supplied");
        assertEq(
            b.state.liquidity,
            b.state.totalSupplyAssets - b.state.totalBorrowAssets,
            "I3 liquidity is not supplied less borrowed"
        );
        assertLe(b.state.fee, MAX_FEE, "I9 the fee is above its bound");
        assertGe(b.state.totalBorrowAssets, b.totals.borrowAssets, "I9 interest is negative");
    }

    /// @dev I4. What is owed in a token: the lenders' idle money and the reserve of the market that
    /// lends it, and the collateral of the market that takes it.
    function _holdsMoney(Books[] memory books) internal view {
        for (uint256 m = 0; m < MARKETS; m++) {
            Books memory b = books[m];
            uint256 owed = b.totals.supplyAssets - b.totals.borrowAssets + b.totals.reserve;
            Holding[] memory other = books[1 - m].holdings;
            for (uint256 i = 0; i < ACCOUNTS; i++) {
                owed += other[i].collateral;
            }
            owed += donated[_params(m).loanToken];
            assertGe(b.loanHeld, owed, "I4 the market holds less than it owes");
            assertEq(b.loanHeld, books[1 - m].collateralHeld, "I4 the lens is blind");
        }
    }

    /// @dev I5 to I7 and I10: about each account.
    function _holdsPositions(uint256 m, Books memory b) internal view {
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            Holding memory h = b.holdings[i];
            _holdsRecord(m, h);
            if (h.borrowShares == 0) continue;
            assertGt(h.collateral, 0, "I5 debt without collateral");
            assertEq(h.health.reason, bytes4(0), "I10 health is not known, with a good price");
            bool isHealthy = h.health.debt <= h.health.maxBorrow;
            bool refused = h.refusal == IMarketErrors.HealthyPosition.selector;
            assertEq(refused, isHealthy, "I7 on sale if and only if unhealthy");
            if (!isHealthy) _holdsSale(h);
        }
    }

    /// @dev I7. What the collateral of an insolvent loan does not cover is written off by nobody
    /// before the price is believed: until then a bid for so little would leave dust.
    function _holdsSale(Holding memory h) private pure {
        if (h.refusal == IMarketErrors.CollateralDust.selector) {
            assertGt(h.health.debt, h.health.collateralValue, "I7 a solvent loan is dust");
            assertLt(h.believedDepth, FULL_DEPTH, "I7 an insolvency that is believed is dust");
            return;
        }
        assertTrue(
            h.refusal == bytes4(0) || h.refusal == IMarketErrors.BudgetExhausted.selector,
            "I7 a bid for everything is refused for another reason than the budget"
        );
    }

    function _holdsRecord(uint256 m, Holding memory h) private view {
        AuctionRecord memory r = AuctionLib.unpack(h.record);
        assertLe(r.touchedAt, clock, "I6 touched in the future");
        assertLe(r.clock, profiles[m].badDebtDuration, "I6 the clock is beyond its end");
        assertTrue(r.observed == 0 || r.observed < profiles[m].confirmation, "I6 observed too long");
        assertLe(r.blockDiscount, profiles[m].maxDiscount, "I6 the block's discount is too high");
        assertTrue(r.pendingDepth == 0 || r.pendingDepth > r.believedDepth, "I6 nothing is pending");
        if (r.isPaused) assertEq(r.believedDepth + r.pendingDepth, 0, "I6 a pause believes");
        if (h.borrowShares == 0) assertEq(r.touchedAt, 0, "I6 an auction without a debt");
        if (r.touchedAt == 0) {
            assertEq(r.clock + r.believedDepth + r.pendingDepth + r.observed, 0, "I6 not cleared");
        }
    }

    /// @dev I8.
    function _holdsMirror(uint256 m, Books memory b) internal view {
        MirroredTotals memory t = mirror.totalsOf(_id(m));
        assertEq(t.supplyAssets, b.totals.supplyAssets, "I8 supply assets by the logs");
        assertEq(t.supplyShares, b.totals.supplyShares, "I8 supply shares by the logs");
        assertEq(t.borrowAssets, b.totals.borrowAssets, "I8 borrow assets by the logs");
        assertEq(t.borrowShares, b.totals.borrowShares, "I8 borrow shares by the logs");
        assertEq(t.reserve, b.totals.reserve, "I8 reserve by the logs");
        assertEq(t.fee, b.state.fee, "I8 fee by the logs");
        assertEq(t.paused, b.state.paused, "I8 pauses by the logs");
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            MirroredHolding memory h = mirror.holdingOf(_id(m), accounts[i]);
            Holding memory stored = b.holdings[i];
            assertEq(h.supplyShares, stored.supplyShares, "I8 a lender's shares by the logs");
            assertEq(h.borrowShares, stored.borrowShares, "I8 a borrower's shares by the logs");
            assertEq(h.collateral, stored.collateral, "I8 collateral by the logs");
            assertEq(h.record, stored.record, "I8 an auction record by the logs");
        }
    }

    /// @dev T1 to T4, about an act in market `m` that may change `subject` alone and took no time.
    function _holdsBystanders(
        Books[] memory before,
        Books[] memory later,
        uint256 m,
        uint256 subject,
        bool wroteOff
    ) internal pure {
        bytes32 other = keccak256(abi.encode(before[1 - m].totals, before[1 - m].holdings));
        bytes32 otherLater = keccak256(abi.encode(later[1 - m].totals, later[1 - m].holdings));
        assertEq(other, otherLater, "T1 the other market has changed");
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            Holding memory a = before[m].holdings[i];
            Holding memory b = later[m].holdings[i];
            if (i == subject) continue;
            assertEq(_stored(a), _stored(b), "T1 a bystander has changed");
            assertLe(b.health.debt, a.health.debt, "T4 a bystander's debt has grown");
            bool wasHealthy = a.health.debt <= a.health.maxBorrow;
            assertTrue(
                !wasHealthy || b.health.debt <= b.health.maxBorrow, "T2 a bystander's health"
            );
        }
        _holdsPrices(before[m], later[m], wroteOff);
    }

    function _stored(Holding memory h) internal pure returns (bytes32) {
        return keccak256(abi.encode(h.supplyShares, h.borrowShares, h.collateral, h.record));
    }

    /// @dev T3, T4: nobody's share loses by another's act, and no debt grows. As products, so that
    /// nothing is rounded; with the virtual asset and shares.
    function _holdsPrices(Books memory a, Books memory b, bool wroteOff) private pure {
        assertTrue(
            wroteOff
                || (b.state.totalSupplyAssets + 1) * (a.state.totalSupplyShares + VIRTUAL_SHARES)
                    >= (a.state.totalSupplyAssets + 1)
                        * (b.state.totalSupplyShares + VIRTUAL_SHARES),
            "T3 a supply share lost without bad debt"
        );
        assertLe(
            (b.state.totalBorrowAssets + 1) * (a.state.totalBorrowShares + VIRTUAL_SHARES),
            (a.state.totalBorrowAssets + 1) * (b.state.totalBorrowShares + VIRTUAL_SHARES),
            "T4 a borrow share became dearer without time"
        );
    }

    /// @dev All of them at one moment.
    function _holdsAll(Books[] memory books) internal view {
        _holdsMoney(books);
        for (uint256 m = 0; m < MARKETS; m++) {
            _holdsBooks(books[m]);
            _holdsPositions(m, books[m]);
            _holdsMirror(m, books[m]);
        }
    }
}
