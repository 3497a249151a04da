// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {ILendingMarket} from "../../src/interfaces/ILendingMarket.sol";
import {ITransport, TRANSPORT} from "../base/ITransport.sol";
import {MarketCode} from "../base/MarketCode.sol";
import {NodeLog, NodeReceipt} from "../base/NodeReceipt.sol";
import {NodeRpc} from "../base/NodeRpc.sol";
import {NodeTest} from "../base/NodeTest.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {ReferenceMarket} from "../reference/ReferenceMarket.sol";
import {Actor} from "./Actor.sol";
import {Line, Stage} from "./Stage.sol";

/// @title Two worlds that differ in the market alone
/// @notice The same actors, tokens and oracles stand at the same addresses on the node and in
/// forge's EVM; at the market's address there is the compiled market on the node and the reference
/// here. Each transaction is played in both, at the same time, and must leave the same logs, byte
/// for byte: tokens' and market's events, return values, revert data, and what the views say.
abstract contract TwinTest is NodeTest {
    /// @dev Below every node's limit for one transaction [gas].
    uint256 private constant GAS_LIMIT = 30_000_000;

    address[4] internal actors;
    address internal owner;
    address internal guardian;
    Stage internal stage;
    ILendingMarket internal market;
    ERC20Mock[2] internal tokens;
    OracleMock[2] internal oracles;
    /// @dev What is being played, for the text of a failure.
    string internal scene;

    function setUp() public virtual override {
        super.setUp();
        vm.chainId(NodeRpc.number(_request("eth_chainId", "[]")));
        for (uint256 i = 0; i < actors.length; i++) {
            actors[i] = _twin(type(Actor).creationCode);
        }
        owner = _twin(type(Actor).creationCode);
        guardian = _twin(type(Actor).creationCode);
        stage = Stage(_twin(type(Stage).creationCode));
        for (uint256 i = 0; i < 2; i++) {
            bytes memory arguments = abi.encode(i == 0 ? "USDC" : "WETH", i == 0 ? 6 : 18);
            tokens[i] = ERC20Mock(_twin(bytes.concat(type(ERC20Mock).creationCode, arguments)));
            oracles[i] =
                OracleMock(_twin(bytes.concat(type(OracleMock).creationCode, abi.encode(1))));
        }
        address remote = deployMarket(owner, guardian);
        market = ILendingMarket(remote);
        address extension = market.extension();
        vm.etch(remote, type(ReferenceMarket).runtimeCode);
        (bool success,) = remote.call(MarketCode.construction(owner, guardian, extension));
        assertTrue(success, "the reference refuses its constructor");
    }

    /// @dev From here on the node follows the plays, until forge goes back in time.
    function _begin() internal {
        ITransport(TRANSPORT).command("evm_setNextBlockTimestamp", _now());
    }

    /// @dev Plays lines in both worlds and holds them to the same logs.
    function _play(Line[] memory lines) internal returns (Vm.Log[] memory here) {
        bytes memory data = abi.encodeCall(Stage.play, (lines));
        vm.recordLogs();
        stage.play(lines);
        here = _kept(vm.getRecordedLogs());
        NodeLog[] memory there = _transact(data);
        for (uint256 i = 0; i < here.length && i < there.length; i++) {
            if (_digest(here[i]) == _digest(there[i])) continue;
            assertTrue(false, _difference(i, here[i], there[i]));
        }
        if (here.length != there.length) {
            assertEq(there.length, here.length, string.concat(scene, ": number of logs"));
        }
    }

    /// @dev forge also records what was logged in calls that failed: each lies between the log that
    /// announces the call and the one that tells its end.
    function _kept(Vm.Log[] memory logs) private pure returns (Vm.Log[] memory kept) {
        uint256[] memory begun = new uint256[](logs.length);
        uint256 depth;
        uint256 n;
        for (uint256 i = 0; i < logs.length; i++) {
            bytes32 topic = logs[i].topics[0];
            if (topic == Stage.Acted.selector || topic == Actor.Reacted.selector) {
                depth--;
                if (!abi.decode(logs[i].data, (bool))) n = begun[depth];
            }
            logs[n++] = logs[i];
            if (topic == Stage.Acting.selector || topic == Actor.Reacting.selector) {
                begun[depth++] = n;
            }
        }
        kept = new Vm.Log[](n);
        for (uint256 i = 0; i < n; i++) {
            kept[i] = logs[i];
        }
    }

    /// @dev The words that differ, and beside them who logged what.
    function _difference(uint256 at, Vm.Log memory here, NodeLog memory there)
        private
        view
        returns (string memory text)
    {
        text = string.concat(scene, ": log ", vm.toString(at));
        if (here.emitter != there.emitter || here.topics[0] != there.topics[0]) {
            text = string.concat(text, "\n market    ", _head(there.emitter, there.topics[0]));
            text = string.concat(text, " ", vm.toString(there.data));
            text = string.concat(text, "\n reference ", _head(here.emitter, here.topics[0]));
            return string.concat(text, " ", vm.toString(here.data));
        }
        text = string.concat(text, " of ", _head(here.emitter, here.topics[0]));
        if (keccak256(abi.encode(here.topics)) != keccak256(abi.encode(there.topics))) {
            text = string.concat(text, ", topics");
        }
        uint256 size = here.data.length > there.data.length ? here.data.length : there.data.length;
        for (uint256 i = 0; i < size; i += 32) {
            bytes32 one = _word(there.data, i);
            bytes32 other = _word(here.data, i);
            if (one == other) continue;
            text = string.concat(text, "\n word ", vm.toString(i / 32));
            text = string.concat(text, ": market ", vm.toString(one));
            text = string.concat(text, ", reference ", vm.toString(other));
        }
    }

    function _head(address emitter, bytes32 topic) private pure returns (string memory) {
        return string.concat(vm.toString(emitter), " ", vm.toString(topic));
    }

    function _word(bytes memory data, uint256 at) private pure returns (bytes32 word) {
        if (at >= data.length) return 0;
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), at))
        }
    }

    function _digest(Vm.Log memory entry) private pure returns (bytes32) {
        return keccak256(abi.encode(entry.emitter, entry.topics, entry.data));
    }

    function _digest(NodeLog memory entry) private pure returns (bytes32) {
        return keccak256(abi.encode(entry.emitter, entry.topics, entry.data));
    }

    function _transact(bytes memory data) private returns (NodeLog[] memory) {
        _request("evm_setNextBlockTimestamp", _now());
        string memory transaction =
            NodeRpc.transactionObject(address(this), address(stage), 0, GAS_LIMIT, data);
        bytes32 hash =
            bytes32(_request("eth_sendTransaction", string.concat("[", transaction, "]")));
        bytes memory raw =
            _request("eth_getTransactionReceipt", string.concat('["', vm.toString(hash), '"]'));
        NodeReceipt.Summary memory receipt = NodeReceipt.decode(raw, hash, address(this));
        assertTrue(
            receipt.success,
            string.concat(
                scene, ": the play itself failed on the node: ", vm.toString(receipt.gasUsed)
            )
        );
        return receipt.logs;
    }

    /// @dev Creates a contract on the node and puts its code at the same address here.
    function _twin(bytes memory initcode) private returns (address remote) {
        remote = deployRemote(initcode);
        address here;
        // By somebody else, so that it does not take an address that the node gives this contract.
        vm.prank(liquidator);
        assembly ("memory-safe") {
            here := create(0, add(initcode, 32), mload(initcode))
        }
        vm.etch(remote, here.code);
    }

    function _request(string memory method, string memory params) internal returns (bytes memory) {
        return NodeRpc.request(vm.envString("EBB_NODE_ENDPOINT"), method, params);
    }

    function _now() private view returns (string memory) {
        return string.concat("[", vm.toString(block.timestamp), "]");
    }
}
