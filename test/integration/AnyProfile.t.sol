// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Fill} from "../base/MarketTest.sol";
import {Case, Expected} from "./Expected.sol";

/// @title Every number of a profile means what docs/mechanism.md says, for any legal profile
contract AnyProfileTest is AuctionTest {
    uint256 private dice;

    /// forge-config: default.fuzz.runs = 96
    function testFuzz_liquidate_followsAnyProfile(uint256 seed) public {
        dice = seed;
        uint256 lltv = _roll(0.1e18, 0.98e18);
        _useProfile(_rollProfile(lltv), lltv);
        _openDeepLoan(lltv);

        _touch(alice);
        for (uint256 i = _roll(0, 3); i > 0; i--) {
            skip(_roll(0, profile.clockStep < 1000 ? profile.clockStep : 1000));
            _touch(alice);
        }

        Case memory c = _case();
        LiquidationQuote memory quote = _quote();
        uint256 discount = Expected.discountDown(c);
        _assertOffer(c, quote, discount);
        if (quote.reason == 0) _assertFill(c, quote, discount);
        else assertEq(quote.reason, IMarketErrors.CollateralDust.selector);
    }

    /// @dev A loan whose health is 0.5 to 1, or at least not above 1.
    function _openDeepLoan(uint256 lltv) private {
        oracle.setPrice(PRICE);
        uint256 debt = _roll(MIN_DEBT, 40 * CLOSEOUT_DEBT);
        uint256 collateral = debt * WAD / lltv * 2 * 1e12 / 3000;
        _openLoan(alice, collateral, debt);
        uint256 ceiling = debt * WAD / lltv * PRICE_SCALE / collateral;
        oracle.setPrice(ceiling * _roll(50, 99) / 100);
    }

    function _assertOffer(Case memory c, LiquidationQuote memory quote, uint256 discount)
        private
        view
    {
        assertEq(quote.debtBefore, c.debt);
        assertEq(quote.healthBefore, Expected.healthDown(c));
        assertEq(quote.ltv, Expected.ltvUp(c));
        assertEq(quote.clock, c.clock);
        assertEq(quote.believedDepth, c.believed, "believed");
        assertEq(quote.closeFactor, Expected.closeFactorDown(c), "closeFactor");
        assertEq(quote.discount, discount, "discount");
        assertEq(quote.room, Expected.roomDown(c, discount), "room");
        uint256 limit = Expected.limit(c, discount, MIN_DEBT, CLOSEOUT_DEBT);
        assertEq(quote.repayable, _min(limit, Expected.coverUp(c, discount)), "repayable");
        uint256 blockTime = c.profile.blockTime;
        assertEq(quote.refillsAt, (block.timestamp / blockTime + 1) * blockTime, "refillsAt");
    }

    function _assertFill(Case memory c, LiquidationQuote memory quote, uint256 discount) private {
        Fill memory fill = _liquidate(alice, ALL);
        assertEq(fill.repaid, quote.repayable, "repaid");
        uint256 seized = fill.repaid == Expected.coverUp(c, discount)
            ? c.collateral
            : Expected.seizedDown(c, discount, fill.repaid);
        assertEq(fill.seized, seized, "seized");
        assertEq(fill.fee, Expected.feeUp(c, discount, fill.repaid), "fee");
        assertEq(_collateralOf(alice), c.collateral - seized);
        if (_health() < WAD + uint256(c.profile.resetMargin) * 1e12) {
            assertEq(_record(alice).clock, Expected.rewound(c, fill.repaid), "clock");
        } else {
            assertEq(_record(alice).touchedAt, 0);
        }
    }

    /// @dev Any profile within the bounds of section 2, in times that a test can live through.
    function _rollProfile(uint256 lltv) private returns (Profile memory p) {
        p.maxDiscount = uint24(_roll(0, 250_000));
        p.endDiscount = uint24(_roll(0, p.maxDiscount));
        p.startDiscount = uint24(_roll(0, p.endDiscount));
        p.duration = uint24(_roll(60, 3000));
        p.rewind = uint24(_roll(0, 10 * uint256(p.duration)));
        p.depthSlope = uint24(_roll(0, 1e6));
        p.equityShare = uint24(_roll(0, 1e6 - 1));
        p.badDebtDiscount = uint24(_roll(0, p.maxDiscount));
        p.badDebtDuration = uint24(_roll(p.duration, 6000));
        p.feeShare = uint24(_roll(0, 500_000));
        p.closeFactor = uint24(_roll(10_000, 1e6));
        p.blockTime = uint24(_roll(1, 3600));
        // Target health up to 1.25, and above 1 by more than rounding.
        uint256 most = _min(1e6, 0.25e18 * 1e6 / (WAD - lltv));
        p.targetShare = uint24(_roll(1000, most));
        p.resetMargin = uint24((WAD - lltv) * _roll(0, p.targetShare) / WAD);
        p.borrowShare = uint24(_roll(p.targetShare, 1e6));
        p.fullShare = uint24(_roll(1, 1e6 - 1));
        p.clockStep = uint24(_roll(p.blockTime, 4000));
        p.staleAfter = uint24(_roll(p.clockStep, 8000));
        p.confirmation = uint24(_roll(0, 600));
        p.observeStep = uint24(_roll(p.confirmation == 0 ? 0 : 1, p.confirmation));
    }

    function _roll(uint256 min, uint256 max) private returns (uint256) {
        dice = uint256(keccak256(abi.encode(dice)));
        return min + dice % (max - min + 1);
    }

    /// @dev Borrowing must leave more health than a liquidation aims at, if the profile says so.
    function test_borrow_mayAskForMoreHealthThanTheTarget() public {
        Profile memory p = ProfileLib.majors();
        p.borrowShare = 500_000;
        _useProfile(p, LLTV);
        _supplyCollateral(alice, COLLATERAL);
        uint256 most = 30_000e6 * LLTV / (WAD + (WAD - LLTV) / 2);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.InsufficientCollateral.selector);
        market.borrow(params, most + 1, 0, alice, alice);
        market.borrow(params, most, 0, alice, alice);
        vm.stopPrank();
        assertEq(_debtOf(alice), most);
    }
}
