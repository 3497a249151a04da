// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @notice How a scripted contract answers.
/// Normal: as its interface says. Answer: with given bytes, whatever the interface says. Refuse:
/// reverts with given bytes. Exhaust: uses up its gas.
enum Mode {
    Normal,
    Answer,
    Refuse,
    Exhaust
}

/// @title A contract whose answer a test dictates, byte by byte
abstract contract Scripted {
    Mode public mode;
    bytes public answer;

    /// @param newAnswer What is returned or reverted with; an empty one is an answer too.
    function setMode(Mode newMode, bytes calldata newAnswer) external {
        mode = newMode;
        answer = newAnswer;
    }

    /// @dev Ends the call unless the mode is Normal.
    function _play() internal view {
        if (mode == Mode.Normal) return;
        bytes memory data = answer;
        if (mode == Mode.Answer) {
            assembly ("memory-safe") {
                return(add(data, 32), mload(data))
            }
        }
        if (mode == Mode.Refuse) {
            assembly ("memory-safe") {
                revert(add(data, 32), mload(data))
            }
        }
        while (true) {}
    }
}
