// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {NodeRpc, VM} from "./NodeRpc.sol";

/// @title The market as `scripts/build` compiled it
library MarketCode {
    string private constant PATH = "target/ebb/ebb.init";

    /// @notice Initcode that deploys the compressed program; activation is a call of its own.
    function initcode() internal view returns (bytes memory) {
        if (!VM.exists(PATH)) {
            revert NodeRpc.NodeFailure("the market is not compiled: run scripts/build");
        }
        return VM.parseBytes(VM.readFile(PATH));
    }
}
