// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Script} from "forge-std/Script.sol";

/// Keeps a number and tells of it.
contract Counter {
    uint256 public number;

    event NumberSet(uint256 indexed number);

    function set(uint256 to) external {
        require(to != 0, "not zero");
        number = to;
        emit NumberSet(to);
    }
}

/// What `forge script --broadcast` sends: creates, one of them by the CREATE2 factory, and calls.
contract Broadcast is Script {
    function run() external returns (Counter plain, Counter salted) {
        vm.startBroadcast();
        plain = new Counter();
        plain.set(42);
        salted = new Counter{salt: "ebb"}();
        salted.set(7);
        vm.stopBroadcast();
    }
}
