// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @notice An auction record in readable form. Depths are how far the LTV is on its way from the
/// LLTV to `fullLtv`, in 255ths.
/// @param touchedAt Timestamp of the last touch that found the position unhealthy [seconds]; 0 if
/// no auction runs.
/// @param isPaused Whether a touch since found it healthy, but not yet safe.
/// @param clock Live seconds of auction time.
/// @param believedDepth The depth that has lasted for `confirmation`: it sets the close factor.
/// @param pendingDepth The least depth seen since the position is deeper than that; 0 if it is not.
/// @param observed Seconds for which it was seen deeper.
/// @param blockIndex Liquidation block of the last fill: `timestamp / blockTime` modulo 2^29.
/// @param blockRoom What is left of that block's budget [loan assets].
/// @param blockDiscount Ceiling of the discount for the rest of that block [millionths].
struct AuctionRecord {
    uint256 touchedAt;
    bool isPaused;
    uint256 clock;
    uint256 believedDepth;
    uint256 pendingDepth;
    uint256 observed;
    uint256 blockIndex;
    uint256 blockRoom;
    uint256 blockDiscount;
}

/// @title Reads an auction record as the market stores and logs it
library AuctionLib {
    /// @dev From the lowest bit: touchedAt 36, isPaused 1, clock 24, believedDepth 8, pendingDepth
    /// 8, observed 12, blockIndex 29, blockRoom 120, blockDiscount 18.
    function unpack(bytes32 word) internal pure returns (AuctionRecord memory record) {
        uint256 bits = uint256(word);
        record.touchedAt = bits & (2 ** 36 - 1);
        record.isPaused = (bits >> 36) & 1 == 1;
        record.clock = (bits >> 37) & (2 ** 24 - 1);
        record.believedDepth = (bits >> 61) & 255;
        record.pendingDepth = (bits >> 69) & 255;
        record.observed = (bits >> 77) & (2 ** 12 - 1);
        record.blockIndex = (bits >> 89) & (2 ** 29 - 1);
        record.blockRoom = (bits >> 118) & (2 ** 120 - 1);
        record.blockDiscount = bits >> 238;
    }
}
