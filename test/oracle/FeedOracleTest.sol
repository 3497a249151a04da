// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {FeedOracle} from "../../oracle/FeedOracle.sol";
import {FeedConfig, OracleConfig} from "../../oracle/IFeedOracle.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {FeedMock} from "./FeedMock.sol";

/// @title What the tests of the price adapter share: WETH against USDC, with every guard there is
/// @notice They need no node. All four feeds are there: ETH/USD at 3000 times a rate of 1, USDC/USD
/// at 1 times a rate of 1. The sequencer has been up for a day, and the second source agrees.
abstract contract FeedOracleTest is Test {
    uint256 internal constant NOW = 1_800_000_000;
    uint256 internal constant MAX_AGE = 1 hours;
    uint256 internal constant GRACE_PERIOD = 10 minutes;
    /// @dev 2 %.
    uint256 internal constant MAX_DEVIATION = 0.02e18;
    /// @dev 3000 USDC for 1 WETH [1e36].
    uint256 internal constant PRICE = 3000e24;
    uint256 internal constant PRICE_LIMIT = 2 ** 192;
    int256 internal constant MAX_ANSWER = type(int128).max;

    ERC20Mock internal weth;
    ERC20Mock internal usdc;
    /// @dev ETH/USD, its rate, USDC/USD, its rate; in the order in which they are read.
    FeedMock[4] internal feeds;
    FeedMock internal sequencer;
    OracleMock internal second;
    FeedOracle internal oracle;

    function setUp() public virtual {
        vm.warp(NOW);
        weth = new ERC20Mock("WETH", 18);
        usdc = new ERC20Mock("USDC", 6);
        feeds[0] = new FeedMock(8, 3000e8);
        feeds[1] = new FeedMock(18, 1e18);
        feeds[2] = new FeedMock(8, 1e8);
        feeds[3] = new FeedMock(18, 1e18);
        sequencer = new FeedMock(0, 0);
        sequencer.setTimes(NOW - 1 days, NOW - 1 days);
        second = new OracleMock(PRICE);
        oracle = new FeedOracle(_config());
    }

    function _config() internal view returns (OracleConfig memory config) {
        config.collateralToken = address(weth);
        config.loanToken = address(usdc);
        config.baseFeed1 = FeedConfig(address(feeds[0]), MAX_AGE);
        config.baseFeed2 = FeedConfig(address(feeds[1]), MAX_AGE);
        config.quoteFeed1 = FeedConfig(address(feeds[2]), MAX_AGE);
        config.quoteFeed2 = FeedConfig(address(feeds[3]), MAX_AGE);
        config.sequencerFeed = address(sequencer);
        config.gracePeriod = GRACE_PERIOD;
        config.secondSource = address(second);
        config.maxDeviation = MAX_DEVIATION;
    }

    /// @dev The two tokens and nothing else: no price can come of it yet.
    function _bare(ERC20Mock collateralToken, ERC20Mock loanToken)
        internal
        pure
        returns (OracleConfig memory config)
    {
        config.collateralToken = address(collateralToken);
        config.loanToken = address(loanToken);
    }

    function _feed(uint8 decimals, uint256 answer) internal returns (FeedConfig memory) {
        return FeedConfig(address(new FeedMock(decimals, int256(answer))), MAX_AGE);
    }

    /// @dev Expects that no adapter can be created from it, for exactly this reason.
    function _assertRejected(OracleConfig memory config, bytes memory reason) internal {
        vm.expectRevert(reason);
        new FeedOracle(config);
    }

    /// @dev Expects `price` to be refused with exactly these data, and `status` to name them.
    function _assertRefused(bytes memory refusal) internal {
        vm.expectRevert(refusal);
        oracle.price();
        (bool ok, bytes4 reason, uint256 price,) = oracle.status();
        assertFalse(ok);
        assertEq(reason, bytes4(refusal));
        assertEq(price, 0);
    }

    function _assertPrice(uint256 expected) internal view {
        assertEq(oracle.price(), expected);
        (bool ok, bytes4 reason, uint256 price,) = oracle.status();
        assertTrue(ok);
        assertEq(reason, bytes4(0));
        assertEq(price, expected);
    }
}
