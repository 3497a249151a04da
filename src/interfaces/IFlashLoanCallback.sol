// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title What a contract implements to take flash loans
interface IFlashLoanCallback {
    /// @notice Called after the assets have arrived and before they are taken back by
    /// `transferFrom`, for which the market needs an allowance. The market is open meanwhile.
    /// @param assets What was lent and will be taken [token units].
    /// @param data What was given to `flashLoan`.
    function onFlashLoan(uint256 assets, bytes calldata data) external;
}
