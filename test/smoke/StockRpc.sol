// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {NodeRpc, VM} from "../base/NodeRpc.sol";
import {NodeReceipt} from "../base/NodeReceipt.sol";

/// @dev forge's RLP encoder, which forge-std 1.9 does not declare yet.
interface IRlpEncoder {
    function toRlp(bytes[] calldata items) external pure returns (bytes memory);
}

/// @title Signed transactions over standard JSON-RPC, as any wallet sends them
/// @notice It signs legacy transactions with replay protection (EIP-155), waits for receipts on the
/// wall clock, and uses no method that a development node adds to the standard.
abstract contract StockRpc is Test {
    uint256 private constant RECEIPT_ATTEMPTS = 600;
    uint256 private constant RECEIPT_PAUSE = 100;

    string internal url;
    uint256 internal chainId;

    /// @notice Looks for the chain at `url_` and keeps its id.
    function _connect(string memory url_) internal {
        url = url_;
        chainId = NodeRpc.number(NodeRpc.request(url, "eth_chainId", "[]"));
    }

    /// @notice Creates a contract by the account of `key`.
    function _create(uint256 key, bytes memory initcode) internal returns (address) {
        address sender = vm.addr(key);
        uint256 nonce = _nonce(sender);
        _send(key, address(0), 0, initcode);
        return vm.computeCreateAddress(sender, nonce);
    }

    /// @notice Sends a transaction, waits until it is mined, and demands that it succeeded.
    function _send(uint256 key, address to, uint256 value, bytes memory data)
        internal
        returns (NodeReceipt.Summary memory receipt)
    {
        address sender = vm.addr(key);
        bytes memory raw = _sign(key, to, value, _estimate(sender, to, value, data), data);
        bytes memory answer = NodeRpc.request(
            url, "eth_sendRawTransaction", string.concat('["', vm.toString(raw), '"]')
        );
        bytes32 hash = keccak256(raw);
        assertEq(bytes32(answer), hash, "the node names the transaction otherwise");
        receipt = NodeReceipt.decode(_waitFor(hash), hash, sender);
        assertTrue(receipt.success, "a transaction failed whose gas could be estimated");
    }

    /// @notice Executes a call without keeping it.
    function _call(address sender, address to, uint256 value, bytes memory data)
        internal
        returns (NodeRpc.Outcome memory)
    {
        return NodeRpc.simulate(url, NodeRpc.transactionObject(sender, to, value, 10_000_000, data));
    }

    /// @notice Executes a call that must succeed, without keeping it.
    function _read(address to, bytes memory data) internal returns (bytes memory) {
        NodeRpc.Outcome memory outcome = _call(address(0), to, 0, data);
        assertTrue(outcome.success, "a view reverted");
        return outcome.data;
    }

    /// @dev A fifth on top of the node's estimate, since other blocks may come first [gas].
    function _estimate(address sender, address to, uint256 value, bytes memory data)
        private
        returns (uint256)
    {
        string memory transaction = NodeRpc.transactionObject(sender, to, value, 0, data);
        bytes memory answer =
            NodeRpc.request(url, "eth_estimateGas", string.concat("[", transaction, "]"));
        return (NodeRpc.number(answer) * 6) / 5;
    }

    function _sign(uint256 key, address to, uint256 value, uint256 gas, bytes memory data)
        private
        returns (bytes memory)
    {
        bytes[] memory fields = new bytes[](9);
        fields[0] = _integer(_nonce(vm.addr(key)));
        // Twice the present price covers a rise before the transaction is mined [wei].
        fields[1] = _integer(2 * NodeRpc.number(NodeRpc.request(url, "eth_gasPrice", "[]")));
        fields[2] = _integer(gas);
        fields[3] = to == address(0) ? bytes("") : abi.encodePacked(to);
        fields[4] = _integer(value);
        fields[5] = data;
        fields[6] = _integer(chainId);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(_rlp(fields)));
        fields[6] = _integer(chainId * 2 + 8 + v);
        fields[7] = _integer(uint256(r));
        fields[8] = _integer(uint256(s));
        return _rlp(fields);
    }

    function _nonce(address account) private returns (uint256) {
        return NodeRpc.number(
            NodeRpc.request(
                url, "eth_getTransactionCount", NodeRpc.accountParams(account, ',"pending"')
            )
        );
    }

    /// @dev forge gives an unknown receipt (null) as one zero word.
    function _waitFor(bytes32 hash) private returns (bytes memory raw) {
        string memory params = string.concat('["', vm.toString(hash), '"]');
        for (uint256 i = 0; i < RECEIPT_ATTEMPTS; i++) {
            raw = NodeRpc.request(url, "eth_getTransactionReceipt", params);
            if (raw.length > 32) return raw;
            vm.sleep(RECEIPT_PAUSE);
        }
        revert NodeRpc.NodeFailure("the transaction was not mined within a minute");
    }

    function _rlp(bytes[] memory fields) private pure returns (bytes memory) {
        return IRlpEncoder(address(VM)).toRlp(fields);
    }

    /// @dev RLP wants integers without leading zeros; zero is the empty string.
    function _integer(uint256 value) private pure returns (bytes memory text) {
        if (value == 0) return "";
        uint256 size = 0;
        while (size < 32 && value >> (8 * size) != 0) {
            size++;
        }
        text = new bytes(size);
        bytes32 word = bytes32(value << (8 * (32 - size)));
        for (uint256 i = 0; i < size; i++) {
            text[i] = word[i];
        }
    }
}
