// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {NodeRpc, VM} from "./NodeRpc.sol";

/// @title The market's two programs as `scripts/build` compiled them
library MarketCode {
    /// @dev The SDK's name for every program's constructor: its arguments are not part of it.
    bytes4 private constant CONSTRUCTOR = bytes4(keccak256("stylus_constructor()"));

    /// @notice Initcode of the market; activation and construction are calls of their own.
    function market() internal view returns (bytes memory) {
        return _initcode("target/ebb/ebb.init");
    }

    /// @notice Initcode of the extension, which needs activation and no construction.
    function extension() internal view returns (bytes memory) {
        return _initcode("target/ebb-extension/ebb-extension.init");
    }

    /// @notice Calldata of the market's constructor, which it takes once.
    function construction(address owner, address guardian, address extensionAddress)
        internal
        pure
        returns (bytes memory)
    {
        return bytes.concat(CONSTRUCTOR, abi.encode(owner, guardian, extensionAddress));
    }

    function _initcode(string memory path) private view returns (bytes memory) {
        if (!VM.exists(path)) {
            revert NodeRpc.NodeFailure("the market is not compiled: run scripts/build");
        }
        return VM.parseBytes(VM.readFile(path));
    }
}
