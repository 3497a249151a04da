// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {Fill} from "../base/MarketState.sol";
import {Borrowers} from "./Borrowers.sol";
import {FillRules, Sold} from "./FillRules.sol";
import {Books} from "./Lens.sol";

/// @title Three liquidators who compete for every loan
abstract contract Liquidators is Borrowers, FillRules {
    uint256 private constant FULL_DEPTH = 255;
    uint256 private constant MAX_WATCHES = 8;

    function liquidate(uint256 seed, uint256 who, uint256 by, uint256 amount) external {
        uint256 m = _enter(seed);
        _attempt(m, _debtor(who, _look()[m]), _liquidatorOf(by), amount);
    }

    /// @dev All of them in the same second, each for all that he can get.
    function race(uint256 seed, uint256 who) external {
        uint256 m = _enter(seed);
        uint256 borrower = _debtor(who, _look()[m]);
        for (uint256 i = 0; i < LIQUIDATORS; i++) {
            _attempt(m, borrower, _liquidatorOf(seed / MARKETS + i), type(uint256).max);
        }
    }

    /// @dev Every second call within a timestamp changes nothing.
    function touch(uint256 seed, uint256 who) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 borrower = _debtor(who, before[m]);
        _touch(accounts[borrower]);
        _listen();
        Books[] memory once = _look();
        _holdsBystanders(before, once, m, borrower, false);
        _touch(accounts[borrower]);
        _listen();
        assertEq(keccak256(abi.encode(once)), keccak256(abi.encode(_look())), "M25 not idempotent");
    }

    /// @dev A keeper who looks often enough for every second to count, and for a depth to be
    /// believed.
    function watch(uint256 seed, uint256 who, uint256 times) external {
        uint256 m = _enter(seed);
        uint256 borrower = _debtor(who, _look()[m]);
        for (uint256 i = _within(times, 1, MAX_WATCHES); i > 0; i--) {
            _pass(profiles[m].observeStep);
            _touch(accounts[borrower]);
        }
        _listen();
    }

    /// @dev One bid, cut in two within the same second, seizes no more than in one piece.
    function split(uint256 seed, uint256 who, uint256 amount, uint256 cut) external {
        uint256 m = _enter(seed);
        address borrower = accounts[_debtor(who, _look()[m])];
        uint256 most = _preview(borrower, type(uint256).max).repaidAssets;
        uint256 whole = _within(amount, 1, most);
        uint256 snapshot = vm.snapshotState();
        Fill memory one = _fillOrNothing(borrower, whole);
        vm.revertToState(snapshot);
        Fill memory first = _fillOrNothing(borrower, _within(cut, 1, whole));
        Fill memory second;
        if (whole > first.repaid) second = _fillOrNothing(borrower, whole - first.repaid);
        vm.revertToState(snapshot);
        vm.getRecordedLogs();
        // A piece that is refused alone, or a bid cut down to leave no dust, is another bid.
        if (one.repaid == 0 || first.repaid + second.repaid > one.repaid) return;
        assertLe(first.seized + second.seized, one.seized, "M7 the pieces seized more");
        // Two loan assets' worth and two collateral assets, for what either side rounds.
        uint256 slack = 2 * PRICE_SCALE / oracle.price() + 2;
        assertLe(
            (first.seized + second.seized) * one.repaid,
            one.seized * (first.repaid + second.repaid) + one.repaid * slack,
            "M7 the pieces were cheaper"
        );
        if (second.repaid > 0) tally.splits++;
    }

    function _fillOrNothing(address borrower, uint256 maxRepay) private returns (Fill memory fill) {
        vm.prank(_liquidatorOf(0));
        try market.liquidate(
            params, borrower, maxRepay, 0, type(uint256).max, _liquidatorOf(0), ""
        ) returns (
            uint256 repaid, uint256 seized, uint256 fee
        ) {
            fill = Fill(repaid, seized, fee);
        } catch {}
    }

    /// @dev A bid, held to the preview whether it succeeds or not.
    function _attempt(uint256 m, uint256 borrower, address by, uint256 amount)
        internal
        returns (Fill memory)
    {
        Sold memory s;
        (s.m, s.borrower) = (m, borrower);
        Books[] memory before = _look();
        uint256 maxRepay = _bid(before[m].holdings[borrower].health.debt, amount);
        s.quote = _preview(accounts[borrower], maxRepay);
        s.seen = _preview(accounts[borrower], 0);
        vm.prank(by);
        try market.liquidate(params, accounts[borrower], maxRepay, 0, clock, by, "") returns (
            uint256 repaid, uint256 seized, uint256 fee
        ) {
            s.fill = Fill(repaid, seized, fee);
        } catch (bytes memory reason) {
            assertEq(s.quote.reason, bytes4(reason), "M13 another refusal than the preview's");
            assertEq(keccak256(abi.encode(before)), keccak256(abi.encode(_look())), "T11 refused");
            _countRefusal(bytes4(reason));
            return s.fill;
        }
        _readBadDebt(s, _listen());
        Books[] memory later = _look();
        (s.before, s.later) = (before[m], later[m]);
        _holdsBystanders(before, later, m, borrower, s.badDebt > s.fromReserve);
        _holdsFill(s);
        _countFill(s);
        return s.fill;
    }

    /// @dev Everything, a little, or any part.
    function _bid(uint256 debt, uint256 seed) private view returns (uint256) {
        if (seed % 4 == 0 || seed == type(uint256).max) return type(uint256).max;
        if (seed % 4 == 1) return _within(seed, 0, 2 * params.minDebt);
        return _within(seed, 1, debt + 1);
    }

    function _readBadDebt(Sold memory s, Vm.Log[] memory logs) private pure {
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].topics[0] != IMarketEvents.BadDebt.selector) continue;
            (s.badDebt,, s.fromReserve) = abi.decode(logs[i].data, (uint256, uint256, uint256));
        }
    }

    function _countRefusal(bytes4 reason) private {
        tally.refusals++;
        if (reason == IMarketErrors.BudgetExhausted.selector) tally.exhausted++;
    }

    function _countFill(Sold memory s) private {
        tally.fills++;
        if (s.later.holdings[s.borrower].borrowShares > 0) tally.partialFills++;
        if (s.seen.believedDepth == FULL_DEPTH) tally.distressedFills++;
        if (s.quote.debtBefore <= params.closeoutDebt) tally.closeouts++;
        if (s.badDebt > 0) tally.badDebts++;
    }
}
