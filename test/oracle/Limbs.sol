// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Natural numbers of 1024 bits, for tests that compare fractions exactly
/// @notice Eight limbs of 128 bits, the lowest first, multiplied as on paper: no division, no
/// rounding, nothing in common with the arithmetic that is tested.
library Limbs {
    uint256 private constant COUNT = 8;
    uint256 private constant BITS = 128;

    function from(uint256 value) internal pure returns (uint256[COUNT] memory limbs) {
        limbs[0] = value % 2 ** BITS;
        limbs[1] = value / 2 ** BITS;
    }

    /// @dev `factor` is below 2^128, so that a limb's product and the carry fit into a word.
    function times(uint256[COUNT] memory limbs, uint256 factor)
        internal
        pure
        returns (uint256[COUNT] memory product)
    {
        require(factor < 2 ** BITS, "Limbs: factor too large");
        uint256 carry = 0;
        for (uint256 i = 0; i < COUNT; i++) {
            carry += limbs[i] * factor;
            product[i] = carry % 2 ** BITS;
            carry /= 2 ** BITS;
        }
        require(carry == 0, "Limbs: overflow");
    }

    function plus(uint256[COUNT] memory a, uint256[COUNT] memory b)
        internal
        pure
        returns (uint256[COUNT] memory sum)
    {
        uint256 carry = 0;
        for (uint256 i = 0; i < COUNT; i++) {
            carry += a[i] + b[i];
            sum[i] = carry % 2 ** BITS;
            carry /= 2 ** BITS;
        }
        require(carry == 0, "Limbs: overflow");
    }

    function timesPowerOfTen(uint256[COUNT] memory limbs, uint256 exponent)
        internal
        pure
        returns (uint256[COUNT] memory product)
    {
        product = limbs;
        for (uint256 i = 0; i < exponent; i++) {
            product = times(product, 10);
        }
    }

    function isLess(uint256[COUNT] memory a, uint256[COUNT] memory b) internal pure returns (bool) {
        for (uint256 i = COUNT; i > 0; i--) {
            if (a[i - 1] != b[i - 1]) return a[i - 1] < b[i - 1];
        }
        return false;
    }
}
