// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20Mock} from "../ERC20Mock.sol";

/// @title A token that claims to have moved into an account what it did not move
contract BoastingToken is ERC20Mock {
    mapping(address account => uint256) private boasted;
    bool public boasts;

    constructor(string memory symbol_, uint8 decimals_) ERC20Mock(symbol_, decimals_) {}

    function setBoasts(bool newBoasts) external {
        boasts = newBoasts;
    }

    /// @inheritdoc ERC20Mock
    function balanceOf(address account) external view override returns (uint256) {
        return balances[account] + boasted[account];
    }

    function _move(address from, address to, uint256 value) internal override {
        if (boasts) boasted[to] += value;
        else super._move(from, to, value);
    }
}
