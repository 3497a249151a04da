// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {EchoMock} from "../mocks/EchoMock.sol";
import {NodeTest} from "./NodeTest.sol";

/// @title The node's state and clock follow forge's
contract TransportStateTest is NodeTest {
    EchoMock internal echo;
    uint256 internal start;

    function setUp() public override {
        super.setUp();
        echo = EchoMock(payable(deployRemote("echo", type(EchoMock).creationCode)));
        echo.increment();
        start = block.timestamp;
    }

    // Each of the following would fail if another test or run before it had left its mark.

    function test_state_isThatOfSetUpInOneTest() public {
        assertEq(echo.increment(), 2);
        assertEq(echo.count(), 2);
    }

    function test_state_isThatOfSetUpInAnotherTest() public {
        assertEq(echo.count(), 1);
        assertEq(echo.increment(), 2);
    }

    function testFuzz_state_isThatOfSetUpInEachRun(uint8 calls) public {
        assertEq(echo.count(), 1);
        for (uint256 i = 0; i < calls % 4; i++) {
            assertEq(echo.increment(), i + 2);
        }
    }

    function test_state_followsALocalRevert() public {
        echo.increment();
        try this.incrementAndRevert() {
            fail();
        } catch {}
        assertEq(echo.count(), 2);
        assertEq(echo.increment(), 3);
    }

    function incrementAndRevert() external {
        echo.increment();
        assertEq(echo.count(), 3);
        echo.increment();
        revert("undone");
    }

    function test_state_followsLocalSnapshots() public {
        uint256 snapshot = vm.snapshotState();
        echo.increment();
        echo.increment();
        vm.revertToState(snapshot);
        assertEq(echo.count(), 1);
        echo.increment();
        vm.revertToState(snapshot);
        assertEq(echo.increment(), 2);
    }

    function test_state_includesCommandsToTheNode() public {
        uint256 snapshot = vm.snapshotState();
        _setCount(99);
        assertEq(echo.count(), 99);
        assertEq(echo.increment(), 100);
        vm.revertToState(snapshot);
        assertEq(echo.count(), 1);
    }

    function _setCount(uint256 value) private {
        nodeCommand(
            "anvil_setStorageAt",
            string.concat(
                '["', vm.toString(address(echo)), '","0x0","', vm.toString(bytes32(value)), '"]'
            )
        );
    }

    function test_clock_isTheLocalOneInTransactions() public {
        echo.increment();
        assertEq(echo.lastTimestamp(), start);
        skip(12);
        echo.increment();
        assertEq(echo.lastTimestamp(), start + 12);
    }

    function test_clock_isTheLocalOneInViews() public {
        assertEq(echo.now_(), start);
        skip(12);
        assertEq(echo.now_(), start + 12);
        skip(365 days);
        assertEq(echo.now_(), start + 12 + 365 days);
    }

    function test_clock_standsStillBetweenTransactions() public {
        for (uint256 i = 0; i < 3; i++) {
            echo.increment();
            assertEq(echo.lastTimestamp(), start);
        }
    }

    function testFuzz_clock_isThatOfSetUpInEachRun(uint256 elapsed) public {
        elapsed = bound(elapsed, 0, 365 days);
        assertEq(echo.now_(), start);
        skip(elapsed);
        echo.increment();
        assertEq(echo.lastTimestamp(), start + elapsed);
    }
}
