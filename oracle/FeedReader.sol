// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IFeed} from "./IFeed.sol";

/// @title Static calls that cannot hurt the caller
/// @notice They tell whether the other side answered with exactly the words that were asked for,
/// and copy no more than those, however long its answer is. They never revert, unless the gas that
/// is left is not enough to go on: a callee gets at most 63/64 of it (EIP-150), so whoever reads a
/// feed that burns its gas keeps 1/64. They judge no value.
library FeedReader {
    /// @dev A round is five words.
    uint256 private constant ROUND_LENGTH = 160;

    /// @notice The latest round of `feed`, read with at most `gasLimit` gas.
    /// @return ok Whether it answered; if not, the rest is 0.
    /// @return answer As the feed gives it.
    /// @return startedAt Likewise [seconds].
    /// @return updatedAt Likewise [seconds].
    function latestRound(address feed, uint256 gasLimit)
        internal
        view
        returns (bool ok, int256 answer, uint256 startedAt, uint256 updatedAt)
    {
        bytes memory round = new bytes(ROUND_LENGTH);
        ok = _read(feed, gasLimit, IFeed.latestRoundData.selector, round);
        if (!ok) return (false, 0, 0, 0);
        assembly ("memory-safe") {
            answer := mload(add(round, 64))
            startedAt := mload(add(round, 96))
            updatedAt := mload(add(round, 128))
        }
    }

    /// @notice The one word with which `target` answers a function without arguments.
    /// @return ok Whether it answered; if not, `value` is 0.
    /// @return value The word.
    function word(address target, bytes4 selector) internal view returns (bool ok, uint256 value) {
        bytes memory answer = new bytes(32);
        ok = _read(target, gasleft(), selector, answer);
        if (!ok) return (false, 0);
        assembly ("memory-safe") {
            value := mload(add(answer, 32))
        }
    }

    /// @dev Fills `answer` if `target` returns exactly as many bytes as it holds. An account
    /// without code returns none.
    function _read(address target, uint256 gasLimit, bytes4 selector, bytes memory answer)
        private
        view
        returns (bool ok)
    {
        assembly ("memory-safe") {
            let length := mload(answer)
            mstore(0, selector)
            ok := staticcall(gasLimit, target, 0, 4, add(answer, 32), length)
            ok := and(ok, eq(returndatasize(), length))
        }
    }
}
