// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title Nobody postpones a liquidation or spoils its price for others, except by paying
/// @notice Two stories with the same price and the same keeper: in the second one a stranger
/// interferes as often as he likes. What the liquidator is then offered is compared.
contract GriefingTest is AuctionTest {
    uint256 private constant ROUNDS = 10;
    /// @dev What the stranger gives away a time, in either token [units].
    uint256 private constant MAX_GIFT = 10;
    uint256 private constant KEEPER_STEP = 30;

    /// @dev One kind of interference a time: touches, units of repayment, units of collateral.
    function _interfere(uint256 seed) private {
        vm.startPrank(bob);
        if (seed % 3 == 0) market.touch(params, alice);
        else if (seed % 3 == 1) market.repay(params, 1 + seed % MAX_GIFT, 0, alice);
        else market.supplyCollateral(params, 1 + seed % MAX_GIFT, alice);
        vm.stopPrank();
    }

    /// @dev The keeper touches every 30 seconds; the stranger, if there is one, once in between and
    /// once at the same second.
    function _story(uint256 fall, uint256[10] memory seeds, bool interferes) private {
        _drop(fall);
        for (uint256 i = 0; i < ROUNDS; i++) {
            _touch(alice);
            uint256 part = seeds[i] % KEEPER_STEP;
            skip(part);
            if (interferes) _interfere(seeds[i]);
            skip(KEEPER_STEP - part);
            if (interferes) _interfere(seeds[i] / 3);
        }
    }

    /// forge-config: default.fuzz.runs = 24
    function testFuzz_aStranger_neitherPostponesNorSpoilsAnOffer(
        uint256 fall,
        uint256[10] memory seeds
    ) public {
        fall = bound(fall, 9, 40);
        uint256 snapshot = vm.snapshotState();
        _story(fall, seeds, false);
        LiquidationQuote memory without = _quote();
        vm.revertToState(snapshot);
        _story(fall, seeds, true);
        LiquidationQuote memory with_ = _quote();

        assertEq(with_.reason, without.reason, "he changed whether it is on sale");
        assertEq(with_.clock, without.clock, "he moved the clock");
        assertApproxEqAbs(with_.believedDepth, without.believedDepth, 1, "he moved the belief");
        // His gifts: a few hundred units of the debt and of the collateral.
        assertApproxEqRel(with_.room, without.room, 0.005e18, "he took the budget");
        assertApproxEqAbs(with_.discount, without.discount, 1e12, "he moved the discount");
    }

    /// @dev What he buys he pays for: the least fill costs him `minDebt`, and takes no more off the
    /// clock and the budget than its share.
    function test_aStranger_whoFillsPaysForWhatHeTakes() public {
        _drop(10);
        _passLive(300);
        uint256 clock = _record(alice).clock;
        LiquidationQuote memory before = _quote();
        uint256 held = loanToken.balanceOf(bob);
        vm.prank(bob);
        market.liquidate(params, alice, before.minRepay, 0, ALL, bob, "");
        uint256 paid = held - loanToken.balanceOf(bob);
        assertGe(paid, MIN_DEBT);
        LiquidationQuote memory after_ = _preview(alice, 0);
        assertEq(_record(alice).blockRoom, before.room - before.minRepay);
        uint256 share = profile.rewind * before.minRepay;
        uint256 back = (share + before.debtBefore - 1) / before.debtBefore;
        assertEq(after_.clock, clock - back);
    }

    /// @dev The budget that he leaves empty is full again in the next block, whatever he does then.
    function test_aStranger_cannotKeepTheBudgetEmptyByTouching() public {
        _drop(10);
        vm.prank(bob);
        market.liquidate(params, alice, ALL, 0, ALL, bob, "");
        assertEq(_quote().reason, IMarketErrors.BudgetExhausted.selector);
        _nextBlock();
        for (uint256 i = 0; i < 5; i++) {
            _interfere(i);
        }
        LiquidationQuote memory quote = _quote();
        assertEq(quote.reason, bytes4(0));
        assertGe(quote.room + 1, quote.debtBefore / 10);
    }

    /// @dev Nor can the borrower, by ending his auction and beginning it anew within the block.
    function test_aBorrower_whoRepaysAllAndBorrowsAgainKeepsHisSpentBudget() public {
        _drop(10);
        _liquidate(alice, ALL);
        uint256 room = _record(alice).blockRoom;
        vm.startPrank(alice);
        market.repay(params, ALL, 0, alice);
        market.supplyCollateral(params, COLLATERAL, alice);
        market.borrow(params, DEBT, 0, alice, alice);
        vm.stopPrank();
        _drop(50);
        assertEq(_record(alice).blockRoom, room);
        LiquidationQuote memory quote = _quote();
        assertLe(quote.repayable, room);
    }

    /// @dev A stranger who makes the loan healthy has paid for that; the next fall finds the clock
    /// where it stopped, unless it went stale.
    function test_aStranger_whoMendsALoanForAMomentStopsTheClockForThatMoment() public {
        _drop(8);
        _passLive(200);
        uint256 clock = _record(alice).clock;
        LiquidationQuote memory quote = _quote();
        uint256 gift = quote.debtBefore - oracle.price() * COLLATERAL / PRICE_SCALE * LLTV / WAD;
        vm.startPrank(bob);
        market.repay(params, gift + 1, 0, alice);
        market.touch(params, alice);
        vm.stopPrank();
        assertEq(_record(alice).clock, clock);
        assertTrue(_record(alice).isPaused);
        skip(KEEPER_STEP);
        _drop(1);
        _touch(alice);
        assertEq(_record(alice).clock, clock);
    }
}
