// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";

/// @title What the tests of fees share: half of what carol has lent is alice's
abstract contract FeeTest is MarketTest {
    uint256 internal constant MAX_FEE = 0.25e18;
    uint256 internal constant LENT = LIQUIDITY / 2;

    address internal immutable collector = makeAddr("collector");

    function setUp() public override {
        super.setUp();
        _openLoan(alice, 1e24, LENT);
    }

    function _setFee(uint256 fee) internal {
        vm.prank(owner);
        market.setFee(id, fee);
    }

    function _setCollector() internal {
        vm.prank(owner);
        market.setFeeRecipient(collector);
    }

    /// @dev Lets interest accrue; returns it and the fee's shares, as the event tells them.
    function _accrue(uint256 elapsed) internal returns (uint256 interest, uint256 feeShares) {
        skip(elapsed);
        vm.recordLogs();
        market.accrueInterest(params);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], IMarketEvents.AccrueInterest.selector);
        (,, interest, feeShares,,) =
            abi.decode(logs[0].data, (uint256, uint256, uint256, uint256, uint256, uint256));
    }

    function _waiting() internal view returns (uint256) {
        return market.marketState(params).feeShares;
    }

    /// @dev What supply shares are worth [loan assets, down].
    function _worth(uint256 shares) internal view returns (uint256) {
        Totals memory t = _totals();
        return shares * (t.supplyAssets + 1) / (t.supplyShares + VIRTUAL_SHARES);
    }
}
