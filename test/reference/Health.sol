// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Rounding} from "./Rounding.sol";

/// @notice A position at a price.
/// @param value [loan assets], down
/// @param maxBorrow [loan assets], down
/// @param ltv [WAD], up
/// @param health [WAD], down
struct Health {
    uint256 collateral;
    uint256 debt;
    uint256 price;
    uint256 value;
    uint256 maxBorrow;
    uint256 ltv;
    uint256 health;
}

/// @title Section 3 of docs/mechanism.md
library HealthLib {
    uint256 private constant WAD = 1e18;

    function measure(uint256 collateral, uint256 debt, uint256 price, uint256 lltv)
        internal
        pure
        returns (Health memory h)
    {
        h.collateral = collateral;
        h.debt = debt;
        h.price = price;
        h.value = valueDown(collateral, price);
        h.maxBorrow = h.value * lltv / WAD;
        h.ltv = ltvUp(debt, h.value);
        h.health = healthDown(debt, h.maxBorrow);
    }

    function isHealthy(Health memory h) internal pure returns (bool) {
        return h.debt <= h.maxBorrow;
    }

    /// @dev At most 2^128 − 1.
    function valueDown(uint256 collateral, uint256 price) internal pure returns (uint256) {
        // Beyond 256 bits the product is far beyond 2^128 as well: it is divided by 1e36 < 2^120.
        if (collateral != 0 && price > type(uint256).max / collateral) return Rounding.MAX;
        return Rounding.min(Rounding.MAX, collateral * price / Rounding.PRICE_SCALE);
    }

    function ltvUp(uint256 debt, uint256 value) internal pure returns (uint256) {
        if (debt == 0) return 0;
        if (value == 0) return Rounding.MAX;
        return Rounding.min(Rounding.MAX, Rounding.divUp(debt * WAD, value));
    }

    function healthDown(uint256 debt, uint256 maxBorrow) internal pure returns (uint256) {
        if (debt == 0) return Rounding.MAX;
        return Rounding.min(Rounding.MAX, maxBorrow * WAD / debt);
    }
}
