// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20Mock} from "../ERC20Mock.sol";

/// @title A token whose every balance can be lowered at once
contract RebasingToken is ERC20Mock {
    uint256 private constant MILLIONTHS = 1e6;

    /// @dev What a unit of the books is worth [millionths].
    uint256 public scale = MILLIONTHS;

    constructor(string memory symbol_, uint8 decimals_) ERC20Mock(symbol_, decimals_) {}

    function rebase(uint256 newScale) external {
        scale = newScale;
    }

    /// @inheritdoc ERC20Mock
    function balanceOf(address account) external view override returns (uint256) {
        return balances[account] * scale / MILLIONTHS;
    }

    /// @dev The books round up, against the sender; exactly `value` arrives, or a unit less.
    function _move(address from, address to, uint256 value) internal override {
        super._move(from, to, (value * MILLIONTHS + scale - 1) / scale);
    }
}
