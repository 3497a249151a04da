// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";
import {Expected} from "./Expected.sol";

/// @title Repaying debt: always possible, for anyone, without a price
contract RepayTest is MarketTest {
    uint256 private constant COLLATERAL = 10e18;
    uint256 private constant DEBT = 23_000e6;

    function setUp() public override {
        super.setUp();
        _openLoan(alice, COLLATERAL, DEBT);
    }

    function test_repay_byAssetsTakesThemOffTheDebt() public {
        uint256 owned = loanToken.balanceOf(alice);
        uint256 shares = _borrowSharesOf(alice);
        vm.prank(alice);
        (uint256 assets, uint256 repaidShares) = market.repay(params, 3000e6, 0, alice);
        assertEq(assets, 3000e6);
        assertEq(_borrowSharesOf(alice), shares - repaidShares);
        assertEq(loanToken.balanceOf(alice), owned - 3000e6);
        assertEq(_debtOf(alice), DEBT - 3000e6);
        assertEq(_totals().borrowAssets, DEBT - 3000e6);
        assertEq(_totals().borrowShares, _borrowSharesOf(alice));
    }

    function test_repay_bySharesTakesTheAssetsRoundedUp() public {
        vm.prank(alice);
        (uint256 assets, uint256 shares) = market.repay(params, 0, VIRTUAL_SHARES + 1, alice);
        assertEq(assets, 2);
        assertEq(shares, VIRTUAL_SHARES + 1);
    }

    function test_repay_ofAllSharesEndsTheDebt() public {
        skip(30 days);
        uint256 debt = _debtOf(alice);
        assertGt(debt, DEBT);
        uint256 shares = _borrowSharesOf(alice);
        vm.prank(alice);
        (uint256 assets,) = market.repay(params, 0, shares, alice);
        assertEq(assets, debt);
        assertEq(_borrowSharesOf(alice), 0);
        assertEq(_totals().borrowShares, 0);
    }

    function test_repay_ofMoreThanTheDebtTakesTheDebt() public {
        skip(30 days);
        uint256 debt = _debtOf(alice);
        uint256 owned = loanToken.balanceOf(alice);
        vm.prank(alice);
        (uint256 assets,) = market.repay(params, type(uint256).max, 0, alice);
        assertEq(assets, debt);
        assertEq(loanToken.balanceOf(alice), owned - debt);
        assertEq(_borrowSharesOf(alice), 0);
    }

    function test_repay_ofMoreSharesThanTheDebtTakesTheDebt() public {
        vm.prank(alice);
        (uint256 assets,) = market.repay(params, 0, type(uint256).max, alice);
        assertEq(assets, DEBT);
        assertEq(_borrowSharesOf(alice), 0);
    }

    function test_repay_mayBeForAnother() public {
        uint256 owned = loanToken.balanceOf(alice);
        vm.prank(bob);
        market.repay(params, 3000e6, 0, alice);
        assertEq(_debtOf(alice), DEBT - 3000e6);
        assertEq(loanToken.balanceOf(alice), owned);
    }

    function test_repay_mayLeaveLessThanMinDebt() public {
        vm.prank(alice);
        market.repay(params, DEBT - 1, 0, alice);
        assertEq(_debtOf(alice), 1);
    }

    function test_repay_needsNoPrice() public {
        oracle.setPrice(0);
        vm.prank(alice);
        market.repay(params, 3000e6, 0, alice);
        assertEq(_debtOf(alice), DEBT - 3000e6);
    }

    function test_repay_revertsWhenThereIsNoDebt() public {
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.ZeroAssets.selector);
        market.repay(params, 1e6, 0, bob);
    }

    function test_repay_revertsWhenBothOrNeitherOfAssetsAndSharesAreGiven() public {
        vm.expectRevert(IMarketErrors.InconsistentInput.selector);
        market.repay(params, 0, 0, alice);
        vm.expectRevert(IMarketErrors.InconsistentInput.selector);
        market.repay(params, 1, 1, alice);
    }

    function test_repay_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.oracle = address(this);
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.repay(unknown, 1e6, 0, alice);
    }

    function test_repay_revertsWithoutAllowance() public {
        vm.prank(alice);
        loanToken.approve(address(market), 1e6 - 1);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        market.repay(params, 1e6, 0, alice);
        assertEq(_debtOf(alice), DEBT);
    }

    /// @dev M15: as long as debt is left, it neither advances the clock nor changes the block's
    /// budget.
    function test_repay_leavesTheAuctionAlone() public {
        _drop(10);
        _confirm(alice);
        _liquidate(alice, 500e6);
        AuctionRecord memory before = _record(alice);
        skip(5);
        vm.prank(alice);
        market.repay(params, 1, 0, alice);
        assertEq(keccak256(abi.encode(_record(alice))), keccak256(abi.encode(before)));
    }

    function test_repay_movesNothingButTheDebt() public {
        Totals memory before = _totals();
        vm.prank(alice);
        market.repay(params, 3000e6, 0, alice);
        assertEq(_collateralOf(alice), COLLATERAL);
        assertEq(_totals().supplyAssets, before.supplyAssets);
        assertEq(_totals().supplyShares, before.supplyShares);
    }

    /// @dev Assets redeem shares rounded down, shares cost assets rounded up.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_repay_roundsAgainstTheCaller(uint256 assets, uint256 elapsed) public {
        skip(bound(elapsed, 1, MAX_ELAPSED));
        uint256 debt = _debtOf(alice);
        Totals memory t = _totals();
        uint256 pool = t.borrowShares + VIRTUAL_SHARES;
        assets = bound(assets, MIN_ASSETS, debt / 2);
        vm.prank(alice);
        (uint256 repaid, uint256 shares) = market.repay(params, assets, 0, alice);
        assertEq(repaid, assets);
        assertEq(shares, assets * pool / (t.borrowAssets + 1));
        assertGe(_debtOf(alice), debt - assets);

        t = _totals();
        pool = t.borrowShares + VIRTUAL_SHARES;
        vm.prank(alice);
        (repaid,) = market.repay(params, 0, shares, alice);
        assertEq(repaid, Expected.divUp(shares * (t.borrowAssets + 1), pool));
    }
}
