// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";

/// @title Counts by name what a campaign reached
/// @notice forge takes its state back after each fuzz run, so the counts live in the process
/// environment, and in a file for people to read.
library Tally {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    string private constant NAMES = "EBB_TALLY_NAMES";
    string private constant PREFIX = "EBB_TALLY_";

    /// @notice How often `name` was counted.
    function of_(string memory name) internal view returns (uint256) {
        return VM.envOr(string.concat(PREFIX, name), uint256(0));
    }

    /// @notice Counts `name` once more.
    function add(string memory name) internal returns (uint256 count) {
        count = of_(name) + 1;
        if (count == 1) {
            string memory names = VM.envOr(NAMES, string(""));
            VM.setEnv(NAMES, string.concat(names, bytes(names).length == 0 ? "" : ",", name));
        }
        VM.setEnv(string.concat(PREFIX, name), VM.toString(count));
    }

    /// @notice One line a name.
    function table() internal view returns (string memory text) {
        string[] memory names = VM.envOr(NAMES, ",", new string[](0));
        for (uint256 i = 0; i < names.length; i++) {
            text = string.concat(text, names[i], " ", VM.toString(of_(names[i])), "\n");
        }
    }
}
