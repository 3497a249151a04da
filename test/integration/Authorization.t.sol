// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @title Acting for another
contract AuthorizationTest is MarketTest {
    uint256 private constant COLLATERAL = 10e18;

    function test_setAuthorization_letsAnotherActUntilRevoked() public {
        _supplyCollateral(alice, COLLATERAL);
        assertFalse(market.isAuthorized(alice, bob));
        vm.prank(alice);
        market.setAuthorization(bob, true);
        assertTrue(market.isAuthorized(alice, bob));

        vm.startPrank(bob);
        market.borrow(params, 1000e6, 0, alice, bob);
        market.withdrawCollateral(params, 1e18, alice, bob);
        vm.stopPrank();
        assertEq(_debtOf(alice), 1000e6);
        assertEq(_debtOf(bob), 0);
        assertEq(_collateralOf(alice), COLLATERAL - 1e18);

        vm.prank(alice);
        market.setAuthorization(bob, false);
        assertFalse(market.isAuthorized(alice, bob));
        vm.startPrank(bob);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.borrow(params, 1000e6, 0, alice, bob);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.withdrawCollateral(params, 1e18, alice, bob);
        vm.stopPrank();
    }

    function test_setAuthorization_coversLentAssets() public {
        vm.prank(carol);
        market.setAuthorization(bob, true);
        vm.prank(bob);
        market.withdraw(params, 1e6, 0, carol, bob);
        assertEq(_supplySharesOf(carol), (LIQUIDITY - 1e6) * VIRTUAL_SHARES);
    }

    function test_setAuthorization_coversEveryMarket() public {
        vm.prank(alice);
        market.setAuthorization(bob, true);
        MarketParams memory other = params;
        other.lltv = 0.8e18;
        _useMarket(other);
        _supplyCollateral(alice, COLLATERAL);
        vm.prank(bob);
        market.borrow(params, 1000e6, 0, alice, bob);
        assertEq(_debtOf(alice), 1000e6);
    }

    function test_setAuthorization_isOneWayAndForOneCallerOnly() public {
        vm.prank(alice);
        market.setAuthorization(bob, true);
        assertFalse(market.isAuthorized(bob, alice));
        assertFalse(market.isAuthorized(alice, carol));
        assertFalse(market.isAuthorized(carol, bob));
        _supplyCollateral(bob, COLLATERAL);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.withdrawCollateral(params, 1, bob, alice);
    }

    function test_setAuthorization_isTransitiveForNobody() public {
        vm.prank(alice);
        market.setAuthorization(bob, true);
        vm.prank(bob);
        market.setAuthorization(carol, true);
        _supplyCollateral(alice, COLLATERAL);
        vm.prank(carol);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.withdrawCollateral(params, 1, alice, carol);
    }

    function test_setAuthorization_ofOneselfChangesNothing() public {
        _supplyCollateral(alice, COLLATERAL);
        vm.startPrank(alice);
        market.setAuthorization(alice, false);
        market.withdrawCollateral(params, 1, alice, alice);
        vm.stopPrank();
        assertEq(_collateralOf(alice), COLLATERAL - 1);
    }

    function test_setAuthorization_revertsForTheZeroAddress() public {
        vm.expectRevert(IMarketErrors.ZeroAddress.selector);
        market.setAuthorization(address(0), true);
    }

    function test_actsForTheBetterNeedNoAuthorization() public {
        _openLoan(alice, COLLATERAL, 1000e6);
        vm.startPrank(bob);
        market.supply(params, 1e6, 0, alice);
        market.supplyCollateral(params, 1e18, alice);
        market.repay(params, 1e6, 0, alice);
        market.touch(params, alice);
        market.accrueInterest(params);
        vm.stopPrank();
        assertEq(_debtOf(alice), 999e6);
        assertEq(_collateralOf(alice), COLLATERAL + 1e18);
        assertEq(_supplySharesOf(alice), 1e6 * VIRTUAL_SHARES);
    }
}
