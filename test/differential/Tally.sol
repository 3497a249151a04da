// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";

/// @title Counts by name what a campaign reached
/// @notice forge takes its state back after each fuzz run, so the counts live in the process
/// environment, where it does not.
library Tally {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice How often `name` was counted.
    function count(string memory name) internal view returns (uint256) {
        return VM.envOr(_key(name), uint256(0));
    }

    /// @notice Counts `name` once more.
    function add(string memory name) internal returns (uint256 counted) {
        counted = count(name) + 1;
        VM.setEnv(_key(name), VM.toString(counted));
    }

    function _key(string memory name) private pure returns (string memory) {
        return string.concat("EBB_TALLY ", name);
    }
}
