// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {FeedOracle} from "../../oracle/FeedOracle.sol";
import {FeedConfig, IFeedOracle, OracleConfig} from "../../oracle/IFeedOracle.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {FeedOracleTest} from "./FeedOracleTest.sol";
import {Limbs} from "./Limbs.sol";

/// @title The price for any decimals and any answers, to the unit
/// @notice price = floor(numerator / denominator), both taken exactly in 1024 bits:
/// numerator = base1 * base2 * 10^(36 + decimals of the loan token, quote1, quote2),
/// denominator = quote1 * quote2 * 10^(decimals of the collateral token, base1, base2).
contract PriceFuzzTest is FeedOracleTest {
    using Limbs for uint256[8];

    /// @dev In the order base1, base2, quote1, quote2; an answer of 0 is a feed that is absent.
    struct Case {
        uint8 collateralDecimals;
        uint8 loanDecimals;
        uint8[4] decimals;
        uint256[4] answers;
    }

    /// @dev All magnitudes alike, from 1 to the greatest answer there is.
    /// forge-config: default.fuzz.runs = 1000
    function testFuzz_price_isTheFloorOfTheFraction(Case memory c, uint256 shifts) public {
        for (uint256 i = 0; i < 4; i++) {
            c.answers[i] = c.answers[i] >> (129 + (shifts >> (8 * i)) % 127);
        }
        _assertExact(c);
    }

    /// @dev What a market may meet, where there always is a price: tokens worth from a
    /// ten-thousandth to a hundred thousand, with 6 to 18 decimals, and feeds with 8 to 18.
    function testFuzz_price_isThereForOrdinaryTokens(Case memory c) public {
        c.collateralDecimals = uint8(bound(c.collateralDecimals, 6, 18));
        c.loanDecimals = uint8(bound(c.loanDecimals, 6, 18));
        for (uint256 i = 0; i < 4; i += 2) {
            c.decimals[i] = uint8(bound(c.decimals[i], 8, 18));
            uint256 one = 10 ** c.decimals[i];
            c.answers[i] = bound(c.answers[i], one / 1e4, one * 1e5);
            c.answers[i + 1] = 0;
        }
        assertEq(_assertExact(c), bytes4(0));
    }

    /// @dev Fractions that come out even, and the next one below: where rounding would show.
    function testFuzz_price_roundsDownNextToWholeNumbers(uint256 whole, uint256 quote, uint8 part)
        public
    {
        whole = bound(whole, 2, 2 ** 63 - 1);
        quote = bound(quote, 2, 2 ** 63 - 1);
        Case memory c;
        // The exponent of the scale is 0 with these.
        (c.loanDecimals, c.collateralDecimals, c.decimals[0]) = (6, 24, 18);
        c.answers[0] = whole * quote;
        c.answers[2] = quote;
        assertEq(_assertExact(c), bytes4(0));
        assertEq(oracle.price(), whole);
        c.answers[0] -= bound(part, 1, Math.min(quote - 1, type(uint8).max));
        assertEq(_assertExact(c), bytes4(0));
        assertEq(oracle.price(), whole - 1);
    }

    function _assertExact(Case memory c) private returns (bytes4 reason) {
        c.collateralDecimals %= 25;
        c.loanDecimals %= 25;
        if (c.answers[0] == 0) c.answers[1] = 0;
        if (c.answers[2] == 0) c.answers[3] = 0;
        if (c.answers[0] == 0 && c.answers[2] == 0) c.answers[0] = 1;
        for (uint256 i = 0; i < 4; i++) {
            c.decimals[i] = c.answers[i] == 0 ? 0 : c.decimals[i] % 19;
        }

        oracle = _create(c);
        uint256 price;
        (, reason, price,) = oracle.status();
        uint256[8] memory numerator = _product(
            c.answers[0], c.answers[1], 36 + c.loanDecimals + c.decimals[2] + c.decimals[3]
        );
        uint256[8] memory denominator = _product(
            c.answers[2], c.answers[3], c.collateralDecimals + c.decimals[0] + c.decimals[1]
        );
        if (reason == IFeedOracle.PriceZero.selector) {
            assertTrue(numerator.isLess(denominator));
        } else if (reason == IFeedOracle.PriceOverflow.selector) {
            assertFalse(numerator.isLess(denominator.times(2 ** 96).times(2 ** 96)));
        } else {
            assertEq(reason, bytes4(0));
            assertEq(oracle.price(), price);
            assertFalse(numerator.isLess(_times(denominator, price)));
            assertTrue(numerator.isLess(_times(denominator, price + 1)));
        }
    }

    function _create(Case memory c) private returns (FeedOracle) {
        OracleConfig memory config = _bare(
            new ERC20Mock("collateral", c.collateralDecimals), new ERC20Mock("loan", c.loanDecimals)
        );
        config.baseFeed1 = _feedUnlessZero(c, 0);
        config.baseFeed2 = _feedUnlessZero(c, 1);
        config.quoteFeed1 = _feedUnlessZero(c, 2);
        config.quoteFeed2 = _feedUnlessZero(c, 3);
        return new FeedOracle(config);
    }

    function _feedUnlessZero(Case memory c, uint256 place)
        private
        returns (FeedConfig memory feed)
    {
        if (c.answers[place] != 0) {
            feed = _feed(c.decimals[place], c.answers[place]);
        }
    }

    /// @dev a * b * 10^exponent, where a factor of 0 is one that is absent.
    function _product(uint256 a, uint256 b, uint256 exponent)
        private
        pure
        returns (uint256[8] memory)
    {
        return Limbs.from(a == 0 ? 1 : a).times(b == 0 ? 1 : b).timesPowerOfTen(exponent);
    }

    /// @dev A price takes two limbs.
    function _times(uint256[8] memory limbs, uint256 price)
        private
        pure
        returns (uint256[8] memory)
    {
        uint256[8] memory high = limbs.times(price / 2 ** 128).times(2 ** 64).times(2 ** 64);
        return limbs.times(price % 2 ** 128).plus(high);
    }
}
