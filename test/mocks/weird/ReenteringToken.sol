// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20Mock} from "../ERC20Mock.sol";

/// @title A token that calls a given target during every transfer
/// @notice It goes on whatever the target answers and keeps the answer of the last call, so that a
/// test can tell a refused re-entry from one that never happened.
contract ReenteringToken is ERC20Mock {
    address public target;
    bytes public payload;
    uint256 public calls;
    bool public lastSuccess;
    bytes public lastResult;

    constructor(string memory symbol_, uint8 decimals_) ERC20Mock(symbol_, decimals_) {}

    /// @param newTarget Zero: behaves like any token.
    function setReentry(address newTarget, bytes calldata newPayload) external {
        target = newTarget;
        payload = newPayload;
    }

    function _move(address from, address to, uint256 value) internal override {
        super._move(from, to, value);
        if (target == address(0)) return;
        calls++;
        (lastSuccess, lastResult) = target.call(payload);
    }
}
