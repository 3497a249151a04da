// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Fill, Totals} from "../base/MarketTest.sol";

/// @title Debt without collateral: the reserve pays first, then all suppliers
contract BadDebtTest is AuctionTest {
    /// @dev A thousandth below solvency: what alice leaves unpaid is a few units of currency.
    uint256 private constant SLIGHTLY_INSOLVENT = 2302e24;

    function test_badDebt_fallsOnTheSuppliersWithoutAReserve() public {
        oracle.setPrice(1000e24);
        _confirm(alice);
        uint256 debt = _debtOf(alice);
        Totals memory before = _totals();
        LiquidationQuote memory quote = _quote();
        assertGt(quote.badDebtAssets, debt / 2);

        Fill memory fill = _liquidate(alice, ALL);

        assertEq(fill.seized, COLLATERAL);
        assertEq(fill.repaid + quote.badDebtAssets, debt);
        Totals memory t = _totals();
        assertEq(t.reserve, 0);
        // The fill's own fee is the only reserve there is.
        assertEq(t.supplyAssets, before.supplyAssets - (quote.badDebtAssets - fill.fee));
        assertEq(t.supplyShares, before.supplyShares);
        _assertPositionIsOver();
        _assertBacked();
    }

    function _assertPositionIsOver() private view {
        assertEq(_borrowSharesOf(alice), 0);
        assertEq(_collateralOf(alice), 0);
        assertEq(_record(alice).touchedAt, 0);
        assertEq(_totals().borrowAssets, 0);
        assertEq(_totals().borrowShares, 0);
    }

    /// @dev What suppliers are owed and the reserve is lent out or there.
    function _assertBacked() private view {
        Totals memory t = _totals();
        uint256 held = loanToken.balanceOf(address(market));
        assertGe(held + t.borrowAssets, t.supplyAssets + t.reserve);
        assertApproxEqAbs(held + t.borrowAssets, t.supplyAssets + t.reserve, 2);
    }

    function test_badDebt_fallsOnTheReserveFirst() public {
        _fillReserve();
        oracle.setPrice(SLIGHTLY_INSOLVENT);
        _confirm(alice);
        LiquidationQuote memory quote = _quote();
        Totals memory before = _totals();
        assertGt(quote.badDebtAssets, quote.feeAssets);
        assertLt(quote.badDebtAssets, before.reserve);

        _liquidate(alice, ALL);

        Totals memory t = _totals();
        assertEq(t.reserve, before.reserve + quote.feeAssets - quote.badDebtAssets);
        assertEq(t.supplyAssets, before.supplyAssets);
        _assertBacked();
    }

    function test_badDebt_beyondTheReserveFallsOnTheSuppliers() public {
        _fillReserve();
        oracle.setPrice(1000e24);
        _confirm(alice);
        LiquidationQuote memory quote = _quote();
        Totals memory before = _totals();
        assertGt(before.reserve, 0);

        _liquidate(alice, ALL);

        Totals memory t = _totals();
        assertEq(t.reserve, 0);
        uint256 fromReserve = before.reserve + quote.feeAssets;
        assertEq(t.supplyAssets, before.supplyAssets - (quote.badDebtAssets - fromReserve));
        _assertBacked();
    }

    /// @dev Bob's loan, a hundred times as large, is liquidated until it is safe, and repaid.
    function _fillReserve() private {
        _openLoan(bob, 100 * COLLATERAL, 100 * DEBT);
        _drop(10);
        for (uint256 i = 0; i < 5; i++) {
            if (_preview(bob, ALL).reason == 0) _liquidate(bob, ALL);
            _nextBlock();
        }
        vm.prank(bob);
        market.repay(params, ALL, 0, bob);
        assertGt(_totals().reserve, 100e6);
    }

    function test_badDebt_isSharedByAllSuppliersAlike() public {
        uint256 shares = _supply(bob, LIQUIDITY / 4);
        oracle.setPrice(1000e24);
        _confirm(alice);
        _liquidate(alice, ALL);
        uint256 supplied = _totals().supplyAssets;
        vm.prank(bob);
        (uint256 toBob,) = market.withdraw(params, 0, shares, bob, bob);
        shares = _supplySharesOf(carol);
        vm.prank(carol);
        (uint256 toCarol,) = market.withdraw(params, 0, shares, carol, carol);
        assertApproxEqAbs(toBob, supplied / 5, 2);
        assertApproxEqAbs(toCarol, supplied / 5 * 4, 5);
        assertLt(toBob, LIQUIDITY / 4);
        // A second alone with the virtual shares: nothing is left for anyone else.
        assertApproxEqAbs(loanToken.balanceOf(address(market)), 0, 3);
    }

    /// @dev Nobody pays for worthless collateral; realising the loss costs nothing.
    function test_badDebt_ofWorthlessCollateralIsRealisedForNothing() public {
        oracle.setPrice(1);
        _confirm(alice);
        Totals memory before = _totals();
        uint256 paid = loanToken.balanceOf(liquidator);
        LiquidationQuote memory quote = _preview(alice, 0);
        assertEq(quote.reason, 0);
        assertEq(quote.ltv, type(uint128).max);
        assertEq(quote.badDebtAssets, quote.debtBefore);

        Fill memory fill = _liquidate(alice, 0);

        assertEq(fill.repaid, 0);
        assertEq(fill.seized, COLLATERAL);
        assertEq(loanToken.balanceOf(liquidator), paid);
        assertEq(_totals().supplyAssets, before.supplyAssets - quote.debtBefore);
        _assertPositionIsOver();
        _assertBacked();
    }

    /// @dev Decision 0002: insolvency waits for confirmation.
    function test_badDebt_isNotRealisedBeforeConfirmation() public {
        oracle.setPrice(1);
        bytes memory refused = abi.encodeWithSelector(
            IMarketErrors.BudgetExhausted.selector, block.timestamp + BLOCK_TIME
        );
        _liquidateRefused(alice, 0, refused);
        _liquidateRefused(alice, ALL, refused);
        oracle.setPrice(1000e24);
        Fill memory fill = _liquidate(alice, ALL);
        assertEq(fill.seized, COLLATERAL / 10);
        assertEq(_totals().supplyAssets, LIQUIDITY);
    }

    function test_badDebt_cannotBeRealisedTwice() public {
        oracle.setPrice(1000e24);
        _confirm(alice);
        _liquidate(alice, ALL);
        _liquidateRefused(alice, 0, abi.encodePacked(IMarketErrors.HealthyPosition.selector));
    }

    function test_badDebt_leavesAPositionThatCanBeginAnew() public {
        oracle.setPrice(1000e24);
        _confirm(alice);
        _liquidate(alice, ALL);
        oracle.setPrice(PRICE);
        _openLoan(alice, COLLATERAL, DEBT);
        assertEq(_debtOf(alice), DEBT);
        assertEq(_quote().reason, IMarketErrors.HealthyPosition.selector);
    }

    /// @dev M12: debt without collateral never outlives a liquidation.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_badDebt_neverStaysOnThePosition(uint256 price, uint256 maxRepay) public {
        oracle.setPrice(bound(price, 1, 2350e24));
        _confirm(alice);
        maxRepay = bound(maxRepay, 0, 2 * DEBT);
        vm.prank(liquidator);
        try market.liquidate(params, alice, maxRepay, 0, ALL, liquidator, "") {
            assertTrue(_borrowSharesOf(alice) == 0 || _collateralOf(alice) > 0);
        } catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            assertTrue(
                selector == IMarketErrors.CollateralDust.selector
                    || selector == IMarketErrors.RepayTooSmall.selector
            );
        }
        _assertBacked();
    }
}
