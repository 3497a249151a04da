// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {TRANSPORT, ITransport} from "./ITransport.sol";

/// @title Stands in forge's EVM at the address of a contract that lives on the node
/// @notice Hands every call to the transport and answers as the node answered, with the same return
/// or revert data. Emits, when the transport asks, what the contract logged there. It knows nothing
/// of the node and keeps no state, so that its code can be etched at any address.
contract Forwarder {
    fallback() external payable {
        if (msg.sender == TRANSPORT) {
            (bytes32[] memory topics, bytes memory data) = abi.decode(msg.data, (bytes32[], bytes));
            _emit(topics, data);
        } else {
            bytes memory result = _relay();
            assembly ("memory-safe") {
                return(add(result, 32), mload(result))
            }
        }
    }

    function _relay() private returns (bytes memory) {
        try ITransport(TRANSPORT).relay(msg.sender, msg.value, msg.data) returns (
            bytes memory result
        ) {
            return result;
        } catch (bytes memory reason) {
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }

    function _emit(bytes32[] memory topics, bytes memory data) private {
        assembly ("memory-safe") {
            let at := add(data, 32)
            let size := mload(data)
            let first := mload(add(topics, 32))
            let second := mload(add(topics, 64))
            let third := mload(add(topics, 96))
            let fourth := mload(add(topics, 128))
            switch mload(topics)
            case 0 { log0(at, size) }
            case 1 { log1(at, size, first) }
            case 2 { log2(at, size, first, second) }
            case 3 { log3(at, size, first, second, third) }
            default { log4(at, size, first, second, third, fourth) }
        }
    }
}
