// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {AuctionLib, AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {LiquidationQuote, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {ProfileLib} from "../../src/interfaces/Profile.sol";
import {Mode} from "../mocks/Scripted.sol";
import {Fill, MarketTest, Totals} from "../base/MarketTest.sol";
import {Case, Expected} from "./Expected.sol";

/// @title The preview tells what the liquidation does, to the unit, or with which error it refuses
contract PreviewTest is MarketTest {
    /// @notice A loan, what happened to it, and what the liquidator asks for.
    struct Story {
        uint256 price;
        uint256 debt;
        uint256 slack;
        uint256 fall;
        uint256 touches;
        uint256[3] pauses;
        uint256 firstRepay;
        uint256 laterFall;
        uint256 maxRepay;
    }

    function testFuzz_preview_isTheExecution(Story memory story) public {
        _tell(story);
        uint256 maxRepay = _ask(story.maxRepay);
        LiquidationQuote memory quote = _preview(alice, maxRepay);
        Totals memory before = _totals();
        uint256 collateral = _collateralOf(alice);
        uint256 debt = _debtOf(alice);
        assertEq(quote.price, oracle.price());
        assertEq(quote.debtBefore, debt);

        vm.recordLogs();
        vm.prank(liquidator);
        try market.liquidate(
            params, alice, maxRepay, 0, type(uint256).max, liquidator, ""
        ) returns (
            uint256 repaid, uint256 seized, uint256 fee
        ) {
            assertEq(quote.reason, bytes4(0), "the preview refused");
            _assertFill(quote, Fill(repaid, seized, fee));
            _assertEvent(quote);
            assertEq(_collateralOf(alice), collateral - seized);
            _assertBooks(quote, before);
            _assertAfter(quote);
        } catch (bytes memory reason) {
            assertEq(quote.reason, bytes4(reason), "another refusal than the preview's");
            _assertRefusal(quote, reason);
        }
    }

    /// @dev A loan at some magnitude, a fall of the price, some touches, perhaps a first fill and a
    /// second fall, then some time.
    function _tell(Story memory story) private {
        story.price = _boundPrice(story.price);
        story.debt = _boundDebt(story.debt);
        oracle.setPrice(story.price);
        uint256 least = story.debt * PRICE_SCALE / story.price * 1.2663e18 / WAD + 1;
        // Rounding of tiny values, then up to a fifth more than needed.
        uint256 collateral = least + 1e13 + least * bound(story.slack, 0, 20) / 100;
        _openLoan(alice, collateral, story.debt);

        oracle.setPrice(story.price * bound(story.fall, 1, 95) / 100);
        for (uint256 i = 0; i < story.touches % 5; i++) {
            _touch(alice);
            skip(bound(story.pauses[i % 3], 0, i == 0 ? 1000 : 60));
        }
        if (story.firstRepay % 2 == 0) {
            uint256 first = bound(story.firstRepay, 0, story.debt);
            vm.prank(liquidator);
            try market.liquidate(params, alice, first, 0, type(uint256).max, liquidator, "") {}
                catch {}
            oracle.setPrice(oracle.price() * bound(story.laterFall, 80, 105) / 100);
            skip(bound(story.pauses[2], 0, 20));
        }
    }

    /// @dev Anything up to twice the debt, everything, all but a little of what is on sale (which
    /// leaves dust), or a little.
    function _ask(uint256 seed) private view returns (uint256) {
        uint256 roll = uint256(keccak256(abi.encode(seed)));
        if (seed % 4 == 0) return type(uint256).max;
        LiquidationQuote memory quote = _preview(alice, 0);
        if (seed % 4 == 1) return roll % (2 * quote.debtBefore + 1);
        uint256 little = roll % (2 * MIN_DEBT);
        if (seed % 4 == 2 && quote.repayable > little) return quote.repayable - little;
        return little;
    }

    function _assertFill(LiquidationQuote memory quote, Fill memory fill) private view {
        assertEq(quote.repaidAssets, fill.repaid);
        assertEq(quote.seizedAssets, fill.seized);
        assertEq(quote.feeAssets, fill.fee);
        assertLe(quote.repaidAssets, quote.repayable);
        assertGe(quote.repaidAssets, quote.minRepay);
        assertEq(quote.refillsAt, (block.timestamp / BLOCK_TIME + 1) * BLOCK_TIME);
    }

    /// @dev Discount, price and room, which `liquidate` does not return.
    function _assertEvent(LiquidationQuote memory quote) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 badDebt;
        uint256 fills;
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].topics[0] == IMarketEvents.BadDebt.selector) {
                (badDebt,,) = abi.decode(logs[i].data, (uint256, uint256, uint256));
            }
            if (logs[i].topics[0] != IMarketEvents.Liquidate.selector) continue;
            fills++;
            uint256[9] memory fields = abi.decode(logs[i].data, (uint256[9]));
            assertEq(fields[0], quote.price);
            assertEq(fields[1], quote.repaidAssets);
            assertEq(fields[3], quote.seizedAssets);
            assertEq(fields[4], quote.feeAssets);
            assertEq(fields[5], quote.discount);
            uint256 left = quote.room > quote.repaidAssets ? quote.room - quote.repaidAssets : 0;
            assertEq(AuctionLib.unpack(bytes32(fields[8])).blockRoom, left);
        }
        assertEq(fills, 1);
        assertEq(badDebt, quote.badDebtAssets);
    }

    function _assertBooks(LiquidationQuote memory quote, Totals memory before) private view {
        Totals memory t = _totals();
        uint256 fromReserve = _min(quote.badDebtAssets, before.reserve + quote.feeAssets);
        assertEq(t.reserve, before.reserve + quote.feeAssets - fromReserve);
        uint256 interest =
            t.borrowAssets + quote.repaidAssets + quote.badDebtAssets - before.borrowAssets;
        assertEq(
            t.supplyAssets, before.supplyAssets + interest - (quote.badDebtAssets - fromReserve)
        );
    }

    /// @dev The next preview begins where this one said it would end.
    function _assertAfter(LiquidationQuote memory quote) private {
        LiquidationQuote memory next = _preview(alice, 0);
        assertEq(next.healthBefore, quote.healthAfter);
        AuctionRecord memory r = _record(alice);
        if (r.touchedAt != 0) {
            uint256 back = (600 * quote.repaidAssets + quote.debtBefore - 1) / quote.debtBefore;
            assertEq(r.clock, quote.clock > back ? quote.clock - back : 0);
            // The fill left the loan less deep, which is believed at once.
            assertEq(r.believedDepth, _min(quote.believedDepth, _depth()));
        }
        assertEq(r.blockDiscount * 1e12, quote.discount);
        assertEq(r.blockIndex, block.timestamp / BLOCK_TIME);
    }

    function _depth() private returns (uint256) {
        Case memory c;
        c.debt = _debtOf(alice);
        c.collateral = _collateralOf(alice);
        c.price = oracle.price();
        c.lltv = params.lltv;
        c.profile = ProfileLib.majors();
        return Expected.depthDown(c);
    }

    function _assertRefusal(LiquidationQuote memory quote, bytes memory reason) private pure {
        assertNotEq(quote.reason, bytes4(0));
        assertEq(quote.repaidAssets + quote.seizedAssets + quote.feeAssets, 0);
        if (quote.reason == IMarketErrors.BudgetExhausted.selector) {
            bytes memory expected = abi.encodeWithSelector(quote.reason, quote.refillsAt);
            assertEq(reason, expected);
        } else if (quote.reason == IMarketErrors.RepayTooSmall.selector) {
            assertEq(reason, abi.encodeWithSelector(quote.reason, quote.minRepay));
        } else {
            assertTrue(
                quote.reason == IMarketErrors.HealthyPosition.selector
                    || quote.reason == IMarketErrors.CollateralDust.selector
            );
            assertEq(reason.length, 4);
        }
    }

    function test_preview_tellsWhyItRefuses() public {
        _openLoan(alice, 10e18, 23_000e6);
        assertEq(_preview(alice, 1).reason, IMarketErrors.HealthyPosition.selector);
        assertEq(_preview(bob, 1).reason, IMarketErrors.HealthyPosition.selector);
        _drop(10);
        assertEq(_preview(alice, 1).reason, IMarketErrors.RepayTooSmall.selector);
        assertEq(_preview(alice, MIN_DEBT).reason, bytes4(0));
        _liquidate(alice, type(uint256).max);
        assertEq(_preview(alice, 1).reason, IMarketErrors.BudgetExhausted.selector);
        oracle.setMode(Mode.Refuse, "");
        assertEq(_preview(alice, 1).reason, IMarketErrors.OracleFailed.selector);
        oracle.setMode(Mode.Normal, "");
        oracle.setPrice(0);
        assertEq(_preview(alice, 1).reason, IMarketErrors.InvalidPrice.selector);
        oracle.setPrice(PRICE);
        MarketParams memory unknown = params;
        unknown.lltv--;
        LiquidationQuote memory quote = market.previewLiquidation(unknown, alice, 1);
        assertEq(quote.reason, IMarketErrors.MarketNotCreated.selector);
    }

    function test_preview_changesNothing() public {
        _openLoan(alice, 10e18, 23_000e6);
        _drop(10);
        bytes32 before = keccak256(abi.encode(_totals(), _record(alice), _collateralOf(alice)));
        (bool success,) = address(market)
            .call(abi.encodeCall(market.previewLiquidation, (params, alice, MIN_DEBT)));
        assertTrue(success);
        assertEq(keccak256(abi.encode(_totals(), _record(alice), _collateralOf(alice))), before);
    }
}
