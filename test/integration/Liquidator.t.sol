// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {LiquidatorMock, Step} from "../mocks/LiquidatorMock.sol";
import {Mode} from "../mocks/Scripted.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Case, Expected} from "./Expected.sol";

/// @title What the liquidator demands of a fill, and how he pays
contract LiquidatorTest is AuctionTest {
    function setUp() public override {
        super.setUp();
        _drop(10);
    }

    function test_liquidate_keepsToTheDeadline() public {
        uint256 now_ = block.timestamp;
        vm.startPrank(liquidator);
        vm.expectRevert(IMarketErrors.Expired.selector);
        market.liquidate(params, alice, ALL, 0, now_ - 1, liquidator, "");
        vm.expectRevert(IMarketErrors.Expired.selector);
        market.liquidate(params, alice, ALL, 0, 0, liquidator, "");
        market.liquidate(params, alice, ALL, 0, now_, liquidator, "");
        vm.stopPrank();
    }

    function test_liquidate_keepsToTheDemandedRate() public {
        Case memory c = _case();
        uint256 seized = Expected.seizedDown(c, Expected.discountDown(c), 1000e6);
        uint256 rate = seized * PRICE_SCALE / 1000e6;
        vm.startPrank(liquidator);
        vm.expectRevert(IMarketErrors.SlippageExceeded.selector);
        market.liquidate(params, alice, 1000e6, rate + 1, ALL, liquidator, "");
        vm.expectRevert(IMarketErrors.SlippageExceeded.selector);
        market.liquidate(params, alice, 1000e6, ALL, ALL, liquidator, "");
        market.liquidate(params, alice, 1000e6, rate, ALL, liquidator, "");
        vm.stopPrank();
    }

    function test_liquidate_revertsWhenTheReceiverIsZero() public {
        vm.prank(liquidator);
        vm.expectRevert(IMarketErrors.ZeroAddress.selector);
        market.liquidate(params, alice, ALL, 0, ALL, address(0), "");
    }

    function test_liquidate_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.lltv--;
        vm.prank(liquidator);
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.liquidate(unknown, alice, ALL, 0, ALL, liquidator, "");
    }

    function test_liquidate_revertsWithoutAllowance() public {
        vm.prank(liquidator);
        loanToken.approve(address(market), 0);
        _liquidateRefused(alice, ALL, abi.encodePacked(IMarketErrors.TransferFailed.selector));
        assertEq(_collateralOf(alice), COLLATERAL);
    }

    function test_liquidate_handsTheCollateralOverBeforeItIsPaid() public {
        LiquidatorMock contract_ = _deployLiquidator();
        Step[] memory steps = new Step[](2);
        // He owns nothing: what he pays with comes to him during the callback.
        bytes memory mint = abi.encodeCall(loanToken.mint, (address(contract_), 3000e6));
        steps[0] = Step(address(loanToken), mint, true);
        bytes memory ask = abi.encodeCall(collateralToken.balanceOf, (address(contract_)));
        steps[1] = Step(address(collateralToken), ask, true);
        contract_.setSteps(steps);

        (uint256 repaid, uint256 seized, uint256 fee) =
            contract_.liquidate(market, params, alice, ALL, "data");

        assertEq(contract_.callbackCaller(), address(market));
        assertEq(contract_.payAssets(), repaid + fee);
        assertEq(contract_.seizedAssets(), seized);
        assertEq(contract_.callbackData(), "data");
        (, bytes memory held) = contract_.stepAnswer(1);
        assertEq(abi.decode(held, (uint256)), seized);
        assertEq(loanToken.balanceOf(address(contract_)), 3000e6 - repaid - fee);
    }

    function test_liquidate_callsNobodyBackWithoutData() public {
        LiquidatorMock contract_ = _deployLiquidator();
        contract_.setMode(Mode.Refuse, "");
        loanToken.mint(address(contract_), 3000e6);
        (uint256 repaid,,) = contract_.liquidate(market, params, alice, ALL, "");
        assertEq(repaid, DEBT / 10);
        assertEq(contract_.callbackCaller(), address(0));
    }

    function test_liquidate_passesDataOfAnyLength() public {
        LiquidatorMock contract_ = _deployLiquidator();
        loanToken.mint(address(contract_), DEBT);
        uint256[5] memory lengths = [uint256(1), 31, 32, 33, 2000];
        for (uint256 i = 0; i < lengths.length; i++) {
            bytes memory data = new bytes(lengths[i]);
            data[lengths[i] - 1] = 0x2a;
            contract_.liquidate(market, params, alice, MIN_DEBT, data);
            assertEq(contract_.callbackData(), data);
        }
    }

    function test_liquidate_revertsWhenTheCallbackFails() public {
        LiquidatorMock contract_ = _deployLiquidator();
        loanToken.mint(address(contract_), 3000e6);
        contract_.setMode(Mode.Refuse, abi.encodeWithSignature("Error(string)", "no"));
        vm.expectRevert(IMarketErrors.CallbackFailed.selector);
        contract_.liquidate(market, params, alice, ALL, "data");
        contract_.setMode(Mode.Refuse, "");
        vm.expectRevert(IMarketErrors.CallbackFailed.selector);
        contract_.liquidate(market, params, alice, ALL, "data");
        assertEq(_collateralOf(alice), COLLATERAL);
    }

    function test_liquidate_revertsWhenTheCallbackDoesNotPay() public {
        LiquidatorMock contract_ = _deployLiquidator();
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        contract_.liquidate(market, params, alice, ALL, "data");
        assertEq(collateralToken.balanceOf(address(contract_)), 0);
        assertEq(_collateralOf(alice), COLLATERAL);
    }

    function _deployLiquidator() private returns (LiquidatorMock created) {
        created = LiquidatorMock(deployRemote(type(LiquidatorMock).creationCode));
        bytes memory approval =
            abi.encodeCall(loanToken.approve, (address(market), type(uint256).max));
        created.execute(address(loanToken), approval);
    }
}
