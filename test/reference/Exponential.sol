// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title The exponential function as section 8 of docs/mechanism.md defines it, to the unit
/// @notice e^x = 2^k · e^r with k = x / ln 2 (down) and r the rest; 62 binary places throughout,
/// ln 2 rounded up, twenty terms of the series for e^r, every step down.
library Exponential {
    uint256 private constant WAD = 1e18;
    /// @dev 1 with 62 binary places.
    uint256 private constant ONE = 2 ** 62;
    /// @dev ln 2 with 62 binary places, up: 0.693147180559945309417232…
    uint256 private constant LN_2 = 3_196_577_161_300_663_915;
    uint256 private constant TERMS = 20;
    /// @dev More counts as this [WAD].
    uint256 internal constant MAX_EXPONENT = 41e18;

    /// @dev e^x for x [WAD], down.
    function expDown(uint256 x) internal pure returns (uint256) {
        if (x > MAX_EXPONENT) x = MAX_EXPONENT;
        uint256 binary = x * ONE / WAD;
        uint256 rest = binary % LN_2;
        uint256 sum = ONE;
        for (uint256 n = TERMS; n > 0; n--) {
            sum = ONE + rest * sum / ONE / n;
        }
        return (sum << (binary / LN_2)) * WAD / ONE;
    }

    /// @dev e^−x for x [WAD], up.
    function expNegativeUp(uint256 x) internal pure returns (uint256) {
        return (WAD * WAD + expDown(x) - 1) / expDown(x);
    }
}
