// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";
import {Expected} from "./Expected.sol";

/// @title Taking lent assets back
contract WithdrawTest is MarketTest {
    function test_withdraw_byAssetsPaysTheReceiver() public {
        Totals memory before = _totals();
        uint256 owned = loanToken.balanceOf(bob);
        vm.prank(carol);
        (uint256 assets, uint256 shares) = market.withdraw(params, 400e6, 0, carol, bob);
        assertEq(assets, 400e6);
        assertEq(shares, 400e6 * VIRTUAL_SHARES);
        assertEq(loanToken.balanceOf(bob), owned + 400e6);
        assertEq(_supplySharesOf(carol), before.supplyShares - shares);
        assertEq(_totals().supplyAssets, before.supplyAssets - 400e6);
        assertEq(_totals().supplyShares, before.supplyShares - shares);
    }

    function test_withdraw_bySharesPaysTheAssetsRoundedDown() public {
        vm.prank(carol);
        (uint256 assets, uint256 shares) =
            market.withdraw(params, 0, 2 * VIRTUAL_SHARES - 1, carol, carol);
        assertEq(assets, 1);
        assertEq(shares, 2 * VIRTUAL_SHARES - 1);
    }

    function test_withdraw_ofEverythingLeavesAnEmptyMarket() public {
        uint256 shares = _supplySharesOf(carol);
        vm.prank(carol);
        (uint256 assets,) = market.withdraw(params, 0, shares, carol, carol);
        assertEq(assets, LIQUIDITY);
        assertEq(loanToken.balanceOf(address(market)), 0);
        assertEq(_totals().supplyAssets, 0);
        assertEq(_totals().supplyShares, 0);
    }

    function test_withdraw_paysInterest() public {
        _openLoan(alice, 1e24, MAX_LOAN);
        skip(MAX_ELAPSED);
        uint256 debt = _debtOf(alice);
        loanToken.mint(alice, debt);
        vm.prank(alice);
        market.repay(params, debt, 0, alice);
        uint256 shares = _supplySharesOf(carol);
        vm.prank(carol);
        (uint256 assets,) = market.withdraw(params, 0, shares, carol, carol);
        // All interest is the suppliers'; virtual shares keep a millionth of a unit of it.
        assertApproxEqAbs(assets, LIQUIDITY + debt - MAX_LOAN, 2);
        assertLe(assets, LIQUIDITY + debt - MAX_LOAN);
        assertGt(assets, LIQUIDITY);
    }

    function test_withdraw_revertsWhenItIsMoreThanThePositionHas() public {
        _supply(alice, 100e6);
        uint256 shares = _supplySharesOf(alice);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.InsufficientBalance.selector);
        market.withdraw(params, 100e6 + 1, 0, alice, alice);
        vm.expectRevert(IMarketErrors.InsufficientBalance.selector);
        market.withdraw(params, 0, shares + 1, alice, alice);
        market.withdraw(params, 0, shares, alice, alice);
        vm.stopPrank();
        assertEq(_supplySharesOf(alice), 0);
    }

    function test_withdraw_revertsWhenItIsMoreThanTheMarketHas() public {
        vm.prank(carol);
        vm.expectRevert(IMarketErrors.InsufficientBalance.selector);
        market.withdraw(params, LIQUIDITY + 1, 0, carol, carol);
    }

    function test_withdraw_revertsWhenTheAssetsAreLentOut() public {
        _openLoan(alice, 1e24, 1000e6);
        vm.startPrank(carol);
        vm.expectRevert(IMarketErrors.InsufficientLiquidity.selector);
        market.withdraw(params, LIQUIDITY - 1000e6 + 1, 0, carol, carol);
        market.withdraw(params, LIQUIDITY - 1000e6, 0, carol, carol);
        vm.stopPrank();
        assertEq(loanToken.balanceOf(address(market)), 0);
    }

    function test_withdraw_revertsWhenTheCallerIsNotAuthorized() public {
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.withdraw(params, 1e6, 0, carol, bob);
    }

    function test_withdraw_revertsWhenBothOrNeitherOfAssetsAndSharesAreGiven() public {
        vm.startPrank(carol);
        vm.expectRevert(IMarketErrors.InconsistentInput.selector);
        market.withdraw(params, 0, 0, carol, carol);
        vm.expectRevert(IMarketErrors.InconsistentInput.selector);
        market.withdraw(params, 1, 1, carol, carol);
        vm.stopPrank();
    }

    function test_withdraw_revertsWhenTheReceiverIsZero() public {
        vm.prank(carol);
        vm.expectRevert(IMarketErrors.ZeroAddress.selector);
        market.withdraw(params, 1e6, 0, carol, address(0));
    }

    function test_withdraw_revertsWhenSharesAreWorthNothing() public {
        vm.prank(carol);
        vm.expectRevert(IMarketErrors.ZeroAssets.selector);
        market.withdraw(params, 0, VIRTUAL_SHARES - 1, carol, carol);
    }

    function test_withdraw_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.minDebt++;
        vm.prank(carol);
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.withdraw(unknown, 1e6, 0, carol, carol);
    }

    function test_withdraw_revertsWithATypedErrorAtEveryMagnitude() public {
        vm.startPrank(carol);
        for (uint256 bits = 60; bits < 120; bits += 12) {
            vm.expectRevert(IMarketErrors.InsufficientBalance.selector);
            market.withdraw(params, 2 ** bits, 0, carol, carol);
        }
        vm.expectRevert(IMarketErrors.Overflow.selector);
        market.withdraw(params, type(uint256).max, 0, carol, carol);
        vm.stopPrank();
    }

    function test_withdraw_needsNoPrice() public {
        oracle.setPrice(0);
        vm.prank(carol);
        market.withdraw(params, 1e6, 0, carol, carol);
        assertEq(_totals().supplyAssets, LIQUIDITY - 1e6);
    }

    /// @dev Assets cost shares rounded up, shares give assets rounded down.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_withdraw_roundsAgainstTheCaller(uint256 assets, uint256 elapsed) public {
        _openLoan(alice, 1e24, MAX_LOAN);
        skip(bound(elapsed, 1, MAX_ELAPSED));
        market.accrueInterest(params);
        Totals memory t = _totals();
        uint256 pool = t.supplyShares + VIRTUAL_SHARES;
        assets = bound(assets, MIN_ASSETS, LIQUIDITY / 4);
        vm.startPrank(carol);
        (, uint256 shares) = market.withdraw(params, assets, 0, carol, carol);
        assertEq(shares, Expected.divUp(assets * pool, t.supplyAssets + 1));

        t = _totals();
        pool = t.supplyShares + VIRTUAL_SHARES;
        (assets,) = market.withdraw(params, 0, shares, carol, carol);
        assertEq(assets, shares * (t.supplyAssets + 1) / pool);
        vm.stopPrank();
    }
}
