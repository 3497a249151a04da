// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Mode} from "../mocks/Scripted.sol";
import {Case, Expected} from "./Expected.sol";

/// @title The discount to come is the one that comes, if somebody touches and nobody fills
contract DiscountAfterTest is AuctionTest {
    /// @dev A profile's unit [WAD].
    uint256 private constant MILLIONTH = 1e12;

    function _after(uint256 elapsed) private view returns (uint256) {
        return market.discountAfter(params, alice, elapsed);
    }

    /// @dev Lets time pass with a touch each half minute.
    function _wait(uint256 elapsed) private {
        while (elapsed > 0) {
            uint256 step = _min(elapsed, 30);
            skip(step);
            _touch(alice);
            elapsed -= step;
        }
    }

    function test_discountAfter_nothingIsTheDiscountOfNow() public {
        _drop(10);
        assertEq(_after(0), _quote().discount);
        _touch(alice);
        assertEq(_after(0), _quote().discount);
        skip(100);
        assertEq(_after(0), _quote().discount);
        _passLive(200);
        assertEq(_after(0), _quote().discount);
        _liquidate(alice, 1000e6);
        assertEq(_after(0), _quote().discount);
    }

    /// @dev Where time alone moves the discount, to the unit; interest is not foreseen.
    function test_discountAfter_isWhatTheClockBrings() public {
        _drop(9);
        _touch(alice);
        uint256[6] memory periods = [uint256(1), 29, 120, 299, 600, 900];
        for (uint256 i = 0; i < periods.length; i++) {
            Case memory c = _case();
            c.clock = periods[i];
            assertEq(_after(periods[i]), Expected.discountDown(c));
            uint256 snapshot = vm.snapshotState();
            uint256 foreseen = _after(periods[i]);
            _wait(periods[i]);
            assertApproxEqAbs(_quote().discount, foreseen, MILLIONTH);
            vm.revertToState(snapshot);
        }
    }

    /// @dev Solvent, and not so deep that anything is believed to be bad.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_discountAfter_isWhatComes(uint256 fall, uint256 waited, uint256 elapsed)
        public
    {
        _assertForeseen(bound(fall, 80, 170), waited, elapsed);
    }

    /// @dev Down to half the price, through equity's end and the belief that it has ended.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_discountAfter_isWhatComesInTheDepth(
        uint256 fall,
        uint256 waited,
        uint256 elapsed
    ) public {
        _assertForeseen(bound(fall, 171, 500), waited, elapsed);
    }

    /// @param fall Of the price [thousandths].
    function _assertForeseen(uint256 fall, uint256 waited, uint256 elapsed) private {
        oracle.setPrice(PRICE * (1000 - fall) / 1000);
        _touch(alice);
        _wait(bound(waited, 0, 300));
        elapsed = bound(elapsed, 0, 900);
        uint256 foreseen = _after(elapsed);
        _wait(elapsed);
        assertApproxEqAbs(_quote().discount, foreseen, MILLIONTH);
    }

    /// @dev An insolvency is believed on the way: what it is sold for then is foreseen.
    function test_discountAfter_foreseesThatAnInsolvencyIsBelieved() public {
        _drop(30);
        _touch(alice);
        assertEq(_after(0), 0);
        uint256 foreseen = _after(1800);
        _wait(1800);
        assertEq(_quote().discount, 0.03e18);
        assertEq(foreseen, 0.03e18);
    }

    function test_discountAfter_neverSinksAndEnds() public {
        _drop(9);
        _touch(alice);
        uint256 last;
        for (uint256 elapsed = 0; elapsed <= 900; elapsed += 60) {
            uint256 discount = _after(elapsed);
            assertGe(discount, last);
            last = discount;
        }
        uint256[4] memory long = [uint256(1 days), 2 ** 32, 2 ** 128, type(uint256).max];
        for (uint256 i = 0; i < long.length; i++) {
            assertEq(_after(long[i]), last);
        }
    }

    function test_discountAfter_revertsWhenThereIsNone() public {
        vm.expectRevert(IMarketErrors.HealthyPosition.selector);
        _after(60);
        vm.expectRevert(IMarketErrors.HealthyPosition.selector);
        market.discountAfter(params, carol, 60);
        MarketParams memory unknown = params;
        unknown.minDebt++;
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.discountAfter(unknown, alice, 60);
        oracle.setPrice(0);
        vm.expectRevert(IMarketErrors.InvalidPrice.selector);
        _after(60);
        oracle.setMode(Mode.Refuse, "dead");
        vm.expectRevert(IMarketErrors.OracleFailed.selector);
        _after(60);
    }
}
