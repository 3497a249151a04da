// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Profile} from "../../src/interfaces/Profile.sol";
import {Rounding} from "./Rounding.sol";

/// @notice A market's terms with what follows from them [WAD].
struct Terms {
    uint256 lltv;
    uint256 minDebt;
    uint256 closeoutDebt;
    uint256 targetHealth;
    uint256 resetHealth;
    uint256 borrowHealth;
    uint256 fullLtv;
    Profile profile;
}

/// @title Profiles: from their two words, and the bounds of section 2 of docs/mechanism.md
library TermsLib {
    uint256 private constant WAD = 1e18;
    uint256 private constant ONE = 1e6;

    function derive(MarketParams memory params) internal pure returns (Terms memory terms) {
        terms.minDebt = params.minDebt;
        terms.closeoutDebt = params.closeoutDebt;
        terms.lltv = params.lltv;
        Profile memory p = unpack(params.curve, params.pace);
        terms.profile = p;
        uint256 margin = WAD - params.lltv;
        terms.targetHealth = WAD + margin * p.targetShare / ONE;
        terms.resetHealth = WAD + p.resetMargin * Rounding.MILLIONTH;
        terms.borrowHealth = WAD + margin * p.borrowShare / ONE;
        terms.fullLtv = params.lltv + margin * p.fullShare / ONE;
    }

    function unpack(bytes32 curve, bytes32 pace) internal pure returns (Profile memory p) {
        p.startDiscount = field(curve, 0);
        p.endDiscount = field(curve, 1);
        p.duration = field(curve, 2);
        p.rewind = field(curve, 3);
        p.depthSlope = field(curve, 4);
        p.equityShare = field(curve, 5);
        p.maxDiscount = field(curve, 6);
        p.badDebtDiscount = field(curve, 7);
        p.badDebtDuration = field(curve, 8);
        p.feeShare = field(curve, 9);
        p.closeFactor = field(pace, 0);
        p.blockTime = field(pace, 1);
        p.targetShare = field(pace, 2);
        p.resetMargin = field(pace, 3);
        p.borrowShare = field(pace, 4);
        p.fullShare = field(pace, 5);
        p.clockStep = field(pace, 6);
        p.staleAfter = field(pace, 7);
        p.observeStep = field(pace, 8);
        p.confirmation = field(pace, 9);
    }

    function field(bytes32 word, uint256 index) internal pure returns (uint24) {
        return uint24(uint256(word) >> (24 * index));
    }

    /// @dev Refuses what section 2 forbids, naming the first field that breaks its bound; those
    /// whose bounds depend on the LLTV come last. Shares of (1 − LLTV) are at most all of it.
    function check(uint256 lltv, bytes32 curve, bytes32 pace) internal pure {
        if (lltv < 0.01e18 || lltv > 0.99e18) revert IMarketErrors.InvalidLltv();
        _require(uint256(curve) >> 240 == 0 && uint256(pace) >> 240 == 0, 20);
        Profile memory p = unpack(curve, pace);
        _require(p.startDiscount <= p.endDiscount, 0);
        _require(p.endDiscount <= p.maxDiscount, 1);
        _require(p.duration >= 60 && p.duration <= 86_400, 2);
        _require(p.rewind <= 10 * uint256(p.duration), 3);
        _require(p.depthSlope <= ONE, 4);
        _require(p.equityShare < ONE, 5);
        _require(p.maxDiscount <= 250_000, 6);
        _require(p.badDebtDiscount <= p.maxDiscount, 7);
        _require(p.badDebtDuration >= p.duration, 8);
        _require(p.feeShare <= 500_000, 9);
        _require(p.closeFactor >= 10_000 && p.closeFactor <= ONE, 10);
        _require(p.blockTime >= 1 && p.blockTime <= 3600, 11);
        _require(p.targetShare >= 1 && p.targetShare <= ONE, 12);
        _require(p.resetMargin <= ONE, 13);
        _require(p.borrowShare >= p.targetShare && p.borrowShare <= ONE, 14);
        _require(p.fullShare > 0 && p.fullShare < ONE, 15);
        _require(p.clockStep >= p.blockTime, 16);
        _require(p.staleAfter >= p.clockStep, 17);
        _require(p.observeStep <= p.confirmation, 18);
        _require(p.observeStep > 0 || p.confirmation == 0, 18);
        _require(p.confirmation <= 3600, 19);
        _checkHealths(lltv, p);
    }

    /// @dev 1 < H ≤ 1.25, H > LLTV / (1 − min(maxDiscount, κ · (1 − LLTV))), and reset,
    /// borrow.
    function _checkHealths(uint256 lltv, Profile memory p) private pure {
        uint256 margin = WAD - lltv;
        uint256 target = WAD + margin * p.targetShare / ONE;
        uint256 equity = margin * p.equityShare / ONE;
        uint256 discount = Rounding.min(p.maxDiscount * Rounding.MILLIONTH, equity);
        _require(target > WAD && target <= 1.25e18, 12);
        _require(target > Rounding.divUp(lltv * WAD, WAD - discount), 12);
        _require(WAD + p.resetMargin * Rounding.MILLIONTH <= target, 13);
    }

    function _require(bool holds, uint256 number) private pure {
        if (!holds) revert IMarketErrors.InvalidProfile(number);
    }
}
