// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Mode} from "../mocks/Scripted.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title An oracle that fails, lies about its type, or answers at the edges
contract OracleTest is AuctionTest {
    bytes4 private immutable FAILED = IMarketErrors.OracleFailed.selector;
    bytes4 private immutable INVALID = IMarketErrors.InvalidPrice.selector;

    function test_oracle_thatRefusesStopsWhatNeedsAPrice() public {
        oracle.setMode(Mode.Refuse, "");
        _assertStopped(FAILED);
        oracle.setMode(Mode.Refuse, abi.encodeWithSignature("Error(string)", "stale"));
        _assertStopped(FAILED);
        // The oracle's own data must not pass for an error of the market.
        oracle.setMode(Mode.Refuse, abi.encodePacked(IMarketErrors.HealthyPosition.selector));
        _assertStopped(FAILED);
    }

    function test_oracle_thatDoesNotAnswerOneWordStopsWhatNeedsAPrice() public {
        uint256[5] memory lengths = [uint256(0), 31, 33, 64, 4096];
        for (uint256 i = 0; i < lengths.length; i++) {
            bytes memory answer = new bytes(lengths[i]);
            if (lengths[i] > 0) answer[0] = 0x01;
            oracle.setMode(Mode.Answer, answer);
            _assertStopped(FAILED);
        }
    }

    function test_oracle_thatNeverEndsStopsWhatNeedsAPrice() public {
        oracle.setMode(Mode.Exhaust, "");
        assertEq(_preview(alice, ALL).reason, FAILED);
        vm.expectRevert(FAILED);
        _touch(alice);
    }

    function test_oracle_withoutCodeStopsWhatNeedsAPrice() public {
        MarketParams memory other = params;
        other.oracle = makeAddr("no oracle");
        _useMarket(other);
        _supplyCollateral(alice, COLLATERAL);
        vm.prank(alice);
        vm.expectRevert(FAILED);
        market.borrow(params, MIN_DEBT, 0, alice, alice);
        vm.prank(alice);
        market.withdrawCollateral(params, COLLATERAL, alice, alice);
        assertEq(_collateralOf(alice), 0);
    }

    function test_oracle_withAnImpossiblePriceStopsWhatNeedsAPrice() public {
        oracle.setPrice(0);
        _assertStopped(INVALID);
        oracle.setPrice(2 ** 192);
        _assertStopped(INVALID);
        oracle.setPrice(type(uint256).max);
        _assertStopped(INVALID);
    }

    /// @dev Everything that asks for the price, and what needs none.
    function _assertStopped(bytes4 reason) private {
        bytes32 before = keccak256(abi.encode(_record(alice)));
        vm.startPrank(alice);
        vm.expectRevert(reason);
        market.borrow(params, 1e6, 0, alice, alice);
        vm.expectRevert(reason);
        market.withdrawCollateral(params, 1, alice, alice);
        vm.expectRevert(reason);
        market.touch(params, alice);
        vm.stopPrank();
        _liquidateRefused(alice, ALL, abi.encodePacked(reason));
        assertEq(_preview(alice, ALL).reason, reason);
        assertEq(keccak256(abi.encode(_record(alice))), before);

        uint256 collateral = _collateralOf(alice);
        uint256 debt = _debtOf(alice);
        vm.startPrank(alice);
        market.supplyCollateral(params, 1, alice);
        market.repay(params, 1e6, 0, alice);
        vm.stopPrank();
        assertEq(_collateralOf(alice), collateral + 1);
        assertEq(_debtOf(alice), debt - 1e6);
    }

    /// @dev 2^192 - 1 of it values any collateral at more than the cap of 2^128.
    function test_oracle_mayQuoteTheHighestPrice() public {
        oracle.setPrice(2 ** 192 - 1);
        assertEq(_preview(alice, ALL).reason, IMarketErrors.HealthyPosition.selector);
        _supplyCollateral(alice, LIMIT - 1 - COLLATERAL);
        vm.prank(alice);
        market.borrow(params, LIQUIDITY - DEBT, 0, alice, alice);
        assertEq(_debtOf(alice), LIQUIDITY);
        uint256 all = _collateralOf(alice) - 1;
        vm.prank(alice);
        market.withdrawCollateral(params, all, alice, alice);
        assertEq(_collateralOf(alice), 1);
    }

    function test_oracle_mayQuoteTheLowestPrice() public {
        oracle.setPrice(1);
        _confirm(alice);
        assertEq(_preview(alice, 0).reason, bytes4(0));
        assertEq(_liquidate(alice, 0).seized, COLLATERAL);
    }

    /// @dev No price makes a call fail without a typed error.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_oracle_mayQuoteAnything(uint256 price) public {
        oracle.setPrice(price);
        bytes4 reason = _preview(alice, ALL).reason;
        if (price == 0 || price >= 2 ** 192) assertEq(reason, INVALID);
        else if (price >= 2772e24) assertEq(reason, IMarketErrors.HealthyPosition.selector);
        vm.prank(liquidator);
        try market.liquidate(params, alice, ALL, 0, ALL, liquidator, "") {
            assertEq(reason, bytes4(0));
        } catch (bytes memory data) {
            assertEq(bytes4(data), reason);
        }
    }
}
