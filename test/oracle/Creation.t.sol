// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {FeedOracle} from "../../oracle/FeedOracle.sol";
import {FeedConfig, IFeedOracle, OracleConfig} from "../../oracle/IFeedOracle.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {Mode} from "../mocks/Scripted.sol";
import {FeedMock} from "./FeedMock.sol";
import {FeedOracleTest} from "./FeedOracleTest.sol";

/// @title What an adapter can be created from, and what not: tokens and feeds
contract CreationTest is FeedOracleTest {
    FeedConfig private none;

    function test_creation_keepsWhatItWasGiven() public view {
        assertEq(oracle.COLLATERAL_TOKEN(), address(weth));
        assertEq(oracle.LOAN_TOKEN(), address(usdc));
        assertEq(oracle.BASE_FEED_1(), address(feeds[0]));
        assertEq(oracle.BASE_FEED_2(), address(feeds[1]));
        assertEq(oracle.QUOTE_FEED_1(), address(feeds[2]));
        assertEq(oracle.QUOTE_FEED_2(), address(feeds[3]));
        assertEq(oracle.SEQUENCER_FEED(), address(sequencer));
        assertEq(oracle.GRACE_PERIOD(), GRACE_PERIOD);
        assertEq(oracle.SECOND_SOURCE(), address(second));
        assertEq(oracle.MAX_DEVIATION(), MAX_DEVIATION);
    }

    function test_creation_givesEachFeedItsOwnMaxAge() public {
        OracleConfig memory config = _config();
        config.baseFeed1.maxAge = 1;
        config.baseFeed2.maxAge = 2;
        config.quoteFeed1.maxAge = 3;
        config.quoteFeed2.maxAge = 4;
        oracle = new FeedOracle(config);
        assertEq(oracle.BASE_FEED_1_MAX_AGE(), 1);
        assertEq(oracle.BASE_FEED_2_MAX_AGE(), 2);
        assertEq(oracle.QUOTE_FEED_1_MAX_AGE(), 3);
        assertEq(oracle.QUOTE_FEED_2_MAX_AGE(), 4);
        for (uint256 i = 0; i < 4; i++) {
            uint256 updatedAt = NOW - i - 1;
            feeds[i].setTimes(NOW, updatedAt);
            _assertPrice(PRICE);
            feeds[i].setTimes(NOW, updatedAt - 1);
            _assertRefused(
                abi.encodeWithSelector(IFeedOracle.StaleFeed.selector, feeds[i], updatedAt - 1)
            );
            feeds[i].setTimes(NOW, NOW);
        }
    }

    function test_creation_mayGrantAFeedAWeek() public {
        OracleConfig memory config = _config();
        config.baseFeed1.maxAge = 7 days;
        oracle = new FeedOracle(config);
        feeds[0].setTimes(NOW, NOW - 7 days);
        _assertPrice(PRICE);
    }

    /// @dev An adapter may be created while there is no price.
    function test_creation_judgesNoPrice() public {
        feeds[0].setTimes(0, 0);
        feeds[1].setTimes(NOW, NOW - 30 days);
        feeds[2].setAnswer(-1);
        sequencer.setAnswer(1);
        second.setMode(Mode.Refuse, "");
        oracle = new FeedOracle(_config());
        _assertRefused(abi.encodeWithSelector(IFeedOracle.SequencerDown.selector));
    }

    function test_creation_revertsWithoutTokens() public {
        OracleConfig memory config = _config();
        config.collateralToken = address(0);
        _assertRejected(config, abi.encodeWithSelector(IFeedOracle.ZeroAddress.selector));
        config = _config();
        config.loanToken = address(0);
        _assertRejected(config, abi.encodeWithSelector(IFeedOracle.ZeroAddress.selector));
    }

    function test_creation_revertsWhenATokenDoesNotTellItsDecimals() public {
        FeedMock token = new FeedMock(18, 0);
        bytes memory failed = abi.encodeWithSelector(IFeedOracle.TokenFailed.selector, token);
        token.setMode(Mode.Refuse, "");
        _assertTokenRejected(address(token), failed);
        token.setMode(Mode.Answer, "");
        _assertTokenRejected(address(token), failed);
        token.setMode(Mode.Answer, abi.encode(18, 18));
        _assertTokenRejected(address(token), failed);
        vm.etch(address(token), "");
        _assertTokenRejected(address(token), failed);
    }

    function test_creation_revertsWhenATokenHasTooManyDecimals() public {
        FeedMock token = new FeedMock(18, 0);
        uint256[4] memory counts = [uint256(25), 255, 256 + 18, type(uint256).max];
        for (uint256 i = 0; i < counts.length; i++) {
            token.setMode(Mode.Answer, abi.encode(counts[i]));
            _assertTokenRejected(
                address(token),
                abi.encodeWithSelector(IFeedOracle.InvalidDecimals.selector, token, counts[i])
            );
        }
    }

    function test_creation_revertsWithoutFeeds() public {
        OracleConfig memory config = _bare(weth, usdc);
        _assertRejected(config, abi.encodeWithSelector(IFeedOracle.NoFeed.selector));
    }

    function test_creation_revertsWhenASecondFeedComesWithoutAFirst() public {
        OracleConfig memory config = _config();
        config.baseFeed1 = none;
        _assertRejected(
            config, abi.encodeWithSelector(IFeedOracle.MissingFirstFeed.selector, feeds[1])
        );
        config = _config();
        config.quoteFeed1 = none;
        _assertRejected(
            config, abi.encodeWithSelector(IFeedOracle.MissingFirstFeed.selector, feeds[3])
        );
    }

    function test_creation_revertsWhenAFeedIsGivenTwice() public {
        for (uint256 i = 0; i < 4; i++) {
            for (uint256 j = 0; j < i; j++) {
                OracleConfig memory config = _config();
                _feedAt(config, i).feed = address(feeds[j]);
                _assertRejected(
                    config, abi.encodeWithSelector(IFeedOracle.DuplicateFeed.selector, feeds[j])
                );
            }
        }
    }

    function test_creation_revertsWhenMaxAgeIsOutOfBounds() public {
        uint256[3] memory ages = [uint256(0), 7 days + 1, type(uint256).max];
        for (uint256 i = 0; i < 4; i++) {
            for (uint256 j = 0; j < ages.length; j++) {
                OracleConfig memory config = _config();
                _feedAt(config, i).maxAge = ages[j];
                _assertRejected(
                    config,
                    abi.encodeWithSelector(IFeedOracle.InvalidMaxAge.selector, feeds[i], ages[j])
                );
            }
        }
    }

    function test_creation_revertsWhenMaxAgeIsOfNoFeed() public {
        OracleConfig memory config = _config();
        config.quoteFeed2.feed = address(0);
        _assertRejected(
            config, abi.encodeWithSelector(IFeedOracle.InvalidMaxAge.selector, address(0), MAX_AGE)
        );
    }

    function test_creation_revertsWhenAFeedIsNone() public {
        for (uint256 i = 0; i < 4; i++) {
            bytes memory failed = abi.encodeWithSelector(IFeedOracle.FeedFailed.selector, feeds[i]);
            feeds[i].setMode(Mode.Refuse, "");
            _assertRejected(_config(), failed);
            // A round is not a number of decimals, nor the other way round.
            feeds[i].setMode(Mode.Answer, abi.encode(1, 1e8, NOW, NOW, 1));
            _assertRejected(_config(), failed);
            feeds[i].setMode(Mode.Answer, abi.encode(8));
            _assertRejected(_config(), failed);
            feeds[i].setMode(Mode.Normal, "");
            bytes memory code = address(feeds[i]).code;
            vm.etch(address(feeds[i]), "");
            _assertRejected(_config(), failed);
            vm.etch(address(feeds[i]), code);
        }
    }

    function test_creation_revertsWhenAFeedHasTooManyDecimals() public {
        for (uint256 i = 0; i < 4; i++) {
            OracleConfig memory config = _config();
            FeedMock feed = new FeedMock(19, 1);
            _feedAt(config, i).feed = address(feed);
            _assertRejected(
                config,
                abi.encodeWithSelector(IFeedOracle.InvalidDecimals.selector, address(feed), 19)
            );
        }
    }

    function _assertTokenRejected(address token, bytes memory reason) private {
        OracleConfig memory config = _config();
        config.collateralToken = token;
        _assertRejected(config, reason);
        config = _config();
        config.loanToken = token;
        _assertRejected(config, reason);
    }

    function _feedAt(OracleConfig memory config, uint256 place)
        private
        pure
        returns (FeedConfig memory)
    {
        if (place == 0) return config.baseFeed1;
        if (place == 1) return config.baseFeed2;
        return place == 2 ? config.quoteFeed1 : config.quoteFeed2;
    }
}
