// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";

/// @title Lending to the market
contract SupplyTest is MarketTest {
    function test_supply_movesTheAssetsAndCreditsShares() public {
        Totals memory before = _totals();
        uint256 owned = loanToken.balanceOf(alice);
        uint256 held = loanToken.balanceOf(address(market));

        vm.prank(alice);
        (uint256 assets, uint256 shares) = market.supply(params, 500e6, 0, alice);

        assertEq(assets, 500e6);
        assertEq(shares, 500e6 * VIRTUAL_SHARES);
        assertEq(_supplySharesOf(alice), shares);
        assertEq(loanToken.balanceOf(alice), owned - 500e6);
        assertEq(loanToken.balanceOf(address(market)), held + 500e6);
        assertEq(_totals().supplyAssets, before.supplyAssets + 500e6);
        assertEq(_totals().supplyShares, before.supplyShares + shares);
    }

    function test_supply_bySharesTakesTheAssetsRoundedUp() public {
        uint256 owned = loanToken.balanceOf(alice);
        vm.prank(alice);
        (uint256 assets, uint256 shares) = market.supply(params, 0, VIRTUAL_SHARES + 1, alice);
        assertEq(assets, 2);
        assertEq(shares, VIRTUAL_SHARES + 1);
        assertEq(_supplySharesOf(alice), VIRTUAL_SHARES + 1);
        assertEq(loanToken.balanceOf(alice), owned - 2);
    }

    function test_supply_mayBeForAnother() public {
        uint256 owned = loanToken.balanceOf(bob);
        vm.prank(alice);
        market.supply(params, 500e6, 0, bob);
        assertEq(_supplySharesOf(alice), 0);
        assertEq(_supplySharesOf(bob), 500e6 * VIRTUAL_SHARES);
        assertEq(loanToken.balanceOf(bob), owned);
    }

    function test_supply_sharesGrowWithInterest() public {
        _openLoan(bob, 1e24, MAX_LOAN);
        skip(MAX_ELAPSED);
        uint256 shares = _supply(alice, 1000e6);
        assertLt(shares, 1000e6 * VIRTUAL_SHARES);
        Totals memory t = _totals();
        // What alice may claim is what she gave, rounded against her.
        uint256 worth = shares * (t.supplyAssets + 1) / (t.supplyShares + VIRTUAL_SHARES);
        assertApproxEqAbs(worth, 1000e6, 1);
        assertLe(worth, 1000e6);
    }

    function test_supply_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.lltv++;
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.supply(unknown, 1e6, 0, alice);
    }

    function test_supply_revertsWhenBothOrNeitherOfAssetsAndSharesAreGiven() public {
        vm.expectRevert(IMarketErrors.InconsistentInput.selector);
        market.supply(params, 0, 0, alice);
        vm.expectRevert(IMarketErrors.InconsistentInput.selector);
        market.supply(params, 1, 1, alice);
    }

    function test_supply_revertsWhenItIsForNobody() public {
        vm.expectRevert(IMarketErrors.ZeroAddress.selector);
        market.supply(params, 1e6, 0, address(0));
    }

    function test_supply_revertsWithoutAllowance() public {
        vm.prank(alice);
        loanToken.approve(address(market), 1e6 - 1);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        market.supply(params, 1e6, 0, alice);
    }

    function test_supply_revertsWithoutBalance() public {
        uint256 owned = loanToken.balanceOf(alice);
        loanToken.burn(alice, owned - (1e6 - 1));
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        market.supply(params, 1e6, 0, alice);
        assertEq(_supplySharesOf(alice), 0);
    }

    /// @dev The first shares cost a millionth of an asset each, so shares reach 2^120 first.
    function test_supply_worksUpTo120BitsOfShares() public {
        uint256 most = LIMIT / VIRTUAL_SHARES - LIQUIDITY;
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.Overflow.selector);
        market.supply(params, most + 1, 0, alice);
        market.supply(params, most, 0, alice);
        vm.expectRevert(IMarketErrors.Overflow.selector);
        market.supply(params, 1, 0, alice);
        vm.stopPrank();
        assertLt(_totals().supplyShares, LIMIT);
    }

    function test_supply_revertsAtEveryMagnitudeBeyondTheLimit() public {
        for (uint256 bits = 120; bits < 256; bits += 17) {
            vm.expectRevert(IMarketErrors.Overflow.selector);
            market.supply(params, 2 ** bits, 0, alice);
            vm.expectRevert(IMarketErrors.Overflow.selector);
            market.supply(params, 0, 2 ** bits, alice);
        }
        vm.expectRevert(IMarketErrors.Overflow.selector);
        market.supply(params, type(uint256).max, 0, alice);
    }

    /// forge-config: default.fuzz.runs = 32
    function testFuzz_supply_neverCreditsMoreThanWasGiven(uint256 assets, uint256 elapsed) public {
        _openLoan(bob, 1e24, MAX_LOAN);
        skip(bound(elapsed, 0, MAX_ELAPSED));
        assets = bound(assets, 2, MAX_ASSETS);
        uint256 shares = _supply(alice, assets);
        Totals memory t = _totals();
        uint256 pool = t.supplyShares - shares + VIRTUAL_SHARES;
        assertEq(shares, assets * pool / (t.supplyAssets - assets + 1));
        vm.prank(alice);
        (uint256 back,) = market.withdraw(params, 0, shares, alice, alice);
        assertLe(back, assets);
        assertGe(back + 1, assets);
    }
}
