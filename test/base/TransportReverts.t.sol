// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {EchoMock} from "../mocks/EchoMock.sol";
import {NodeRpc} from "./NodeRpc.sol";
import {NodeTest} from "./NodeTest.sol";

/// @title Refusals on the node arrive as they would from a local contract
contract TransportRevertsTest is NodeTest {
    EchoMock internal echo;
    EchoMock internal other;

    function setUp() public override {
        super.setUp();
        echo = EchoMock(payable(deployRemote("echo", type(EchoMock).creationCode)));
        other = EchoMock(payable(deployRemote("other", type(EchoMock).creationCode)));
    }

    function test_revert_carriesACustomErrorWithArguments() public {
        vm.expectRevert(abi.encodeWithSelector(EchoMock.Refused.selector, 7, "why"));
        echo.refuseTyped(7, "why");
    }

    function test_revert_isMatchedByItsSelector() public {
        vm.expectPartialRevert(EchoMock.Refused.selector);
        echo.refuseTyped(7, "why");
    }

    function test_revert_isNotFooledByItsText() public {
        string memory text = 'error code 1: "x", data: "0x1234", "';
        vm.expectRevert(abi.encodeWithSelector(EchoMock.Refused.selector, 7, text));
        echo.refuseTyped(7, text);

        vm.expectRevert(bytes(text));
        echo.refuse(abi.encodeWithSignature("Error(string)", text));
    }

    function test_revert_mayBeEmpty() public {
        _assertRefuses("");
        vm.expectRevert(bytes(""));
        echo.refuse("");
    }

    function testFuzz_revert_carriesTheSameData(bytes memory data) public {
        _assertRefuses(data);
    }

    function _assertRefuses(bytes memory data) private {
        (bool success, bytes memory result) =
            address(echo).call(abi.encodeCall(EchoMock.refuse, (data)));
        assertFalse(success);
        assertEq(result, data);
        (success, result) = address(echo).staticcall(abi.encodeCall(EchoMock.refuse, (data)));
        assertFalse(success);
        assertEq(echo.count(), 0);
    }

    function test_revert_ofHaltHasNoData() public {
        (bool success, bytes memory result) =
            address(echo).call(abi.encodeCall(EchoMock.exhaust, ()));
        assertFalse(success);
        assertEq(result, "");
    }

    function test_revert_passesThroughARemoteCaller() public {
        vm.expectRevert(abi.encodeWithSelector(EchoMock.Refused.selector, 1, "inner"));
        echo.callThrough(address(other), abi.encodeCall(EchoMock.refuseTyped, (1, "inner")));
    }

    function test_revert_caughtByARemoteCallerUndoesOnlyTheInnerCall() public {
        assertFalse(echo.callAndCatch(address(other), abi.encodeCall(EchoMock.refuse, ("x"))));
        assertEq(echo.count(), 1);
        assertEq(other.count(), 0);
    }

    function test_revert_isExpectedOfThePrankedCallAlone() public {
        vm.prank(alice);
        vm.expectRevert(bytes(hex"c0ffee"));
        echo.refuse(hex"c0ffee");

        vm.prank(alice);
        echo.increment();
        assertEq(echo.lastCaller(), alice);
    }

    function test_failureOfTheNodeIsNotARevertOfTheContract() public {
        vm.expectPartialRevert(NodeRpc.NodeFailure.selector);
        this.sendUnknownCommand();
    }

    function sendUnknownCommand() external {
        nodeCommand("ebb_noSuchMethod", "[]");
    }
}
