// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {FeedOracle} from "../../oracle/FeedOracle.sol";
import {FeedConfig, OracleConfig} from "../../oracle/IFeedOracle.sol";
import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest} from "../base/MarketTest.sol";
import {Mode} from "../mocks/Scripted.sol";
import {FeedMock} from "./FeedMock.sol";

/// @title The market with the adapter for its oracle: what stops, what goes on, what comes back
contract OracleMarketTest is MarketTest {
    bytes4 private immutable FAILED = IMarketErrors.OracleFailed.selector;
    uint256 private constant MAX_AGE = 1 hours;
    uint256 private constant GRACE_PERIOD = 10 minutes;
    uint256 private constant COLLATERAL = 10e18;
    uint256 private constant DEBT = 23_000e6;
    uint256 private constant ALL = type(uint256).max;

    FeedMock private ethUsd;
    FeedMock private sequencer;
    FeedOracle private adapter;

    /// @dev Alice owes 23,000 USDC against 10 WETH, which have just fallen by 8 %.
    function setUp() public override {
        super.setUp();
        ethUsd = _deployFeed("ETH/USD", 8, 3000e8);
        sequencer = _deployFeed("sequencer", 0, 0);
        sequencer.setTimes(block.timestamp - 1 days, block.timestamp - 1 days);
        OracleConfig memory config;
        config.collateralToken = address(collateralToken);
        config.loanToken = address(loanToken);
        config.baseFeed1 = FeedConfig(address(ethUsd), MAX_AGE);
        config.sequencerFeed = address(sequencer);
        config.gracePeriod = GRACE_PERIOD;
        adapter = FeedOracle(
            deployRemote("adapter", bytes.concat(type(FeedOracle).creationCode, abi.encode(config)))
        );
        MarketParams memory with = params;
        with.oracle = address(adapter);
        _useMarket(with);
        _openLoan(alice, COLLATERAL, DEBT);
        ethUsd.setAnswer(2760e8);
        _touch(alice);
    }

    function test_oracleMarket_believesTheAdapter() public {
        assertEq(_preview(alice, ALL).price, 2760e24);
        assertEq(_preview(alice, ALL).reason, bytes4(0));
        assertGt(_liquidate(alice, ALL).seized, 0);
    }

    function test_oracleMarket_stopsWithAStaleFeedAndComesBackWithAFreshOne() public {
        skip(MAX_AGE);
        assertEq(_preview(alice, ALL).reason, bytes4(0));
        skip(1);
        _assertStopped();
        ethUsd.setTimes(block.timestamp, block.timestamp);
        _assertWorks();
    }

    /// @dev Even the insolvent are left alone until the grace period is over.
    function test_oracleMarket_stopsWithTheSequencerAndComesBackAfterGrace() public {
        ethUsd.setAnswer(2000e8);
        sequencer.setAnswer(1);
        _assertStopped();
        sequencer.setAnswer(0);
        sequencer.setTimes(block.timestamp, block.timestamp);
        _assertStopped();
        skip(GRACE_PERIOD - 1);
        _assertStopped();
        skip(1);
        _assertWorks();
    }

    function test_oracleMarket_stopsWithAHostileFeed() public {
        ethUsd.setMode(Mode.Refuse, abi.encodePacked(IMarketErrors.HealthyPosition.selector));
        _assertStopped();
        ethUsd.setMode(Mode.Answer, abi.encode(3000e8));
        _assertStopped();
        ethUsd.setMode(Mode.Normal, "");
        ethUsd.setAnswer(type(int256).max);
        _assertStopped();
    }

    function test_oracleMarket_survivesAFeedThatBurnsItsGas() public {
        ethUsd.setMode(Mode.Exhaust, "");
        assertEq(_preview(alice, ALL).reason, FAILED);
        vm.expectRevert(FAILED);
        _touch(alice);
        vm.prank(alice);
        market.repay(params, 1e6, 0, alice);
    }

    /// @dev Everything that asks for the price refuses and changes nothing; what needs none works.
    function _assertStopped() private {
        bytes32 record = keccak256(abi.encode(_record(alice)));
        vm.startPrank(alice);
        vm.expectRevert(FAILED);
        market.borrow(params, 1e6, 0, alice, alice);
        vm.expectRevert(FAILED);
        market.withdrawCollateral(params, 1, alice, alice);
        vm.expectRevert(FAILED);
        market.touch(params, alice);
        vm.stopPrank();
        _liquidateRefused(alice, ALL, abi.encodePacked(FAILED));
        assertEq(_preview(alice, ALL).reason, FAILED);
        assertEq(keccak256(abi.encode(_record(alice))), record);

        uint256 collateral = _collateralOf(alice);
        uint256 debt = _debtOf(alice);
        vm.startPrank(alice);
        market.supplyCollateral(params, 1, alice);
        market.repay(params, 1e6, 0, alice);
        vm.stopPrank();
        assertEq(_collateralOf(alice), collateral + 1);
        assertEq(_debtOf(alice), debt - 1e6);
    }

    function _assertWorks() private {
        uint256 debt = _debtOf(alice);
        assertGt(_liquidate(alice, ALL).repaid, 0);
        assertLt(_debtOf(alice), debt);
        _openLoan(bob, COLLATERAL, MIN_DEBT);
        vm.prank(bob);
        market.withdrawCollateral(params, 1, bob, bob);
    }

    function _deployFeed(string memory name, uint8 decimals, int256 answer)
        private
        returns (FeedMock)
    {
        bytes memory arguments = abi.encode(decimals, answer);
        return FeedMock(deployRemote(name, bytes.concat(type(FeedMock).creationCode, arguments)));
    }
}
