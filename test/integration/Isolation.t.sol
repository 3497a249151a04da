// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";

/// @title Markets do not know one another, nor do positions
contract IsolationTest is MarketTest {
    MarketParams private first;
    MarketParams private second;

    /// @dev The same tokens and oracle, another LLTV; carol lends to both, alice borrows in both.
    function setUp() public override {
        super.setUp();
        first = params;
        _openLoan(alice, 10e18, 20_000e6);
        MarketParams memory other = params;
        other.lltv = 0.8e18;
        _useMarket(other);
        second = params;
        _openLoan(alice, 10e18, 20_000e6);
        _openLoan(bob, 10e18, 1000e6);
    }

    function _use(MarketParams memory chosen) private {
        params = chosen;
        id = keccak256(abi.encode(chosen));
    }

    function _hashOf(address account) private view returns (bytes32) {
        (uint256 supplyShares, uint256 borrowShares, uint256 collateral) =
            market.position(id, account);
        return keccak256(abi.encode(supplyShares, borrowShares, collateral, _record(account)));
    }

    function _hashOfMarket() private view returns (bytes32) {
        return keccak256(abi.encode(_totals(), _hashOf(alice), _hashOf(bob), _hashOf(carol)));
    }

    function test_actsInOneMarketLeaveTheOtherAlone() public {
        _use(first);
        bytes32 before = _hashOfMarket();
        _use(second);
        skip(1 days);
        _supply(bob, 5e6);
        _supplyCollateral(alice, 1e18);
        vm.startPrank(alice);
        market.borrow(params, 100e6, 0, alice, alice);
        market.repay(params, 200e6, 0, alice);
        market.withdrawCollateral(params, 1e18, alice, alice);
        vm.stopPrank();
        vm.prank(carol);
        market.withdraw(params, 5e6, 0, carol, carol);
        _use(first);
        assertEq(_hashOfMarket(), before);
    }

    function test_badDebtInOneMarketLeavesTheOtherAlone() public {
        _use(first);
        bytes32 before = _hashOfMarket();
        _use(second);
        uint256 supplied = _totals().supplyAssets;
        oracle.setPrice(1000e24);
        _confirm(alice);
        _liquidate(alice, type(uint256).max);
        assertEq(_collateralOf(alice), 0);
        assertLt(_totals().supplyAssets, supplied);
        _use(first);
        assertEq(_hashOfMarket(), before);
    }

    function test_liquidationLeavesOtherPositionsAlone() public {
        bytes32 before = _hashOf(bob);
        uint256 lent = _supplySharesOf(carol);
        oracle.setPrice(2400e24);
        _confirm(alice);
        assertGt(_liquidate(alice, type(uint256).max).repaid, 0);
        assertEq(_hashOf(bob), before);
        assertEq(_supplySharesOf(carol), lent);
    }

    function test_assetsOfOneMarketAreNotLentByTheOther() public {
        _use(first);
        uint256 held = LIQUIDITY - 20_000e6;
        vm.startPrank(carol);
        market.withdraw(params, held, 0, carol, carol);
        vm.expectRevert(IMarketErrors.InsufficientLiquidity.selector);
        market.withdraw(params, 1, 0, carol, carol);
        vm.stopPrank();
        assertGt(loanToken.balanceOf(address(market)), LIQUIDITY / 2);

        _supplyCollateral(alice, 10e18);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.InsufficientLiquidity.selector);
        market.borrow(params, 1, 0, alice, alice);
    }

    function test_collateralOfOneMarketDoesNotCountInTheOther() public {
        _use(first);
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.InsufficientCollateral.selector);
        market.borrow(params, MIN_DEBT, 0, bob, bob);
        vm.prank(bob);
        vm.expectRevert(IMarketErrors.InsufficientBalance.selector);
        market.withdrawCollateral(params, 1, bob, bob);
    }
}
