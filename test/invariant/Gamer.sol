// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {LiquidationQuote, MarketState} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Fill} from "../base/MarketState.sol";
import {Books, Holding} from "./Lens.sol";
import {Liquidators} from "./Liquidators.sol";

/// @title A borrower who games his own liquidation, with a second account
/// @notice M16: whatever he does, he ends with no more than by repaying, and others can liquidate
/// him as soon as the next liquidation block.
abstract contract Gamer is Liquidators {
    /// @dev His second account liquidates the first: he pays at least what his debt shrinks by.
    function liquidateHimself(uint256 seed, uint256 swap, uint256 amount) external {
        uint256 m = _enter(seed);
        (uint256 debtor, uint256 bidder) = swap % 2 == 0 ? (GAMER, ALT) : (ALT, GAMER);
        Books memory before = _look()[m];
        uint256 owned = _owned(bidder);
        Fill memory fill = _attempt(m, debtor, accounts[bidder], amount);
        if (fill.repaid == 0) return;
        Books memory later = _look()[m];
        assertEq(owned, _owned(bidder) + fill.repaid + fill.fee, "M16 he paid something else");
        uint256 left = later.holdings[debtor].health.debt;
        // What nobody can repay any more is not a gain: the collateral is gone with it.
        if (later.holdings[debtor].collateral > 0) {
            uint256 relief = before.holdings[debtor].health.debt - left;
            assertLe(relief, fill.repaid + fill.fee, "M16 his debt shrank by more than he paid");
        }
        _holdsNoDelay(debtor);
        tally.selfLiquidations++;
    }

    /// @dev A unit repaid, a unit borrowed again, collateral moved back and forth: an unhealthy
    /// loan gets none of it, and a rival's bid in the same second stays what it was.
    function fidget(uint256 seed, uint256 swap) external {
        uint256 m = _enter(seed);
        uint256 self = swap % 2 == 0 ? GAMER : ALT;
        Books[] memory before = _look();
        Holding memory h = before[m].holdings[self];
        if (h.borrowShares == 0 || h.health.debt <= h.health.maxBorrow) return;
        LiquidationQuote memory quote = _preview(accounts[self], type(uint256).max);
        vm.startPrank(accounts[self]);
        market.repay(params, 1, 0, accounts[self]);
        _refusedAsUnsafe(
            before[m].state,
            abi.encodeCall(market.borrow, (params, 1, 0, accounts[self], accounts[self]))
        );
        _refusedAsUnsafe(
            before[m].state,
            abi.encodeCall(market.withdrawCollateral, (params, 1, accounts[self], accounts[ALT]))
        );
        market.supplyCollateral(params, 1, accounts[self]);
        vm.stopPrank();
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, self, false);
        _holdsImprovement(h, later[m].holdings[self]);
        LiquidationQuote memory after_ = _preview(accounts[self], type(uint256).max);
        if (after_.reason == IMarketErrors.HealthyPosition.selector) return;
        assertEq(after_.reason, quote.reason, "M16 a unit changed whether he can be liquidated");
        assertEq(after_.clock, quote.clock, "M16 a unit moved his clock");
        assertGe(after_.room + 1, quote.room, "M16 a unit cost the liquidators their budget");
        _holdsNoDelay(self);
    }

    /// @dev What is borrowed and repaid at once never costs less than it gave.
    function borrowAndRepay(uint256 seed, uint256 swap, uint256 amount) external {
        uint256 m = _enter(seed);
        uint256 self = swap % 2 == 0 ? GAMER : ALT;
        Books[] memory before = _look();
        if (before[m].state.paused & 6 != 0) return;
        Holding memory h = before[m].holdings[self];
        uint256 most = _min(_roomToBorrow(before[m]), _firstLent(m) / MAX_LOAN_SHARE);
        if (h.borrowShares != 0 || most < params.minDebt) return;
        uint256 assets = _boundMagnitude(amount, params.minDebt, most);
        uint256 owned = _owned(self);
        vm.startPrank(accounts[self]);
        market.supplyCollateral(
            params, 2 * assets * PRICE_SCALE / before[m].state.price + 1, accounts[self]
        );
        market.borrow(params, assets, 0, accounts[self], accounts[self]);
        market.repay(params, type(uint256).max, 0, accounts[self]);
        vm.stopPrank();
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, self, false);
        assertLe(_owned(self), owned, "T6 borrowing and repaying gained assets");
        assertEq(later[m].holdings[self].borrowShares, 0, "T9 a debt cannot be repaid in full");
    }

    function _owned(uint256 account) private view returns (uint256) {
        return loanToken.balanceOf(accounts[account]);
    }

    function _refusedAsUnsafe(MarketState memory state, bytes memory data) private {
        (bool success, bytes memory reason) = address(market).call(data);
        assertFalse(success, "M16 an unhealthy borrower got something out");
        bytes4 expected = IMarketErrors.InsufficientCollateral.selector;
        bytes4 got = bytes4(reason);
        bool elsewhere =
            state.paused != 0 || state.liquidity == 0 || state.totalBorrowAssets >= state.borrowCap;
        assertTrue(got == expected || elsewhere, "M16 refused for another reason");
    }

    /// @dev At the same price his loan is on sale again in the next block, unless it is healthy;
    /// or, if its collateral does not cover it and no part of it can be sold, as soon as that is
    /// believed.
    function _holdsNoDelay(uint256 account) private {
        uint256 length = profiles[_market()].blockTime;
        vm.warp((clock / length + 1) * length);
        LiquidationQuote memory next = _preview(accounts[account], type(uint256).max);
        vm.warp(clock);
        if (_isOffered(next)) return;
        assertGe(next.ltv, WAD - WAD / 4, "M16 he cannot be liquidated in the next block");
        assertLt(next.repayable, params.minDebt, "M16 he cannot be liquidated in the next block");
        uint256 snapshot = vm.snapshotState();
        uint256 elapsed = 0;
        while (elapsed <= 2 * uint256(profiles[_market()].confirmation)) {
            _touch(accounts[account]);
            _pass(profiles[_market()].observeStep);
            elapsed += profiles[_market()].observeStep;
        }
        next = _preview(accounts[account], type(uint256).max);
        vm.revertToState(snapshot);
        // None of it happened.
        vm.getRecordedLogs();
        assertTrue(_isOffered(next), "M16 he cannot be liquidated though his price is believed");
    }

    function _isOffered(LiquidationQuote memory quote) private pure returns (bool) {
        return quote.reason == bytes4(0) || quote.reason == IMarketErrors.HealthyPosition.selector;
    }

    function _market() private view returns (uint256) {
        return id == _id(0) ? 0 : 1;
    }
}
