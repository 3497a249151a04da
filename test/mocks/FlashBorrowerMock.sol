// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IFlashLoanCallback} from "../../src/interfaces/IFlashLoanCallback.sol";
import {ILendingMarket} from "../../src/interfaces/ILendingMarket.sol";
import {ERC20Mock} from "./ERC20Mock.sol";

/// @title Borrows for one call, notes what it held meanwhile, and lets the market take it back or
/// not
contract FlashBorrowerMock is IFlashLoanCallback {
    uint256 public held;

    function borrow(ILendingMarket market, ERC20Mock token, uint256 assets, bool pays) external {
        market.flashLoan(address(token), assets, abi.encode(token, pays));
    }

    /// @inheritdoc IFlashLoanCallback
    function onFlashLoan(uint256 assets, bytes calldata data) external {
        (ERC20Mock token, bool pays) = abi.decode(data, (ERC20Mock, bool));
        held = token.balanceOf(address(this));
        if (pays) token.approve(msg.sender, assets);
    }
}
