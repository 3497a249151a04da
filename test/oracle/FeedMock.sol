// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IFeed} from "../../oracle/IFeed.sol";
import {Scripted} from "../mocks/Scripted.sol";

/// @title A feed whose round anyone may set, and which can be told to misbehave
contract FeedMock is IFeed, Scripted {
    uint8 private immutable DECIMALS;
    int256 private answer_;
    uint256 private startedAt;
    uint256 private updatedAt;

    /// @param answer What the first round says, now.
    constructor(uint8 decimals_, int256 answer) {
        DECIMALS = decimals_;
        answer_ = answer;
        (startedAt, updatedAt) = (block.timestamp, block.timestamp);
    }

    /// @notice The same round with another answer.
    function setAnswer(int256 newAnswer) external {
        answer_ = newAnswer;
    }

    /// @notice The same answer with other times [seconds].
    function setTimes(uint256 newStartedAt, uint256 newUpdatedAt) external {
        (startedAt, updatedAt) = (newStartedAt, newUpdatedAt);
    }

    /// @inheritdoc IFeed
    function decimals() external view returns (uint8) {
        _play();
        return DECIMALS;
    }

    /// @inheritdoc IFeed
    /// @dev The round's numbers are of the size that Chainlink's proxies have, and the deprecated
    /// one says what it must not be judged by.
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        _play();
        return ((6 << 64) + 12_345, answer_, startedAt, updatedAt, 1);
    }
}
