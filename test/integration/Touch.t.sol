// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Mode} from "../mocks/Scripted.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title The auction's clock: section 4 of docs/mechanism.md
contract TouchTest is AuctionTest {
    /// @dev Alice is healthy at it, but not safe yet [1e36].
    uint256 private constant BETWEEN = 2780e24;

    function test_touch_ofAHealthyPositionStartsNothing() public {
        _touch(alice);
        assertEq(_record(alice).touchedAt, 0);
    }

    function test_touch_ofAPositionWithoutDebtStartsNothing() public {
        oracle.setPrice(1);
        _touch(bob);
        assertEq(_record(bob).touchedAt, 0);
    }

    function test_touch_startsTheAuctionOfAnUnhealthyPosition() public {
        _drop(10);
        vm.prank(carol);
        _touch(alice);
        _assertClock(block.timestamp, 0);
    }

    function test_touch_advancesByTheElapsedTime() public {
        _drop(10);
        _touch(alice);
        skip(7);
        _touch(alice);
        _assertClock(block.timestamp, 7);
    }

    /// @dev clockStep 300: an outage adds no more, however long it lasts.
    function test_touch_advancesByNoMoreThanAStep() public {
        _drop(10);
        _touch(alice);
        skip(301);
        _touch(alice);
        _assertClock(block.timestamp, 300);
        skip(1800);
        _touch(alice);
        _assertClock(block.timestamp, 600);
    }

    function test_touch_advancesNoFurtherThanTheEnd() public {
        _drop(10);
        _touch(alice);
        for (uint256 i = 0; i < 7; i++) {
            skip(300);
            _touch(alice);
        }
        _assertClock(block.timestamp, 1800);
    }

    function test_touch_startsAStaleAuctionAnew() public {
        _drop(10);
        _touch(alice);
        skip(300);
        _touch(alice);
        skip(1801);
        _touch(alice);
        _assertClock(block.timestamp, 0);
    }

    function test_touch_isIdempotentWithinASecond() public {
        _drop(10);
        _touch(alice);
        skip(40);
        _touch(alice);
        AuctionRecord memory before = _record(alice);
        _touch(alice);
        assertEq(keccak256(abi.encode(_record(alice))), keccak256(abi.encode(before)));
    }

    /// @dev A fill is a touch too.
    function test_touch_isPartOfALiquidation() public {
        _drop(10);
        _liquidate(alice, 500e6);
        _assertClock(block.timestamp, 0);
    }

    function test_touch_refusesWithoutPriceAndTheClockStands() public {
        _drop(10);
        _touch(alice);
        oracle.setMode(Mode.Refuse, "");
        skip(40);
        AuctionRecord memory before = _record(alice);
        vm.expectRevert(IMarketErrors.OracleFailed.selector);
        _touch(alice);
        assertEq(keccak256(abi.encode(_record(alice))), keccak256(abi.encode(before)));
    }

    function test_touch_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.lltv--;
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.touch(unknown, alice);
    }

    function test_touch_movesNoBooks() public {
        _drop(10);
        bytes32 before = keccak256(abi.encode(_totals(), _collateralOf(alice)));
        uint256 shares = _borrowSharesOf(alice);
        _touch(alice);
        assertEq(keccak256(abi.encode(_totals(), _collateralOf(alice))), before);
        assertEq(_borrowSharesOf(alice), shares);
    }

    /// @dev M9: the clock never runs faster than live time, nor in a pause.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_touch_neverOutrunsTime(uint256[4] memory pauses, uint256 ups) public {
        _drop(10);
        _touch(alice);
        uint256 begun = block.timestamp;
        uint256 last;
        bool wasHealthy;
        for (uint256 i = 0; i < pauses.length; i++) {
            bool isHealthy = ups >> i & 1 == 1;
            oracle.setPrice(isHealthy ? BETWEEN : 2700e24);
            uint256 elapsed = bound(pauses[i], 0, 2000);
            skip(elapsed);
            _touch(alice);
            AuctionRecord memory r = _record(alice);
            assertLe(r.clock, block.timestamp - begun);
            assertLe(r.clock, last + (isHealthy || wasHealthy ? 0 : elapsed));
            (last, wasHealthy) = (r.clock, isHealthy);
        }
    }

    function _assertClock(uint256 touchedAt, uint256 clock) private view {
        AuctionRecord memory r = _record(alice);
        assertEq(r.touchedAt, touchedAt, "touchedAt");
        assertEq(r.clock, clock, "clock");
    }
}
