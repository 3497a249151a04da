// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest} from "../base/MarketTest.sol";
import {ProfileLib} from "../../src/interfaces/Profile.sol";
import {Case, Expected} from "./Expected.sol";
import {Mode} from "../mocks/Scripted.sol";

/// @title Collateral in and out
contract CollateralTest is MarketTest {
    uint256 private constant COLLATERAL = 10e18;

    function test_supplyCollateral_movesTheAssetsAndCreditsThem() public {
        uint256 owned = collateralToken.balanceOf(alice);
        _supplyCollateral(alice, COLLATERAL);
        _supplyCollateral(alice, 1);
        assertEq(_collateralOf(alice), COLLATERAL + 1);
        assertEq(collateralToken.balanceOf(alice), owned - COLLATERAL - 1);
        assertEq(collateralToken.balanceOf(address(market)), COLLATERAL + 1);
    }

    function test_supplyCollateral_mayBeForAnother() public {
        vm.prank(alice);
        market.supplyCollateral(params, COLLATERAL, bob);
        assertEq(_collateralOf(alice), 0);
        assertEq(_collateralOf(bob), COLLATERAL);
    }

    function test_supplyCollateral_needsNoPrice() public {
        oracle.setMode(Mode.Refuse, "");
        _supplyCollateral(alice, COLLATERAL);
        assertEq(_collateralOf(alice), COLLATERAL);
    }

    function test_supplyCollateral_revertsWhenItIsNothing() public {
        vm.expectRevert(IMarketErrors.ZeroAssets.selector);
        market.supplyCollateral(params, 0, alice);
    }

    function test_supplyCollateral_revertsWhenItIsForNobody() public {
        vm.expectRevert(IMarketErrors.ZeroAddress.selector);
        market.supplyCollateral(params, COLLATERAL, address(0));
    }

    function test_supplyCollateral_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.curve = 0;
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.supplyCollateral(unknown, COLLATERAL, alice);
    }

    function test_supplyCollateral_revertsWithoutAllowance() public {
        vm.prank(alice);
        collateralToken.approve(address(market), 0);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        market.supplyCollateral(params, COLLATERAL, alice);
    }

    function test_supplyCollateral_worksUpTo120Bits() public {
        vm.startPrank(alice);
        market.supplyCollateral(params, LIMIT - 2, alice);
        vm.expectRevert(IMarketErrors.Overflow.selector);
        market.supplyCollateral(params, 2, alice);
        market.supplyCollateral(params, 1, alice);
        vm.expectRevert(IMarketErrors.Overflow.selector);
        market.supplyCollateral(params, type(uint256).max, alice);
        vm.stopPrank();
        assertEq(_collateralOf(alice), LIMIT - 1);
        // The whole of it is usable, and leaves again.
        _borrow(alice, LIQUIDITY);
        vm.startPrank(alice);
        market.repay(params, LIQUIDITY, 0, alice);
        market.withdrawCollateral(params, LIMIT - 1, alice, alice);
        vm.stopPrank();
        assertEq(_collateralOf(alice), 0);
    }

    function test_withdrawCollateral_paysTheReceiver() public {
        _supplyCollateral(alice, COLLATERAL);
        uint256 owned = collateralToken.balanceOf(bob);
        vm.prank(alice);
        market.withdrawCollateral(params, 4e18, alice, bob);
        assertEq(_collateralOf(alice), 6e18);
        assertEq(collateralToken.balanceOf(bob), owned + 4e18);
    }

    function test_withdrawCollateral_worksDownToBorrowHealth() public {
        _openLoan(alice, COLLATERAL, 10_000e6);
        uint256 spare = COLLATERAL - _leastCollateral(10_000e6);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.InsufficientCollateral.selector);
        market.withdrawCollateral(params, spare + 1, alice, alice);
        market.withdrawCollateral(params, spare, alice, alice);
        vm.stopPrank();
    }

    /// @dev By bisection: the least collateral whose health is at least `borrowHealth`.
    function _leastCollateral(uint256 debt) private view returns (uint256 least) {
        Case memory c = Case(0, debt, oracle.price(), 0, 0, params.lltv, ProfileLib.majors());
        uint256 borrowHealth = WAD + (WAD - c.lltv) * c.profile.borrowShare / 1e6;
        uint256 tooLittle = 0;
        least = COLLATERAL;
        while (least - tooLittle > 1) {
            c.collateral = (least + tooLittle) / 2;
            if (Expected.healthDown(c) >= borrowHealth) least = c.collateral;
            else tooLittle = c.collateral;
        }
    }

    function test_withdrawCollateral_needsNoPriceWithoutDebt() public {
        _openLoan(alice, COLLATERAL, MIN_DEBT);
        vm.prank(alice);
        market.repay(params, MIN_DEBT, 0, alice);
        oracle.setMode(Mode.Refuse, "");
        vm.prank(alice);
        market.withdrawCollateral(params, COLLATERAL, alice, alice);
        assertEq(_collateralOf(alice), 0);
        assertEq(collateralToken.balanceOf(address(market)), 0);
    }

    function test_withdrawCollateral_revertsWithoutPriceAgainstDebt() public {
        _openLoan(alice, COLLATERAL, MIN_DEBT);
        oracle.setMode(Mode.Refuse, "");
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.OracleFailed.selector);
        market.withdrawCollateral(params, 1, alice, alice);
    }

    function test_withdrawCollateral_revertsWhenItIsMoreThanThePositionHas() public {
        _supplyCollateral(alice, COLLATERAL);
        _supplyCollateral(bob, COLLATERAL);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.InsufficientBalance.selector);
        market.withdrawCollateral(params, COLLATERAL + 1, alice, alice);
        vm.expectRevert(IMarketErrors.InsufficientBalance.selector);
        market.withdrawCollateral(params, type(uint256).max, alice, alice);
        vm.stopPrank();
    }

    function test_withdrawCollateral_revertsWhenTheCallerIsNotAuthorized() public {
        _supplyCollateral(alice, COLLATERAL);
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.withdrawCollateral(params, COLLATERAL, alice, bob);
    }

    function test_withdrawCollateral_revertsWhenItIsNothing() public {
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.ZeroAssets.selector);
        market.withdrawCollateral(params, 0, alice, alice);
    }

    function test_withdrawCollateral_revertsWhenTheReceiverIsZero() public {
        _supplyCollateral(alice, COLLATERAL);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.ZeroAddress.selector);
        market.withdrawCollateral(params, COLLATERAL, alice, address(0));
    }

    function test_withdrawCollateral_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.pace = 0;
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.withdrawCollateral(unknown, 1, alice, alice);
    }
}
