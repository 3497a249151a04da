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

/// @notice An auction record, as `auction(id, borrower)` tells it.
struct Record {
    uint256 touchedAt;
    uint256 clock;
    uint256 observed;
    uint256 blockIndex;
    uint256 blockRoom;
    uint256 blockDiscount;
}

/// @notice What `liquidate` returned.
struct Fill {
    uint256 repaid;
    uint256 seized;
    uint256 fee;
}
