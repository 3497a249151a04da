// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {FeeTest} from "./FeeTest.sol";

/// @title Fees go to the recipient, by anyone's hand, and to nobody else
contract ClaimFeesTest is FeeTest {
    function test_claimFees_handsThemToTheRecipient() public {
        _setFee(0.1e18);
        _setCollector();
        _accrue(30 days);
        skip(30 days);
        uint256 expected = _waiting();
        vm.expectEmit(true, false, false, false, address(market));
        emit IMarketEvents.AccrueInterest(id, 0, 0, 0, 0, 0, 0);
        vm.expectEmit(address(market));
        emit IMarketEvents.ClaimFees(id, collector, expected, expected);
        vm.prank(bob);
        uint256 shares = market.claimFees(id);
        assertEq(shares, expected);
        assertEq(_supplySharesOf(collector), shares);
        assertEq(_supplySharesOf(bob), 0);
        assertEq(_waiting(), 0);
        assertEq(_totals().supplyShares, _supplySharesOf(carol) + shares);

        vm.expectRevert(IMarketErrors.ZeroAssets.selector);
        market.claimFees(id);
        uint256 worth = _worth(shares);
        vm.prank(collector);
        (uint256 assets,) = market.withdraw(params, 0, shares, collector, collector);
        assertEq(assets, worth);
        assertEq(loanToken.balanceOf(collector), worth);
    }

    /// @dev He who is a supplier keeps what he had; waiting fees go to who is recipient then.
    function test_claimFees_addsToWhatTheRecipientHas() public {
        _setFee(0.1e18);
        _setCollector();
        _accrue(30 days);
        vm.prank(owner);
        market.setFeeRecipient(carol);
        uint256 held = _supplySharesOf(carol);
        uint256 shares = market.claimFees(id);
        assertGt(shares, 0);
        assertEq(_supplySharesOf(carol), held + shares);
        assertEq(_supplySharesOf(collector), 0);
    }

    function test_claimFees_revertsWithoutARecipient() public {
        _setFee(0.1e18);
        _accrue(30 days);
        vm.expectRevert(IMarketErrors.ZeroAddress.selector);
        market.claimFees(id);
        _setCollector();
        market.claimFees(id);
        assertGt(_supplySharesOf(collector), 0);
    }

    function test_claimFees_revertsWhenThereIsNothingOrNoMarket() public {
        _setCollector();
        skip(30 days);
        vm.expectRevert(IMarketErrors.ZeroAssets.selector);
        market.claimFees(id);
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.claimFees(bytes32(uint256(id) ^ 1));
    }

    /// @dev Whoever names an id that is not the market's by one bit moves nothing of it.
    function test_claimFees_byAnIdThatIsAlmostTheMarketsTakesNothing() public {
        _setFee(0.1e18);
        _setCollector();
        _accrue(30 days);
        uint256 waiting = _waiting();
        for (uint256 bit = 0; bit < 256; bit += 1 + bit / 8) {
            bytes32 other = id ^ bytes32(uint256(1) << bit);
            vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
            market.claimFees(other);
            (,,,, uint256 lastUpdate,) = market.market(other);
            assertEq(lastUpdate, 0);
        }
        assertEq(_waiting(), waiting);
    }
}
