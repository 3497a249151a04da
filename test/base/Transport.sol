// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Forwarder} from "./Forwarder.sol";
import {ITransport} from "./ITransport.sol";
import {NodeRpc, VM} from "./NodeRpc.sol";
import {NodeLog, NodeReceipt} from "./NodeReceipt.sol";

/// @title Carries calls to the node and keeps the node's state equal to the local one
/// @notice forge rolls its own state back after every test, fuzz run and revert, but not the
/// node's. So each transaction gives the node's state a name, which is stored twice: here, where
/// forge rolls it back, and in the process environment, where it does not. When the two differ,
/// local state went back, and the node follows by `evm_revert` to the snapshot taken when it last
/// left that state. Node states form a path from the state first found; `depth` numbers the steps,
/// so that one environment variable a step is enough. Suites must take turns (`forge test -j 1`).
contract Transport is ITransport {
    /// @dev Below every node's limit for one transaction, above what any test needs [gas].
    uint256 private constant GAS_LIMIT = 30_000_000;
    /// @dev What a sender owns on the node beside the value it sends [wei].
    uint256 private constant SENDER_BALANCE = 1e30;
    uint256 private constant RECEIPT_ATTEMPTS = 1000;

    string private constant ENDPOINT = "EBB_NODE_ENDPOINT";
    string private constant HEAD = "EBB_NODE_HEAD";
    string private constant SERIAL = "EBB_NODE_SERIAL";
    string private constant SNAPSHOT = "EBB_NODE_SNAPSHOT_";

    /// @inheritdoc ITransport
    uint256 public lastGasUsed;
    /// @dev Name of the node's state to which the local state belongs; 0 is the one first found.
    uint256 private state;
    uint256 private depth;
    mapping(address => bool) private isPrepared;

    /// @inheritdoc ITransport
    /// @dev A connection by WebSocket costs forge a tenth of one by HTTP, so it is tried first.
    function connect(string calldata url) external {
        if (bytes(VM.envOr(ENDPOINT, string(""))).length != 0) return;
        string memory endpoint = VM.replace(url, "http://", "ws://");
        (bool hasWebSocket,) = NodeRpc.attempt(endpoint, "eth_chainId", "[]");
        if (!hasWebSocket) {
            endpoint = url;
            (bool answers,) = NodeRpc.attempt(endpoint, "eth_chainId", "[]");
            if (!answers) {
                revert NodeRpc.NodeFailure(string.concat(
                        "no node answers at ",
                        url,
                        ": start one (make node) or point NODE_URL at one"
                    ));
            }
        }
        VM.setEnv(ENDPOINT, endpoint);
    }

    /// @inheritdoc ITransport
    function relay(address sender, uint256 value, bytes calldata data)
        external
        returns (bytes memory)
    {
        _follow();
        if (_isStatic()) {
            string memory transaction =
                NodeRpc.transactionObject(sender, msg.sender, value, GAS_LIMIT, data);
            return _simulate(transaction);
        }
        return _transact(sender, msg.sender, value, data);
    }

    /// @inheritdoc ITransport
    function deploy(bytes calldata initcode) external payable returns (address created) {
        _follow();
        _prepare(msg.sender, msg.value);
        uint256 nonce = NodeRpc.number(
            _request("eth_getTransactionCount", NodeRpc.accountParams(msg.sender, ',"latest"'))
        );
        created = VM.computeCreateAddress(msg.sender, nonce);
        _transact(msg.sender, address(0), msg.value, initcode);
        forward(created);
    }

    /// @inheritdoc ITransport
    function forward(address target) public {
        if (target.code.length == 0) VM.etch(target, type(Forwarder).runtimeCode);
    }

    /// @inheritdoc ITransport
    function command(string calldata method, string calldata params)
        external
        returns (bytes memory result)
    {
        _follow();
        _takeSnapshot();
        _advance();
        result = _request(method, params);
    }

    /// @inheritdoc ITransport
    /// @dev A creation whose code is TIMESTAMP and which returns it as the code to deploy.
    function headTimestamp() external returns (uint256) {
        _follow();
        return uint256(bytes32(_request("eth_call", '[{"data":"0x425f5260205ff3"},"latest"]')));
    }

    /// @notice Succeeds unless the context is static.
    function touch() external {
        assembly ("memory-safe") {
            tstore(0, 1)
        }
    }

    function _transact(address sender, address to, uint256 value, bytes memory data)
        private
        returns (bytes memory result)
    {
        _prepare(sender, value);
        string memory transaction = NodeRpc.transactionObject(sender, to, value, GAS_LIMIT, data);
        result = _simulate(transaction);
        _takeSnapshot();
        _request("evm_setNextBlockTimestamp", string.concat("[", VM.toString(block.timestamp), "]"));
        _advance();
        bytes32 hash =
            bytes32(_request("eth_sendTransaction", string.concat("[", transaction, "]")));
        NodeReceipt.Summary memory receipt = NodeReceipt.decode(_receipt(hash), hash, sender);
        if (!receipt.success) {
            revert NodeRpc.NodeFailure("a transaction failed on the node that had passed its simulation");
        }
        lastGasUsed = receipt.gasUsed;
        for (uint256 i = 0; i < receipt.logs.length; i++) {
            _reemit(receipt.logs[i]);
        }
    }

    function _simulate(string memory transaction) private returns (bytes memory) {
        NodeRpc.Outcome memory outcome =
            NodeRpc.simulateAt(VM.envString(ENDPOINT), transaction, block.timestamp);
        if (!outcome.success) {
            bytes memory reason = outcome.data;
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
        return outcome.data;
    }

    /// @dev forge gives an unknown receipt (null) as one zero word.
    function _receipt(bytes32 hash) private returns (bytes memory raw) {
        string memory params = string.concat('["', VM.toString(hash), '"]');
        for (uint256 i = 0; i < RECEIPT_ATTEMPTS; i++) {
            raw = _request("eth_getTransactionReceipt", params);
            if (raw.length > 32) return raw;
            VM.sleep(5);
        }
        revert NodeRpc.NodeFailure("the node does not mine: no receipt");
    }

    function _reemit(NodeLog memory entry) private {
        forward(entry.emitter);
        (bool success,) = entry.emitter.call(abi.encode(entry.topics, entry.data));
        if (!success) revert NodeRpc.NodeFailure("a log could not be emitted at its address");
    }

    /// @dev Lets the node accept transactions from `sender`, who has no key there.
    function _prepare(address sender, uint256 value) private {
        if (isPrepared[sender] && value == 0) return;
        string memory endpoint = VM.envString(ENDPOINT);
        string memory balance = NodeRpc.quantity(SENDER_BALANCE + value);
        NodeRpc.attempt(endpoint, "anvil_impersonateAccount", NodeRpc.accountParams(sender, ""));
        _request(
            "anvil_setBalance", NodeRpc.accountParams(sender, string.concat(',"', balance, '"'))
        );
        isPrepared[sender] = true;
    }

    /// @dev Brings the node back to the state that belongs to the local one.
    function _follow() private {
        if (VM.envOr(HEAD, uint256(0)) == state) return;
        uint256 snapshot = _snapshot();
        if (snapshot == 0) {
            revert NodeRpc.NodeFailure("the node's state is lost: suites must take turns (forge test -j 1)");
        }
        bytes memory done =
            _request("evm_revert", string.concat('["', NodeRpc.quantity(snapshot - 1), '"]'));
        if (NodeRpc.number(done) != 1) {
            revert NodeRpc.NodeFailure("evm_revert: the node does not know its snapshot any more");
        }
        VM.setEnv(HEAD, VM.toString(state));
        VM.setEnv(_snapshotKey(), "0");
    }

    /// @dev Makes the present state one to which `_follow` can go back.
    function _takeSnapshot() private {
        if (_snapshot() != 0) return;
        uint256 snapshot = NodeRpc.number(_request("evm_snapshot", "[]"));
        VM.setEnv(_snapshotKey(), VM.toString((state << 128) | (snapshot + 1)));
    }

    /// @dev Gives the node's state a new name; before it changes, so that a failure on the way
    /// leaves a difference behind that the next call repairs.
    function _advance() private {
        state = VM.envOr(SERIAL, uint256(0)) + 1;
        depth++;
        VM.setEnv(SERIAL, VM.toString(state));
        VM.setEnv(HEAD, VM.toString(state));
    }

    /// @return One more than the node's number of the snapshot of the present state; 0 if none.
    function _snapshot() private view returns (uint256) {
        uint256 entry = VM.envOr(_snapshotKey(), uint256(0));
        return entry >> 128 == state ? entry & type(uint128).max : 0;
    }

    function _snapshotKey() private view returns (string memory) {
        return string.concat(SNAPSHOT, VM.toString(depth));
    }

    /// @dev TSTORE fails in a static context, and takes all the gas that it is given.
    function _isStatic() private returns (bool) {
        (bool success,) = address(this).call{gas: 20_000}(abi.encodeCall(this.touch, ()));
        return !success;
    }

    function _request(string memory method, string memory params) private returns (bytes memory) {
        return NodeRpc.request(VM.envString(ENDPOINT), method, params);
    }
}
