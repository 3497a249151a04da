// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title The interest rate of docs/mechanism.md in Solidity, for the tests to compare with
/// @notice Written from the document, apart from the market's own code and by other routes: the
/// curve as a line through three points, the exponential as one series without range reduction, in
/// 36 decimals. It knows no market and no state.
library ExpectedRate {
    uint256 private constant WAD = 1e18;
    /// @dev What exponentials are scaled by.
    uint256 internal constant ONE = 1e36;
    uint256 internal constant YEAR = 365 days;

    uint256 internal constant TARGET = 0.9e18;
    /// @dev 4 % a year, as all of these [WAD per second].
    uint256 internal constant INITIAL_AT_TARGET = 0.04e18 / YEAR;
    uint256 internal constant MIN_AT_TARGET = 0.001e18 / YEAR;
    uint256 internal constant MAX_AT_TARGET = 2e18 / YEAR;
    /// @dev At full use the rate at target grows by e in a 50th of a year.
    uint256 private constant SPEED = 50;
    /// @dev Beyond it the market's exponential grows no more [WAD].
    uint256 private constant MAX_EXPONENT = 41e18;

    /// @dev The rate of the moment as a multiple of the rate at target: 1/4 unused, 1 at the
    /// target, 4 at full use, straight lines between [WAD].
    function multiple(uint256 utilization) internal pure returns (uint256) {
        if (utilization <= TARGET) return WAD / 4 + WAD * 3 / 4 * utilization / TARGET;
        return WAD + 3 * WAD * (utilization - TARGET) / (WAD - TARGET);
    }

    /// @dev The rates of a period of `elapsed` seconds at `utilization` [WAD] which began with
    /// `atTarget`: the mean borrow rate, and the rate at target at its end [WAD per second].
    function ratesAfter(uint256 atTarget, uint256 utilization, uint256 elapsed)
        internal
        pure
        returns (uint256 mean, uint256 end)
    {
        end = drifted(atTarget, utilization, 2 * elapsed);
        uint256 middle = drifted(atTarget, utilization, elapsed);
        // The trapezoid rule over both halves.
        mean = (atTarget + 2 * middle + end) * multiple(utilization) / (4 * WAD);
    }

    /// @dev The rate at target after `halfSeconds` at `utilization` [WAD per second].
    function drifted(uint256 atTarget, uint256 utilization, uint256 halfSeconds)
        internal
        pure
        returns (uint256)
    {
        bool isUp = utilization > TARGET;
        uint256 off = isUp
            ? (utilization - TARGET) * WAD / (WAD - TARGET)
            : (TARGET - utilization) * WAD / TARGET;
        uint256 drift = SPEED * off * halfSeconds / (2 * YEAR);
        // Further than from one bound to the other.
        if (drift > MAX_EXPONENT) return isUp ? MAX_AT_TARGET : MIN_AT_TARGET;
        uint256 rate = isUp ? atTarget * exp(drift) / ONE : atTarget * ONE / exp(drift);
        if (rate < MIN_AT_TARGET) return MIN_AT_TARGET;
        return rate > MAX_AT_TARGET ? MAX_AT_TARGET : rate;
    }

    /// @dev What debt grows by in `elapsed` seconds at `rate` [WAD per second]: e^(rate · elapsed)
    /// − 1 [1e36].
    function growth(uint256 rate, uint256 elapsed) internal pure returns (uint256) {
        uint256 x = rate * elapsed;
        return exp(x < MAX_EXPONENT ? x : MAX_EXPONENT) - ONE;
    }

    /// @dev e^x for x up to 41 [WAD]: 1 + x + x²/2! + … until nothing is added [1e36].
    function exp(uint256 x) internal pure returns (uint256 sum) {
        uint256 term = ONE;
        for (uint256 n = 1; term > 0; n++) {
            sum += term;
            term = term * x / WAD / n;
        }
    }
}
