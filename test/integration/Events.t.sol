// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Case, Expected} from "./Expected.sol";

/// @title Each act's event, field by field; that of interest is held to account in `AccrueInterest`
contract EventsTest is AuctionTest {
    function test_createMarket_emitsItsParams() public {
        MarketParams memory other = params;
        other.lltv = 0.8e18;
        _enable(other);
        vm.expectEmit(address(market));
        emit ILendingMarket.CreateMarket(keccak256(abi.encode(other)), other);
        market.createMarket(other);
    }

    function test_supply_emits() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.Supply(id, alice, bob, 7e6, 7e6 * VIRTUAL_SHARES, 7e6 * VIRTUAL_SHARES);
        vm.prank(alice);
        market.supply(params, 7e6, 0, bob);
    }

    function test_withdraw_emits() public {
        vm.prank(carol);
        market.setAuthorization(alice, true);
        vm.expectEmit(address(market));
        emit IMarketEvents.Withdraw(
            id, alice, carol, bob, 7e6, 7e6 * VIRTUAL_SHARES, (LIQUIDITY - 7e6) * VIRTUAL_SHARES
        );
        vm.prank(alice);
        market.withdraw(params, 7e6, 0, carol, bob);
    }

    function test_borrow_emits() public {
        vm.prank(alice);
        market.setAuthorization(carol, true);
        vm.expectEmit(address(market));
        emit IMarketEvents.Borrow(
            id, carol, alice, bob, 7e6, 7e6 * VIRTUAL_SHARES, (DEBT + 7e6) * VIRTUAL_SHARES
        );
        vm.prank(carol);
        market.borrow(params, 7e6, 0, alice, bob);
    }

    function test_repay_emits() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.Repay(
            id, bob, alice, 7e6, 7e6 * VIRTUAL_SHARES, (DEBT - 7e6) * VIRTUAL_SHARES
        );
        vm.prank(bob);
        market.repay(params, 7e6, 0, alice);
    }

    /// @dev Repaying all of it ends the auction, after the repayment; without one it says nothing.
    function test_repay_ofAllEmitsTheEndOfTheAuction() public {
        _drop(10);
        _touch(alice);
        uint256 shares = _borrowSharesOf(alice);
        vm.expectEmit(address(market));
        emit IMarketEvents.Repay(id, bob, alice, DEBT, shares, 0);
        vm.expectEmit(address(market));
        emit IMarketEvents.Touch(id, alice, 0);
        vm.prank(bob);
        market.repay(params, ALL, 0, alice);

        oracle.setPrice(PRICE);
        _openLoan(bob, COLLATERAL, DEBT);
        vm.recordLogs();
        vm.prank(bob);
        market.repay(params, ALL, 0, bob);
        assertEq(_logged(IMarketEvents.Repay.selector), 1);
    }

    /// @dev How many events the market emitted since logs are recorded, all of which must be this.
    function _logged(bytes32 signature) private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].emitter != address(market)) continue;
            assertEq(logs[i].topics[0], signature);
            count++;
        }
    }

    function test_supplyCollateral_emits() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.SupplyCollateral(id, bob, alice, 7, COLLATERAL + 7);
        vm.prank(bob);
        market.supplyCollateral(params, 7, alice);
    }

    function test_withdrawCollateral_emits() public {
        vm.prank(alice);
        market.setAuthorization(carol, true);
        vm.expectEmit(address(market));
        emit IMarketEvents.WithdrawCollateral(id, carol, alice, bob, 7, COLLATERAL - 7);
        vm.prank(carol);
        market.withdrawCollateral(params, 7, alice, bob);
    }

    function test_setAuthorization_emits() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.SetAuthorization(alice, alice, bob, true);
        vm.prank(alice);
        market.setAuthorization(bob, true);
        vm.expectEmit(address(market));
        emit IMarketEvents.SetAuthorization(alice, alice, bob, false);
        vm.prank(alice);
        market.setAuthorization(bob, false);
    }

    function test_touch_emitsTheRecord() public {
        _drop(10);
        uint256 depth = Expected.depthDown(_case());
        vm.expectEmit(address(market));
        emit IMarketEvents.Touch(id, alice, _word(0, 0, depth, 0));
        _touch(alice);
        skip(40);
        vm.expectEmit(address(market));
        emit IMarketEvents.Touch(id, alice, _word(40, 0, depth, 30));
        _touch(alice);
        oracle.setPrice(PRICE);
        vm.expectEmit(address(market));
        emit IMarketEvents.Touch(id, alice, 0);
        _touch(alice);
    }

    /// @dev A record touched now, without a fill, as `AuctionLib` orders its bits.
    function _word(uint256 clock, uint256 believed, uint256 pending, uint256 observed)
        private
        view
        returns (bytes32)
    {
        return bytes32(
            block.timestamp | clock << 37 | believed << 61 | pending << 69 | observed << 77
        );
    }

    function test_liquidate_emitsTheFillAndTheRecord() public {
        _drop(10);
        Case memory c = _case();
        uint256 discount = Expected.discountDown(c);
        uint256 seized = Expected.seizedDown(c, discount, 1000e6);
        bytes32 record = _wordAfterFill(c, seized, 1000e6, discount);
        vm.expectEmit(address(market));
        emit IMarketEvents.Liquidate(
            id,
            liquidator,
            alice,
            c.price,
            1000e6,
            1000e6 * VIRTUAL_SHARES,
            seized,
            Expected.feeUp(c, discount, 1000e6),
            discount,
            (DEBT - 1000e6) * VIRTUAL_SHARES,
            COLLATERAL - seized,
            record
        );
        _liquidate(alice, 1000e6);
    }

    /// @dev The first record of an auction, which began with the fill.
    function _wordAfterFill(Case memory c, uint256 seized, uint256 repaid, uint256 discount)
        private
        view
        returns (bytes32)
    {
        uint256 room = Expected.roomDown(c, discount) - repaid;
        uint256 fill = block.timestamp / BLOCK_TIME << 89 | room << 118 | discount / 1e12 << 238;
        c = abi.decode(abi.encode(c), (Case));
        c.debt -= repaid;
        c.collateral -= seized;
        return _word(0, 0, Expected.depthDown(c), 0) | bytes32(fill);
    }

    /// @dev The record is in the fill's own event.
    function test_liquidate_emitsNoTouch() public {
        _drop(10);
        vm.recordLogs();
        _liquidate(alice, 1000e6);
        assertEq(_logged(IMarketEvents.Liquidate.selector), 1);
    }

    /// @dev A touch that finds everything as it was, or nothing at all, tells nothing.
    function test_touch_emitsNothingWithoutAChange() public {
        vm.recordLogs();
        _touch(alice);
        assertEq(_logged(0), 0);
        _drop(10);
        _touch(alice);
        vm.recordLogs();
        _touch(alice);
        assertEq(_logged(0), 0);
    }

    function test_liquidate_emitsBadDebt() public {
        oracle.setPrice(1);
        _confirm(alice);
        uint256 debt = _debtOf(alice);
        uint256 shares = _borrowSharesOf(alice);
        vm.expectEmit(address(market));
        emit IMarketEvents.BadDebt(id, alice, debt, shares, 0);
        _liquidate(alice, 0);
    }

    /// @dev The market tells before it gives control away: its log comes before the token's.
    function test_events_comeBeforeTheTransfers() public {
        _drop(10);
        vm.expectEmit(true, true, true, false, address(market));
        emit IMarketEvents.Liquidate(id, liquidator, alice, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        vm.expectEmit(true, true, false, false, address(collateralToken));
        emit Transfer(address(market), liquidator, 0);
        vm.expectEmit(true, true, false, false, address(loanToken));
        emit Transfer(liquidator, address(market), 0);
        _liquidate(alice, ALL);
    }

    event Transfer(address indexed from, address indexed to, uint256 value);
}
