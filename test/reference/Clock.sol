// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {Health, HealthLib} from "./Health.sol";
import {Rounding} from "./Rounding.sol";
import {Terms} from "./Terms.sol";

/// @title The auction's clock and what depth is believed, section 4 of docs/mechanism.md
library Clock {
    /// @dev The depth of `fullLtv`.
    uint256 internal constant FULL_DEPTH = 255;
    /// @dev Liquidation blocks are numbered modulo this.
    uint256 private constant BLOCK_INDICES = 2 ** 29;

    /// @dev How far the LTV is on its way from the LLTV to `fullLtv` [255ths], down.
    function depthDown(uint256 ltv, Terms memory terms) internal pure returns (uint256) {
        if (ltv <= terms.lltv) return 0;
        if (ltv >= terms.fullLtv) return FULL_DEPTH;
        return FULL_DEPTH * (ltv - terms.lltv) / (terms.fullLtv - terms.lltv);
    }

    /// @dev The record after a touch at `time` [seconds].
    function touched(AuctionRecord memory r, Health memory h, Terms memory terms, uint256 time)
        internal
        pure
        returns (AuctionRecord memory)
    {
        uint256 step = time - r.touchedAt;
        bool isStale = r.touchedAt == 0 || step > terms.profile.staleAfter;
        if (HealthLib.isHealthy(h)) {
            if (h.debt == 0 || h.health >= terms.resetHealth || isStale) return cleared(r);
            r.isPaused = true;
            return disbelieving(r);
        }
        uint256 observed = Rounding.min(step, terms.profile.observeStep);
        uint256 lived = Rounding.min(step, terms.profile.clockStep);
        if (r.isPaused) (observed, lived) = (0, 0);
        if (isStale) {
            r = cleared(r);
        } else {
            r.clock = Rounding.min(r.clock + lived, terms.profile.badDebtDuration);
        }
        r.touchedAt = time;
        r.isPaused = false;
        if (step > terms.profile.confirmation) r = disbelieving(r);
        return observing(r, depthDown(h.ltv, terms), observed, terms.profile.confirmation);
    }

    /// @dev The record after `depth` was seen for `time` more seconds.
    function observing(AuctionRecord memory r, uint256 depth, uint256 time, uint256 confirmation)
        internal
        pure
        returns (AuctionRecord memory)
    {
        if (depth <= r.believedDepth) {
            r = disbelieving(r);
            r.believedDepth = depth;
            return r;
        }
        if (r.pendingDepth == 0) {
            r.pendingDepth = depth;
        } else {
            r.pendingDepth = Rounding.min(r.pendingDepth, depth);
            r.observed += time;
        }
        if (r.observed >= confirmation) {
            r.believedDepth = r.pendingDepth;
            r.pendingDepth = depth > r.believedDepth ? depth : 0;
            r.observed = 0;
        }
        return r;
    }

    /// @dev The record when the auction is over: the block's fields stay.
    function cleared(AuctionRecord memory r) internal pure returns (AuctionRecord memory) {
        r.touchedAt = 0;
        r.isPaused = false;
        r.clock = 0;
        return disbelieving(r);
    }

    function disbelieving(AuctionRecord memory r) internal pure returns (AuctionRecord memory) {
        r.believedDepth = 0;
        r.pendingDepth = 0;
        r.observed = 0;
        return r;
    }

    /// @dev The liquidation block of a timestamp, as it is recorded.
    function blockIndex(uint256 time, Terms memory terms) internal pure returns (uint256) {
        return time / terms.profile.blockTime % BLOCK_INDICES;
    }

    /// @dev When the next liquidation block begins [seconds].
    function nextBlockAt(uint256 time, Terms memory terms) internal pure returns (uint256) {
        return (time / terms.profile.blockTime + 1) * terms.profile.blockTime;
    }

    /// @dev The word of `AuctionLib`.
    function pack(AuctionRecord memory r) internal pure returns (bytes32) {
        uint256 word = r.blockDiscount;
        word = (word << 120) | r.blockRoom;
        word = (word << 29) | r.blockIndex;
        word = (word << 12) | r.observed;
        word = (word << 8) | r.pendingDepth;
        word = (word << 8) | r.believedDepth;
        word = (word << 24) | r.clock;
        word = (word << 1) | (r.isPaused ? 1 : 0);
        return bytes32((word << 36) | r.touchedAt);
    }
}
