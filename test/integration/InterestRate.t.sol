// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams, MarketState} from "../../src/interfaces/ILendingMarket.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";
import {ExpectedRate} from "./ExpectedRate.sol";

/// @title The adaptive curve from outside: its anchors, its drift, its bounds, its patience
/// @notice The numbers in the tests' comments are those by which Morpho describes the curve.
contract InterestRateTest is MarketTest {
    uint256 private constant YEAR = 365 days;
    uint256 private constant ASSET_LIMIT = 2 ** 103;

    /// @dev A young market; health is not what this is about.
    function setUp() public override {
        super.setUp();
        MarketParams memory fresh = params;
        fresh.minDebt = 1;
        fresh.closeoutDebt = 100;
        _useMarket(fresh);
        _supplyCollateral(alice, 1e24);
        oracle.setPrice(2 ** 128);
    }

    function _state() private view returns (MarketState memory) {
        return market.marketState(params);
    }

    /// @dev Alice borrows this share of what is lent [WAD].
    function _use(uint256 utilization) private {
        uint256 assets = LIQUIDITY * utilization / WAD;
        if (assets > 0) _borrow(alice, assets);
    }

    /// @dev Lets time pass in one piece; returns the rate at target as a multiple of the first
    /// [WAD].
    function _drift(uint256 utilization, uint256 elapsed) private returns (uint256 multiple) {
        uint256 snapshot = vm.snapshotState();
        _use(utilization);
        skip(elapsed);
        market.accrueInterest(params);
        multiple = _state().rateAtTarget * WAD / ExpectedRate.INITIAL_AT_TARGET;
        vm.revertToState(snapshot);
    }

    /// @dev What a debt grows to in one piece [WAD per year]: interest / debt / elapsed.
    function _meanRate(uint256 utilization, uint256 elapsed) private returns (uint256 rate) {
        uint256 snapshot = vm.snapshotState();
        _use(utilization);
        skip(elapsed);
        market.accrueInterest(params);
        uint256 debt = LIQUIDITY * utilization / WAD;
        rate = (_totals().borrowAssets - debt) * WAD / debt * YEAR / elapsed;
        vm.revertToState(snapshot);
    }

    /// @dev A quarter of the rate at target unused, all of it at 90 %, four times as much at full
    /// use, and straight lines between.
    function test_rate_hasItsAnchors() public {
        uint256[5] memory uses = [uint256(0), 0.45e18, 0.9e18, 0.95e18, 1e18];
        uint256[5] memory eighths = [uint256(2), 5, 8, 20, 32];
        for (uint256 i = 0; i < uses.length; i++) {
            uint256 snapshot = vm.snapshotState();
            _use(uses[i]);
            MarketState memory state = _state();
            uint256 expected = ExpectedRate.INITIAL_AT_TARGET * eighths[i] / 8;
            assertEq(state.utilization, uses[i]);
            assertApproxEqAbs(state.borrowRate, expected, 1);
            assertLe(state.borrowRate, expected);
            assertApproxEqAbs(state.supplyRate, expected * uses[i] / WAD, 1);
            assertEq(state.rateAtTarget, ExpectedRate.INITIAL_AT_TARGET);
            vm.revertToState(snapshot);
        }
        assertApproxEqAbs(ExpectedRate.INITIAL_AT_TARGET * YEAR, 0.04e18, YEAR);
    }

    /// @dev Exactly what somebody who calculates it otherwise gets, from a second to a year.
    function test_rate_driftsByTheExponential() public {
        uint256[5] memory uses = [uint256(0), 0.45e18, 0.9e18, 0.95e18, 1e18];
        uint256[5] memory periods = [uint256(1), 1 hours, 5 days, 45 days, MAX_ELAPSED];
        for (uint256 i = 0; i < uses.length; i++) {
            _use(uses[i] - _state().utilization);
            uint256 snapshot = vm.snapshotState();
            for (uint256 k = 0; k < periods.length; k++) {
                skip(periods[k]);
                market.accrueInterest(params);
                (, uint256 end) =
                    ExpectedRate.ratesAfter(ExpectedRate.INITIAL_AT_TARGET, uses[i], periods[k]);
                assertApproxEqAbs(_state().rateAtTarget, end, 2);
                vm.revertToState(snapshot);
            }
        }
    }

    /// @dev 5 days at full use: e^(50 · 5/365) = 1.9836, and 22.976 % a year on average; unused it
    /// it falls to 0.5041. 45 days halfway above the target: 4 % · e^(50 · 45/365 / 2) = 87.22 %.
    function test_rate_doublesAndHalvesInFiveDays() public {
        assertApproxEqRel(_drift(1e18, 5 days), 1.9836e18, 1e14);
        assertApproxEqRel(_drift(0, 5 days), 0.5041e18, 1e14);
        assertApproxEqRel(_drift(0.95e18, 45 days), uint256(87.22e18) / 4, 1e14);
        assertApproxEqRel(_drift(1e18, YEAR / 50), 2.718281828e18, 1e8);
        assertApproxEqRel(_meanRate(1e18, 5 days), 0.22976e18, 0.012e18);
        // 4 % at the target, on the day and compounded: e^0.04 − 1 a year.
        assertApproxEqRel(_meanRate(0.9e18, 1 days), 0.04e18, 1e15);
        assertApproxEqRel(_meanRate(0.9e18, MAX_ELAPSED), 0.0408e18, 1e15);
    }

    function test_rate_staysAtTheTarget() public {
        assertEq(_drift(0.9e18, MAX_ELAPSED), WAD);
    }

    /// @dev 200 % and 0.1 % a year, however long it lasts.
    function test_rate_staysWithinItsBounds() public {
        _use(1e18);
        skip(YEAR / 2);
        market.accrueInterest(params);
        assertEq(_state().rateAtTarget, ExpectedRate.MAX_AT_TARGET);
        assertApproxEqRel(_state().rateAtTarget * YEAR, 2e18, 1e12);
        assertEq(_state().borrowRate, 4 * ExpectedRate.MAX_AT_TARGET);
        skip(1 days);
        market.accrueInterest(params);
        assertEq(_state().rateAtTarget, ExpectedRate.MAX_AT_TARGET);

        vm.prank(alice);
        market.repay(params, 0, type(uint256).max, alice);
        skip(YEAR / 3);
        market.accrueInterest(params);
        assertEq(_state().rateAtTarget, ExpectedRate.MIN_AT_TARGET);
        assertEq(_state().borrowRate, ExpectedRate.MIN_AT_TARGET / 4);
        assertApproxEqRel(_state().rateAtTarget * YEAR, 0.001e18, 1e12);
        skip(1 days);
        market.accrueInterest(params);
        assertEq(_state().rateAtTarget, ExpectedRate.MIN_AT_TARGET);
    }

    /// @dev A week of full use and a week of none: back where it began.
    function test_rate_forgetsWhatWasTakenBack() public {
        _use(1e18);
        skip(7 days);
        vm.prank(alice);
        market.repay(params, 0, type(uint256).max, alice);
        assertGt(_state().rateAtTarget, 2 * ExpectedRate.INITIAL_AT_TARGET);
        skip(7 days);
        market.accrueInterest(params);
        assertApproxEqAbs(_state().rateAtTarget, ExpectedRate.INITIAL_AT_TARGET, 4);
    }

    /// @dev Whoever accrues often moves neither the rate nor what is owed: at full use, where the
    /// utilisation stays what it is, to the rounding; what the longer period's trapezoids take too
    /// much is 1 %.
    function test_rate_doesNotDependOnHowOftenItIsAskedFor() public {
        _use(1e18);
        uint256 snapshot = vm.snapshotState();
        skip(5 days);
        market.accrueInterest(params);
        uint256 rateOnce = _state().rateAtTarget;
        uint256 owedOnce = _totals().borrowAssets - LIQUIDITY;
        vm.revertToState(snapshot);
        for (uint256 i = 0; i < 40; i++) {
            skip(3 hours);
            market.accrueInterest(params);
        }
        uint256 owedOften = _totals().borrowAssets - LIQUIDITY;
        assertApproxEqAbs(_state().rateAtTarget, rateOnce, 40);
        assertApproxEqRel(owedOften, owedOnce, 0.0101e18);
        assertLe(owedOften, owedOnce);
    }

    /// @dev The view and the act are one calculation.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_marketState_isWhatAccrualThenStores(
        uint256 used,
        uint256 elapsed,
        uint256 fee
    ) public {
        vm.startPrank(owner);
        market.setFee(id, bound(fee, 0, 2500) * 1e14);
        vm.stopPrank();
        _use(bound(used, 0, 1e18));
        skip(bound(elapsed, 0, MAX_ELAPSED - 1 days));
        MarketState memory ahead = _state();
        market.accrueInterest(params);
        assertEq(abi.encode(_state()), abi.encode(ahead));
        Totals memory t = _totals();
        assertEq(t.supplyAssets, ahead.totalSupplyAssets);
        assertEq(t.supplyShares, ahead.totalSupplyShares);
        assertEq(t.borrowAssets, ahead.totalBorrowAssets);
        assertEq(t.borrowShares, ahead.totalBorrowShares);
        assertEq(ahead.liquidity, t.supplyAssets - t.borrowAssets);
        assertEq(ahead.utilization, t.borrowAssets * WAD / t.supplyAssets);
        uint256 expected = ExpectedRate.multiple(ahead.utilization) * ahead.rateAtTarget / WAD;
        assertApproxEqAbs(ahead.borrowRate, expected, 2);
        uint256 earned = ahead.borrowRate * ahead.utilization / WAD;
        assertEq(ahead.supplyRate, earned * (WAD - ahead.fee) / WAD);
    }

    /// @dev Ten years at up to 800 % are more than any number: interest ends, the market does not.
    /// The programs expire meanwhile and are activated again.
    function test_interest_endsWhereAmountsEnd() public {
        address extension = market.extension();
        _use(1e18);
        skip(10 * YEAR);
        activate(extension);
        activate(address(market));
        MarketState memory ahead = _state();
        market.accrueInterest(params);
        assertEq(abi.encode(_state()), abi.encode(ahead));
        assertEq(ahead.totalBorrowAssets, ASSET_LIMIT - 1);
        assertEq(ahead.totalSupplyAssets, ASSET_LIMIT - 1);
        skip(1 days);
        market.accrueInterest(params);
        assertEq(_totals().borrowAssets, ASSET_LIMIT - 1);

        vm.prank(alice);
        market.repay(params, 0, type(uint256).max, alice);
        assertEq(_borrowSharesOf(alice), 0);
        uint256 shares = _supplySharesOf(carol);
        vm.prank(carol);
        (uint256 assets,) = market.withdraw(params, 0, shares, carol, carol);
        assertApproxEqRel(assets, ASSET_LIMIT, 1e10);
    }
}
