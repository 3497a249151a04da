// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Fill, MarketTest} from "../base/MarketTest.sol";

/// @title A market that is as full as it can be still does everything that lets money out
/// @notice Loan assets up to 2^103, collateral and shares up to 2^120, and what is one more.
contract LimitsTest is MarketTest {
    uint256 private constant ASSET_LIMIT = 2 ** 103;
    bytes4 private immutable OVERFLOW = IMarketErrors.Overflow.selector;

    /// @dev Loan assets cost a unit of collateral each. Shares begin at a million an asset, so they
    /// reach 2^120 a little above 2^100 assets.
    function setUp() public override {
        super.setUp();
        oracle.setPrice(PRICE_SCALE);
        id = _createMarket(_others());
        params = _others();
    }

    function _others() private view returns (MarketParams memory other) {
        other = params;
        (other.minDebt, other.closeoutDebt) = (2 ** 60, 2 ** 61);
    }

    /// @dev The most that fits at a million shares an asset.
    function _most() private pure returns (uint256) {
        return (LIMIT - 1) / VIRTUAL_SHARES;
    }

    function test_theLastUnitFits_andOneMoreDoesNot() public {
        _supply(carol, _most());
        assertEq(_totals().supplyAssets, _most());
        vm.startPrank(bob);
        vm.expectRevert(OVERFLOW);
        market.supply(params, 1, 0, bob);
        vm.expectRevert(OVERFLOW);
        market.supply(params, ASSET_LIMIT, 0, bob);
        vm.expectRevert(OVERFLOW);
        market.supply(params, 0, LIMIT, bob);
        vm.expectRevert(OVERFLOW);
        market.supply(params, type(uint256).max, 0, bob);
        vm.expectRevert(OVERFLOW);
        market.supplyCollateral(params, LIMIT, bob);
        vm.stopPrank();
    }

    /// @dev Everything is lent, at the highest rate, for most of a year; then it is repaid,
    /// liquidated and withdrawn.
    function test_aFullMarket_accruesRepaysLiquidatesAndPaysOut() public {
        _supply(carol, _most());
        _supplyCollateral(alice, LIMIT - 1);
        uint256 lent = _most() / 2;
        _borrow(alice, lent);
        _supplyCollateral(bob, 2 * lent);
        _borrow(bob, _totals().supplyAssets - lent);
        for (uint256 i = 0; i < 10; i++) {
            skip(30 days);
            market.accrueInterest(params);
            assertLt(_totals().supplyAssets, ASSET_LIMIT);
            assertLe(_totals().borrowAssets, _totals().supplyAssets);
        }
        assertGt(_totals().borrowAssets, _most());
        Fill memory fill = _liquidate(bob, type(uint256).max);
        assertGt(fill.repaid, 0);
        vm.startPrank(alice);
        market.repay(params, type(uint256).max, 0, alice);
        market.withdrawCollateral(params, LIMIT - 1, alice, alice);
        vm.stopPrank();
        uint256 idle = _totals().supplyAssets - _totals().borrowAssets;
        vm.prank(carol);
        market.withdraw(params, idle, 0, carol, carol);
        assertEq(_totals().supplyAssets, _totals().borrowAssets);
    }

    /// @dev Prices that make a value of 2^128 and more: it counts as that much, and nothing breaks.
    function test_valuesBeyondTheRange_countAsTheHighest() public {
        _supply(carol, _most());
        _supplyCollateral(alice, LIMIT - 1);
        oracle.setPrice(2 ** 192 - 1);
        _borrow(alice, _most() / 2);
        assertEq(_preview(alice, type(uint256).max).reason, IMarketErrors.HealthyPosition.selector);
        // A collateral asset is worth a millionth of a millionth of a millionth.
        oracle.setPrice(PRICE_SCALE / 1e18);
        _confirm(alice);
        _liquidate(alice, type(uint256).max);
        assertTrue(_borrowSharesOf(alice) == 0 || _collateralOf(alice) > 0);
    }
}
