// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Profile} from "../../src/interfaces/Profile.sol";

/// @notice A position at a price, with its auction's clock and the depth that is believed.
struct Case {
    uint256 collateral;
    uint256 debt;
    uint256 price;
    uint256 clock;
    uint256 believed;
    uint256 lltv;
    Profile profile;
}

/// @title Sections 3 to 6 of docs/mechanism.md in Solidity, for the tests to compare with
/// @notice Written from the document, apart from the market's own code: one
/// formula a function, with the document's rounding in the name. It knows no market and no state.
library Expected {
    uint256 private constant WAD = 1e18;
    uint256 private constant PRICE_SCALE = 1e36;
    /// @dev A profile's fractions are millionths.
    uint256 private constant MILLIONTH = 1e12;
    /// @dev The depth of `fullLtv`.
    uint256 private constant FULL_DEPTH = 255;
    /// @dev What stands for infinity.
    uint256 private constant MAX = type(uint128).max;

    /// @dev [loan assets]
    function valueDown(Case memory c) internal pure returns (uint256) {
        return c.collateral * c.price / PRICE_SCALE;
    }

    /// @dev [loan assets]
    function maxBorrowDown(Case memory c) internal pure returns (uint256) {
        return valueDown(c) * c.lltv / WAD;
    }

    /// @dev [WAD]
    function healthDown(Case memory c) internal pure returns (uint256) {
        return c.debt == 0 ? MAX : min(MAX, maxBorrowDown(c) * WAD / c.debt);
    }

    /// @dev [WAD]
    function ltvUp(Case memory c) internal pure returns (uint256) {
        uint256 value = valueDown(c);
        return value == 0 ? MAX : min(MAX, divUp(c.debt * WAD, value));
    }

    /// @dev [WAD]
    function targetHealth(Case memory c) internal pure returns (uint256) {
        return WAD + (WAD - c.lltv) * c.profile.targetShare / 1e6;
    }

    /// @dev [WAD]
    function fullLtv(Case memory c) internal pure returns (uint256) {
        return c.lltv + (WAD - c.lltv) * c.profile.fullShare / 1e6;
    }

    /// @dev How far the LTV is on its way from the LLTV to `fullLtv` [255ths].
    function depthDown(Case memory c) internal pure returns (uint256) {
        uint256 ltv = ltvUp(c);
        if (ltv <= c.lltv) return 0;
        return min(FULL_DEPTH, FULL_DEPTH * (ltv - c.lltv) / (fullLtv(c) - c.lltv));
    }

    function isDistressed(Case memory c) internal pure returns (bool) {
        return c.believed == FULL_DEPTH;
    }

    /// @dev d0 + (d1 − d0) · x² / T² [WAD].
    function timeDown(Case memory c) internal pure returns (uint256) {
        uint256 x = min(c.clock, c.profile.duration);
        uint256 rise = uint256(c.profile.endDiscount - c.profile.startDiscount) * MILLIONTH;
        return c.profile.startDiscount * MILLIONTH + rise * x * x / uint256(c.profile.duration) ** 2;
    }

    /// @dev α · (1 − min(hf, 1)) [WAD].
    function deepDown(Case memory c) internal pure returns (uint256) {
        uint256 missing = WAD - min(healthDown(c), WAD);
        return c.profile.depthSlope * MILLIONTH * missing / WAD;
    }

    /// @dev κ · e, or what clears an insolvency that is believed [WAD].
    function capDown(Case memory c) internal pure returns (uint256 cap) {
        uint256 equity = WAD - min(ltvUp(c), WAD);
        cap = c.profile.equityShare * MILLIONTH * equity / WAD;
        if (isDistressed(c)) {
            uint256 full = c.profile.badDebtDiscount * MILLIONTH;
            uint256 duration = c.profile.badDebtDuration;
            cap = max(cap, full * min(c.clock, duration) / duration);
        }
    }

    /// @dev Without the ceiling of a block's first fill [WAD, whole millionths].
    function discountDown(Case memory c) internal pure returns (uint256 discount) {
        discount = min(max(timeDown(c), deepDown(c)), capDown(c));
        discount = min(discount, c.profile.maxDiscount * MILLIONTH);
        discount -= discount % MILLIONTH;
    }

    /// @dev What all collateral costs [loan assets].
    function coverUp(Case memory c, uint256 discount) internal pure returns (uint256) {
        return divUp(valueDown(c) * (WAD - discount), WAD);
    }

    /// @dev [WAD]
    function closeFactorDown(Case memory c) internal pure returns (uint256 factor) {
        factor = c.profile.closeFactor * MILLIONTH;
        factor += (WAD - factor) * c.believed / FULL_DEPTH;
    }

    /// @dev Budget of a block that begins [loan assets].
    function roomDown(Case memory c, uint256 discount) internal pure returns (uint256) {
        return min(c.debt, coverUp(c, discount)) * closeFactorDown(c) / WAD;
    }

    /// @dev What restores the target health [loan assets].
    function targetUp(Case memory c, uint256 discount) internal pure returns (uint256) {
        uint256 perRepaid = divUp(c.lltv * WAD, WAD - discount);
        uint256 target = targetHealth(c);
        if (perRepaid >= target) return c.debt;
        uint256 missing = divUp(target * c.debt, WAD) - maxBorrowDown(c);
        return divUp(missing * WAD, target - perRepaid);
    }

    /// @dev The most that may be repaid in a block that begins, if the collateral lasts [loan
    /// assets].
    function limit(Case memory c, uint256 discount, uint256 minDebt, uint256 closeoutDebt)
        internal
        pure
        returns (uint256 most)
    {
        bool isCovered = coverUp(c, discount) >= c.debt;
        if (c.debt <= closeoutDebt && (isCovered || isDistressed(c))) return c.debt;
        most = min(targetUp(c, discount), c.debt);
        if (!isDistressed(c)) most = min(most, roomDown(c, discount));
        if (most < c.debt && c.debt - most < minDebt) most = c.debt - minDebt;
    }

    /// @dev For a fill that does not take all [collateral assets].
    function seizedDown(Case memory c, uint256 discount, uint256 repaid)
        internal
        pure
        returns (uint256)
    {
        uint256 worth = repaid * WAD / (WAD - discount);
        return min(c.collateral, worth * PRICE_SCALE / c.price);
    }

    /// @dev [loan assets]
    function feeUp(Case memory c, uint256 discount, uint256 repaid)
        internal
        pure
        returns (uint256)
    {
        uint256 earned = repaid * discount / (WAD - discount);
        return divUp(earned * c.profile.feeShare, 1e6);
    }

    /// @dev The clock after a fill [seconds].
    function rewound(Case memory c, uint256 repaid) internal pure returns (uint256) {
        uint256 back = divUp(c.profile.rewind * repaid, c.debt);
        return c.clock > back ? c.clock - back : 0;
    }

    function divUp(uint256 a, uint256 b) internal pure returns (uint256) {
        return a == 0 ? 0 : (a - 1) / b + 1;
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }
}
