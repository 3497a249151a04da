// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title What the adapter asks of a feed: the part of Chainlink's `AggregatorV3Interface` it uses
/// @notice A price feed answers a rate of two currencies. A sequencer uptime feed answers 0 while
/// the sequencer is up and 1 while it is down.
interface IFeed {
    /// @notice Decimals of `answer`.
    function decimals() external view returns (uint8);

    /// @notice The latest round.
    /// @return roundId Not used.
    /// @return answer The rate [10^decimals], or the sequencer's state.
    /// @return startedAt When the round began [seconds]; of an uptime feed, since when the state
    /// has been what it is.
    /// @return updatedAt When the answer was written [seconds]; 0 if the round is not complete.
    /// @return answeredInRound Deprecated by Chainlink, not used: the age of `updatedAt` is judged.
    function latestRoundData()
        external
        view
        returns (
            uint80 roundId,
            int256 answer,
            uint256 startedAt,
            uint256 updatedAt,
            uint80 answeredInRound
        );
}
