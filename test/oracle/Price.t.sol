// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {FeedOracle} from "../../oracle/FeedOracle.sol";
import {FeedConfig, IFeedOracle, OracleConfig} from "../../oracle/IFeedOracle.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {FeedMock} from "./FeedMock.sol";
import {FeedOracleTest} from "./FeedOracleTest.sol";

/// @title The price itself, where it is known
/// @notice The long numbers were computed apart, in exact rationals, and rounded down once.
contract PriceTest is FeedOracleTest {
    function test_price_ofWethInUsdc() public {
        _assertPrice(PRICE);
        second.setPrice(3000.9e24);
        feeds[2].setAnswer(0.9997e8);
        _assertPrice(3000_900270081024307292187656);
    }

    function test_price_ofWbtcInUsdc() public {
        OracleConfig memory config = _bare(new ERC20Mock("WBTC", 8), usdc);
        config.baseFeed1 = _feed(8, 0.99851234e8);
        config.baseFeed2 = _feed(8, 97_123.45678901e8);
        config.quoteFeed1 = _feed(8, 1.00012345e8);
        oracle = new FeedOracle(config);
        _assertPrice(969669995311911358376808383005118018180);
    }

    function test_price_ofWstethInWeth() public {
        OracleConfig memory config = _bare(new ERC20Mock("wstETH", 18), weth);
        config.baseFeed1 = _feed(18, 1.198765432109876543e18);
        config.baseFeed2 = _feed(18, 0.999712345678901234e18);
        oracle = new FeedOracle(config);
        _assertPrice(1.198420602053346307598961743630354062e36);
    }

    function test_price_ofWethInWsteth() public {
        OracleConfig memory config = _bare(weth, new ERC20Mock("wstETH", 18));
        config.quoteFeed1 = _feed(18, 1.198765432109876543e18);
        config.quoteFeed2 = _feed(18, 0.999712345678901234e18);
        oracle = new FeedOracle(config);
        _assertPrice(0.834431582940599477533149268781628597e36);
    }

    function test_price_ofUsdcInWeth() public {
        OracleConfig memory config = _bare(usdc, weth);
        config.baseFeed1 = _feed(8, 0.9997e8);
        config.quoteFeed1 = _feed(8, 3000e8);
        oracle = new FeedOracle(config);
        _assertPrice(333233333333333333333333333333333333333333333);
    }

    function test_price_ofWhatIsWorthLittleInWhatIsWorthMuch() public {
        OracleConfig memory config = _bare(new ERC20Mock("SHIB", 18), new ERC20Mock("WBTC", 8));
        config.baseFeed1 = _feed(8, 0.00001234e8);
        config.quoteFeed1 = _feed(8, 97_123.45678901e8);
        oracle = new FeedOracle(config);
        _assertPrice(12705478581561701);
    }

    function test_price_ofTokensWithManyAndWithFewDecimals() public {
        OracleConfig memory config = _bare(new ERC20Mock("NEAR", 24), usdc);
        config.baseFeed1 = _feed(8, 5.12345678e8);
        config.quoteFeed1 = _feed(8, 1e8);
        oracle = new FeedOracle(config);
        _assertPrice(5.12345678e18);

        config = _bare(new ERC20Mock("GUSD", 2), usdc);
        config.baseFeed1 = _feed(8, 1.00012345e8);
        oracle = new FeedOracle(config);
        _assertPrice(1.00012345e40);
    }

    /// @dev 10^96 is more than a word holds; 1e18 raw dollars for each of 1e-24 raw tokens is not.
    function test_price_worksAtBothEndsOfTheScale() public {
        OracleConfig memory config = _bare(new ERC20Mock("UNIT", 0), new ERC20Mock("DUST", 24));
        config.quoteFeed1 = _feed(18, 1e38);
        config.quoteFeed2 = _feed(18, 1e38);
        oracle = new FeedOracle(config);
        _assertPrice(1e20);

        config = _bare(new ERC20Mock("DUST", 24), new ERC20Mock("UNIT", 0));
        config.baseFeed1 = _feed(18, 1e38);
        config.baseFeed2 = _feed(18, 1.23e38);
        oracle = new FeedOracle(config);
        _assertPrice(1.23e52);
    }

    function test_price_isUsableUpToItsLimit() public {
        OracleConfig memory config = _bare(new ERC20Mock("UNIT", 24), new ERC20Mock("UNIT", 6));
        // The scale's exponent is 36 + 6 - 24 - 18 = 0.
        config.baseFeed1 = _feed(18, 2 ** 96);
        config.baseFeed2 = _feed(0, 2 ** 96 - 1);
        oracle = new FeedOracle(config);
        _assertPrice(2 ** 192 - 2 ** 96);

        FeedMock(config.baseFeed2.feed).setAnswer(2 ** 96);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.PriceOverflow.selector));
    }

    /// @dev Each of the three ways in which a price may turn out too high.
    function test_price_refusesWhatNoMarketBelieves() public {
        bytes memory overflow = abi.encodeWithSelector(IFeedOracle.PriceOverflow.selector);
        OracleConfig memory config = _bare(new ERC20Mock("UNIT", 0), new ERC20Mock("DUST", 24));
        config.baseFeed1 = _feed(0, uint256(MAX_ANSWER));
        config.baseFeed2 = _feed(0, uint256(MAX_ANSWER));
        config.quoteFeed1 = _feed(18, uint256(MAX_ANSWER));
        config.quoteFeed2 = _feed(18, uint256(MAX_ANSWER));
        oracle = new FeedOracle(config);
        _assertRefused(overflow);
        FeedMock(config.baseFeed2.feed).setAnswer(1);
        FeedMock(config.quoteFeed2.feed).setAnswer(1);
        _assertRefused(overflow);
        FeedMock(config.baseFeed1.feed).setAnswer(1);
        FeedMock(config.quoteFeed1.feed).setAnswer(2 ** 100);
        _assertRefused(overflow);
    }

    /// @dev 10 * 10^77 is 8.6 * 2^256: dividing it by 8 leaves more than a word, by 9 just less.
    function test_price_refusesWhatIsOneWordLong() public {
        OracleConfig memory config = _bare(new ERC20Mock("UNIT", 0), new ERC20Mock("DUST", 23));
        config.baseFeed1 = _feed(0, 10);
        config.quoteFeed1 = _feed(18, 8);
        oracle = new FeedOracle(config);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.PriceOverflow.selector));
        FeedMock(config.quoteFeed1.feed).setAnswer(9);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.PriceOverflow.selector));
    }

    function test_price_refusesWhatRoundsToNothing() public {
        OracleConfig memory config = _bare(new ERC20Mock("DUST", 24), new ERC20Mock("UNIT", 0));
        config.baseFeed1 = _feed(18, 1e12);
        config.baseFeed2 = _feed(18, 1e12);
        oracle = new FeedOracle(config);
        _assertPrice(1);
        FeedMock(config.baseFeed2.feed).setAnswer(1e12 - 1);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.PriceZero.selector));
    }

    /// @dev A price and its inverse, each rounded down, miss 1 by no more than their rounding.
    function testFuzz_price_andItsInverseAgree(uint256 ethUsd, uint256 usdcUsd) public {
        FeedConfig memory eth = _feed(8, bound(ethUsd, 1e8, 1e13));
        FeedConfig memory dollar = _feed(8, bound(usdcUsd, 0.5e8, 2e8));
        OracleConfig memory config = _bare(weth, usdc);
        (config.baseFeed1, config.quoteFeed1) = (eth, dollar);
        uint256 there = new FeedOracle(config).price();
        config = _bare(usdc, weth);
        (config.baseFeed1, config.quoteFeed1) = (dollar, eth);
        uint256 back = new FeedOracle(config).price();
        assertLe(there * back, 1e72);
        assertGt((there + 1) * (back + 1), 1e72);
    }
}
