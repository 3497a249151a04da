// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Fill, Totals} from "../base/MarketTest.sol";
import {Case, Expected} from "./Expected.sol";

/// @title A fill: what is exchanged, where it stops, when it is worth taking
contract LiquidateTest is AuctionTest {
    function test_liquidate_exchangesWhatTheMechanismSays() public {
        _drop(10);
        Case memory c = _case();
        uint256 discount = Expected.discountDown(c);
        assertGt(discount, 0);

        Fill memory fill = _liquidate(alice, 1000e6);

        assertEq(fill.repaid, 1000e6);
        assertEq(fill.seized, Expected.seizedDown(c, discount, 1000e6));
        assertEq(fill.fee, Expected.feeUp(c, discount, 1000e6));
        assertEq(_collateralOf(alice), COLLATERAL - fill.seized);
        assertApproxEqAbs(_debtOf(alice), c.debt - 1000e6, 1);
        assertGe(_debtOf(alice), c.debt - 1000e6);
    }

    function test_liquidate_movesExactlyWhatItReports() public {
        _drop(10);
        uint256 paid = loanToken.balanceOf(liquidator);
        uint256 received = collateralToken.balanceOf(bob);
        uint256 loanHeld = loanToken.balanceOf(address(market));
        uint256 collateralHeld = collateralToken.balanceOf(address(market));

        vm.prank(liquidator);
        (uint256 repaid, uint256 seized, uint256 fee) =
            market.liquidate(params, alice, ALL, 0, ALL, bob, "");

        assertEq(loanToken.balanceOf(liquidator), paid - repaid - fee);
        assertEq(collateralToken.balanceOf(bob), received + seized);
        assertEq(loanToken.balanceOf(address(market)), loanHeld + repaid + fee);
        assertEq(collateralToken.balanceOf(address(market)), collateralHeld - seized);
    }

    function test_liquidate_givesTheFeeToTheReserve() public {
        _drop(10);
        Totals memory before = _totals();
        Fill memory fill = _liquidate(alice, ALL);
        Totals memory t = _totals();
        assertGt(fill.fee, 0);
        assertEq(t.reserve, before.reserve + fill.fee);
        assertEq(t.supplyAssets, before.supplyAssets);
        assertEq(t.borrowAssets, before.borrowAssets - fill.repaid);
        assertEq(t.borrowShares, _borrowSharesOf(alice));
    }

    function test_liquidate_isOpenToTheBorrowerHimself() public {
        _drop(10);
        vm.prank(alice);
        (uint256 repaid,,) = market.liquidate(params, alice, ALL, 0, ALL, alice, "");
        assertEq(repaid, DEBT / 10);
    }

    /// @dev Block after block, each at a discount that the market sets, until the loan is safe.
    function test_liquidate_stepByStepMakesTheLoanSafe() public {
        _drop(10);
        uint256 fills;
        while (_preview(alice, ALL).reason == 0) {
            uint256 health = _health();
            _liquidate(alice, ALL);
            assertGt(_health(), health);
            fills++;
            _nextBlock();
        }
        assertGt(fills, 1);
        assertLt(fills, 10);
        assertGe(_health(), WAD);
        assertLe(_health(), Expected.targetHealth(_case()));
        _liquidateRefused(alice, ALL, abi.encodePacked(IMarketErrors.HealthyPosition.selector));
    }

    function test_liquidate_stopsAtTheTargetHealth() public {
        _drop(17);
        _confirm(alice);
        Case memory c = _case();
        uint256 discount = Expected.discountDown(c);
        uint256 target = Expected.targetUp(c, discount);
        assertLt(target, Expected.roomDown(c, discount));

        Fill memory fill = _liquidate(alice, ALL);

        assertEq(fill.repaid, target);
        uint256 goal = Expected.targetHealth(c);
        assertApproxEqAbs(_health(), goal, 1e10);
        _assertCleared();
    }

    function _assertCleared() private view {
        assertEq(_record(alice).touchedAt, 0);
        assertEq(_record(alice).clock, 0);
        assertEq(_record(alice).believedDepth, 0);
    }

    /// @dev M5: health never ends above the target by more than rounding.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_liquidate_neverSellsBeyondTheTarget(uint256 price, uint256 elapsed) public {
        oracle.setPrice(bound(price, 2350e24, 2770e24));
        _confirm(alice);
        _passLive(bound(elapsed, 0, 600));
        Case memory c = _case();
        _liquidate(alice, ALL);
        if (_borrowSharesOf(alice) == 0) return;
        // At least minDebt is left, of which a few units are less than 1e-7.
        assertLe(_health(), Expected.targetHealth(c) + 1e11);
    }

    /// @dev M3 and M6: each fill of a solvent loan lowers its LTV and pays at least the price.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_liquidate_improvesTheLoanAndPaysThePrice(uint256 price, uint256 maxRepay)
        public
    {
        oracle.setPrice(bound(price, 2480e24, 2770e24));
        Case memory c = _case();
        uint256 discount = Expected.discountDown(c);
        uint256 ltv = Expected.ltvUp(c);
        maxRepay = bound(maxRepay, MIN_DEBT, DEBT);
        Fill memory fill = _liquidate(alice, maxRepay);
        assertLe(Expected.ltvUp(_case()), ltv);
        uint256 received = fill.seized * c.price;
        assertLe(received * (WAD - discount) / PRICE_SCALE, fill.repaid * WAD);
    }

    function test_liquidate_revertsWhenHealthy() public {
        _liquidateRefused(alice, ALL, abi.encodePacked(IMarketErrors.HealthyPosition.selector));
    }

    /// @dev Healthy means D <= lim, to the unit.
    function test_liquidate_beginsOneUnitBeyondTheCeiling() public {
        uint256 ceiling = (DEBT * WAD + LLTV - 1) / LLTV;
        oracle.setPrice(ceiling * PRICE_SCALE / COLLATERAL);
        assertEq(Expected.maxBorrowDown(_case()), DEBT);
        _liquidateRefused(alice, ALL, abi.encodePacked(IMarketErrors.HealthyPosition.selector));
        oracle.setPrice((ceiling - 1) * PRICE_SCALE / COLLATERAL);
        assertEq(Expected.maxBorrowDown(_case()), DEBT - 1);
        assertEq(_liquidate(alice, ALL).repaid, DEBT / 10);
    }

    function test_liquidate_revertsWithoutDebt() public {
        _supplyCollateral(bob, COLLATERAL);
        oracle.setPrice(1);
        _liquidateRefused(bob, ALL, abi.encodePacked(IMarketErrors.HealthyPosition.selector));
    }

    function test_liquidate_revertsWhenTheFillIsTooSmall() public {
        _drop(10);
        bytes memory refused =
            abi.encodeWithSelector(IMarketErrors.RepayTooSmall.selector, MIN_DEBT);
        _liquidateRefused(alice, MIN_DEBT - 1, refused);
        _liquidateRefused(alice, 0, refused);
        assertEq(_liquidate(alice, MIN_DEBT).repaid, MIN_DEBT);
    }

    /// @dev What is left of a budget may be less than minDebt; it can be taken, but only whole.
    function test_liquidate_ofTheLastOfABudgetMayBeSmall() public {
        _drop(10);
        uint256 room = _debtOf(alice) / 10;
        _liquidate(alice, room - 7);
        _liquidateRefused(alice, 6, abi.encodeWithSelector(IMarketErrors.RepayTooSmall.selector, 7));
        assertEq(_liquidate(alice, ALL).repaid, 7);
    }

    function test_liquidate_revertsWhenItLeavesCollateralDust() public {
        _drop(30);
        _confirm(alice);
        LiquidationQuote memory quote = _quote();
        assertLt(quote.repaidAssets, quote.debtBefore);
        bytes memory refused = abi.encodePacked(IMarketErrors.CollateralDust.selector);
        _liquidateRefused(alice, quote.repaidAssets - 50e6, refused);
        _liquidateRefused(alice, quote.repaidAssets - 1, refused);
        _liquidate(alice, quote.repaidAssets - 150e6);
        assertGt(_collateralOf(alice), 0);
    }
}
