// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title What raises risk can be paused, what lowers it cannot
contract PausingTest is AuctionTest {
    uint256 private constant SUPPLY = 1;
    uint256 private constant COLLATERAL_IN = 2;
    uint256 private constant BORROW = 4;
    uint256 private constant EVERYTHING = 7;

    function setUp() public override {
        super.setUp();
        _supplyCollateral(bob, COLLATERAL);
    }

    function _pause(uint256 acts) private {
        vm.prank(owner);
        market.setPaused(id, acts);
    }

    /// @dev Calls by bob, who has collateral and no debt: do they pass?
    function _passes(bytes memory act) private returns (bool success) {
        uint256 snapshot = vm.snapshotState();
        bytes memory reason;
        vm.prank(bob);
        (success, reason) = address(market).call(act);
        if (!success) assertEq(reason, abi.encodePacked(IMarketErrors.Paused.selector));
        vm.revertToState(snapshot);
    }

    /// @dev Which acts that can be paused pass, as the sum that pauses the others.
    function _paused() private returns (uint256 acts) {
        if (!_passes(abi.encodeCall(market.supply, (params, 1e6, 0, bob)))) acts |= SUPPLY;
        if (!_passes(abi.encodeCall(market.supplyCollateral, (params, 1, carol)))) {
            acts |= COLLATERAL_IN;
        }
        if (!_passes(abi.encodeCall(market.borrow, (params, 100e6, 0, bob, bob)))) acts |= BORROW;
    }

    function test_setPaused_pausesExactlyWhatItSays() public {
        for (uint256 acts = 0; acts <= EVERYTHING; acts++) {
            vm.expectEmit(address(market));
            emit IMarketEvents.SetPaused(id, owner, acts);
            _pause(acts);
            assertEq(market.marketState(params).paused, acts);
            assertEq(_paused(), acts);
        }
        _pause(0);
        assertEq(_paused(), 0);
    }

    /// @dev Named in shares, or for another, it is the same act.
    function test_paused_holdsInEveryForm() public {
        _pause(EVERYTHING);
        vm.startPrank(bob);
        vm.expectRevert(IMarketErrors.Paused.selector);
        market.supply(params, 0, 1e12, carol);
        vm.expectRevert(IMarketErrors.Paused.selector);
        market.borrow(params, 0, 1e15, bob, carol);
        vm.stopPrank();
        // Also for those who are in debt already.
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.Paused.selector);
        market.borrow(params, 1, 0, alice, alice);
    }

    function test_setPaused_byTheGuardianOnlyAdds() public {
        vm.startPrank(guardian);
        vm.expectEmit(address(market));
        emit IMarketEvents.SetPaused(id, guardian, SUPPLY);
        market.setPaused(id, SUPPLY);
        market.setPaused(id, SUPPLY);
        market.setPaused(id, SUPPLY | BORROW);
        uint256[5] memory fewer = [0, SUPPLY, BORROW, COLLATERAL_IN, BORROW | COLLATERAL_IN];
        for (uint256 i = 0; i < fewer.length; i++) {
            vm.expectRevert(IMarketErrors.Unauthorized.selector);
            market.setPaused(id, fewer[i]);
        }
        market.setPaused(id, EVERYTHING);
        vm.stopPrank();
        assertEq(_paused(), EVERYTHING);
        _pause(BORROW);
        assertEq(_paused(), BORROW);
        _pause(0);
        assertEq(_paused(), 0);
    }

    /// @dev M20: whoever is in debt can be saved, by anyone.
    function test_supplyCollateral_staysOpenToAnIndebtedPosition() public {
        _pause(EVERYTHING);
        _supplyCollateral(alice, 1e18);
        vm.prank(carol);
        market.supplyCollateral(params, 1e18, alice);
        assertEq(_collateralOf(alice), COLLATERAL + 2e18);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.Paused.selector);
        market.supplyCollateral(params, 1, carol);

        // It is the debt that keeps it open.
        vm.startPrank(alice);
        market.repay(params, ALL, 0, alice);
        vm.expectRevert(IMarketErrors.Paused.selector);
        market.supplyCollateral(params, 1, alice);
        vm.stopPrank();
    }

    /// @dev M20, first half: none of these is ever stopped.
    function test_whatLowersRisk_isNeverPaused() public {
        _pause(EVERYTHING);
        vm.prank(guardian);
        market.setFlashLoanPaused(true);

        vm.prank(carol);
        market.withdraw(params, 1e6, 0, carol, carol);
        vm.prank(bob);
        market.withdrawCollateral(params, 1e18, bob, bob);
        vm.prank(alice);
        market.repay(params, 1000e6, 0, alice);
        skip(1 days);
        market.accrueInterest(params);
        vm.prank(alice);
        market.setAuthorization(bob, true);

        _drop(15);
        _touch(alice);
        assertEq(_record(alice).touchedAt, block.timestamp);
        assertGt(_liquidate(alice, ALL).repaid, 0);
        oracle.setPrice(1);
        // The depth of the first drop is believed first, then that of the second.
        _confirm(alice);
        skip(1);
        _confirm(alice);
        _liquidate(alice, 0);
        assertEq(_borrowSharesOf(alice), 0);
    }

    function test_paused_interestGoesOn() public {
        _pause(EVERYTHING);
        skip(30 days);
        market.accrueInterest(params);
        assertGt(_totals().borrowAssets, DEBT);
    }

    function test_setPaused_refusesUnknownActs() public {
        uint256[6] memory unknown = [8, 9, 255, 256, 2 ** 128, type(uint256).max];
        for (uint256 i = 0; i < unknown.length; i++) {
            vm.prank(owner);
            vm.expectRevert(IMarketErrors.InvalidCalldata.selector);
            market.setPaused(id, unknown[i]);
        }
        assertEq(market.marketState(params).paused, 0);
    }

    function test_setPaused_revertsWhenTheMarketDoesNotExist() public {
        address[2] memory guards = [owner, guardian];
        for (uint256 i = 0; i < guards.length; i++) {
            vm.prank(guards[i]);
            vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
            market.setPaused(bytes32(uint256(id) ^ 1), 1);
        }
    }

    function test_setPaused_isOneMarketsAlone() public {
        _pause(EVERYTHING);
        MarketParams memory other = params;
        other.closeoutDebt++;
        _useMarket(other);
        _supplyCollateral(bob, COLLATERAL);
        assertEq(_paused(), 0);
    }

    function test_setFlashLoanPaused_isLiftedByTheOwnerAlone() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.SetFlashLoanPaused(guardian, true);
        vm.prank(guardian);
        market.setFlashLoanPaused(true);
        assertTrue(market.isFlashLoanPaused());
        vm.expectRevert(IMarketErrors.Paused.selector);
        market.flashLoan(address(loanToken), 1, "");

        vm.prank(guardian);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.setFlashLoanPaused(false);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.setFlashLoanPaused(true);
        vm.expectEmit(address(market));
        emit IMarketEvents.SetFlashLoanPaused(owner, false);
        vm.prank(owner);
        market.setFlashLoanPaused(false);
        assertFalse(market.isFlashLoanPaused());
        // Open again: it goes as far as the return of the assets, which nobody allowed.
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        market.flashLoan(address(loanToken), 1, "");
    }
}
