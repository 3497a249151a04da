// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

// What the market's views and `liquidate` return, as structs, which tests can pass on and compare.

/// @notice A market's totals, as `market(id)` tells them.
struct Totals {
    uint256 supplyAssets;
    uint256 supplyShares;
    uint256 borrowAssets;
    uint256 borrowShares;
    uint256 lastUpdate;
    uint256 reserve;
}

/// @notice What `liquidate` returned.
struct Fill {
    uint256 repaid;
    uint256 seized;
    uint256 fee;
}
