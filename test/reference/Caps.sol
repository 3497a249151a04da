// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Rounding} from "./Rounding.sol";

/// @title What of a cap is kept, section 9 of docs/mechanism.md
library Caps {
    uint256 private constant MAX_MANTISSA = 1023;

    /// @dev `cap` without the last digits, as many as make the rest at most 1023.
    function kept(uint256 cap) internal pure returns (uint256) {
        if (cap >= Rounding.MAX) return Rounding.MAX;
        uint256 power = 1;
        while (cap / power > MAX_MANTISSA) {
            power *= 10;
        }
        return cap / power * power;
    }
}
