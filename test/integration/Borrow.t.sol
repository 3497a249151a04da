// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";
import {Case, Expected} from "./Expected.sol";
import {ProfileLib} from "../../src/interfaces/Profile.sol";

/// @title Borrowing against collateral
contract BorrowTest is MarketTest {
    uint256 private constant COLLATERAL = 10e18;

    function test_borrow_paysTheReceiverAndRecordsTheDebt() public {
        _supplyCollateral(alice, COLLATERAL);
        uint256 owned = loanToken.balanceOf(bob);
        vm.prank(alice);
        (uint256 assets, uint256 shares) = market.borrow(params, 5000e6, 0, alice, bob);
        assertEq(assets, 5000e6);
        assertEq(shares, 5000e6 * VIRTUAL_SHARES);
        assertEq(_borrowSharesOf(alice), shares);
        assertEq(loanToken.balanceOf(bob), owned + 5000e6);
        assertEq(_totals().borrowAssets, 5000e6);
        assertEq(_totals().borrowShares, shares);
        assertEq(_debtOf(alice), 5000e6);
    }

    function test_borrow_bySharesPaysTheAssetsRoundedDown() public {
        _supplyCollateral(alice, COLLATERAL);
        uint256 wanted = MIN_DEBT * VIRTUAL_SHARES + VIRTUAL_SHARES - 1;
        vm.prank(alice);
        (uint256 assets, uint256 shares) = market.borrow(params, 0, wanted, alice, alice);
        assertEq(assets, MIN_DEBT);
        assertEq(shares, wanted);
        assertEq(_debtOf(alice), MIN_DEBT + 1);
    }

    function test_borrow_worksDownToBorrowHealth() public {
        _supplyCollateral(alice, COLLATERAL);
        uint256 most = _mostDebt(COLLATERAL);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.InsufficientCollateral.selector);
        market.borrow(params, most + 1, 0, alice, alice);
        market.borrow(params, most, 0, alice, alice);
        vm.stopPrank();
        assertEq(_debtOf(alice), most);
    }

    /// @dev The largest D with lim / D >= 1 + borrowShare · (1 − lltv).
    function _mostDebt(uint256 collateral) private view returns (uint256) {
        Case memory c = Case(collateral, 0, oracle.price(), 0, 0, params.lltv, ProfileLib.majors());
        uint256 borrowHealth = WAD + (WAD - c.lltv) * c.profile.borrowShare / 1e6;
        return Expected.maxBorrowDown(c) * WAD / borrowHealth;
    }

    /// forge-config: default.fuzz.runs = 32
    function testFuzz_borrow_worksDownToBorrowHealth(uint256 price, uint256 collateral) public {
        price = _boundPrice(price);
        oracle.setPrice(price);
        uint256 least = 2 * MIN_DEBT * PRICE_SCALE / price;
        collateral = bound(collateral, least, MAX_LOAN * PRICE_SCALE / price);
        _supplyCollateral(alice, collateral);
        uint256 most = _mostDebt(collateral);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.InsufficientCollateral.selector);
        market.borrow(params, most + 1, 0, alice, alice);
        market.borrow(params, most, 0, alice, alice);
        vm.stopPrank();
    }

    function test_borrow_revertsWithoutCollateral() public {
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.InsufficientCollateral.selector);
        market.borrow(params, MIN_DEBT, 0, alice, alice);
    }

    function test_borrow_revertsWhenUnhealthy() public {
        _openLoan(alice, COLLATERAL, 23_000e6);
        _drop(10);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.InsufficientCollateral.selector);
        market.borrow(params, MIN_DEBT, 0, alice, alice);
    }

    function test_borrow_revertsWhenTheDebtWouldBeTooSmall() public {
        _supplyCollateral(alice, COLLATERAL);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.DebtTooSmall.selector);
        market.borrow(params, MIN_DEBT - 1, 0, alice, alice);
        market.borrow(params, MIN_DEBT, 0, alice, alice);
        // The bound is on the debt, not on what is added to it.
        market.borrow(params, 1, 0, alice, alice);
        vm.stopPrank();
        assertEq(_debtOf(alice), MIN_DEBT + 1);
    }

    function test_borrow_revertsWhenTheMarketHasTooLittle() public {
        _supplyCollateral(alice, 1e30);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.InsufficientLiquidity.selector);
        market.borrow(params, LIQUIDITY + 1, 0, alice, alice);
        market.borrow(params, LIQUIDITY, 0, alice, alice);
        vm.stopPrank();
        assertEq(loanToken.balanceOf(address(market)), 0);
        assertEq(_totals().borrowAssets, LIQUIDITY);
    }

    function test_borrow_revertsWhenTheCallerIsNotAuthorized() public {
        _supplyCollateral(alice, COLLATERAL);
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.borrow(params, MIN_DEBT, 0, alice, bob);
    }

    function test_borrow_revertsWhenBothOrNeitherOfAssetsAndSharesAreGiven() public {
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.InconsistentInput.selector);
        market.borrow(params, 0, 0, alice, alice);
        vm.expectRevert(IMarketErrors.InconsistentInput.selector);
        market.borrow(params, 1, 1, alice, alice);
        vm.stopPrank();
    }

    function test_borrow_revertsWhenTheReceiverIsZero() public {
        _supplyCollateral(alice, COLLATERAL);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.ZeroAddress.selector);
        market.borrow(params, MIN_DEBT, 0, alice, address(0));
    }

    function test_borrow_revertsWhenSharesAreWorthNothing() public {
        _supplyCollateral(alice, COLLATERAL);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.ZeroAssets.selector);
        market.borrow(params, 0, VIRTUAL_SHARES - 1, alice, alice);
    }

    function test_borrow_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.closeoutDebt++;
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.borrow(unknown, MIN_DEBT, 0, alice, alice);
    }

    function test_borrow_revertsWithATypedErrorAtEveryMagnitude() public {
        _supplyCollateral(alice, COLLATERAL);
        vm.startPrank(alice);
        for (uint256 bits = 120; bits < 256; bits += 17) {
            vm.expectRevert(IMarketErrors.Overflow.selector);
            market.borrow(params, 2 ** bits, 0, alice, alice);
            vm.expectRevert(IMarketErrors.Overflow.selector);
            market.borrow(params, 0, 2 ** bits, alice, alice);
        }
        vm.stopPrank();
    }

    function test_borrow_leavesOtherPositionsAlone() public {
        _openLoan(bob, COLLATERAL, 1000e6);
        _openLoan(alice, COLLATERAL, 2000e6);
        assertEq(_debtOf(bob), 1000e6);
        assertEq(_collateralOf(bob), COLLATERAL);
        assertEq(_supplySharesOf(carol), LIQUIDITY * VIRTUAL_SHARES);
    }

    /// @dev Assets cost shares rounded up, shares give assets rounded down.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_borrow_roundsAgainstTheCaller(uint256 assets, uint256 elapsed) public {
        _openLoan(bob, 1e24, MAX_LOAN);
        skip(bound(elapsed, 1, MAX_ELAPSED));
        market.accrueInterest(params);
        _supplyCollateral(alice, 1e24);
        Totals memory t = _totals();
        assets = bound(assets, MIN_DEBT, MAX_LOAN);
        vm.startPrank(alice);
        (, uint256 shares) = market.borrow(params, assets, 0, alice, alice);
        uint256 pool = t.borrowShares + VIRTUAL_SHARES;
        assertEq(shares, Expected.divUp(assets * pool, t.borrowAssets + 1));

        t = _totals();
        pool = t.borrowShares + VIRTUAL_SHARES;
        (assets,) = market.borrow(params, 0, shares, alice, alice);
        assertEq(assets, shares * (t.borrowAssets + 1) / pool);
        vm.stopPrank();
    }
}
