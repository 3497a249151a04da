// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Books, Holding} from "./Lens.sol";
import {Lenders} from "./Lenders.sol";

/// @title Those who borrow
/// @notice Repaying and adding collateral must always succeed; borrowing and taking collateral out
/// exactly as far as the terms let them.
abstract contract Borrowers is Lenders {
    uint256 private constant MIN_COLLATERAL = 1;
    /// @dev Slack over `borrowHealth` in the sum of an open loan [millionths].
    uint256 private constant MAX_SLACK = 30_000;

    /// @dev Collateral for a loan close to its limit: what makes the rest of the story possible.
    function openLoan(uint256 seed, uint256 who, uint256 amount, uint256 slack) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 borrower = _borrower(who);
        for (uint256 i = 0; i < BORROWERS && before[m].holdings[borrower].borrowShares != 0; i++) {
            borrower = _borrower(who % BORROWERS + i);
        }
        if (before[m].holdings[borrower].borrowShares != 0) return;
        if (before[m].state.paused & 6 != 0) return;
        uint256 room = _roomToBorrow(before[m]);
        uint256 most = _min(_firstLent(m) / MAX_LOAN_SHARE, room);
        if (most <= params.minDebt) return;
        if (amount % 3 == 0) most = _min(most, params.closeoutDebt);
        uint256 debt = _boundMagnitude(amount, params.minDebt, most);
        uint256 value = debt * WAD / params.lltv * _borrowHealth(m) / WAD;
        value = value * (1e6 + _within(slack, 0, MAX_SLACK)) / 1e6;
        uint256 collateral = (value + 2) * PRICE_SCALE / before[m].state.price + 1;
        vm.startPrank(accounts[borrower]);
        market.supplyCollateral(params, collateral, accounts[borrower]);
        market.borrow(params, debt, 0, accounts[borrower], accounts[borrower]);
        vm.stopPrank();
        _listen();
        _holdsBystanders(before, _look(), m, borrower, false);
    }

    /// @dev Any amount: it succeeds exactly where the quote says that it may.
    function borrow(uint256 seed, uint256 who, uint256 amount) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 borrower = _borrower(who);
        Holding memory h = before[m].holdings[borrower];
        uint256 room = _roomToBorrow(before[m]);
        if (before[m].state.paused & 4 != 0 || room == 0 || h.collateral == 0) return;
        uint256 most = market.positionHealth(params, accounts[borrower]).borrowable;
        uint256 assets = _within(amount, 1, _min(room, most + most / 10 + 1));
        vm.prank(accounts[borrower]);
        try market.borrow(params, assets, 0, accounts[borrower], accounts[borrower]) {
            assertLe(assets, most, "T8 more was borrowed than the collateral carries");
            assertGe(h.health.debt + assets + 1, params.minDebt, "T8 a debt below the smallest");
        } catch (bytes memory reason) {
            bool tooMuch = bytes4(reason) == IMarketErrors.InsufficientCollateral.selector;
            bool tooLittle = bytes4(reason) == IMarketErrors.DebtTooSmall.selector;
            // Both roundings together are worth a unit or two.
            assertTrue(tooMuch || tooLittle, "T8 refused for another reason");
            assertTrue(!tooMuch || assets + 2 >= most, "T8 less was lent than was promised");
            assertTrue(!tooLittle || h.health.debt + assets < params.minDebt, "T8 not too small");
        }
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, borrower, false);
        assertEq(later[m].holdings[borrower].record, h.record, "M15 borrowing moved the clock");
    }

    /// @dev By anyone, a unit or all, in whatever state the loan is.
    function repay(uint256 seed, uint256 who, uint256 payer, uint256 amount) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 borrower = _borrower(who);
        Holding memory h = before[m].holdings[borrower];
        if (h.borrowShares == 0) return;
        // A share is a millionth of an asset: an asset is at least one share until debt has grown
        // so much that it is not, which takes longer than any story.
        uint256 assets = amount % 3 == 0 ? 1 : amount % 3 == 1 ? type(uint256).max : 0;
        if (assets == 0) assets = _within(amount, 1, h.health.debt);
        vm.prank(accounts[payer % ACCOUNTS]);
        (uint256 repaid,) = market.repay(params, assets, 0, accounts[borrower]);
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, borrower, false);
        _holdsImprovement(h, later[m].holdings[borrower]);
        assertEq(later[m].loanHeld, before[m].loanHeld + repaid, "T5 the money did not arrive");
        assertEq(repaid, _min(assets, h.health.debt), "T5 another amount than asked");
    }

    function supplyCollateral(uint256 seed, uint256 who, uint256 payer, uint256 amount) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 borrower = _borrower(who);
        Holding memory h = before[m].holdings[borrower];
        if (h.borrowShares == 0 && before[m].state.paused & 2 != 0) return;
        uint256 assets = _within(amount, MIN_COLLATERAL, h.collateral / 20 + 1000);
        vm.prank(accounts[payer % ACCOUNTS]);
        market.supplyCollateral(params, assets, accounts[borrower]);
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, borrower, false);
        _holdsImprovement(h, later[m].holdings[borrower]);
    }

    /// @dev Without debt all of it; with debt down to `borrowHealth`.
    function withdrawCollateral(uint256 seed, uint256 who, uint256 amount) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 borrower = _borrower(who);
        Holding memory h = before[m].holdings[borrower];
        if (h.collateral == 0) return;
        uint256 assets = amount % 4 == 0 ? h.collateral : _within(amount, 1, h.collateral);
        vm.prank(accounts[borrower]);
        try market.withdrawCollateral(params, assets, accounts[borrower], accounts[borrower]) {
            Holding memory left = _look()[m].holdings[borrower];
            assertTrue(
                left.borrowShares == 0 || left.health.healthFactor >= _borrowHealth(m),
                "T8 collateral left that the debt needs"
            );
        } catch (bytes memory reason) {
            assertGt(h.borrowShares, 0, "T9 collateral without debt was held back");
            bytes4 expected = IMarketErrors.InsufficientCollateral.selector;
            assertEq(bytes4(reason), expected, "T8 refused for another reason");
        }
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, borrower, false);
        assertEq(later[m].holdings[borrower].record, h.record, "M15 it moved the clock");
    }

    /// @dev T10, M15: who repays or adds collateral worsens nothing, and moves no clock; only the
    /// end of the debt ends the auction, and then the block's budget stays as it was.
    function _holdsImprovement(Holding memory a, Holding memory b) internal pure {
        assertGe(b.supplyShares, a.supplyShares, "T10 supply was lost");
        assertLe(b.borrowShares, a.borrowShares, "T10 debt was added");
        assertGe(b.collateral, a.collateral, "T10 collateral was lost");
        if (b.borrowShares > 0) {
            assertEq(b.record, a.record, "M15 the clock moved");
            assertLe(b.believedDepth, a.believedDepth, "M15 the belief deepened");
            assertGe(b.health.healthFactor, a.health.healthFactor, "T10 health was lost");
        } else {
            // The block's fields begin at bit 89.
            assertEq(uint256(b.record) >> 89, uint256(a.record) >> 89, "M15 a budget was renewed");
        }
    }

    /// @dev What liquidity and cap leave [loan assets].
    function _roomToBorrow(Books memory b) internal pure returns (uint256) {
        uint256 borrowed = b.state.totalBorrowAssets;
        uint256 belowCap = b.state.borrowCap > borrowed ? b.state.borrowCap - borrowed : 0;
        return _min(b.state.liquidity, belowCap);
    }

    /// @dev [WAD]
    function _borrowHealth(uint256 m) internal view returns (uint256) {
        return WAD + (WAD - params.lltv) * profiles[m].borrowShare / 1e6;
    }
}
