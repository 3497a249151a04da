// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";

/// @title Interest: borrowers pay what suppliers earn, compounding with the elapsed time
contract AccrueInterestTest is MarketTest {
    function setUp() public override {
        super.setUp();
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

    /// @dev Three terms of e^(rate · elapsed) − 1, each rounded down, of the rate in the event.
    function test_accrueInterest_compoundsTheRateThatItReports() public {
        skip(MAX_ELAPSED);
        vm.recordLogs();
        market.accrueInterest(params);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        (uint256 rate, uint256 interest, uint256 supplied, uint256 borrowed) =
            abi.decode(logs[0].data, (uint256, uint256, uint256, uint256));
        uint256 first = rate * MAX_ELAPSED;
        uint256 second = first * first / (2 * WAD);
        uint256 third = second * first / (3 * WAD);
        assertEq(interest, MAX_LOAN * (first + second + third) / WAD);
        assertEq(borrowed, MAX_LOAN + interest);
        assertEq(supplied, LIQUIDITY + interest);
        assertEq(_totals().borrowAssets, borrowed);
        assertEq(_totals().supplyAssets, supplied);
    }

    function test_accrueInterest_isNothingWithinASecond() public {
        market.accrueInterest(params);
        Totals memory before = _totals();
        vm.recordLogs();
        market.accrueInterest(params);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(keccak256(abi.encode(_totals())), keccak256(abi.encode(before)));
    }

    function test_everyActAccruesFirst() public {
        skip(1 days);
        uint256 snapshot = vm.snapshotState();
        market.accrueInterest(params);
        uint256 expected = _totals().borrowAssets;
        vm.revertToState(snapshot);
        market.touch(params, alice);
        assertEq(_totals().borrowAssets, expected);
        vm.revertToState(snapshot);
        _supplyCollateral(bob, 1);
        assertEq(_totals().borrowAssets, expected);
        vm.revertToState(snapshot);
        _supply(carol, 1e6);
        assertEq(_totals().borrowAssets, expected);
        vm.revertToState(snapshot);
        assertEq(_preview(alice, 0).debtBefore, _debtOf(alice));
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
