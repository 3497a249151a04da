// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {LiquidatorMock, Step} from "../mocks/LiquidatorMock.sol";
import {ReenteringToken} from "../mocks/weird/ReenteringToken.sol";
import {ScriptedFlashBorrower} from "./ScriptedFlashBorrower.sol";

/// @title Flash loans within flash loans, within other acts, and while they are paid back
contract FlashReentryTest is AuctionTest {
    uint256 private constant LENT = 1e6 * 1e6;

    ScriptedFlashBorrower private flash;

    function setUp() public override {
        super.setUp();
        flash =
            ScriptedFlashBorrower(deployRemote("flash", type(ScriptedFlashBorrower).creationCode));
        _allow(loanToken);
        _allow(collateralToken);
    }

    function _allow(ERC20Mock token) private {
        bytes memory approval = abi.encodeCall(token.approve, (address(market), ALL));
        flash.execute(address(token), approval);
    }

    function _lending(address token, uint256 assets) private view returns (bytes memory) {
        return abi.encodeCall(market.flashLoan, (token, assets, "inner"));
    }

    function _hostile() private returns (ReenteringToken token) {
        bytes memory arguments = abi.encode("HOSTILE", 6);
        token = ReenteringToken(
            deployRemote("HOSTILE", bytes.concat(type(ReenteringToken).creationCode, arguments))
        );
        token.mint(address(market), LENT);
        _allow(token);
    }

    /// @dev The inner one is of another token, or of what the outer one left of the same.
    function test_flashLoans_nest() public {
        uint256 held = loanToken.balanceOf(address(market));
        Step[] memory steps = new Step[](3);
        steps[0] = Step(address(market), _lending(address(collateralToken), COLLATERAL), true);
        steps[1] = Step(address(market), _lending(address(loanToken), held - LENT), true);
        steps[2] =
            Step(address(loanToken), abi.encodeCall(loanToken.balanceOf, (address(flash))), true);
        flash.setSteps(steps);
        flash.flashLoan(market, address(loanToken), LENT, "outer");
        // The innermost finishes first.
        (, bytes memory inHand) = flash.stepAnswer(0);
        assertEq(abi.decode(inHand, (uint256)), held);
        assertEq(loanToken.balanceOf(address(market)), held);
        assertEq(collateralToken.balanceOf(address(market)), COLLATERAL);
        (, uint256 assets, bytes memory data) = flash.told(0);
        assertEq(assets, LENT);
        assertEq(data, "outer");
        (, assets, data) = flash.told(2);
        assertEq(assets, held - LENT);
        assertEq(data, "inner");
    }

    function test_flashLoans_nestedLendNothingTwice() public {
        uint256 held = loanToken.balanceOf(address(market));
        Step[] memory steps = new Step[](1);
        steps[0] = Step(address(market), _lending(address(loanToken), held - LENT + 1), false);
        flash.setSteps(steps);
        flash.flashLoan(market, address(loanToken), LENT, "outer");
        (bool success, bytes memory reason) = flash.stepAnswer(0);
        assertFalse(success);
        assertEq(reason, abi.encodePacked(IMarketErrors.TransferFailed.selector));
    }

    /// @dev The lock is open after the inner one, and after the outer one.
    function test_flashLoans_leaveTheMarketOpen() public {
        Step[] memory steps = new Step[](1);
        steps[0] = Step(address(market), _lending(address(loanToken), 1), true);
        flash.setSteps(steps);
        flash.flashLoan(market, address(loanToken), LENT, "outer");
        _supply(bob, 1e6);
        flash.setSteps(new Step[](0));
        flash.flashLoan(market, address(loanToken), LENT, "");
    }

    function test_flashLoan_duringALiquidationIsRefused() public {
        LiquidatorMock hostile =
            LiquidatorMock(deployRemote("hostile", type(LiquidatorMock).creationCode));
        bytes memory approval = abi.encodeCall(loanToken.approve, (address(market), ALL));
        hostile.execute(address(loanToken), approval);
        loanToken.mint(address(hostile), 10_000e6);
        Step[] memory steps = new Step[](1);
        steps[0] = Step(address(market), _lending(address(loanToken), 1), false);
        hostile.setSteps(steps);
        _drop(10);
        hostile.liquidate(market, params, alice, ALL, "data");
        (bool success, bytes memory reason) = hostile.stepAnswer(0);
        assertFalse(success);
        assertEq(reason, abi.encodePacked(IMarketErrors.Reentrancy.selector));
    }

    /// @dev While the assets come back nothing else may be counted as their return.
    function test_payback_isNotInterrupted() public {
        ReenteringToken token = _hostile();
        params = _paramsOf(token, collateralToken);
        id = _createMarket(params);
        _fund(address(token), token);
        bytes[5] memory entries = [
            abi.encodeCall(market.supply, (params, 1e6, 0, address(token))),
            abi.encodeCall(market.accrueInterest, (params)),
            abi.encodeCall(market.setAuthorization, (bob, true)),
            abi.encodeCall(market.createMarket, (params)),
            _lending(address(loanToken), 1)
        ];
        for (uint256 i = 0; i < entries.length; i++) {
            token.setReentry(address(market), entries[i]);
            uint256 calls = token.calls();
            flash.flashLoan(market, address(token), LENT, "");
            assertEq(token.calls(), calls + 2 + (i == 0 ? 1 : 0));
            assertFalse(token.lastSuccess());
            assertEq(token.lastResult(), abi.encodePacked(IMarketErrors.Reentrancy.selector));
        }
    }

    /// @dev Nor during any other act's transfers.
    function test_flashLoan_duringATransferIsRefused() public {
        ReenteringToken token = _hostile();
        params = _paramsOf(token, collateralToken);
        id = _createMarket(params);
        _fund(bob, token);
        token.setReentry(address(market), _lending(address(loanToken), 1));
        _supply(bob, 1e6);
        assertEq(token.calls(), 1);
        assertEq(token.lastResult(), abi.encodePacked(IMarketErrors.Reentrancy.selector));
        vm.prank(bob);
        market.withdraw(params, 1e6, 0, bob, bob);
        assertEq(token.calls(), 2);
        assertEq(token.lastResult(), abi.encodePacked(IMarketErrors.Reentrancy.selector));
    }
}
