// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";

/// @title The reference's arithmetic: plain 256 bits, the direction in every lossy name
/// @notice Numbers and limits stand in `src/interfaces/ILendingMarket.sol`. A product or sum that
/// does not fit ends in Solidity's own panic, which no test expects: the market has no such case.
library Rounding {
    uint256 internal constant WAD = 1e18;
    uint256 internal constant PRICE_SCALE = 1e36;
    /// @dev A profile's fractions are millionths.
    uint256 internal constant MILLIONTH = 1e12;
    /// @dev Loan assets stay below it.
    uint256 internal constant ASSET_LIMIT = 2 ** 103;
    /// @dev Collateral and shares stay below it.
    uint256 internal constant LIMIT = 2 ** 120;
    /// @dev What stands for infinity.
    uint256 internal constant MAX = 2 ** 128 - 1;
    uint256 internal constant VIRTUAL_SHARES = 1e6;
    uint256 internal constant VIRTUAL_ASSETS = 1;

    function divUp(uint256 a, uint256 b) internal pure returns (uint256) {
        return a == 0 ? 0 : (a - 1) / b + 1;
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }

    /// @dev a − b, or 0.
    function floorSub(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a - b : 0;
    }

    function toSharesDown(uint256 assets, uint256 totalAssets, uint256 totalShares)
        internal
        pure
        returns (uint256)
    {
        return assets * (totalShares + VIRTUAL_SHARES) / (totalAssets + VIRTUAL_ASSETS);
    }

    function toSharesUp(uint256 assets, uint256 totalAssets, uint256 totalShares)
        internal
        pure
        returns (uint256)
    {
        return divUp(assets * (totalShares + VIRTUAL_SHARES), totalAssets + VIRTUAL_ASSETS);
    }

    function toAssetsDown(uint256 shares, uint256 totalAssets, uint256 totalShares)
        internal
        pure
        returns (uint256)
    {
        return shares * (totalAssets + VIRTUAL_ASSETS) / (totalShares + VIRTUAL_SHARES);
    }

    function toAssetsUp(uint256 shares, uint256 totalAssets, uint256 totalShares)
        internal
        pure
        returns (uint256)
    {
        return divUp(shares * (totalAssets + VIRTUAL_ASSETS), totalShares + VIRTUAL_SHARES);
    }

    /// @dev The same loan assets, if they are few enough.
    function asAssets(uint256 assets) internal pure returns (uint256) {
        if (assets >= ASSET_LIMIT) revert IMarketErrors.Overflow();
        return assets;
    }

    /// @dev The same collateral or shares, if they are few enough.
    function asShares(uint256 shares) internal pure returns (uint256) {
        if (shares >= LIMIT) revert IMarketErrors.Overflow();
        return shares;
    }
}
