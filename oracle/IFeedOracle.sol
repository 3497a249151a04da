// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IOracle} from "../src/interfaces/IOracle.sol";

/// @notice A price feed and how old its answer may be.
/// @param feed An `IFeed`; zero for none.
/// @param maxAge Oldest answer that is believed [seconds]: the feed's heartbeat and some slack for
/// the transaction that brings it; 1 to 7 days. 0 without a feed.
struct FeedConfig {
    address feed;
    uint256 maxAge;
}

/// @notice Everything an adapter is, fixed when it is created.
/// @dev price = base1 * base2 / (quote1 * quote2), in token units; a feed that is absent counts as
/// 1, and at least one is there. WETH in USDC: base1 is ETH/USD, quote1 is USDC/USD. wstETH in
/// WETH: base1 is wstETH/stETH, base2 is stETH/ETH.
/// @param collateralToken Its `decimals()` are read once, 24 at most.
/// @param loanToken Likewise.
/// @param baseFeed1 What one whole collateral token is worth in some currency.
/// @param baseFeed2 What that currency is worth in another one.
/// @param quoteFeed1 What one whole loan token is worth in some currency.
/// @param quoteFeed2 What that currency is worth in another one.
/// @param sequencerFeed The chain's sequencer uptime feed; zero for none.
/// @param gracePeriod For how long after the sequencer came back there is no price [seconds], 4
/// hours at most; 600 suits most markets. 0 without a sequencer feed.
/// @param secondSource An `IOracle` for the same two tokens, which has to agree; zero for none.
/// @param maxDeviation By how much the higher of both prices may exceed the lower one, as a share
/// of the lower one [WAD]; above 0, 50 % at most. 0 without a second source.
struct OracleConfig {
    address collateralToken;
    address loanToken;
    FeedConfig baseFeed1;
    FeedConfig baseFeed2;
    FeedConfig quoteFeed1;
    FeedConfig quoteFeed2;
    address sequencerFeed;
    uint256 gracePeriod;
    address secondSource;
    uint256 maxDeviation;
}

/// @title A price from Chainlink-style feeds, or a typed refusal
interface IFeedOracle is IOracle {
    // Creation
    /// @notice A token's address is zero.
    error ZeroAddress();
    /// @notice There is no feed at all: a constant is not a price.
    error NoFeed();
    /// @notice A second feed is given and the first one is not.
    error MissingFirstFeed(address second);
    /// @notice A feed is given twice.
    error DuplicateFeed(address feed);
    /// @notice `maxAge` is 0 or above 7 days; or it is given without a feed.
    error InvalidMaxAge(address feed, uint256 maxAge);
    /// @notice A feed has more than 18 decimals or a token more than 24.
    error InvalidDecimals(address source, uint256 decimals);
    /// @notice The token has no code, or does not answer `decimals()` with one word.
    error TokenFailed(address token);
    /// @notice `gracePeriod` is above 4 hours, or it is given without a sequencer feed.
    error InvalidGracePeriod(uint256 gracePeriod);
    /// @notice `maxDeviation` is 0 or above 50 %; or it is given without a second source.
    error InvalidMaxDeviation(uint256 maxDeviation);

    // The sequencer
    /// @notice The sequencer is down.
    error SequencerDown();
    /// @notice The sequencer has been back for less than the grace period.
    /// @param until First timestamp at which there may be a price again [seconds].
    error GracePeriod(uint256 until);

    // A feed
    /// @notice The feed has no code, reverted, ran out of gas, or did not answer with the words
    /// that its interface says.
    error FeedFailed(address feed);
    /// @notice The feed's latest round has no answer yet.
    error IncompleteRound(address feed);
    /// @notice The feed's answer is dated after the present block.
    error FutureRound(address feed, uint256 timestamp);
    /// @notice The feed's answer is older than its `maxAge`.
    error StaleFeed(address feed, uint256 updatedAt);
    /// @notice The feed's answer is not positive or above 2^127 - 1; or an uptime feed's is neither
    /// 0 nor 1.
    error InvalidAnswer(address feed, int256 answer);

    // The price
    /// @notice The price is not below 2^192, which is more than a market believes.
    error PriceOverflow();
    /// @notice The price rounds to zero.
    error PriceZero();
    /// @notice The second source has no code, reverted, did not answer with one word, or its price
    /// is zero or not below 2^192.
    error SecondSourceFailed();
    /// @notice The two sources differ by more than `maxDeviation`.
    error Deviation(uint256 primary, uint256 second);

    /// @notice What `price()` would do now, for people who watch it. Never reverts, if it has gas
    /// enough to read each feed twice; if it has not, it may call a feed failed that is not.
    /// @return ok Whether there is a price.
    /// @return reason 0, or the selector of the error with which `price()` reverts.
    /// @return currentPrice The price [1e36]; 0 if there is none.
    /// @return updatedAt When the oldest of the price feeds' answers was written [seconds]; 0 if a
    /// feed does not tell. It is told whether or not there is a price.
    function status()
        external
        view
        returns (bool ok, bytes4 reason, uint256 currentPrice, uint256 updatedAt);
}
