// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {EchoMock} from "../mocks/EchoMock.sol";
import {NodeTest} from "./NodeTest.sol";

/// @title Logs of the node are emitted locally: same addresses, topics, data and order
contract TransportEventsTest is NodeTest {
    EchoMock internal echo;
    EchoMock internal other;

    function setUp() public override {
        super.setUp();
        echo = EchoMock(payable(deployRemote("echo", type(EchoMock).creationCode)));
        other = EchoMock(payable(deployRemote("other", type(EchoMock).creationCode)));
    }

    function test_events_satisfyExpectEmit() public {
        vm.expectEmit(address(echo));
        emit EchoMock.Plain(42);
        echo.emitPlain(42);
    }

    function test_events_ofNestedEmittersComeInOrder() public {
        vm.expectEmit(address(echo));
        emit EchoMock.Indexed(alice, 7, bytes32(uint256(7)), "before");
        vm.expectEmit(address(other));
        emit EchoMock.Plain(7);
        vm.expectEmit(address(echo));
        emit EchoMock.Indexed(alice, 7, bytes32(uint256(7)), "after");
        vm.prank(alice);
        echo.emitAround(other, 7);
    }

    function test_events_haveZeroToFourTopics() public {
        for (uint256 topics = 0; topics <= 4; topics++) {
            vm.recordLogs();
            echo.log(topics, "data");
            Vm.Log[] memory logs = vm.getRecordedLogs();
            assertEq(logs.length, 1);
            assertEq(logs[0].emitter, address(echo));
            assertEq(logs[0].data, "data");
            assertEq(logs[0].topics.length, topics);
            for (uint256 i = 0; i < topics; i++) {
                assertEq(uint256(logs[0].topics[i]), i + 1);
            }
        }
    }

    function testFuzz_events_carryTheSameData(bytes memory data, uint256 topics) public {
        vm.assume(data.length != 20);
        _assertLogs(data, bound(topics, 0, 4));
    }

    /// @dev Words that look like the offsets in forge's encoding of a log.
    function test_events_carryWordsThatLookLikeOffsets() public {
        for (uint256 value = 0; value <= 1024; value += 32) {
            _assertLogs(abi.encode(value), 1);
        }
    }

    function test_events_carryWordsThatLookLikeAddresses() public {
        _assertLogs(abi.encode(alice), 2);
        _assertLogs(abi.encode(address(echo), address(this)), 2);
    }

    function _assertLogs(bytes memory data, uint256 topics) private {
        vm.recordLogs();
        echo.log(topics, data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].data, data);
        assertEq(logs[0].topics.length, topics);
    }

    function test_events_ofAContractThatTheTestDoesNotKnow() public {
        address created = vm.computeCreateAddress(address(echo), 1);
        bytes memory logsInItsConstructor = hex"602a6000526007" hex"60206000a100";
        vm.recordLogs();
        echo.create(logsInItsConstructor);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].emitter, created);
        assertEq(abi.decode(logs[0].data, (uint256)), 42);
    }

    function test_events_areNotEmittedByViews() public {
        vm.recordLogs();
        echo.count();
        (bool success,) = address(echo).staticcall(abi.encodeCall(EchoMock.log, (1, "data")));
        assertTrue(success);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_events_areNotEmittedByRefusedCalls() public {
        vm.recordLogs();
        bytes memory refused = abi.encodeCall(EchoMock.refuse, (""));
        (bool success,) =
            address(echo).call(abi.encodeCall(EchoMock.callThrough, (address(other), refused)));
        assertFalse(success);
        assertEq(vm.getRecordedLogs().length, 0);
    }
}
