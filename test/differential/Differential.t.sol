// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Story} from "./Story.sol";

/// @title Random stories: the market does what the reference does
/// @notice A failure names the seed, the act and the first log that differs, word by word.
contract DifferentialTest is Story {
    /// forge-config: default.fuzz.runs = 1000
    /// forge-config: long.fuzz.runs = 20000
    function testFuzz_market_doesWhatTheReferenceDoes(uint256 seed) public {
        _tell(seed);
    }
}
