// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket, LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Fill} from "../base/MarketTest.sol";
import {Case, Expected} from "./Expected.sol";

/// @title The discount: section 5 of docs/mechanism.md, to the millionth
contract DiscountTest is AuctionTest {
    function test_discount_startsAtTheStartDiscount() public {
        _drop(8);
        assertEq(_quote().discount, 0.0025e18);
        _touch(alice);
        assertEq(_quote().discount, 0.0025e18);
    }

    function test_discount_followsTheCurve() public {
        _drop(8);
        _touch(alice);
        uint256 clock;
        while (clock < 660) {
            Case memory c = _case();
            assertEq(c.clock, clock);
            // 0.25 % + 4.75 % · (x / 600)², far from the other bounds.
            uint256 x = _min(clock, 600);
            uint256 curve = 2500 + 47_500 * x * x / 360_000;
            assertEq(_quote().discount, curve * 1e12);
            assertEq(Expected.discountDown(c), curve * 1e12);
            _passLive(60);
            clock += 60;
        }
        assertEq(_quote().discount, 0.05e18);
    }

    function test_discount_growsWithoutATouchUpToAStep() public {
        _drop(8);
        _touch(alice);
        skip(240);
        assertEq(_quote().clock, 240);
        assertEq(_quote().discount, (2500 + 47_500 * 240 ** 2 / 360_000) * 1e12);
        skip(1000);
        assertEq(_quote().clock, 300);
        assertEq(_quote().discount, (2500 + 47_500 * 300 ** 2 / 360_000) * 1e12);
    }

    /// @dev α · (1 − hf), which overtakes the start discount below health 0.975.
    function test_discount_isDeeperForADeeperLoan() public {
        _drop(15);
        Case memory c = _case();
        uint256 deep = Expected.deepDown(c);
        assertGt(deep, 0.0025e18);
        assertEq(_quote().discount, deep - deep % 1e12);
    }

    /// @dev κ · e: half of the equity, which beyond 95 % LTV is less than the depth.
    function test_discount_isCappedByTheBorrowersEquity() public {
        oracle.setPrice(2320e24);
        Case memory c = _case();
        uint256 cap = Expected.capDown(c);
        assertLt(cap, Expected.deepDown(c));
        assertEq(_quote().discount, cap - cap % 1e12);
        assertGt(_quote().discount, 0);
    }

    function test_discount_isNothingForAnInsolventLoanUntilConfirmed() public {
        _drop(30);
        _touch(alice);
        assertEq(_quote().discount, 0);
        skip(30);
        _touch(alice);
        skip(29);
        assertEq(_quote().believedDepth, 0);
        assertEq(_quote().discount, 0);
        skip(1);
        // 3 % · 60 / 1800
        assertEq(_quote().discount, 0.001e18);
    }

    function test_discount_clearsAnInsolventLoanInTime() public {
        _drop(30);
        _confirm(alice);
        _passLive(840);
        assertEq(_quote().clock, 900);
        assertEq(_quote().discount, 0.015e18);
        _passLive(1800);
        assertEq(_quote().clock, 1800);
        assertEq(_quote().discount, 0.03e18);
    }

    function test_discount_isSetBackByAFill() public {
        _drop(9);
        _touch(alice);
        _passLive(600);
        Case memory c = _case();
        assertEq(c.clock, 600);
        Fill memory fill = _liquidate(alice, 1000e6);
        // R · r / D, up: 600 · 1000 / 23,000 is 26.08.
        assertEq(Expected.rewound(c, fill.repaid), 573);
        assertEq(_record(alice).clock, 573);
        _nextBlock();
        assertEq(_quote().clock, 573 + 12);
        assertLt(_quote().discount, 0.05e18);
    }

    function test_discount_isSetBackNoFurtherThanZero() public {
        _drop(10);
        _touch(alice);
        skip(20);
        assertEq(_quote().clock, 20);
        _liquidate(alice, ALL);
        assertEq(_record(alice).clock, 0);
        assertEq(_record(alice).touchedAt, block.timestamp);
    }

    /// @dev M8: what the block's first fill was quoted is a ceiling for the rest of it.
    function test_discount_doesNotRiseWithinABlock() public {
        _drop(8);
        _liquidate(alice, 1000e6);
        assertEq(_record(alice).blockDiscount, 2500);
        oracle.setPrice(2400e24);
        skip(11);
        assertGt(Expected.discountDown(_case()), 0.0025e18);
        assertEq(_quote().discount, 0.0025e18);
        skip(1);
        assertGt(_quote().discount, 0.0025e18);
    }

    function test_discount_mayFallWithinABlock() public {
        oracle.setPrice(2500e24);
        LiquidationQuote memory before = _quote();
        assertEq(_liquidate(alice, 1000e6).repaid, 1000e6);
        oracle.setPrice(2760e24);
        assertLt(_quote().discount, before.discount);
    }

    /// @dev Every part of section 5 at once, for any price, clock and observed time.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_discount_isTheMechanisms(uint256 price, uint256 first, uint256 second)
        public
    {
        oracle.setPrice(bound(price, 1000e24, 2770e24));
        _touch(alice);
        skip(bound(first, 0, 400));
        _touch(alice);
        _passLive(bound(second, 0, 1800));
        Case memory c = _case();
        LiquidationQuote memory quote = _quote();
        assertEq(quote.discount, Expected.discountDown(c));
        assertEq(quote.clock, c.clock);
        assertEq(quote.believedDepth, c.believed);
        assertEq(quote.ltv, Expected.ltvUp(c));
        assertEq(quote.healthBefore, Expected.healthDown(c));
        assertEq(quote.room, Expected.roomDown(c, quote.discount));
        // M10
        assertLe(quote.discount, 0.1e18);
        if (!Expected.isDistressed(c)) {
            uint256 equity = WAD - Expected.min(WAD, quote.ltv);
            assertLe(quote.discount, equity / 2);
        }
    }
}
