// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Case, Expected} from "./Expected.sol";

/// @title Each act's event, field by field
contract EventsTest is AuctionTest {
    function test_createMarket_emitsItsParams() public {
        MarketParams memory other = params;
        other.lltv = 0.8e18;
        vm.expectEmit(address(market));
        emit ILendingMarket.CreateMarket(keccak256(abi.encode(other)), other);
        market.createMarket(other);
    }

    function test_supply_emits() public {
        vm.expectEmit(address(market));
        emit ILendingMarket.Supply(id, alice, bob, 7e6, 7e6 * VIRTUAL_SHARES);
        vm.prank(alice);
        market.supply(params, 7e6, 0, bob);
    }

    function test_withdraw_emits() public {
        vm.prank(carol);
        market.setAuthorization(alice, true);
        vm.expectEmit(address(market));
        emit ILendingMarket.Withdraw(id, alice, carol, bob, 7e6, 7e6 * VIRTUAL_SHARES);
        vm.prank(alice);
        market.withdraw(params, 7e6, 0, carol, bob);
    }

    function test_borrow_emits() public {
        vm.prank(alice);
        market.setAuthorization(carol, true);
        vm.expectEmit(address(market));
        emit ILendingMarket.Borrow(id, carol, alice, bob, 7e6, 7e6 * VIRTUAL_SHARES);
        vm.prank(carol);
        market.borrow(params, 7e6, 0, alice, bob);
    }

    function test_repay_emits() public {
        vm.expectEmit(address(market));
        emit ILendingMarket.Repay(id, bob, alice, 7e6, 7e6 * VIRTUAL_SHARES);
        vm.prank(bob);
        market.repay(params, 7e6, 0, alice);
    }

    function test_supplyCollateral_emits() public {
        vm.expectEmit(address(market));
        emit ILendingMarket.SupplyCollateral(id, bob, alice, 7);
        vm.prank(bob);
        market.supplyCollateral(params, 7, alice);
    }

    function test_withdrawCollateral_emits() public {
        vm.prank(alice);
        market.setAuthorization(carol, true);
        vm.expectEmit(address(market));
        emit ILendingMarket.WithdrawCollateral(id, carol, alice, bob, 7);
        vm.prank(carol);
        market.withdrawCollateral(params, 7, alice, bob);
    }

    function test_setAuthorization_emits() public {
        vm.expectEmit(address(market));
        emit ILendingMarket.SetAuthorization(alice, bob, true);
        vm.prank(alice);
        market.setAuthorization(bob, true);
        vm.expectEmit(address(market));
        emit ILendingMarket.SetAuthorization(alice, bob, false);
        vm.prank(alice);
        market.setAuthorization(bob, false);
    }

    function test_touch_emitsTheRecord() public {
        _drop(10);
        vm.expectEmit(address(market));
        emit ILendingMarket.Touch(id, alice, block.timestamp, 0, 0);
        _touch(alice);
        skip(40);
        vm.expectEmit(address(market));
        emit ILendingMarket.Touch(id, alice, block.timestamp, 40, 30);
        _touch(alice);
        oracle.setPrice(PRICE);
        vm.expectEmit(address(market));
        emit ILendingMarket.Touch(id, alice, 0, 0, 0);
        _touch(alice);
    }

    function test_liquidate_emitsTheFillAndTheRecord() public {
        _drop(10);
        Case memory c = _case();
        uint256 discount = Expected.discountDown(c);
        uint256 room = Expected.roomDown(c, discount);
        vm.expectEmit(address(market));
        emit ILendingMarket.Liquidate(
            id,
            liquidator,
            alice,
            c.price,
            1000e6,
            1000e6 * VIRTUAL_SHARES,
            Expected.seizedDown(c, discount, 1000e6),
            Expected.feeUp(c, discount, 1000e6),
            discount,
            room - 1000e6
        );
        vm.expectEmit(address(market));
        emit ILendingMarket.Touch(id, alice, block.timestamp, 0, 0);
        _liquidate(alice, 1000e6);
    }

    function test_liquidate_emitsBadDebt() public {
        oracle.setPrice(1);
        _confirm(alice);
        uint256 debt = _debtOf(alice);
        uint256 shares = _borrowSharesOf(alice);
        vm.expectEmit(address(market));
        emit ILendingMarket.BadDebt(id, alice, debt, shares, 0);
        _liquidate(alice, 0);
    }

    /// @dev The market tells before it gives control away: its log comes before the token's.
    function test_events_comeBeforeTheTransfers() public {
        _drop(10);
        vm.expectEmit(true, true, true, false, address(market));
        emit ILendingMarket.Liquidate(id, liquidator, alice, 0, 0, 0, 0, 0, 0, 0);
        vm.expectEmit(true, true, false, false, address(collateralToken));
        emit Transfer(address(market), liquidator, 0);
        vm.expectEmit(true, true, false, false, address(loanToken));
        emit Transfer(liquidator, address(market), 0);
        _liquidate(alice, ALL);
    }

    event Transfer(address indexed from, address indexed to, uint256 value);
}
