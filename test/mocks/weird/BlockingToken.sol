// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20Mock} from "../ERC20Mock.sol";

/// @title A token whose issuer can bar accounts from sending and receiving
contract BlockingToken is ERC20Mock {
    error Blocked();

    mapping(address account => bool) public isBlocked;

    constructor(string memory symbol_, uint8 decimals_) ERC20Mock(symbol_, decimals_) {}

    function setBlocked(address account, bool newIsBlocked) external {
        isBlocked[account] = newIsBlocked;
    }

    function _move(address from, address to, uint256 value) internal override {
        if (isBlocked[from] || isBlocked[to]) revert Blocked();
        super._move(from, to, value);
    }
}
