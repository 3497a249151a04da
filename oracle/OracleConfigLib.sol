// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {FeedReader} from "./FeedReader.sol";
import {IFeed} from "./IFeed.sol";
import {FeedConfig, IFeedOracle, OracleConfig} from "./IFeedOracle.sol";

/// @title What an adapter is created from, judged once
/// @notice Holds every parameter to its bounds and every address to its interface, and adds up the
/// decimals. It judges no price: feeds may be stale, and the sequencer down, while an adapter is
/// created.
library OracleConfigLib {
    uint256 private constant MAX_FEED_DECIMALS = 18;
    uint256 private constant MAX_TOKEN_DECIMALS = 24;
    uint256 private constant MAX_MAX_AGE = 7 days;
    uint256 private constant MAX_GRACE_PERIOD = 4 hours;
    uint256 private constant MAX_MAX_DEVIATION = 0.5e18;
    /// @dev Those of `IOracle.price()` itself.
    uint256 private constant PRICE_DECIMALS = 36;

    /// @notice Reverts unless everything but the decimals is as `OracleConfig` says.
    function requireValid(OracleConfig memory config) internal view {
        if (config.loanToken == address(0) || config.collateralToken == address(0)) {
            revert IFeedOracle.ZeroAddress();
        }
        _requireOrder(config.baseFeed1, config.baseFeed2);
        _requireOrder(config.quoteFeed1, config.quoteFeed2);
        if (config.baseFeed1.feed == address(0) && config.quoteFeed1.feed == address(0)) {
            revert IFeedOracle.NoFeed();
        }
        FeedConfig[4] memory feeds =
            [config.baseFeed1, config.baseFeed2, config.quoteFeed1, config.quoteFeed2];
        for (uint256 i = 0; i < feeds.length; i++) {
            _requireFeed(feeds[i]);
            for (uint256 j = 0; j < i; j++) {
                address feed = feeds[i].feed;
                if (feed != address(0) && feed == feeds[j].feed) {
                    revert IFeedOracle.DuplicateFeed(feed);
                }
            }
        }
        _requireSequencer(config.sequencerFeed, config.gracePeriod);
        _requireSecond(config.secondSource, config.maxDeviation);
    }

    /// @notice The exponent of the price's scale is `up - down`. `up` is 36 to 96, `down` 0 to 60.
    /// @return up Decimals of the price, the loan token and its feeds.
    /// @return down Decimals of the collateral token and its feeds.
    function decimals(OracleConfig memory config) internal view returns (uint256 up, uint256 down) {
        up = PRICE_DECIMALS + _ofToken(config.loanToken) + _ofFeed(config.quoteFeed1)
            + _ofFeed(config.quoteFeed2);
        down = _ofToken(config.collateralToken) + _ofFeed(config.baseFeed1)
            + _ofFeed(config.baseFeed2);
    }

    function _requireOrder(FeedConfig memory first, FeedConfig memory second) private pure {
        if (first.feed == address(0) && second.feed != address(0)) {
            revert IFeedOracle.MissingFirstFeed(second.feed);
        }
    }

    /// @dev A feed has to answer in the right form, whatever it answers.
    function _requireFeed(FeedConfig memory config) private view {
        (address feed, uint256 maxAge) = (config.feed, config.maxAge);
        bool isNone = feed == address(0);
        if (isNone ? maxAge != 0 : maxAge == 0 || maxAge > MAX_MAX_AGE) {
            revert IFeedOracle.InvalidMaxAge(feed, maxAge);
        }
        if (isNone) return;
        (bool ok,,,) = FeedReader.latestRound(feed, gasleft());
        if (!ok) revert IFeedOracle.FeedFailed(feed);
    }

    /// @dev A price feed in its place would pass for a sequencer that is never up.
    function _requireSequencer(address feed, uint256 gracePeriod) private view {
        bool isNone = feed == address(0);
        if (isNone ? gracePeriod != 0 : gracePeriod > MAX_GRACE_PERIOD) {
            revert IFeedOracle.InvalidGracePeriod(gracePeriod);
        }
        if (isNone) return;
        (bool ok, int256 state,,) = FeedReader.latestRound(feed, gasleft());
        if (!ok) revert IFeedOracle.FeedFailed(feed);
        if (state != 0 && state != 1) revert IFeedOracle.InvalidAnswer(feed, state);
    }

    /// @dev The second source may be without a price at the moment.
    function _requireSecond(address source, uint256 maxDeviation) private view {
        bool isNone = source == address(0);
        if (isNone ? maxDeviation != 0 : maxDeviation == 0 || maxDeviation > MAX_MAX_DEVIATION) {
            revert IFeedOracle.InvalidMaxDeviation(maxDeviation);
        }
        if (!isNone && source.code.length == 0) revert IFeedOracle.SecondSourceFailed();
    }

    function _ofToken(address token) private view returns (uint256 count) {
        bool ok;
        (ok, count) = FeedReader.word(token, IERC20Metadata.decimals.selector);
        if (!ok) revert IFeedOracle.TokenFailed(token);
        if (count > MAX_TOKEN_DECIMALS) revert IFeedOracle.InvalidDecimals(token, count);
    }

    /// @dev 0 where there is no feed.
    function _ofFeed(FeedConfig memory config) private view returns (uint256 count) {
        if (config.feed == address(0)) return 0;
        bool ok;
        (ok, count) = FeedReader.word(config.feed, IFeed.decimals.selector);
        if (!ok) revert IFeedOracle.FeedFailed(config.feed);
        if (count > MAX_FEED_DECIMALS) revert IFeedOracle.InvalidDecimals(config.feed, count);
    }
}
