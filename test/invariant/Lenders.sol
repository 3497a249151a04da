// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Books, Holding} from "./Lens.sol";
import {Rules} from "./Rules.sol";

/// @title Those who lend, and the interest that they lend for
/// @notice Every act must succeed within its bounds; what it did is held to the rules about others.
abstract contract Lenders is Rules {
    uint256 private constant MIN_SUPPLY = 1;
    /// @dev Of what is lent at first.
    uint256 private constant MAX_SUPPLY_SHARE = 4;

    function supply(uint256 seed, uint256 who, uint256 amount) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 lender = _lender(who);
        uint256 assets = _within(amount, MIN_SUPPLY, _firstLent(m) / MAX_SUPPLY_SHARE);
        if (!_mayGrow(before[m], assets)) return;
        vm.prank(accounts[lender]);
        (uint256 taken, uint256 shares) = market.supply(params, assets, 0, accounts[lender]);
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, lender, false);
        assertEq(taken, assets, "T5 another amount was taken than asked");
        assertEq(later[m].loanHeld, before[m].loanHeld + taken, "T5 the money did not arrive");
        uint256 gained = later[m].holdings[lender].supplyShares;
        assertEq(gained, before[m].holdings[lender].supplyShares + shares, "T5 other shares");
        assertLe(_worth(later[m], shares), taken, "T6 supplied money is worth more at once");
    }

    /// @dev A lender gets whatever is idle, at any time.
    function withdraw(uint256 seed, uint256 who, uint256 amount) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 lender = _lender(who);
        Holding memory h = before[m].holdings[lender];
        uint256 most = _min(_worth(before[m], h.supplyShares), before[m].state.liquidity);
        if (most == 0) return;
        uint256 assets = amount % 8 == 0 ? most : _within(amount, 1, most);
        vm.prank(accounts[lender]);
        market.withdraw(params, assets, 0, accounts[lender], accounts[lender]);
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, lender, false);
        assertEq(before[m].loanHeld, later[m].loanHeld + assets, "T5 another amount was paid");
    }

    /// @dev Money that goes in and comes out at once never grows.
    function roundTrip(uint256 seed, uint256 who, uint256 amount) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 lender = _lender(who);
        uint256 assets = _within(amount, MIN_SUPPLY, _firstLent(m) / MAX_SUPPLY_SHARE);
        if (!_mayGrow(before[m], assets)) return;
        vm.startPrank(accounts[lender]);
        (uint256 paid, uint256 shares) = market.supply(params, assets, 0, accounts[lender]);
        if (amount % 2 == 0) {
            (uint256 back,) = market.withdraw(params, 0, shares, accounts[lender], accounts[lender]);
            assertLe(back, paid, "T6 a round trip of supply gained assets");
        } else if (_worth(_look()[m], shares) >= 1) {
            uint256 worth = _worth(_look()[m], shares);
            (, uint256 burnt) =
                market.withdraw(params, worth, 0, accounts[lender], accounts[lender]);
            assertLe(worth, paid, "T6 shares are worth more than was paid for them");
            assertLe(burnt, shares, "T6 what shares are worth costs more shares");
        }
        vm.stopPrank();
        _listen();
        _holdsBystanders(before, _look(), m, lender, false);
    }

    /// @dev The owner's part of it: fees change whose interest it is, never anyone's principal.
    function claimFees(uint256 seed) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        if (before[m].state.feeShares == 0) return;
        uint256 shares = market.claimFees(id);
        _listen();
        assertEq(shares, before[m].state.feeShares, "T5 other fees than announced");
        _holdsBystanders(before, _look(), m, TREASURY, false);
        tally.claims++;
    }

    /// @dev What was accrued before does not change what an act does in the same second.
    function accrueFirst(uint256 seed, uint256 who, uint256 amount) external {
        uint256 m = _enter(seed);
        uint256 lender = _lender(who);
        uint256 assets = _within(amount, MIN_SUPPLY, _firstLent(m) / MAX_SUPPLY_SHARE);
        if (!_mayGrow(_look()[m], assets)) return;
        uint256 snapshot = vm.snapshotState();
        vm.prank(accounts[lender]);
        market.supply(params, assets, 0, accounts[lender]);
        bytes32 without = keccak256(abi.encode(_look()));
        vm.revertToState(snapshot);
        vm.getRecordedLogs();
        market.accrueInterest(params);
        vm.prank(accounts[lender]);
        market.supply(params, assets, 0, accounts[lender]);
        _listen();
        assertEq(keccak256(abi.encode(_look())), without, "T7 an accrual before changed an act");
    }

    /// @dev What `shares` are worth now [loan assets, down].
    function _worth(Books memory b, uint256 shares) internal pure returns (uint256) {
        return
            shares * (b.state.totalSupplyAssets + 1) / (b.state.totalSupplyShares + VIRTUAL_SHARES);
    }

    /// @dev Whether the market takes so much more: open, below its cap, the shares within bounds.
    function _mayGrow(Books memory b, uint256 assets) internal pure returns (bool) {
        if (b.state.paused & 1 != 0) return false;
        if (b.state.totalSupplyAssets + assets > b.state.supplyCap) return false;
        uint256 shares =
            assets * (b.state.totalSupplyShares + VIRTUAL_SHARES) / (b.state.totalSupplyAssets + 1);
        return shares > 0 && shares + b.state.totalSupplyShares < LIMIT;
    }

    function _firstLent(uint256 m) internal pure returns (uint256) {
        return m == 0 ? USDC_LENT : WETH_LENT;
    }
}
