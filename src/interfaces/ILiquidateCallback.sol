// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title What a liquidating contract implements if it wants the collateral before it pays
interface ILiquidateCallback {
    /// @notice Called after the collateral has arrived and before `repaidAssets + feeAssets` are
    /// taken from the caller by `transferFrom`.
    /// @param payAssets What will be taken [loan assets].
    /// @param seizedAssets What has been sent to the receiver [collateral assets].
    /// @param data What was given to `liquidate`.
    function onLiquidate(uint256 payAssets, uint256 seizedAssets, bytes calldata data) external;
}
