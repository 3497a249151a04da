// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";
import {ExpectedRate} from "./ExpectedRate.sol";

/// @title Interest: borrowers pay what suppliers earn, compounding with the elapsed time
contract AccrueInterestTest is MarketTest {
    /// @notice The data of `AccrueInterest`.
    struct Accrual {
        uint256 borrowRate;
        uint256 rateAtTarget;
        uint256 interest;
        uint256 feeShares;
        uint256 supplied;
        uint256 borrowed;
    }

    /// @dev A market as young as its first loan: its rate has not drifted yet.
    function setUp() public override {
        super.setUp();
        MarketParams memory fresh = params;
        fresh.minDebt++;
        _useMarket(fresh);
        _openLoan(alice, 1e24, MAX_LOAN);
    }

    function test_accrueInterest_addsTheSameToBothSides() public {
        Totals memory before = _totals();
        skip(30 days);
        market.accrueInterest(params);
        Totals memory t = _totals();
        uint256 interest = t.borrowAssets - before.borrowAssets;
        assertGt(interest, 0);
        assertEq(t.supplyAssets - before.supplyAssets, interest);
        assertEq(t.supplyShares, before.supplyShares);
        assertEq(t.borrowShares, before.borrowShares);
        assertEq(t.lastUpdate, block.timestamp);
    }

    function test_accrueInterest_compoundsTheRateThatItReports() public {
        skip(MAX_ELAPSED);
        Accrual memory accrual = _accrue();
        assertEq(accrual.borrowed, MAX_LOAN + accrual.interest);
        assertEq(accrual.supplied, LIQUIDITY + accrual.interest);
        assertEq(_totals().borrowAssets, accrual.borrowed);
        assertEq(_totals().supplyAssets, accrual.supplied);
        assertEq(accrual.feeShares, 0);
        _assertInterest(accrual, MAX_LOAN, MAX_ELAPSED);
        assertGt(accrual.interest, 0);
    }

    /// @dev A tenth of the assets is lent: the rate at target sinks from 4 % a year.
    function test_accrueInterest_followsTheCurve() public {
        skip(30 days);
        Accrual memory accrual = _accrue();
        (uint256 mean, uint256 atTarget) =
            ExpectedRate.ratesAfter(ExpectedRate.INITIAL_AT_TARGET, 0.1e18, 30 days);
        assertApproxEqAbs(accrual.borrowRate, mean, 2);
        assertApproxEqAbs(accrual.rateAtTarget, atTarget, 2);
        assertLt(atTarget, ExpectedRate.INITIAL_AT_TARGET);
    }

    /// @dev Any use, any two periods: each begins with the rate at target that the last one left.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_accrueInterest_followsTheCurve(uint256 borrowed, uint256[2] memory elapsed)
        public
    {
        borrowed = bound(borrowed, 1, LIQUIDITY - MAX_LOAN);
        // Health is not what this is about.
        oracle.setPrice(2 ** 128);
        _borrow(alice, borrowed);
        uint256 atTarget = ExpectedRate.INITIAL_AT_TARGET;
        for (uint256 i = 0; i < elapsed.length; i++) {
            Totals memory before = _totals();
            uint256 utilization = before.borrowAssets * WAD / before.supplyAssets;
            uint256 period = bound(elapsed[i], 1, MAX_ELAPSED / 2);
            skip(period);
            Accrual memory accrual = _accrue();
            uint256 mean;
            (mean, atTarget) = ExpectedRate.ratesAfter(atTarget, utilization, period);
            // Each rounding is a unit in the rate at target, of which the rate is up to four times.
            assertApproxEqAbs(accrual.borrowRate, mean, 8, "rate");
            assertApproxEqAbs(accrual.rateAtTarget, atTarget, 2, "rate at target");
            atTarget = accrual.rateAtTarget;
            _assertInterest(accrual, before.borrowAssets, period);
        }
    }

    /// @dev Never more than the reported rate's exponential, and less by rounding only: 1e-16 of
    /// the debt with its interest, and three units.
    function _assertInterest(Accrual memory accrual, uint256 debt, uint256 elapsed) private pure {
        uint256 exact = debt * ExpectedRate.growth(accrual.borrowRate, elapsed) / ExpectedRate.ONE;
        assertLe(accrual.interest, exact, "too much interest");
        uint256 rounding = (debt + exact) * 4 / 1e16 + 3;
        assertGe(accrual.interest + rounding, exact, "too little interest");
    }

    /// @dev What one accrual, which must be the first of its second, said of itself.
    function _accrue() private returns (Accrual memory accrual) {
        vm.recordLogs();
        market.accrueInterest(params);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].emitter, address(market));
        assertEq(logs[0].topics.length, 2);
        assertEq(logs[0].topics[0], IMarketEvents.AccrueInterest.selector);
        assertEq(logs[0].topics[1], id);
        return abi.decode(logs[0].data, (Accrual));
    }

    function test_accrueInterest_isNothingWithinASecond() public {
        market.accrueInterest(params);
        Totals memory before = _totals();
        vm.recordLogs();
        market.accrueInterest(params);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(keccak256(abi.encode(_totals())), keccak256(abi.encode(before)));
    }

    /// @dev All that read or change the totals.
    function test_everyActAccruesFirst() public {
        _openLoan(bob, 10e18, 20_000e6);
        _supplyCollateral(carol, 2);
        skip(1 days);
        oracle.setPrice(2400e24);
        bytes[] memory acts = new bytes[](7);
        acts[0] = abi.encodeCall(market.supply, (params, 1e6, 0, carol));
        acts[1] = abi.encodeCall(market.withdraw, (params, 1e6, 0, carol, carol));
        acts[2] = abi.encodeCall(market.repay, (params, 1e6, 0, bob));
        acts[3] = abi.encodeCall(market.touch, (params, bob));
        acts[4] = abi.encodeCall(
            market.liquidate, (params, bob, type(uint256).max, 0, type(uint256).max, carol, "")
        );
        acts[5] = abi.encodeCall(market.borrow, (params, 1e6, 0, alice, carol));
        acts[6] = abi.encodeCall(market.withdrawCollateral, (params, 1, alice, carol));
        vm.prank(alice);
        market.setAuthorization(carol, true);
        for (uint256 i = 0; i < acts.length; i++) {
            _assertAccrues(acts[i], true);
        }
        // Collateral that secures nothing is not its business, nor is collateral that comes.
        _assertAccrues(abi.encodeCall(market.withdrawCollateral, (params, 1, carol, carol)), false);
        _assertAccrues(abi.encodeCall(market.supplyCollateral, (params, 1, carol)), false);
        _assertAccrues(abi.encodeCall(market.supplyCollateral, (params, 1, bob)), false);
        assertEq(_preview(bob, 0).debtBefore, _debtOf(bob));
    }

    /// @dev Whether an act of carol's begins with the interest of a day, and only then.
    function _assertAccrues(bytes memory act, bool accrues) private {
        uint256 snapshot = vm.snapshotState();
        uint256 last = _totals().lastUpdate;
        vm.recordLogs();
        vm.prank(carol);
        (bool success,) = address(market).call(act);
        assertTrue(success);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs[0].topics[0] == IMarketEvents.AccrueInterest.selector, accrues);
        assertEq(_totals().lastUpdate, accrues ? block.timestamp : last);
        vm.revertToState(snapshot);
    }

    function test_accrueInterest_revertsWhenTheMarketDoesNotExist() public {
        MarketParams memory unknown = params;
        unknown.lltv--;
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.accrueInterest(unknown);
    }

    function test_accrueInterest_needsNoPrice() public {
        oracle.setPrice(0);
        skip(1 days);
        market.accrueInterest(params);
        assertGt(_totals().borrowAssets, MAX_LOAN);
    }
}
