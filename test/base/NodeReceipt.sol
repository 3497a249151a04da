// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @dev One log of a transaction on the node.
struct NodeLog {
    address emitter;
    bytes32[] topics;
    bytes data;
}

/// @title Reads a transaction receipt as forge's `vm.rpc` encodes it
/// @notice forge turns a JSON object into an ABI tuple of its values, sorted by key, and chooses
/// each value's type by its length: 20 bytes become an address, 32 bytes a word, any other length
/// `bytes`. The tuple carries no names, and nodes differ in the fields they add, so each field is
/// found by a neighbour whose value is known: the sender before `gasUsed`, the 256 bytes of
/// `logsBloom` after `logs`, the transaction's hash after `to` and after a log's `topics`.
/// Limit: a log whose data are exactly 20 bytes reads as 32; Solidity never emits one.
library NodeReceipt {
    error UnknownReceipt(string missing);

    struct Summary {
        bool success;
        uint256 gasUsed;
        NodeLog[] logs;
    }

    /// @dev A tuple: where it begins and how many head words it has.
    struct Tuple {
        uint256 at;
        uint256 fields;
    }

    function decode(bytes memory raw, bytes32 transactionHash, address sender)
        internal
        pure
        returns (Summary memory summary)
    {
        Tuple memory receipt = _tuple(raw, 32);
        uint256 from = _find(raw, receipt, bytes32(uint256(uint160(sender))), 0, "from");
        summary.gasUsed = _number(raw, receipt, from + 1);

        uint256 bloom = from + 1;
        while (_length(raw, receipt, bloom) != 256) {
            if (++bloom >= receipt.fields) revert UnknownReceipt("logsBloom");
        }
        uint256 status = _find(raw, receipt, transactionHash, bloom + 1, "transactionHash") - 2;
        while (!_isOffset(receipt, _head(raw, receipt, status))) {
            if (--status <= bloom) revert UnknownReceipt("status");
        }
        summary.success = _number(raw, receipt, status) == 1;
        summary.logs =
            _logs(raw, receipt.at + uint256(_head(raw, receipt, bloom - 1)), transactionHash);
    }

    function _logs(bytes memory raw, uint256 at, bytes32 transactionHash)
        private
        pure
        returns (NodeLog[] memory logs)
    {
        logs = new NodeLog[](uint256(_word(raw, at)));
        for (uint256 i = 0; i < logs.length; i++) {
            Tuple memory entry = _tuple(raw, at + 32 + uint256(_word(raw, at + 32 + 32 * i)));
            uint256 hash = _find(raw, entry, transactionHash, 4, "a log's transactionHash");
            logs[i].emitter = address(uint160(uint256(_head(raw, entry, 0))));
            logs[i].topics = _words(raw, entry.at + uint256(_head(raw, entry, hash - 1)));
            logs[i].data = _data(raw, entry, hash - 4, hash - 3);
        }
    }

    /// @dev `data` is `bytes` if its tail ends where the tail of `logIndex` begins and no earlier
    /// field owns that tail; otherwise its head is the 32 bytes themselves.
    function _data(bytes memory raw, Tuple memory entry, uint256 data, uint256 logIndex)
        private
        pure
        returns (bytes memory)
    {
        bytes32 head = _head(raw, entry, data);
        uint256 next = uint256(_head(raw, entry, logIndex));
        bool isTail = _isOffset(entry, head) && uint256(head) < next;
        for (uint256 i = 0; i < data && isTail; i++) {
            isTail = _head(raw, entry, i) != head;
        }
        if (isTail) {
            uint256 size = uint256(_word(raw, entry.at + uint256(head)));
            isTail = uint256(head) + 32 + ((size + 31) & ~uint256(31)) == next;
        }
        if (!isTail) return abi.encode(head);
        return _bytes(raw, entry.at + uint256(head));
    }

    /// @dev The first dynamic field's offset is the length of the head. Both receipts and logs have
    /// static fields before it that are never small multiples of 32: hashes and addresses.
    function _tuple(bytes memory raw, uint256 at) private pure returns (Tuple memory) {
        for (uint256 i = 0; i < 8; i++) {
            uint256 head = uint256(_word(raw, at + 32 * i));
            if (head > 32 * i && head < 4096 && head % 32 == 0) return Tuple(at, head / 32);
        }
        revert UnknownReceipt("a quantity");
    }

    function _find(
        bytes memory raw,
        Tuple memory tuple,
        bytes32 value,
        uint256 start,
        string memory name
    ) private pure returns (uint256) {
        for (uint256 i = start; i < tuple.fields; i++) {
            if (_head(raw, tuple, i) == value) return i;
        }
        revert UnknownReceipt(name);
    }

    function _head(bytes memory raw, Tuple memory tuple, uint256 field)
        private
        pure
        returns (bytes32)
    {
        return _word(raw, tuple.at + 32 * field);
    }

    function _isOffset(Tuple memory tuple, bytes32 head) private pure returns (bool) {
        return uint256(head) >= 32 * tuple.fields && uint256(head) % 32 == 0;
    }

    /// @dev Length of a dynamic field; 0 for a static one.
    function _length(bytes memory raw, Tuple memory tuple, uint256 field)
        private
        pure
        returns (uint256)
    {
        bytes32 head = _head(raw, tuple, field);
        if (!_isOffset(tuple, head) || uint256(head) > raw.length) return 0;
        return uint256(_word(raw, tuple.at + uint256(head)));
    }

    function _number(bytes memory raw, Tuple memory tuple, uint256 field)
        private
        pure
        returns (uint256 value)
    {
        bytes memory text = _bytes(raw, tuple.at + uint256(_head(raw, tuple, field)));
        for (uint256 i = 0; i < text.length; i++) {
            value = (value << 8) | uint8(text[i]);
        }
    }

    function _words(bytes memory raw, uint256 at) private pure returns (bytes32[] memory words) {
        words = new bytes32[](uint256(_word(raw, at)));
        for (uint256 i = 0; i < words.length; i++) {
            words[i] = _word(raw, at + 32 + 32 * i);
        }
    }

    function _bytes(bytes memory raw, uint256 at) private pure returns (bytes memory text) {
        text = new bytes(uint256(_word(raw, at)));
        if (at + 32 + text.length > raw.length) revert UnknownReceipt("the end of a value");
        for (uint256 i = 0; i < text.length; i += 32) {
            bytes32 word = _word(raw, at + 32 + i);
            assembly ("memory-safe") {
                mstore(add(add(text, 32), i), word)
            }
        }
    }

    function _word(bytes memory raw, uint256 at) private pure returns (bytes32 word) {
        if (at + 32 > raw.length) revert UnknownReceipt("a word");
        assembly ("memory-safe") {
            word := mload(add(add(raw, 32), at))
        }
    }
}
