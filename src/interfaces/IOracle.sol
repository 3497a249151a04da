// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title What a market asks of its oracle
interface IOracle {
    /// @notice Loan assets per collateral asset, scaled by 1e36: for 1e18 WETH = 3000e6 USDC it is
    /// 3000e6 * 1e36 / 1e18 = 3000e24. Reverting means that there is no trustworthy price.
    function price() external view returns (uint256);
}
