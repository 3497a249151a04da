// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IFlashLoanCallback} from "../../src/interfaces/IFlashLoanCallback.sol";
import {ILiquidateCallback} from "../../src/interfaces/ILiquidateCallback.sol";

/// @notice What an actor does while the market calls it back.
/// @param target Whom it calls; an address without code answers nothing.
/// @param fails Whether it reverts then.
struct Reaction {
    address target;
    bytes data;
    bool fails;
}

/// @title Someone who uses the market, the same in both worlds
/// @notice Does what it is told, also in the middle of its own liquidations and flash loans, and
/// logs what it was told and answered. Its signature is one known word.
contract Actor is ILiquidateCallback, IFlashLoanCallback {
    event Reacting(uint256 pay, uint256 seized);
    event Reacted(bool success, bytes answer);

    bytes32 internal constant SIGNATURE = "signed";
    bytes4 private constant MAGIC = 0x1626ba7e;

    error Refused();

    function act(address target, bytes calldata data) external returns (bool, bytes memory) {
        return target.call(data);
    }

    /// @inheritdoc ILiquidateCallback
    function onLiquidate(uint256 pay, uint256 seized, bytes calldata data) external {
        _react(pay, seized, data);
    }

    /// @inheritdoc IFlashLoanCallback
    function onFlashLoan(uint256 assets, bytes calldata data) external {
        _react(assets, 0, data);
    }

    /// @notice ERC-1271.
    function isValidSignature(bytes32, bytes calldata signature) external pure returns (bytes4) {
        return keccak256(signature) == keccak256(abi.encode(SIGNATURE)) ? MAGIC : bytes4(0);
    }

    function _react(uint256 pay, uint256 seized, bytes calldata data) private {
        Reaction memory reaction = abi.decode(data, (Reaction));
        emit Reacting(pay, seized);
        (bool success, bytes memory answer) = reaction.target.call(reaction.data);
        emit Reacted(success, answer);
        if (reaction.fails) revert Refused();
    }
}
