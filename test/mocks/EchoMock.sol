// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title A contract that does on the node what the transport's tests ask of it
contract EchoMock {
    error Refused(uint256 code, string reason);

    event Plain(uint256 value);
    event Indexed(address indexed caller, uint256 indexed id, bytes32 indexed tag, bytes data);

    address public immutable creator = msg.sender;
    uint256 public count;
    address public lastCaller;
    uint256 public lastTimestamp;

    receive() external payable {
        count += msg.value;
    }

    function increment() external payable returns (uint256) {
        lastCaller = msg.sender;
        lastTimestamp = block.timestamp;
        return ++count;
    }

    /// @notice Answers with `data` itself, not with its ABI encoding; keeps nothing.
    function echo(bytes calldata data) external pure {
        bytes memory answer = data;
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }

    /// @notice The same, after a change of state.
    function writeAndEcho(bytes calldata data) external {
        count++;
        bytes memory answer = data;
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }

    /// @notice Reverts with `data` itself, after a change of state.
    function refuse(bytes calldata data) external {
        count++;
        bytes memory answer = data;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    function refuseTyped(uint256 code, string calldata reason) external pure {
        revert Refused(code, reason);
    }

    /// @notice Runs into the end of its gas.
    function exhaust() external {
        while (true) {
            count++;
        }
    }

    /// @notice Logs `data` under the first `topics` (at most 4) of the numbers 1, 2, 3, 4.
    function log(uint256 topics, bytes calldata data) external {
        bytes memory body = data;
        assembly ("memory-safe") {
            let at := add(body, 32)
            let size := mload(body)
            switch topics
            case 0 { log0(at, size) }
            case 1 { log1(at, size, 1) }
            case 2 { log2(at, size, 1, 2) }
            case 3 { log3(at, size, 1, 2, 3) }
            default { log4(at, size, 1, 2, 3, 4) }
        }
    }

    function emitPlain(uint256 value) external {
        emit Plain(value);
    }

    /// @notice Logs, lets `other` log, logs again.
    function emitAround(EchoMock other, uint256 value) external {
        emit Indexed(msg.sender, value, bytes32(value), "before");
        other.emitPlain(value);
        emit Indexed(msg.sender, value, bytes32(value), "after");
    }

    /// @notice Calls `target` and passes its refusal on.
    function callThrough(address target, bytes calldata data) external returns (bytes memory) {
        (bool success, bytes memory result) = target.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
        return result;
    }

    /// @notice Calls `target` and goes on if it refuses.
    function callAndCatch(address target, bytes calldata data) external returns (bool success) {
        (success,) = target.call(data);
        count++;
    }

    /// @notice Creates a contract; `initcode` may log.
    function create(bytes calldata initcode) external returns (address created) {
        bytes memory code = initcode;
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
    }

    function now_() external view returns (uint256) {
        return block.timestamp;
    }

    function whoami() external view returns (address) {
        return msg.sender;
    }
}
