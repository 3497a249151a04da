// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {ARB_WASM, IArbWasm} from "./IArbWasm.sol";
import {ITransport, TRANSPORT} from "./ITransport.sol";
import {MarketCode} from "./MarketCode.sol";
import {Transport} from "./Transport.sol";

/// @title What every suite extends whose contracts live on a node
/// @notice Contracts that are deployed through it run on the node at `NODE_URL`, and are called
/// like any contract: pranks, expected reverts and events, `skip` and fuzzing work, and each test
/// and each fuzz run begins with the node as `setUp` left it. What does not work stands in
/// `docs/testing.md`.
abstract contract NodeTest is Test {
    /// @dev Sent with an activation; the excess over the data fee returns [wei].
    uint256 internal constant ACTIVATION_VALUE = 1 ether;

    address internal immutable alice = makeAddr("alice");
    address internal immutable bob = makeAddr("bob");
    address internal immutable carol = makeAddr("carol");
    address internal immutable liquidator = makeAddr("liquidator");

    /// @dev Suites which override it call it first.
    function setUp() public virtual {
        vm.etch(TRANSPORT, type(Transport).runtimeCode);
        vm.label(TRANSPORT, "node");
        ITransport(TRANSPORT).connect(vm.envOr("NODE_URL", string("http://127.0.0.1:8547")));
        uint256 head = ITransport(TRANSPORT).headTimestamp();
        // Nitro's genesis is at 0, and before the first block anvil calls at 1: a chain that has
        // mined nothing begins by the wall clock.
        vm.warp(head <= 1 ? vm.unixTime() / 1000 : head);
    }

    /// @notice Creates a contract on the node, by `address(this)` or the pranked caller.
    function deployRemote(bytes memory initcode) internal returns (address) {
        return ITransport(TRANSPORT).deploy(initcode);
    }

    /// @notice The same, with a name in forge's traces.
    function deployRemote(string memory name, bytes memory initcode)
        internal
        returns (address created)
    {
        created = deployRemote(initcode);
        vm.label(created, name);
    }

    /// @notice Makes a contract that exists on the node callable from tests.
    function forwarder(address target) internal returns (address) {
        ITransport(TRANSPORT).forward(target);
        return target;
    }

    /// @notice Deploys the market and its extension as `scripts/build` compiled them, activates
    /// both and constructs the market.
    function deployMarket(address owner, address guardian) internal returns (address market) {
        address extension = deployRemote("extension", MarketCode.extension());
        activate(extension);
        market = deployRemote("market", MarketCode.market());
        activate(market);
        (bool success,) = market.call(MarketCode.construction(owner, guardian, extension));
        assertTrue(success, "the market refuses its constructor");
    }

    /// @notice Activates a Stylus program, unless the same code is active already.
    function activate(address program) internal {
        forwarder(address(ARB_WASM));
        vm.deal(address(this), address(this).balance + ACTIVATION_VALUE);
        try ARB_WASM.activateProgram{value: ACTIVATION_VALUE}(program) {}
        catch (bytes memory reason) {
            if (bytes4(reason) == IArbWasm.ProgramUpToDate.selector) return;
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }

    /// @notice Sends the node a command that changes its state, such as `anvil_setStorageAt`.
    function nodeCommand(string memory method, string memory params)
        internal
        returns (bytes memory)
    {
        return ITransport(TRANSPORT).command(method, params);
    }

    /// @notice Gas used by the last transaction on the node, intrinsic gas included [gas].
    function lastGasUsed() internal view returns (uint256) {
        return ITransport(TRANSPORT).lastGasUsed();
    }
}
