// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Exponential} from "./Exponential.sol";
import {Rounding} from "./Rounding.sol";

/// @title The adaptive interest rate, section 8 of docs/mechanism.md
/// @notice Rates are WAD per second. It knows no market: utilisation and time come as arguments.
library InterestCurve {
    uint256 private constant WAD = 1e18;
    uint256 private constant YEAR = 365 days;
    uint256 private constant TARGET = 0.9e18;
    uint256 private constant STEEPNESS = 4;
    uint256 private constant SPEED = 50e18 / YEAR;
    uint256 internal constant INITIAL_AT_TARGET = 0.04e18 / YEAR;
    uint256 private constant MIN_AT_TARGET = 0.001e18 / YEAR;
    uint256 private constant MAX_AT_TARGET = 2e18 / YEAR;

    /// @dev [WAD], down
    function utilization(uint256 borrowed, uint256 supplied) internal pure returns (uint256) {
        return supplied == 0 ? 0 : borrowed * WAD / supplied;
    }

    /// @dev How far from the target, 0 … 1, and on which side [WAD], down.
    function distance(uint256 used) internal pure returns (bool isAbove, uint256 off) {
        isAbove = used > TARGET;
        off = isAbove ? (used - TARGET) * WAD / (WAD - TARGET) : (TARGET - used) * WAD / TARGET;
    }

    /// @dev The rate of the moment as a multiple of the rate at target [WAD], down.
    function multiple(uint256 used) internal pure returns (uint256) {
        (bool isAbove, uint256 off) = distance(used);
        if (isAbove) return WAD + (STEEPNESS - 1) * off;
        return WAD - Rounding.divUp((STEEPNESS - 1) * off, STEEPNESS);
    }

    /// @dev The rate at target after `exponent` [WAD] of drift, down, within its bounds.
    function drifted(uint256 atTarget, bool isAbove, uint256 exponent)
        internal
        pure
        returns (uint256)
    {
        uint256 factor =
            isAbove ? Exponential.expDown(exponent) : Exponential.expNegativeUp(exponent);
        uint256 rate = atTarget * factor / WAD;
        return Rounding.min(Rounding.max(rate, MIN_AT_TARGET), MAX_AT_TARGET);
    }

    /// @dev The mean rate of `elapsed` seconds that began with `atTarget`, and the rate at target
    /// at their end.
    function ratesAfter(uint256 atTarget, uint256 used, uint256 elapsed)
        internal
        pure
        returns (uint256 mean, uint256 end)
    {
        (bool isAbove, uint256 off) = distance(used);
        uint256 exponent = SPEED * off / WAD * elapsed;
        end = drifted(atTarget, isAbove, exponent);
        uint256 middle = drifted(atTarget, isAbove, exponent / 2);
        mean = multiple(used) * (atTarget + 2 * middle + end) / (4 * WAD);
    }

    /// @dev What a debt of one grows by in `elapsed` seconds at `rate` [WAD], down.
    function growth(uint256 rate, uint256 elapsed) internal pure returns (uint256) {
        return Exponential.expDown(rate * elapsed) - WAD;
    }
}
