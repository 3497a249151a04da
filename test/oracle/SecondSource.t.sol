// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {FeedOracle} from "../../oracle/FeedOracle.sol";
import {IFeedOracle, OracleConfig} from "../../oracle/IFeedOracle.sol";
import {Mode} from "../mocks/Scripted.sol";
import {FeedOracleTest} from "./FeedOracleTest.sol";

/// @title The second source and the band in which it has to agree
contract SecondSourceTest is FeedOracleTest {
    /// @dev 2 % of the lower one, to the unit.
    function test_second_mayDifferWithinTheBand() public {
        second.setPrice(3060e24);
        _assertPrice(PRICE);
        second.setPrice(3060e24 + 1);
        _assertDeviates(PRICE, 3060e24 + 1);

        feeds[0].setAnswer(3060e8);
        second.setPrice(PRICE);
        _assertPrice(3060e24);
        second.setPrice(PRICE - 1);
        _assertDeviates(3060e24, PRICE - 1);
    }

    function test_second_isNeverThePrice() public {
        second.setPrice(2990e24);
        _assertPrice(PRICE);
        second.setPrice(3010e24);
        _assertPrice(PRICE);
    }

    function test_second_thatFailsMeansNoPrice() public {
        bytes memory failed = abi.encodeWithSelector(IFeedOracle.SecondSourceFailed.selector);
        second.setMode(Mode.Refuse, "");
        _assertRefused(failed);
        second.setMode(Mode.Refuse, abi.encode(PRICE));
        _assertRefused(failed);
        uint256[5] memory lengths = [uint256(0), 31, 33, 64, 65_536];
        for (uint256 i = 0; i < lengths.length; i++) {
            second.setMode(Mode.Answer, new bytes(lengths[i]));
            _assertRefused(failed);
        }
        second.setMode(Mode.Exhaust, "");
        vm.expectRevert(failed);
        oracle.price{gas: 3_000_000}();
        vm.etch(address(second), "");
        _assertRefused(failed);
    }

    function test_second_cannotSayWhatNoMarketBelieves() public {
        uint256[3] memory prices = [0, PRICE_LIMIT, type(uint256).max];
        for (uint256 i = 0; i < prices.length; i++) {
            second.setPrice(prices[i]);
            _assertRefused(abi.encodeWithSelector(IFeedOracle.SecondSourceFailed.selector));
        }
        second.setPrice(PRICE_LIMIT - 1);
        _assertDeviates(PRICE, PRICE_LIMIT - 1);
        second.setPrice(1);
        _assertDeviates(PRICE, 1);
    }

    /// @dev Adapters may be put behind one another; a refusal of the inner one is one of the outer.
    function test_second_mayBeAnAdapter() public {
        OracleConfig memory config = _config();
        (config.secondSource, config.maxDeviation) = (address(0), 0);
        FeedOracle inner = new FeedOracle(config);
        config = _config();
        (config.secondSource, config.baseFeed1) = (address(inner), _feed(8, 3001e8));
        oracle = new FeedOracle(config);
        _assertPrice(3001e24);
        feeds[0].setTimes(NOW, NOW - MAX_AGE - 1);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.SecondSourceFailed.selector));
    }

    function test_second_isNotAskedWhereThereIsNone() public {
        OracleConfig memory config = _config();
        (config.secondSource, config.maxDeviation) = (address(0), 0);
        oracle = new FeedOracle(config);
        second.setMode(Mode.Refuse, "");
        _assertPrice(PRICE);
    }

    /// @dev Said the other way round: the excess against the widest that the band allows, down.
    function testFuzz_second_isHeldToTheBand(uint256 band, uint256 price, uint256 other) public {
        OracleConfig memory config = _config();
        config.maxDeviation = bound(band, 1, 0.5e18);
        oracle = new FeedOracle(config);
        price = bound(price, 1, 1e12);
        other = bound(other, price * 1e16 * 6 / 10, price * 1e16 * 16 / 10);
        feeds[0].setAnswer(int256(price));
        second.setPrice(other);
        uint256 primary = price * 1e16;
        (uint256 lower, uint256 higher) = primary < other ? (primary, other) : (other, primary);
        if (higher - lower <= lower * config.maxDeviation / 1e18) _assertPrice(primary);
        else _assertDeviates(primary, other);
    }

    function test_second_creationRevertsWhenTheBandIsOutOfBounds() public {
        OracleConfig memory config = _config();
        config.maxDeviation = 0;
        _assertBandRejected(config);
        config.maxDeviation = 0.5e18 + 1;
        _assertBandRejected(config);
        config.maxDeviation = type(uint256).max;
        _assertBandRejected(config);
        config.maxDeviation = 1;
        config.secondSource = address(0);
        _assertBandRejected(config);
    }

    function test_second_creationRevertsWhenTheSecondSourceHasNoCode() public {
        OracleConfig memory config = _config();
        config.secondSource = makeAddr("nobody");
        _assertRejected(config, abi.encodeWithSelector(IFeedOracle.SecondSourceFailed.selector));
    }

    function _assertDeviates(uint256 primary, uint256 other) private {
        _assertRefused(abi.encodeWithSelector(IFeedOracle.Deviation.selector, primary, other));
    }

    function _assertBandRejected(OracleConfig memory config) private {
        bytes4 selector = IFeedOracle.InvalidMaxDeviation.selector;
        _assertRejected(config, abi.encodeWithSelector(selector, config.maxDeviation));
    }
}
