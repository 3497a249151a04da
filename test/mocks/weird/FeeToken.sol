// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20Mock} from "../ERC20Mock.sol";

/// @title A token that burns a part of what is transferred
contract FeeToken is ERC20Mock {
    uint256 private constant BASIS_POINTS = 10_000;

    /// @dev [basis points]
    uint256 public immutable fee;

    constructor(string memory symbol_, uint8 decimals_, uint256 fee_)
        ERC20Mock(symbol_, decimals_)
    {
        fee = fee_;
    }

    /// @dev The fee rounds up, so that even one unit does not arrive whole.
    function _move(address from, address to, uint256 value) internal override {
        uint256 burnt = (value * fee + BASIS_POINTS - 1) / BASIS_POINTS;
        super._move(from, to, value);
        _debit(to, burnt);
        totalSupply -= burnt;
        emit Transfer(to, address(0), burnt);
    }
}
