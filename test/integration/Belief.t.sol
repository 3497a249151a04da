// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Expected} from "./Expected.sol";

/// @title Which depth the market believes: section 4 of docs/mechanism.md
/// @notice A lesser depth at once, a greater one when it has lasted for `confirmation` (60 seconds,
/// of which a touch counts 30 at most), and then the least that was seen meanwhile.
contract BeliefTest is AuctionTest {
    // Prices, and the depth that they give alice's loan.
    uint256 private constant SHALLOW = 2750e24;
    uint256 private constant MIDDLE = 2650e24;
    uint256 private constant DEEP = 2500e24;
    uint256 private constant BOTTOM = 2000e24;

    /// @dev What was seen since nothing was believed: the seconds that count, and the depth.
    uint256[] private times;
    uint256[] private depths;

    /// @dev Looks at a price after some time; returns how deep alice is.
    function _see(uint256 price, uint256 elapsed) private returns (uint256 depth) {
        skip(elapsed);
        oracle.setPrice(price);
        _touch(alice);
        depth = Expected.depthDown(_case());
    }

    function _assertBelief(uint256 believed, uint256 pending, uint256 observed) private view {
        AuctionRecord memory r = _record(alice);
        assertEq(r.believedDepth, believed, "believed");
        assertEq(r.pendingDepth, pending, "pending");
        assertEq(r.observed, observed, "observed");
    }

    function test_belief_beginsWithTheSecondLook() public {
        uint256 depth = _see(MIDDLE, 0);
        assertGt(depth, 0);
        _assertBelief(0, depth, 0);
        _see(MIDDLE, 7);
        _assertBelief(0, depth, 7);
    }

    function test_belief_comesWithConfirmation() public {
        uint256 depth = _see(MIDDLE, 0);
        _see(MIDDLE, 30);
        _see(MIDDLE, 29);
        _assertBelief(0, depth, 59);
        _see(MIDDLE, 1);
        _assertBelief(depth, 0, 0);
    }

    function test_belief_countsNoMoreThanAStepOfEachLook() public {
        uint256 depth = _see(MIDDLE, 0);
        _see(MIDDLE, 60);
        _assertBelief(0, depth, 30);
        _see(MIDDLE, 60);
        _assertBelief(depth, 0, 0);
    }

    function test_belief_isInTheLeastDepthSeen() public {
        _see(DEEP, 0);
        uint256 least = _see(MIDDLE, 25);
        _see(BOTTOM, 25);
        _assertBelief(0, least, 50);
        // What is deeper has to last from now on.
        uint256 depth = _see(DEEP, 25);
        _assertBelief(least, depth, 0);
        _see(DEEP, 30);
        _see(DEEP, 30);
        _assertBelief(depth, 0, 0);
    }

    function test_belief_inALesserDepthIsImmediate() public {
        _see(DEEP, 0);
        _see(DEEP, 30);
        uint256 deep = _see(DEEP, 30);
        _assertBelief(deep, 0, 0);
        uint256 shallow = _see(SHALLOW, 0);
        assertLt(shallow, deep);
        _assertBelief(shallow, 0, 0);
        _see(DEEP, 0);
        _assertBelief(shallow, deep, 0);
    }

    /// @dev A look at no more than is believed interrupts what was about to be.
    function test_belief_isInterruptedByALesserDepth() public {
        _see(SHALLOW, 0);
        _see(SHALLOW, 30);
        uint256 shallow = _see(SHALLOW, 30);
        _see(DEEP, 1);
        _see(DEEP, 30);
        _see(SHALLOW, 15);
        _assertBelief(shallow, 0, 0);
        uint256 deep = _see(DEEP, 15);
        _assertBelief(shallow, deep, 0);
    }

    function test_belief_isLostWhenNobodyLooksForLongerThanConfirmation() public {
        _see(MIDDLE, 0);
        _see(MIDDLE, 30);
        uint256 depth = _see(MIDDLE, 30);
        _see(MIDDLE, 60);
        _assertBelief(depth, 0, 0);
        _see(MIDDLE, 61);
        _assertBelief(0, depth, 0);
    }

    function test_belief_isLostInAPause() public {
        _see(MIDDLE, 0);
        _see(MIDDLE, 30);
        _see(MIDDLE, 30);
        assertEq(_see(2780e24, 1), 0);
        assertTrue(_record(alice).isPaused);
        _assertBelief(0, 0, 0);
        uint256 depth = _see(MIDDLE, 1);
        _assertBelief(0, depth, 0);
    }

    function test_belief_endsWithTheAuction() public {
        _see(MIDDLE, 0);
        _see(MIDDLE, 30);
        _see(MIDDLE, 30);
        _see(PRICE, 1);
        _assertBelief(0, 0, 0);
    }

    /// @dev The fill makes the loan less deep, which is believed in the same call.
    function test_belief_sinksWithAFill() public {
        _see(MIDDLE, 0);
        _see(MIDDLE, 30);
        uint256 before = _see(MIDDLE, 30);
        _liquidate(alice, 3000e6);
        uint256 depth = Expected.depthDown(_case());
        assertLt(depth, before);
        assertGt(depth, 0);
        _assertBelief(depth, 0, 0);
    }

    function test_belief_isFullFromFullLtvOnly() public {
        // 23,000 / 0.932, rounded up: an LTV just below `fullLtv`.
        _see(2467.812e24, 0);
        _see(2467.812e24, 30);
        assertEq(_see(2467.812e24, 30), 254);
        assertEq(_record(alice).believedDepth, 254);
        assertEq(_see(2467.811e24, 0), 255);
    }

    /// @dev M2, for any history: what is believed was seen for `confirmation` seconds, all the time
    /// that long and up to now, and what lasts for two confirmations and the steps between is
    /// believed.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_belief_isInWhatLastedAndNothingElse(uint256 dice) public {
        bool wasHealthy = true;
        for (uint256 i = 0; i < 14; i++) {
            dice = uint256(keccak256(abi.encode(dice)));
            uint256 elapsed = dice % 8 == 0 ? 61 + dice / 8 % 100 : dice / 8 % 45;
            uint256 price = dice >> 32 & 15 == 0
                ? 2780e24
                : dice >> 36 & 3 == 0 ? bound(dice >> 64, 2000e24, 2771e24) : 2600e24;
            uint256 depth = _see(price, elapsed);
            bool isHealthy = _health() >= WAD;
            if (isHealthy || wasHealthy || elapsed > 60) _forget();
            if (!isHealthy) _remember(depth, _min(elapsed, 30));
            wasHealthy = isHealthy;
            uint256 believed = _record(alice).believedDepth;
            assertLe(believed, _leastDepthWithin(60), "believed too early");
            assertGe(believed, _leastDepthWithin(180), "not believed in time");
            assertEq(_quote().believedDepth, believed);
        }
    }

    function _forget() private {
        delete times;
        delete depths;
    }

    function _remember(uint256 depth, uint256 counted) private {
        times.push(times.length == 0 ? 0 : times[times.length - 1] + counted);
        depths.push(depth);
    }

    /// @dev The least depth seen in the shortest time up to now that is at least `span` long; 0 if
    /// there is none.
    function _leastDepthWithin(uint256 span) private view returns (uint256) {
        uint256 least = type(uint256).max;
        for (uint256 i = times.length; i > 0; i--) {
            least = _min(least, depths[i - 1]);
            if (times[times.length - 1] - times[i - 1] >= span) return least;
        }
        return 0;
    }
}
