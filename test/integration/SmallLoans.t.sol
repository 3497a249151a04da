// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Totals} from "../base/MarketState.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title Loans up to `closeoutDebt` and prices that nobody believes yet
/// @notice They are closed at once, but never at the lenders' expense: who is borrower and
/// liquidator of many small loans would take from lenders what a print is wrong by.
contract SmallLoansTest is AuctionTest {
    uint256 private constant SMALL_DEBT = 1000e6;
    /// @dev Just enough for it at 3000 USDC.
    uint256 private constant SMALL_COLLATERAL = 0.43e18;

    function setUp() public override {
        super.setUp();
        _openLoan(bob, SMALL_COLLATERAL, SMALL_DEBT);
    }

    function test_aSmallLoanIsClosedAtOnceWhileItsCollateralCoversIt() public {
        _drop(10);
        assertEq(_liquidate(bob, ALL).repaid, SMALL_DEBT);
        assertEq(_borrowSharesOf(bob), 0);
    }

    function test_aPrintOfHalfThePriceWritesNothingOff() public {
        _drop(50);
        Totals memory before = _totals();
        bytes memory noBudget = abi.encodeWithSelector(
            IMarketErrors.BudgetExhausted.selector, block.timestamp + BLOCK_TIME
        );
        uint256 repaid;
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(liquidator);
            try market.liquidate(params, bob, ALL, 0, ALL, liquidator, "") returns (
                uint256 r, uint256, uint256
            ) {
                repaid += r;
            } catch (bytes memory reason) {
                assertEq(reason, noBudget);
            }
        }
        Totals memory now_ = _totals();
        assertEq(now_.supplyAssets, before.supplyAssets, "lenders lose by a print");
        assertLe(repaid, SMALL_DEBT / 10, "a print sells more than the close factor");
    }

    function test_aSmallLoanThatStaysInsolventIsClosedAndItsRestWrittenOff() public {
        _drop(50);
        _confirm(bob);
        uint256 supplied = _totals().supplyAssets;
        _liquidate(bob, ALL);
        assertEq(_collateralOf(bob) + _borrowSharesOf(bob), 0);
        assertLt(_totals().supplyAssets, supplied);
    }
}
