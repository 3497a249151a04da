// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Fill} from "../base/MarketTest.sol";
import {Case, Expected} from "./Expected.sol";

/// @title How much of a debt one liquidation block may repay: section 6 of docs/mechanism.md
contract CloseFactorTest is AuctionTest {
    function test_closeFactor_bindsWithinABlockAndFreesInTheNext() public {
        _drop(15);
        uint256 debt = _debtOf(alice);
        Fill memory fill = _liquidate(alice, ALL);
        assertEq(fill.repaid, debt / 10);

        uint256 refillsAt = block.timestamp + BLOCK_TIME;
        bytes memory refused = _exhausted(refillsAt);
        _liquidateRefused(alice, ALL, refused);
        vm.warp(refillsAt - 1);
        _liquidateRefused(alice, ALL, refused);

        vm.warp(refillsAt);
        debt = _debtOf(alice);
        fill = _liquidate(alice, ALL);
        assertEq(fill.repaid, debt / 10);
        _liquidateRefused(alice, ALL, _exhausted(refillsAt + BLOCK_TIME));
    }

    function _exhausted(uint256 refillsAt) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMarketErrors.BudgetExhausted.selector, refillsAt);
    }

    function test_closeFactor_isSharedByTheFillsOfABlock() public {
        _drop(10);
        uint256 room = _debtOf(alice) / 10;
        _liquidate(alice, 1000e6);
        assertEq(_record(alice).blockRoom, room - 1000e6);
        skip(11);
        assertEq(_quote().room, room - 1000e6);
        // A rival came first: the fill becomes smaller instead of failing.
        assertEq(_liquidate(alice, 2000e6).repaid, room - 1000e6);
        assertEq(_record(alice).blockRoom, 0);
        assertEq(_record(alice).blockIndex, block.timestamp / BLOCK_TIME);
    }

    function test_closeFactor_boundsABlockThatBeginsLate() public {
        skip(11);
        _drop(10);
        _liquidate(alice, ALL);
        _liquidateRefused(alice, ALL, _exhausted(block.timestamp + 1));
        skip(1);
        assertGt(_liquidate(alice, ALL).repaid, 0);
    }

    function test_closeFactor_isNotRenewedByTheBorrower() public {
        _drop(10);
        _liquidate(alice, ALL);
        vm.startPrank(alice);
        market.repay(params, 1, 0, alice);
        market.supplyCollateral(params, 1, alice);
        vm.stopPrank();
        _touch(alice);
        _liquidateRefused(alice, ALL, _exhausted(block.timestamp + BLOCK_TIME));
    }

    function test_closeFactor_isNotRenewedByARecovery() public {
        _drop(10);
        _liquidate(alice, ALL);
        oracle.setPrice(PRICE);
        _touch(alice);
        oracle.setPrice(2700e24);
        _touch(alice);
        _liquidateRefused(alice, ALL, _exhausted(block.timestamp + BLOCK_TIME));
    }

    function test_closeFactor_isNotUsedUpByTheBorrowersOwnRepayment() public {
        _drop(10);
        vm.prank(alice);
        market.repay(params, 100e6, 0, alice);
        uint256 debt = _debtOf(alice);
        assertEq(_liquidate(alice, ALL).repaid, debt / 10);
    }

    function test_closeFactor_isTheSameForEachBorrower() public {
        _openLoan(bob, COLLATERAL, DEBT);
        _drop(10);
        _liquidate(alice, ALL);
        uint256 debt = _debtOf(bob);
        assertEq(_liquidate(bob, ALL).repaid, debt / 10);
    }

    function test_closeFactor_risesWithDepthOnceConfirmed() public {
        uint256[4] memory prices = [uint256(2760e24), 2700e24, 2600e24, 2500e24];
        for (uint256 i = 0; i < prices.length; i++) {
            uint256 snapshot = vm.snapshotState();
            oracle.setPrice(prices[i]);
            _confirm(alice);
            Case memory c = _case();
            assertEq(c.believed, Expected.depthDown(c));
            assertGt(c.believed, 0);
            LiquidationQuote memory quote = _quote();
            assertEq(quote.room, Expected.roomDown(c, quote.discount));
            assertGt(quote.room, c.debt / 10);
            vm.revertToState(snapshot);
        }
    }

    function test_closeFactor_isAllFromFullLtvOnceConfirmed() public {
        _drop(20);
        _confirm(alice);
        Case memory c = _case();
        assertGt(Expected.ltvUp(c), Expected.fullLtv(c));
        LiquidationQuote memory quote = _quote();
        assertEq(quote.room, Expected.min(c.debt, Expected.coverUp(c, quote.discount)));
    }

    /// @dev The limit is lifted, the target stays: nothing is on sale twice.
    function test_closeFactor_isLiftedInDistressButTheTargetStays() public {
        _drop(18);
        _confirm(alice);
        _liquidate(alice, 500e6);
        Case memory c = _case();
        assertTrue(Expected.isDistressed(c));
        LiquidationQuote memory quote = _quote();
        uint256 target = Expected.min(c.debt, Expected.targetUp(c, quote.discount));
        assertGt(target, c.debt / 2);
        assertEq(quote.repayable, Expected.min(target, Expected.coverUp(c, quote.discount)));
    }

    /// @dev M2: a wrong price, however low, sells the close factor of the debt or
    /// of the collateral at most, and writes nothing off.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_closeFactor_boundsWhatAnUnconfirmedPriceSells(uint256 price) public {
        price = bound(price, 1e18, 2760e24);
        oracle.setPrice(price);
        _touch(alice);
        uint256 debt = _debtOf(alice);
        (bool success,) = address(market).call(_liquidation(ALL));
        uint256 sold = COLLATERAL - _collateralOf(alice);
        uint256 repaid = debt - _debtOf(alice);
        assertLe(repaid, debt / 10);
        assertGt(_borrowSharesOf(alice), 0);
        if (price < 2300e24) assertLe(sold, COLLATERAL / 10 + 1);
        else assertTrue(success);
        assertEq(_totals().supplyAssets, LIQUIDITY);
    }

    /// @dev M2 for a loan that has been unhealthy for long: a price that lasts for less than
    /// `confirmation`, whoever touches meanwhile, sells no more of debt or collateral than the
    /// close factor that was believed before it.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_closeFactor_isNotRaisedByAGlitch(
        uint256 price,
        uint256 glitch,
        uint256[4] memory pauses
    ) public {
        oracle.setPrice(bound(price, 2480e24, 2760e24));
        _confirm(alice);
        uint256 believed = _quote().closeFactor;
        assertEq(believed, Expected.closeFactorDown(_case()));
        assertLt(believed, WAD);
        uint256 debt = _debtOf(alice);
        skip(1);
        oracle.setPrice(bound(glitch, 1e18, 2470e24));
        uint256 left = 59;
        for (uint256 i = 0; i < pauses.length; i++) {
            _touch(alice);
            assertLe(_quote().closeFactor, believed);
            if (oracle.price() < 2300e24) assertEq(_quote().discount, 0);
            uint256 pause = bound(pauses[i], 0, left);
            skip(pause);
            left -= pause;
        }
        (bool success,) = address(market).call(_liquidation(ALL));
        assertLe(debt - _min(debt, _debtOf(alice)), debt * believed / WAD);
        uint256 sold = COLLATERAL - _collateralOf(alice);
        if (oracle.price() < 2300e24) assertLe(sold, COLLATERAL * believed / WAD + 1);
        else assertTrue(success);
        assertGt(_borrowSharesOf(alice), 0);
        assertGe(_totals().supplyAssets, LIQUIDITY);
    }

    function _liquidation(uint256 maxRepay) private returns (bytes memory) {
        loanToken.mint(address(this), 1e30);
        loanToken.approve(address(market), 1e30);
        return
            abi.encodeCall(market.liquidate, (params, alice, maxRepay, 0, ALL, address(this), ""));
    }

    /// @dev What is left of a budget in debt must not buy all collateral at a lower price that
    /// nobody has confirmed.
    function test_closeFactor_holdsWhenThePriceFallsWithinABlock() public {
        _drop(10);
        _liquidate(alice, MIN_DEBT);
        uint256 collateral = _collateralOf(alice);
        oracle.setPrice(200e24);
        assertGt(_record(alice).blockRoom, collateral * 200e24 / PRICE_SCALE);
        Fill memory fill = _liquidate(alice, ALL);
        assertApproxEqAbs(fill.seized, collateral / 10, 1e12);
        assertLe(fill.seized, collateral / 10);
        assertEq(_totals().supplyAssets, LIQUIDITY);
    }

    /// @dev M1 and M7: splitting a block's budget gains nothing. The price is low enough that the
    /// loan is still unhealthy when only `MIN_DEBT` of the budget is left.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_closeFactor_cannotBeSplitToGain(uint256 price, uint256 first) public {
        oracle.setPrice(bound(price, 2500e24, 2700e24));
        uint256 snapshot = vm.snapshotState();
        Fill memory whole = _liquidate(alice, ALL);
        vm.revertToState(snapshot);

        first = bound(first, MIN_DEBT, whole.repaid - MIN_DEBT);
        Fill memory part = _liquidate(alice, first);
        Fill memory rest = _liquidate(alice, ALL);
        assertEq(part.repaid, first);
        assertEq(part.repaid + rest.repaid, whole.repaid);
        assertLe(part.seized + rest.seized, whole.seized);
        AuctionRecord memory r = _record(alice);
        assertEq(r.blockRoom, 0);
    }
}
