// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {EchoMock} from "../mocks/EchoMock.sol";
import {NodeTest} from "./NodeTest.sol";

/// @title Counts on the node and keeps the same count locally
contract CountingHandler {
    EchoMock private immutable echo;
    uint256 public expected;

    constructor(EchoMock echo_) {
        echo = echo_;
    }

    function incrementNoRevert() external {
        echo.increment();
        expected++;
    }

    function incrementTwiceAndUndoNoRevert() external {
        try this.incrementTwiceAndRevert() {} catch {}
    }

    function incrementTwiceAndRevert() external {
        echo.increment();
        echo.increment();
        expected += 2;
        revert("undone");
    }
}

/// @title In an invariant's run, which is many calls, the node's state follows forge's
contract TransportInvariantTest is NodeTest {
    EchoMock internal echo;
    CountingHandler internal handler;

    function setUp() public override {
        super.setUp();
        echo = EchoMock(payable(deployRemote("echo", type(EchoMock).creationCode)));
        handler = new CountingHandler(echo);
        bytes4[] memory selectors = new bytes4[](2);
        selectors[0] = CountingHandler.incrementNoRevert.selector;
        selectors[1] = CountingHandler.incrementTwiceAndUndoNoRevert.selector;
        targetSelector(FuzzSelector(address(handler), selectors));
        targetContract(address(handler));
    }

    /// forge-config: default.invariant.runs = 16
    /// forge-config: default.invariant.depth = 16
    function invariant_countsAreEqual() public view {
        assertEq(echo.count(), handler.expected());
        assertLe(echo.count(), 16);
    }
}
