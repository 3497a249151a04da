// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20Mock} from "../ERC20Mock.sol";
import {Scripted} from "../Scripted.sol";

/// @title A token whose transfers answer what a test dictates
/// @notice It stands for the tokens that return nothing, false, a number that is no bool, one byte,
/// two words; that revert with a string, a custom error or nothing; that never end. Except where it
/// reverts, it moves the assets, unless `setMoves(false)` makes it a liar.
contract ScriptedToken is ERC20Mock, Scripted {
    bool public moves = true;

    constructor(string memory symbol_, uint8 decimals_) ERC20Mock(symbol_, decimals_) {}

    function setMoves(bool newMoves) external {
        moves = newMoves;
    }

    function transfer(address to, uint256 value) external override returns (bool) {
        _move(msg.sender, to, value);
        _play();
        return true;
    }

    function transferFrom(address from, address to, uint256 value)
        external
        override
        returns (bool)
    {
        _spend(from, value);
        _move(from, to, value);
        _play();
        return true;
    }

    function _move(address from, address to, uint256 value) internal override {
        if (moves) super._move(from, to, value);
    }
}
