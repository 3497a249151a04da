// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Fill, MarketTest} from "../base/MarketTest.sol";

/// @title Small debts: closed in one fill, and never left as dust
contract CloseoutTest is MarketTest {
    /// @dev Lets bob borrow `debt` close to his limit, and the price fall below it.
    function _openSmall(uint256 debt) private {
        // Health 1.079 at 3000, 0.971 at 2700.
        _openLoan(bob, debt * 1.3e18 / 3000e6, debt);
        _drop(10);
    }

    function test_liquidate_closesADebtUpToCloseoutDebtInOneFill() public {
        _openSmall(CLOSEOUT_DEBT);
        Fill memory fill = _liquidate(bob, type(uint256).max);
        assertEq(fill.repaid, CLOSEOUT_DEBT);
        assertEq(_borrowSharesOf(bob), 0);
        // What is left of the collateral stays the borrower's.
        uint256 left = _collateralOf(bob);
        assertGt(left, 0);
        vm.prank(bob);
        market.withdrawCollateral(params, left, bob, bob);
    }

    function test_liquidate_holdsALargerDebtToTheCloseFactor() public {
        _openSmall(CLOSEOUT_DEBT + 1);
        assertEq(_liquidate(bob, type(uint256).max).repaid, CLOSEOUT_DEBT / 10);
    }

    function test_liquidate_leavesMinDebtOrNothing() public {
        _openSmall(800e6);
        assertEq(_liquidate(bob, 800e6 - MIN_DEBT + 1).repaid, 800e6 - MIN_DEBT);
        assertEq(_debtOf(bob), MIN_DEBT);
    }

    function test_liquidate_closesWhatCannotBeSplit() public {
        _openSmall(2 * MIN_DEBT - 1);
        bytes memory refused =
            abi.encodeWithSelector(IMarketErrors.RepayTooSmall.selector, 2 * MIN_DEBT - 1);
        _liquidateRefused(bob, MIN_DEBT, refused);
        _liquidateRefused(bob, 2 * MIN_DEBT - 2, refused);
        assertEq(_liquidate(bob, 2 * MIN_DEBT - 1).repaid, 2 * MIN_DEBT - 1);
        assertEq(_borrowSharesOf(bob), 0);
    }

    /// @dev What cannot be split is not sold whole at a price that may be wrong (decision 0002),
    /// but as soon as that price is believed, which takes a touch and not a block.
    function test_liquidate_ofWhatIsNotCoveredAndCannotBeSplitWaitsForBelief() public {
        _openSmall(MIN_DEBT);
        _drop(40);
        uint256 refillsAt = (block.timestamp / BLOCK_TIME + 1) * BLOCK_TIME;
        _liquidateRefused(
            bob,
            type(uint256).max,
            abi.encodeWithSelector(IMarketErrors.BudgetExhausted.selector, refillsAt)
        );
        skip(1 days);
        // Interest is all that may be repaid, and the rest of the collateral is dust.
        assertGt(_debtOf(bob), MIN_DEBT);
        _liquidateRefused(
            bob, type(uint256).max, abi.encodeWithSelector(IMarketErrors.CollateralDust.selector)
        );
        _confirm(bob);
        assertEq(_preview(bob, type(uint256).max).reason, bytes4(0));
        assertGt(_liquidate(bob, type(uint256).max).seized, 0);
        assertEq(_borrowSharesOf(bob), 0);
        assertEq(_collateralOf(bob), 0);
    }

    /// @dev Repaying may leave less than minDebt; a liquidator takes that whole.
    function test_liquidate_closesADebtBelowMinDebt() public {
        _openSmall(800e6);
        vm.prank(bob);
        market.repay(params, 800e6 - 50e6, 0, bob);
        // The collateral is worth 55.5, the debt is 50.
        oracle.setPrice(160e24);
        _liquidateRefused(
            bob, 50e6 - 1, abi.encodeWithSelector(IMarketErrors.RepayTooSmall.selector, 50e6)
        );
        assertEq(_liquidate(bob, 50e6).repaid, 50e6);
        assertEq(_borrowSharesOf(bob), 0);
    }

    /// @dev M11: after a fill the debt is nothing or at least minDebt.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_liquidate_neverLeavesDust(uint256 debt, uint256 maxRepay) public {
        debt = bound(debt, MIN_DEBT, 3 * CLOSEOUT_DEBT);
        _openSmall(debt);
        if (debt > CLOSEOUT_DEBT) _confirm(bob);
        debt = _debtOf(bob);
        maxRepay = bound(maxRepay, 0, debt);
        try this.liquidateExternally(bob, maxRepay) returns (uint256 repaid) {
            assertLe(repaid, maxRepay);
            uint256 left = _debtOf(bob);
            assertTrue(left == 0 || left >= MIN_DEBT);
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IMarketErrors.RepayTooSmall.selector);
        }
    }

    function liquidateExternally(address borrower, uint256 maxRepay) external returns (uint256) {
        return _liquidate(borrower, maxRepay).repaid;
    }
}
