// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {ERC20Mock} from "./ERC20Mock.sol";
import {LiquidatorMock, Step} from "./LiquidatorMock.sol";
import {OracleMock} from "./OracleMock.sol";
import {Mode} from "./Scripted.sol";
import {FeeToken} from "./weird/FeeToken.sol";
import {ReenteringToken} from "./weird/ReenteringToken.sol";
import {ScriptedToken} from "./weird/ScriptedToken.sol";

/// @title The mocks misbehave as they are told, and only so
/// @notice Runs in forge alone. Without it, a test of the market could pass because the hostile
/// token was not hostile.
contract MocksTest is Test {
    address private alice = makeAddr("alice");
    address private bob = makeAddr("bob");

    function _transfer(ERC20Mock token, uint256 value) private returns (bool, bytes memory) {
        vm.prank(alice);
        return address(token).call(abi.encodeCall(token.transfer, (bob, value)));
    }

    function test_token_movesWhatItIsTold() public {
        ERC20Mock token = new ERC20Mock("T", 6);
        token.mint(alice, 10);
        (bool success, bytes memory result) = _transfer(token, 3);
        assertTrue(success);
        assertEq(result, abi.encode(true));
        vm.prank(bob);
        token.approve(address(this), 2);
        assertTrue(token.transferFrom(bob, alice, 2));
        assertEq(token.balanceOf(alice), 9);
        assertEq(token.balanceOf(bob), 1);
        assertEq(token.totalSupply(), 10);
        (success, result) = address(token).call(abi.encodeCall(token.transferFrom, (bob, alice, 1)));
        assertFalse(success);
        assertEq(result, abi.encodeWithSelector(ERC20Mock.InsufficientAllowance.selector));
        (success,) = _transfer(token, 10);
        assertFalse(success);
    }

    function test_scriptedToken_answersAnythingAndStillMoves() public {
        ScriptedToken token = new ScriptedToken("T", 18);
        token.mint(alice, 10);
        bytes[5] memory answers =
            [bytes(""), hex"01", abi.encode(false), abi.encode(2), abi.encode(true, true)];
        for (uint256 i = 0; i < answers.length; i++) {
            token.setMode(Mode.Answer, answers[i]);
            (bool success, bytes memory result) = _transfer(token, 1);
            assertTrue(success);
            assertEq(result, answers[i]);
        }
        assertEq(token.balanceOf(bob), 5);
    }

    function test_scriptedToken_mayLie() public {
        ScriptedToken token = new ScriptedToken("T", 18);
        token.setMoves(false);
        (bool success, bytes memory result) = _transfer(token, 1);
        assertTrue(success);
        assertEq(result, abi.encode(true));
        assertEq(token.balanceOf(bob), 0);
    }

    function test_scriptedToken_refusesOrExhausts() public {
        ScriptedToken token = new ScriptedToken("T", 18);
        token.mint(alice, 10);
        token.setMode(Mode.Refuse, "no");
        (bool success, bytes memory result) = _transfer(token, 1);
        assertFalse(success);
        assertEq(result, "no");

        token.setMode(Mode.Exhaust, "");
        vm.prank(alice);
        (success, result) =
            address(token).call{gas: 100_000}(abi.encodeCall(token.transfer, (bob, 1)));
        assertFalse(success);
        assertEq(result, "");
        assertEq(token.balanceOf(bob), 0);
    }

    function test_feeToken_deliversLess() public {
        FeeToken token = new FeeToken("T", 18, 100);
        token.mint(alice, 1001);
        _transfer(token, 1000);
        assertEq(token.balanceOf(bob), 990);
        _transfer(token, 1);
        assertEq(token.balanceOf(bob), 990);
        assertEq(token.totalSupply(), 990);
    }

    function test_reenteringToken_callsItsTargetAndGoesOn() public {
        ReenteringToken token = new ReenteringToken("T", 18);
        token.mint(alice, 10);
        OracleMock target = new OracleMock(7);
        token.setReentry(address(target), abi.encodeCall(target.price, ()));
        _transfer(token, 1);
        assertEq(token.calls(), 1);
        assertTrue(token.lastSuccess());
        assertEq(abi.decode(token.lastResult(), (uint256)), 7);

        target.setMode(Mode.Refuse, "no");
        _transfer(token, 1);
        assertEq(token.calls(), 2);
        assertFalse(token.lastSuccess());
        assertEq(token.lastResult(), "no");
        assertEq(token.balanceOf(bob), 2);
    }

    function test_oracle_saysWhatItIsTold() public {
        OracleMock oracle = new OracleMock(7);
        assertEq(oracle.price(), 7);
        oracle.setPrice(8);
        assertEq(oracle.price(), 8);
        oracle.setMode(Mode.Answer, hex"0102");
        (bool success, bytes memory result) =
            address(oracle).staticcall(abi.encodeCall(oracle.price, ()));
        assertTrue(success);
        assertEq(result, hex"0102");
    }

    function test_liquidator_takesItsStepsAndKeepsTheAnswers() public {
        LiquidatorMock liquidator = new LiquidatorMock();
        OracleMock target = new OracleMock(7);
        Step[] memory steps = new Step[](2);
        steps[0] = Step(address(target), abi.encodeCall(target.setPrice, (9)), true);
        steps[1] = Step(address(target), "no such function", false);
        liquidator.setSteps(steps);
        liquidator.onLiquidate(1, 2, "data");
        assertEq(liquidator.payAssets(), 1);
        assertEq(liquidator.seizedAssets(), 2);
        assertEq(liquidator.callbackData(), "data");
        assertEq(target.price(), 9);
        (bool success,) = liquidator.stepAnswer(0);
        assertTrue(success);
        (success,) = liquidator.stepAnswer(1);
        assertFalse(success);

        steps[1].mustSucceed = true;
        liquidator.setSteps(steps);
        vm.expectRevert(bytes(""));
        liquidator.onLiquidate(1, 2, "data");

        liquidator.setSteps(new Step[](0));
        liquidator.setMode(Mode.Refuse, "no");
        vm.expectRevert(bytes("no"));
        liquidator.onLiquidate(1, 2, "data");
    }
}
