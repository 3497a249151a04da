// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams, MarketState} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title Caps bound what is added, and nothing else
/// @notice Carol has supplied `LIQUIDITY`, alice has borrowed `DEBT`.
contract CapsTest is AuctionTest {
    uint256 private constant NONE = 2 ** 128 - 1;

    function _setCaps(uint256 supplyCap, uint256 borrowCap) private {
        vm.prank(owner);
        market.setCaps(id, supplyCap, borrowCap);
    }

    function _assertCaps(uint256 supplyCap, uint256 borrowCap) private view {
        MarketState memory state = market.marketState(params);
        assertEq(state.supplyCap, supplyCap);
        assertEq(state.borrowCap, borrowCap);
    }

    /// @dev What is kept: all that a number of at most 1023 and zeros can say, down.
    function _kept(uint256 cap) private pure returns (uint256) {
        if (cap >= NONE) return NONE;
        uint256 unit = 1;
        while (cap / unit > 1023) unit *= 10;
        return cap - cap % unit;
    }

    function _supplyRefused(uint256 assets) private {
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.CapExceeded.selector);
        market.supply(params, assets, 0, bob);
    }

    function _borrowRefused(uint256 assets) private {
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.CapExceeded.selector);
        market.borrow(params, assets, 0, bob, bob);
    }

    function test_setCaps_startsWithoutAny() public view {
        _assertCaps(NONE, NONE);
    }

    function test_setCaps_keepsThreeDigitsAndTells() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.SetCaps(id, 1_230_000, 999);
        _setCaps(1_234_567, 999);
        _assertCaps(1_230_000, 999);
        vm.expectEmit(address(market));
        emit IMarketEvents.SetCaps(id, 999e30, 0);
        _setCaps(999_999_999e24, 0);
        _assertCaps(999e30, 0);
        vm.expectEmit(address(market));
        emit IMarketEvents.SetCaps(id, NONE, 340e36);
        _setCaps(NONE, NONE - 1);
        _assertCaps(NONE, 340e36);
        _setCaps(type(uint256).max, 2 ** 128);
        _assertCaps(NONE, NONE);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_setCaps_roundsDownByLessThanAHundredth(uint256 seed, uint256 other) public {
        uint256 supplyCap = _boundMagnitude(seed, 1, NONE);
        uint256 borrowCap = _boundMagnitude(other, 1, NONE) >> (other % 64);
        _setCaps(supplyCap, borrowCap);
        MarketState memory state = market.marketState(params);
        assertEq(state.supplyCap, _kept(supplyCap));
        assertEq(state.borrowCap, _kept(borrowCap));
        assertLe(borrowCap - state.borrowCap, borrowCap / 100);
    }

    function test_supply_worksUpToTheCapAndNoFurther() public {
        _setCaps(1.5e9 * 1e6, NONE);
        uint256 room = 0.5e9 * 1e6;
        _supplyRefused(room + 1);
        _supply(bob, room - 1);
        _supplyRefused(2);
        _supply(bob, 1);
        assertEq(_totals().supplyAssets, 1.5e9 * 1e6);
        _supplyRefused(1);
        // Named in shares it is the same.
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.CapExceeded.selector);
        market.supply(params, 0, VIRTUAL_SHARES, bob);
    }

    function test_borrow_worksUpToTheCapAndNoFurther() public {
        _supplyCollateral(bob, 1e24);
        _setCaps(NONE, 30_000e6);
        uint256 room = 30_000e6 - DEBT;
        _borrowRefused(room + 1);
        _borrow(bob, room - 1);
        _borrowRefused(2);
        _borrow(bob, 1);
        assertEq(_totals().borrowAssets, 30_000e6);
        _borrowRefused(1);
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.CapExceeded.selector);
        market.borrow(params, 0, VIRTUAL_SHARES, bob, bob);
    }

    function test_caps_freeRoomWhenSomebodyLeaves() public {
        _supplyCollateral(bob, 1e24);
        _setCaps(1e9 * 1e6, 23_000e6);
        _supplyRefused(1);
        _borrowRefused(1);
        vm.prank(carol);
        market.withdraw(params, 5e6, 0, carol, carol);
        vm.prank(alice);
        market.repay(params, 300e6, 0, alice);
        _supply(bob, 5e6);
        _borrow(bob, 300e6);
        _supplyRefused(1);
        _borrowRefused(1);
    }

    function test_caps_areExceededByInterest() public {
        _supplyCollateral(bob, 1e24);
        _setCaps(1e9 * 1e6, 23_000e6);
        skip(30 days);
        market.accrueInterest(params);
        assertGt(_totals().borrowAssets, 23_000e6);
        assertGt(_totals().supplyAssets, 1e9 * 1e6);
        _supplyRefused(1);
        _borrowRefused(1);
    }

    /// @dev Both caps are far below the totals; only growth is stopped.
    function test_caps_belowTheTotalsStopNothingThatLeaves() public {
        _setCaps(1, 1);
        _supplyRefused(1);
        vm.prank(carol);
        market.withdraw(params, 1e6, 0, carol, bob);
        vm.prank(alice);
        market.repay(params, 1000e6, 0, alice);
        _supplyCollateral(alice, 1e18);
        vm.prank(alice);
        market.withdrawCollateral(params, 1e18, alice, alice);
        _drop(15);
        assertGt(_liquidate(alice, ALL).repaid, 0);
        _confirm(alice);
        vm.prank(alice);
        market.repay(params, ALL, 0, alice);
        assertEq(_borrowSharesOf(alice), 0);
    }

    function test_caps_belowTheTotalsLetBadDebtBeRealised() public {
        _setCaps(0, 0);
        oracle.setPrice(1);
        _confirm(alice);
        _liquidate(alice, 0);
        assertEq(_borrowSharesOf(alice), 0);
        assertEq(_totals().borrowAssets, 0);
    }

    function test_capOfZero_closesTheMarketForGrowth() public {
        _supplyCollateral(bob, 1e24);
        _setCaps(0, 0);
        _supplyRefused(1);
        _borrowRefused(100e6);
        _setCaps(NONE, NONE);
        _supply(bob, 1);
        _borrow(bob, 100e6);
    }

    function test_withoutCap_theLimitOfAmountsIsTheOnlyOne() public {
        _setCaps(NONE, NONE);
        _supply(bob, LIMIT / VIRTUAL_SHARES - LIQUIDITY - 1);
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.Overflow.selector);
        market.supply(params, 1e18, 0, bob);
    }

    function test_setCaps_isOneMarketsAlone() public {
        bytes32 capped = id;
        _setCaps(0, 0);
        MarketParams memory other = params;
        other.minDebt++;
        _useMarket(other);
        assertNotEq(capped, id);
        _assertCaps(NONE, NONE);
    }

    /// @dev Interest goes on from where it was: caps do not concern it.
    function test_setCaps_doesNotAccrue() public {
        skip(1 days);
        uint256 lastUpdate = _totals().lastUpdate;
        _setCaps(1e6, 2e6);
        assertEq(_totals().lastUpdate, lastUpdate);
        assertEq(_totals().borrowAssets, DEBT);
    }

    function test_setCaps_revertsWhenTheMarketDoesNotExist() public {
        vm.prank(owner);
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.setCaps(bytes32(uint256(id) ^ 1), 1, 1);
    }
}
