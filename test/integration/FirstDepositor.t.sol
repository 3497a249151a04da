// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketTest} from "../base/MarketTest.sol";

/// @title Whoever comes first to an empty market cannot make the next lender pay for it
/// @notice The attacks on share prices: a first share blown up by gifts, by interest that he pays
/// to himself, by rounding in many small steps. Bob attacks, carol lends after him, both leave.
contract FirstDepositorTest is MarketTest {
    uint256 private constant MAX_GIFT = 1e24;
    uint256 private constant MAX_STEPS = 6;
    /// @dev The victim loses at most rounding: a unit going in, a unit coming out.
    uint256 private constant ROUNDING = 2;

    /// @dev An empty market of the usual tokens.
    function setUp() public override {
        super.setUp();
        params.minDebt = 1;
        params.closeoutDebt = 1;
        id = _createMarket(params);
    }

    /// @dev What bob has in both tokens; he owes nothing when it is asked.
    function _wealth(address account) private view returns (uint256, uint256) {
        return (loanToken.balanceOf(account), collateralToken.balanceOf(account));
    }

    /// @dev Everything that `account` has lent comes back, as far as it is there.
    function _leave(address account) private {
        uint256 shares = _supplySharesOf(account);
        if (shares == 0) return;
        vm.prank(account);
        try market.withdraw(params, 0, shares, account, account) {} catch {}
    }

    /// forge-config: default.fuzz.runs = 48
    function testFuzz_firstDepositor_gainsNothingByGiftsAndSteps(
        uint256 first,
        uint256 gift,
        uint256[6] memory steps,
        uint256 victim
    ) public {
        first = _boundMagnitude(first, 1, LIQUIDITY);
        victim = _boundMagnitude(victim, 1, LIQUIDITY);
        (uint256 before,) = _wealth(bob);
        (uint256 hers,) = _wealth(carol);
        _supply(bob, first);
        vm.prank(bob);
        assertTrue(loanToken.transfer(address(market), bound(gift, 0, MAX_GIFT)));
        for (uint256 i = 0; i < MAX_STEPS; i++) {
            uint256 held = _supplySharesOf(bob);
            if (held == 0) break;
            vm.startPrank(bob);
            if (steps[i] % 2 == 0) market.supply(params, 0, 1 + steps[i] % 1e6, bob);
            else try market.withdraw(params, 0, 1 + steps[i] % held, bob, bob) {} catch {}
            vm.stopPrank();
        }
        _supply(carol, victim);
        _leave(bob);
        _leave(carol);
        (uint256 later,) = _wealth(bob);
        assertLe(later, before, "the attacker gained");
        (uint256 left,) = _wealth(carol);
        assertGe(left + ROUNDING, hers, "the victim paid");
    }

    /// @dev He lends to himself at the highest rate for up to a year, so that a share of the empty
    /// market is worth as much as it can be, before she comes.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_firstDepositor_gainsNothingByInterestToHimself(
        uint256 first,
        uint256 elapsed,
        uint256 victim
    ) public {
        first = _boundMagnitude(first, 1, LIQUIDITY);
        victim = _boundMagnitude(victim, 1, LIQUIDITY);
        elapsed = bound(elapsed, 0, MAX_ELAPSED);
        (uint256 before, uint256 collateral) = _wealth(bob);
        (uint256 hers,) = _wealth(carol);
        _supply(bob, first);
        _supplyCollateral(bob, 2 * first * PRICE_SCALE / PRICE + 1e12);
        _borrow(bob, first);
        skip(elapsed);
        uint256 shares = _supply(carol, victim);
        if (shares == 0) return;
        vm.prank(bob);
        market.repay(params, type(uint256).max, 0, bob);
        uint256 all = _collateralOf(bob);
        vm.prank(bob);
        market.withdrawCollateral(params, all, bob, bob);
        _leave(bob);
        _leave(carol);
        (uint256 later, uint256 laterCollateral) = _wealth(bob);
        assertLe(later, before, "the attacker gained");
        assertEq(laterCollateral, collateral);
        (uint256 left,) = _wealth(carol);
        assertGe(left + ROUNDING, hers, "the victim paid");
    }

    /// @dev Debt in tiny pieces, taken and paid back by assets and by shares, is never cheaper.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_smallPieces_ofDebtAreNeverCheaper(uint256[6] memory steps, uint256 elapsed)
        public
    {
        _supply(carol, LIQUIDITY);
        _supplyCollateral(bob, 100e18);
        _openLoan(alice, 1000e18, 1_000_000e6);
        skip(bound(elapsed, 0, 30 days));
        (uint256 before,) = _wealth(bob);
        for (uint256 i = 0; i < MAX_STEPS; i++) {
            vm.startPrank(bob);
            uint256 amount = 1 + steps[i] % 1000;
            if (steps[i] % 4 == 0) market.borrow(params, amount, 0, bob, bob);
            else if (steps[i] % 4 == 1) market.borrow(params, 0, amount * 1e6 + 1e7, bob, bob);
            uint256 owed = _borrowSharesOf(bob);
            if (owed > 0 && steps[i] % 4 == 2) market.repay(params, 1, 0, bob);
            if (owed > 0 && steps[i] % 4 == 3) market.repay(params, 0, 1 + owed / 3, bob);
            vm.stopPrank();
        }
        if (_borrowSharesOf(bob) > 0) {
            vm.prank(bob);
            market.repay(params, type(uint256).max, 0, bob);
        }
        (uint256 later,) = _wealth(bob);
        assertLe(later, before, "he kept something of what he borrowed");
    }
}
