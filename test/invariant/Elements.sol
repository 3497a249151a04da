// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Mode} from "../mocks/Scripted.sol";
import {Case, Expected} from "../integration/Expected.sol";
import {Books, Holding} from "./Lens.sol";
import {Powers} from "./Powers.sol";

/// @title What nobody in the market decides: price, time, and whether the oracle answers
abstract contract Elements is Powers {
    /// @dev LTV of some borrower after a move of the price [WAD]: from healthy to insolvent.
    uint256 private constant MIN_LTV = 0.7e18;
    uint256 private constant MAX_LTV = 1.15e18;
    uint256 private constant MAX_STEPS = 8;
    uint256 private constant MAX_SILENCE = 20 days;
    /// @dev A program expires a year after its activation.
    uint256 private constant MAX_STORY = 300 days;
    /// @dev How far a wrong price is off [percent of the true one].
    uint256 private constant MIN_GLITCH = 30;
    uint256 private constant MAX_GLITCH = 99;
    /// @dev Between an accrual in two steps and one in one [WAD of the debt]: the mean rate is
    /// taken from three points of each step.
    uint256 private constant ACCRUAL_TOLERANCE = 1e14;

    uint256 private silence;

    /// @dev Brings some borrower to an LTV, so that stories stay where something is decided.
    function movePrice(uint256 seed, uint256 who, uint256 ltv) external {
        uint256 m = _enter(seed);
        Holding memory h = _look()[m].holdings[_borrower(who)];
        if (h.borrowShares == 0) h = _look()[m].holdings[_debtor(who, _look()[m])];
        if (h.borrowShares == 0) return;
        uint256 wanted = _within(ltv, MIN_LTV, MAX_LTV);
        // A little above the LLTV, where most auctions are.
        if (ltv % 4 == 1) wanted = _within(ltv, params.lltv, params.lltv * 103 / 100);
        _setLtv(m, h, wanted);
    }

    /// @dev The price falls, and the liquidators follow it down for some steps.
    function crash(uint256 seed, uint256 who, uint256 ltv, uint256 steps) external {
        uint256 m = _enter(seed);
        uint256 borrower = _debtor(who, _look()[m]);
        _setLtv(m, _look()[m].holdings[borrower], _within(ltv, params.lltv, MAX_LTV));
        for (uint256 i = _within(steps, 1, MAX_STEPS); i > 0; i--) {
            _attempt(m, borrower, _liquidatorOf(i), i % 2 == 0 ? steps : type(uint256).max);
            _pass(profiles[m].observeStep);
        }
    }

    /// @dev The price comes back by a hair: the clock pauses, keeps its time and forgets its
    /// belief.
    function recover(uint256 seed, uint256 who, uint256 ltv, uint256 elapsed) external {
        uint256 m = _enter(seed);
        uint256 borrower = _debtor(who, _look()[m]);
        _touch(accounts[borrower]);
        _setLtv(m, _look()[m].holdings[borrower], _hair(ltv));
        AuctionRecord memory a = _record(accounts[borrower]);
        _pass(_within(elapsed, 0, BLOCK_TIME));
        _touch(accounts[borrower]);
        _listen();
        AuctionRecord memory b = _record(accounts[borrower]);
        Holding memory h = _look()[m].holdings[borrower];
        if (a.touchedAt == 0 || h.health.debt > h.health.maxBorrow) return;
        if (b.touchedAt == 0) return;
        assertTrue(b.isPaused, "M9 a healthy loan's clock does not pause");
        assertEq(b.clock, a.clock, "M9 the clock ran while the loan was healthy");
        assertEq(b.touchedAt, a.touchedAt, "M9 a pause was kept from getting stale");
        tally.pauses++;
    }

    /// @dev Health between 1 and 1.005, where the auction does not end.
    function _hair(uint256 seed) private view returns (uint256) {
        return _within(seed, params.lltv * 9955 / 10_000, params.lltv * 9995 / 10_000);
    }

    function _setLtv(uint256 m, Holding memory h, uint256 ltv) private {
        if (h.collateral == 0) return;
        uint256 price = h.health.debt * PRICE_SCALE / h.collateral * WAD / ltv;
        oracle.setPrice(
            _max(firstPrice[m] / MAX_PRICE_FACTOR, _min(price, firstPrice[m] * MAX_PRICE_FACTOR))
        );
    }

    /// @dev Seconds of the same block, the steps of the clock, hours, and rarely days.
    function passTime(uint256 kind, uint256 amount) external {
        _enter(0);
        uint256[6] memory most =
            [uint256(1), BLOCK_TIME, 30, 60, 600, kind % 5 == 0 ? MAX_SILENCE : 1 hours];
        uint256 elapsed = _within(amount, 1, most[kind % 6]);
        if (silence + elapsed > MAX_STORY) return;
        silence += elapsed;
        _pass(elapsed);
        Books[] memory later = _look();
        for (uint256 m = 0; m < MARKETS; m++) {
            // T3, over time: interest is never negative for those who lend.
            assertGe(
                later[m].state.totalSupplyAssets,
                later[m].totals.supplyAssets,
                "T3 time took from the lenders"
            );
        }
    }

    /// @dev M19: no fill, no touch and no loan without a price; M20: the rest goes on.
    function loseOracle(uint256 seed, uint256 who) external {
        uint256 m = _enter(seed);
        uint256 borrower = _borrower(who);
        Holding memory h = _look()[m].holdings[borrower];
        oracle.setMode(Mode.Refuse, "");
        bytes memory failed = abi.encodePacked(IMarketErrors.OracleFailed.selector);
        _liquidateRefused(accounts[borrower], type(uint256).max, failed);
        vm.expectRevert(failed);
        market.touch(params, accounts[borrower]);
        if (h.borrowShares > 0) {
            vm.startPrank(accounts[borrower]);
            market.repay(params, 1, 0, accounts[borrower]);
            market.supplyCollateral(params, 1, accounts[borrower]);
            vm.stopPrank();
            vm.expectRevert(failed);
            vm.prank(accounts[borrower]);
            market.withdrawCollateral(params, 1, accounts[borrower], accounts[borrower]);
        }
        _listen();
        oracle.setMode(Mode.Normal, "");
        Holding memory later = _look()[m].holdings[borrower];
        if (later.borrowShares > 0) assertEq(h.record, later.record, "M19 the clock moved");
    }

    /// @dev M2: a wrong price that lasts less than `confirmation`, after a true one that lasted
    /// longer, sells per block at most what the true depth allows. The story goes on as if it had
    /// not been.
    function glitch(uint256 seed, uint256 who, uint256 percent, uint256 gap) external {
        uint256 m = _enter(seed);
        uint256 borrower = _debtor(who, _look()[m]);
        if (_look()[m].holdings[borrower].health.debt <= 2 * params.closeoutDebt) return;
        uint256 begun = vm.snapshotState();
        _pass(uint256(profiles[m].confirmation) + 1);
        Case memory truth = _truth(m, borrower);
        uint256 price = truth.price * _within(percent, MIN_GLITCH, MAX_GLITCH) / 100;
        if (price == 0) return;
        oracle.setPrice(price);
        uint256 factor = Expected.closeFactorDown(truth);
        uint256 left = profiles[m].confirmation - 1;
        uint256 block_;
        uint256[4] memory sum;
        while (true) {
            Holding memory h = _look()[m].holdings[borrower];
            if (clock / profiles[m].blockTime != block_) {
                block_ = clock / profiles[m].blockTime;
                sum = [0, h.health.debt, 0, h.collateral];
            }
            if (h.health.debt <= params.closeoutDebt) break;
            _attempt(m, borrower, _liquidatorOf(gap), type(uint256).max);
            Holding memory b = _look()[m].holdings[borrower];
            sum[0] += h.health.debt - b.health.debt;
            sum[2] += h.collateral - b.collateral;
            assertLe(sum[0], sum[1] * factor / WAD + 2, "M2 a glitch sold more of the debt");
            assertLe(sum[2], sum[3] * factor / WAD + 1, "M2 a glitch sold more of the collateral");
            uint256 step = _within(gap, 1, 20);
            if (step > left) break;
            left -= step;
            _pass(step);
        }
        vm.revertToState(begun);
        vm.getRecordedLogs();
        tally.glitches++;
    }

    /// @dev The depth that was true for longer than `confirmation`, with a little more debt than
    /// that, for the interest of the glitch.
    function _truth(uint256 m, uint256 borrower) private view returns (Case memory c) {
        Holding memory h = _look()[m].holdings[borrower];
        c.collateral = h.collateral;
        c.debt = h.health.debt + h.health.debt / 10_000;
        c.price = h.health.price;
        c.lltv = params.lltv;
        c.profile = profiles[m];
        c.believed = Expected.depthDown(c);
    }

    /// @dev T7: interest in two steps is interest in one, but for the rate's mean.
    function accrueInSteps(uint256 seed, uint256 first, uint256 second) external {
        uint256 m = _enter(seed);
        uint256 begun = vm.snapshotState();
        _pass(_within(first, 1, 1 days));
        market.accrueInterest(params);
        _pass(_within(second, 1, 1 days));
        market.accrueInterest(params);
        Books memory steps = _look()[m];
        uint256 end = clock;
        vm.revertToState(begun);
        _pass(end - clock);
        market.accrueInterest(params);
        Books memory once = _look()[m];
        vm.revertToState(begun);
        vm.getRecordedLogs();
        assertApproxEqRel(
            steps.totals.borrowAssets,
            once.totals.borrowAssets,
            ACCRUAL_TOLERANCE,
            "T7 debt depends on how often it accrued"
        );
        assertApproxEqRel(
            steps.totals.supplyAssets,
            once.totals.supplyAssets,
            ACCRUAL_TOLERANCE,
            "T7 supply depends on how often it accrued"
        );
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
