// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @title A market's id is all of its 32 bytes: what differs in one of them names no market
contract IdsTest is MarketTest {
    function setUp() public override {
        super.setUp();
        vm.startPrank(owner);
        market.setFee(id, 0.1e18);
        market.setFeeRecipient(bob);
        vm.stopPrank();
        _openLoan(alice, 10e18, 23_000e6);
        skip(30 days);
        market.accrueInterest(params);
    }

    function test_views_knowTheIdInFull() public view {
        for (uint256 i = 0; i < 32; i++) {
            (uint256 assets,,,, uint256 lastUpdate,) = market.market(_other(i));
            assertEq(assets + lastUpdate, 0);
            (uint256 shares,,) = market.position(_other(i), carol);
            assertEq(shares, 0);
        }
    }

    /// @dev Anyone may call it: fees that went to a position of no market would be lost.
    function test_claimFees_knowsTheIdInFull() public {
        for (uint256 i = 0; i < 32; i++) {
            vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
            market.claimFees(_other(i));
        }
        uint256 shares = market.claimFees(id);
        assertGt(shares, 0);
        assertEq(_supplySharesOf(bob), shares);
    }

    function test_administration_knowsTheIdInFull() public {
        vm.startPrank(owner);
        for (uint256 i = 0; i < 32; i++) {
            vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
            market.setFee(_other(i), 0);
            vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
            market.setCaps(_other(i), 0, 0);
            vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
            market.setPaused(_other(i), 7);
        }
        vm.stopPrank();
    }

    /// @dev The id with its byte `i` changed.
    function _other(uint256 i) private view returns (bytes32) {
        return id ^ bytes32(uint256(1) << (8 * i));
    }
}
