// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IOracle} from "../src/interfaces/IOracle.sol";
import {FeedReader} from "./FeedReader.sol";
import {IFeedOracle, OracleConfig} from "./IFeedOracle.sol";
import {OracleConfigLib} from "./OracleConfigLib.sol";

/// @title A price from Chainlink-style feeds, or a typed refusal
/// @notice Reads up to two feeds for the collateral and two for the loan token, judges each one's
/// age and answer, the sequencer's state and, if there is one, a second source. It has no owner and
/// no state: it never remembers a price, never falls back to another one, and never panics.
/// The scale is that of Morpho's ChainlinkOracleV2: 36 + decimals of the loan token and its feeds
/// - decimals of the collateral token and its feeds.
contract FeedOracle is IFeedOracle {
    using OracleConfigLib for OracleConfig;

    uint256 private constant WAD = 1e18;
    /// @dev The market believes no price from here on.
    uint256 private constant PRICE_LIMIT = 2 ** 192;
    /// @dev Two answers of 127 bits have a product of 254.
    int256 private constant MAX_ANSWER = type(int128).max;
    /// @dev The greatest power of ten below 2^256.
    uint256 private constant MAX_POWER = 77;
    /// @dev Of the gas left, `status` gives each feed one part in so many.
    uint256 private constant STATUS_GAS_PARTS = 8;

    // Their meaning and units are those of `OracleConfig`.
    address public immutable COLLATERAL_TOKEN;
    address public immutable LOAN_TOKEN;
    address public immutable BASE_FEED_1;
    address public immutable BASE_FEED_2;
    address public immutable QUOTE_FEED_1;
    address public immutable QUOTE_FEED_2;
    uint256 public immutable BASE_FEED_1_MAX_AGE;
    uint256 public immutable BASE_FEED_2_MAX_AGE;
    uint256 public immutable QUOTE_FEED_1_MAX_AGE;
    uint256 public immutable QUOTE_FEED_2_MAX_AGE;
    address public immutable SEQUENCER_FEED;
    uint256 public immutable GRACE_PERIOD;
    address public immutable SECOND_SOURCE;
    uint256 public immutable MAX_DEVIATION;

    // price = base * GROW_REST * GROW / quote / SHRINK. The three are powers of ten: the scale's
    // exponent is -24 to 96, so growing may take two factors. Where it shrinks those are 1.
    uint256 private immutable GROW;
    uint256 private immutable GROW_REST;
    uint256 private immutable SHRINK;

    constructor(OracleConfig memory config) {
        config.requireValid();
        (uint256 up, uint256 down) = config.decimals();
        uint256 power = Math.saturatingSub(up, down);
        GROW = 10 ** Math.min(power, MAX_POWER);
        GROW_REST = 10 ** Math.saturatingSub(power, MAX_POWER);
        SHRINK = 10 ** Math.saturatingSub(down, up);

        (COLLATERAL_TOKEN, LOAN_TOKEN) = (config.collateralToken, config.loanToken);
        (BASE_FEED_1, BASE_FEED_1_MAX_AGE) = (config.baseFeed1.feed, config.baseFeed1.maxAge);
        (BASE_FEED_2, BASE_FEED_2_MAX_AGE) = (config.baseFeed2.feed, config.baseFeed2.maxAge);
        (QUOTE_FEED_1, QUOTE_FEED_1_MAX_AGE) = (config.quoteFeed1.feed, config.quoteFeed1.maxAge);
        (QUOTE_FEED_2, QUOTE_FEED_2_MAX_AGE) = (config.quoteFeed2.feed, config.quoteFeed2.maxAge);
        (SEQUENCER_FEED, GRACE_PERIOD) = (config.sequencerFeed, config.gracePeriod);
        (SECOND_SOURCE, MAX_DEVIATION) = (config.secondSource, config.maxDeviation);
    }

    /// @inheritdoc IOracle
    /// @dev Rounds down: collateral is never valued above what the feeds say.
    function price() external view returns (uint256 primary) {
        _requireSequencer();
        // A statement each: the language does not say which factor of a product is read first.
        uint256 base = _answer(BASE_FEED_1, BASE_FEED_1_MAX_AGE);
        base *= _answer(BASE_FEED_2, BASE_FEED_2_MAX_AGE);
        uint256 quote = _answer(QUOTE_FEED_1, QUOTE_FEED_1_MAX_AGE);
        quote *= _answer(QUOTE_FEED_2, QUOTE_FEED_2_MAX_AGE);
        primary = _scaledDown(base, quote);
        _requireAgreement(primary);
    }

    /// @inheritdoc IFeedOracle
    function status()
        external
        view
        returns (bool ok, bytes4 reason, uint256 currentPrice, uint256 updatedAt)
    {
        updatedAt = type(uint256).max;
        updatedAt = Math.min(updatedAt, _updatedAt(BASE_FEED_1));
        updatedAt = Math.min(updatedAt, _updatedAt(BASE_FEED_2));
        updatedAt = Math.min(updatedAt, _updatedAt(QUOTE_FEED_1));
        updatedAt = Math.min(updatedAt, _updatedAt(QUOTE_FEED_2));
        try this.price() returns (uint256 answer) {
            return (true, bytes4(0), answer, updatedAt);
        } catch (bytes memory refusal) {
            // `price` ends without a word only if the feeds have left it no gas for one.
            reason = refusal.length == 0 ? FeedFailed.selector : bytes4(refusal);
        }
    }

    /// @dev The judged answer of a feed [10^decimals]; 1 where there is none.
    function _answer(address feed, uint256 maxAge) private view returns (uint256) {
        if (feed == address(0)) return 1;
        (bool ok, int256 answer,, uint256 updatedAt) = FeedReader.latestRound(feed, gasleft());
        if (!ok) revert FeedFailed(feed);
        if (updatedAt == 0) revert IncompleteRound(feed);
        if (updatedAt > block.timestamp) revert FutureRound(feed, updatedAt);
        if (block.timestamp - updatedAt > maxAge) revert StaleFeed(feed, updatedAt);
        if (answer <= 0 || answer > MAX_ANSWER) revert InvalidAnswer(feed, answer);
        return uint256(answer);
    }

    /// @dev floor(base * 10^exponent / quote). Both are products of two answers, below 2^254.
    function _scaledDown(uint256 base, uint256 quote) private view returns (uint256 scaled) {
        // What does not fit is at least 2^256 * 10^77 / 2^254 as a price.
        (bool fits, uint256 grown) = Math.tryMul(base, GROW_REST);
        if (!fits) revert PriceOverflow();
        (uint256 high,) = Math.mul512(grown, GROW);
        if (high >= quote) revert PriceOverflow();
        // Dividing twice rounds as dividing once by the product.
        scaled = Math.mulDiv(grown, GROW, quote) / SHRINK;
        if (scaled >= PRICE_LIMIT) revert PriceOverflow();
        if (scaled == 0) revert PriceZero();
    }

    /// @dev Reverts while the sequencer is down, and until its grace period is over.
    function _requireSequencer() private view {
        if (SEQUENCER_FEED == address(0)) return;
        uint256 since = _sequencerUpSince();
        if (since == 0) revert IncompleteRound(SEQUENCER_FEED);
        if (since > block.timestamp) revert FutureRound(SEQUENCER_FEED, since);
        uint256 until = since + GRACE_PERIOD;
        if (block.timestamp < until) revert GracePeriod(until);
    }

    /// @dev Since when the sequencer has been up [seconds]. The feed speaks when the state changes,
    /// so that its age says nothing.
    function _sequencerUpSince() private view returns (uint256) {
        (bool ok, int256 state, uint256 since,) = FeedReader.latestRound(SEQUENCER_FEED, gasleft());
        if (!ok) revert FeedFailed(SEQUENCER_FEED);
        if (state == 1) revert SequencerDown();
        if (state != 0) revert InvalidAnswer(SEQUENCER_FEED, state);
        return since;
    }

    /// @dev Reverts if the second source, where there is one, does not bear the price out.
    function _requireAgreement(uint256 primary) private view {
        if (SECOND_SOURCE == address(0)) return;
        (bool ok, uint256 second) = FeedReader.word(SECOND_SOURCE, IOracle.price.selector);
        if (!ok || second == 0 || second >= PRICE_LIMIT) revert SecondSourceFailed();
        (uint256 lower, uint256 higher) = primary < second ? (primary, second) : (second, primary);
        // 192 bits of price and 61 of share do not overflow.
        if (higher * WAD > lower * (WAD + MAX_DEVIATION)) revert Deviation(primary, second);
    }

    /// @dev When a feed's answer was written [seconds]; as late as can be where there is no feed,
    /// so that it does not count as the oldest.
    function _updatedAt(address feed) private view returns (uint256 updatedAt) {
        if (feed == address(0)) return type(uint256).max;
        (,,, updatedAt) = FeedReader.latestRound(feed, gasleft() / STATUS_GAS_PARTS);
    }
}
