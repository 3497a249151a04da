// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Rounding} from "./Rounding.sol";

/// @title What of a cap is kept, section 9 of docs/mechanism.md
library Caps {
    uint256 private constant MAX_MANTISSA = 1023;

    /// @dev The largest number up to 1023 times a power of ten that is not above `cap`.
    function kept(uint256 cap) internal pure returns (uint256) {
        if (cap >= Rounding.MAX) return Rounding.MAX;
        uint256 power = 1;
        while (cap / power > MAX_MANTISSA) {
            power *= 10;
        }
        return cap / power * power;
    }
}
