// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title What recovering does to an auction: it pauses, ends, or starts anew
contract RecoveryTest is AuctionTest {
    /// @dev Alice is healthy at it, but not safe yet [1e36].
    uint256 private constant BETWEEN = 2780e24;

    function test_touch_clearsTheAuctionFromResetHealth() public {
        _drop(10);
        _touch(alice);
        skip(40);
        _touch(alice);
        oracle.setPrice(PRICE);
        _touch(alice);
        _assertClock(0, 0);
    }

    /// @dev Health between 1 and 1.005. Nobody knows when in the pause the loan became unhealthy
    /// again, so that none of it counts.
    function test_touch_pausesTheClockBelowResetHealth() public {
        _drop(10);
        _touch(alice);
        skip(40);
        _touch(alice);
        uint256 unhealthyAt = block.timestamp;
        oracle.setPrice(BETWEEN);
        assertGt(_health(), WAD);
        assertLt(_health(), 1.005e18);
        for (uint256 i = 0; i < 3; i++) {
            skip(100);
            _touch(alice);
            _assertClock(unhealthyAt, 40);
            assertTrue(_record(alice).isPaused);
        }
        oracle.setPrice(2700e24);
        skip(5);
        _touch(alice);
        _assertClock(block.timestamp, 40);
        assertFalse(_record(alice).isPaused);
        skip(5);
        _touch(alice);
        _assertClock(block.timestamp, 45);
    }

    /// @dev A pause does not keep an auction from getting stale, however often it is touched.
    function test_touch_clearsAStaleAuctionInAPause() public {
        _drop(10);
        _touch(alice);
        skip(40);
        _touch(alice);
        oracle.setPrice(BETWEEN);
        uint256 unhealthyAt = block.timestamp;
        skip(900);
        _touch(alice);
        skip(900);
        _touch(alice);
        _assertClock(unhealthyAt, 40);
        skip(1);
        _touch(alice);
        _assertClock(0, 0);
        assertFalse(_record(alice).isPaused);
    }

    /// @dev The same after a pause that nobody touched: the unhealthy loan begins at the start.
    function test_touch_startsAnewAfterAPauseThatGotStale() public {
        _drop(10);
        _touch(alice);
        skip(40);
        _touch(alice);
        oracle.setPrice(BETWEEN);
        _touch(alice);
        skip(1801);
        oracle.setPrice(2700e24);
        _touch(alice);
        _assertClock(block.timestamp, 0);
    }

    /// @dev A loan that hovers about its ceiling loses no time that it was seen unhealthy, and
    /// gains none.
    function test_touch_countsOnlyWhatLiesBetweenUnhealthyTouches() public {
        uint256 live;
        for (uint256 i = 0; i < 4; i++) {
            oracle.setPrice(2700e24);
            _touch(alice);
            skip(7);
            _touch(alice);
            live += 7;
            _assertClock(block.timestamp, live);
            skip(11);
            oracle.setPrice(BETWEEN);
            _touch(alice);
            skip(13);
        }
        assertEq(_record(alice).clock, live);
    }

    function test_touch_isNotResetByATinyRepayment() public {
        _drop(10);
        _touch(alice);
        skip(40);
        vm.prank(alice);
        market.repay(params, 1, 0, alice);
        _touch(alice);
        _assertClock(block.timestamp, 40);
    }

    function test_touch_ofARepaidDebtFindsNothing() public {
        _drop(10);
        _touch(alice);
        skip(40);
        vm.prank(alice);
        market.repay(params, ALL, 0, alice);
        _touch(alice);
        _assertClock(0, 0);
    }

    function test_touch_keepsTheBlocksBudgetWhenItClears() public {
        _drop(10);
        _liquidate(alice, 500e6);
        AuctionRecord memory before = _record(alice);
        oracle.setPrice(PRICE);
        _touch(alice);
        _assertClock(0, 0);
        _assertSameBudget(_record(alice), before);
    }

    /// @dev A loan that is repaid has no auction; the block's budget stays.
    function test_repay_ofAllEndsTheAuction() public {
        _drop(10);
        _confirm(alice);
        _liquidate(alice, 500e6);
        AuctionRecord memory before = _record(alice);
        assertGt(before.believedDepth, 0);
        vm.prank(bob);
        market.repay(params, ALL, 0, alice);
        AuctionRecord memory r = _record(alice);
        _assertClock(0, 0);
        assertEq(r.believedDepth + r.pendingDepth + r.observed, 0);
        assertFalse(r.isPaused);
        _assertSameBudget(r, before);
    }

    /// @dev Borrowed anew, the loan begins a new auction; the old one's block is not forgotten.
    function test_repay_ofAllDoesNotRenewTheBudget() public {
        _drop(10);
        _liquidate(alice, ALL);
        vm.startPrank(alice);
        market.repay(params, ALL, 0, alice);
        oracle.setPrice(PRICE);
        market.borrow(params, DEBT * 9 / 10, 0, alice, alice);
        vm.stopPrank();
        oracle.setPrice(2400e24);
        bytes memory refused = abi.encodeWithSelector(
            IMarketErrors.BudgetExhausted.selector, block.timestamp + BLOCK_TIME
        );
        _liquidateRefused(alice, ALL, refused);
        _nextBlock();
        assertGt(_liquidate(alice, ALL).repaid, 0);
    }

    function _assertClock(uint256 touchedAt, uint256 clock) private view {
        AuctionRecord memory r = _record(alice);
        assertEq(r.touchedAt, touchedAt, "touchedAt");
        assertEq(r.clock, clock, "clock");
    }

    function _assertSameBudget(AuctionRecord memory r, AuctionRecord memory before) private pure {
        assertEq(r.blockIndex, before.blockIndex);
        assertEq(r.blockRoom, before.blockRoom);
        assertEq(r.blockDiscount, before.blockDiscount);
    }
}
