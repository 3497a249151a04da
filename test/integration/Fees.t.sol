// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {Totals} from "../base/MarketTest.sol";
import {FeeTest} from "./FeeTest.sol";

/// @title The protocol's share of the interest: bounded, from now on, and to the unit
contract FeesTest is FeeTest {
    /// @dev Shares for the fee of `interest`, bought after the rest has gone to the suppliers.
    function _feeShares(Totals memory before, uint256 interest, uint256 fee)
        private
        pure
        returns (uint256)
    {
        uint256 cut = interest * fee / WAD;
        uint256 assets = before.supplyAssets + interest - cut + 1;
        return cut * (before.supplyShares + VIRTUAL_SHARES) / assets;
    }

    function test_setFee_worksUpToAQuarterInWholeBasisPoints() public {
        uint256[4] memory fees = [uint256(0), 1e14, 0.1e18, MAX_FEE];
        for (uint256 i = 0; i < fees.length; i++) {
            vm.expectEmit(address(market));
            emit IMarketEvents.SetFee(id, fees[i]);
            _setFee(fees[i]);
            assertEq(market.marketState(params).fee, fees[i]);
        }
        uint256[7] memory bad =
            [1, 1e14 - 1, 1e14 + 1, MAX_FEE + 1, MAX_FEE + 1e14, 1e18, type(uint256).max];
        for (uint256 i = 0; i < bad.length; i++) {
            vm.prank(owner);
            vm.expectRevert(IMarketErrors.InvalidFee.selector);
            market.setFee(id, bad[i]);
        }
        assertEq(market.marketState(params).fee, MAX_FEE);
    }

    function test_setFee_revertsWhenTheMarketDoesNotExist() public {
        vm.prank(owner);
        vm.expectRevert(IMarketErrors.MarketNotCreated.selector);
        market.setFee(bytes32(uint256(id) ^ 1), 0);
    }

    function test_fee_isNothingUntilItIsSet() public {
        (uint256 interest, uint256 feeShares) = _accrue(30 days);
        assertGt(interest, 0);
        assertEq(feeShares, 0);
        assertEq(_waiting(), 0);
        assertEq(_totals().supplyShares, _supplySharesOf(carol));
    }

    function test_setFee_doesNotChargeWhatHasAccrued() public {
        skip(30 days);
        Totals memory before = _totals();
        _setFee(MAX_FEE);
        assertEq(_totals().lastUpdate, block.timestamp);
        assertGt(_totals().supplyAssets, before.supplyAssets);
        assertEq(_totals().supplyShares, before.supplyShares);
        assertEq(_waiting(), 0);
        // Nor does a lower fee give back what was charged.
        (, uint256 feeShares) = _accrue(30 days);
        skip(30 days);
        uint256 owed = _waiting();
        assertGt(owed, feeShares);
        _setFee(0);
        assertEq(_waiting(), owed);
        (, feeShares) = _accrue(30 days);
        assertEq(feeShares, 0);
        assertEq(_waiting(), owed);
    }

    /// @dev To the unit: the fee's shares, the totals, and what is left to the supplier.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_fee_isItsShareOfTheInterest(uint256 fee, uint256 elapsed) public {
        fee = bound(fee, 0, 2500) * 1e14;
        elapsed = bound(elapsed, 1, MAX_ELAPSED - 1 days);
        _setFee(fee);
        Totals memory before = _totals();
        uint256 carols = _worth(_supplySharesOf(carol));
        (uint256 interest, uint256 feeShares) = _accrue(elapsed);

        Totals memory t = _totals();
        assertEq(feeShares, _feeShares(before, interest, fee));
        assertEq(t.supplyShares, before.supplyShares + feeShares);
        assertEq(t.supplyAssets, before.supplyAssets + interest);
        assertEq(t.borrowAssets, before.borrowAssets + interest);
        assertEq(_waiting(), feeShares);

        uint256 cut = interest * fee / WAD;
        assertApproxEqAbs(_worth(feeShares), cut, 1);
        assertLe(_worth(feeShares), cut);
        uint256 gain = _worth(_supplySharesOf(carol)) - carols;
        assertApproxEqAbs(gain, interest - cut, 2);
    }

    function test_feeShares_accumulateAndEarnInterestThemselves() public {
        _setFee(0.1e18);
        Totals memory before = _totals();
        (uint256 interest, uint256 first) = _accrue(30 days);
        uint256 worth = _worth(first);
        (, uint256 second) = _accrue(60 days);
        assertGt(interest, 0);
        assertEq(_waiting(), first + second);
        assertEq(_totals().supplyShares, before.supplyShares + first + second);
        assertGt(_worth(first), worth);
        // Every share is somebody's: the supplier's or the protocol's.
        assertEq(_totals().supplyShares, _supplySharesOf(carol) + _waiting());
    }

    /// @dev The interest of a busy second is charged once.
    function test_feeShares_areNotCountedTwice() public {
        _setFee(MAX_FEE);
        _accrue(1 days);
        uint256 waiting = _waiting();
        market.accrueInterest(params);
        _supply(bob, 1e6);
        assertEq(_waiting(), waiting);
    }

    /// @dev Unclaimed fees have their limit; what would exceed it is the suppliers'.
    function test_feeShares_endAtTheirLimit() public {
        uint256 most = 2 ** 101 - 1;
        _setFee(MAX_FEE);
        _setCollector();
        oracle.setPrice(2 ** 150);
        _supply(bob, 1e29);
        _borrow(alice, 0.9e29);
        Totals memory before = _totals();
        (uint256 interest, uint256 feeShares) = _accrue(300 days);
        assertLt(feeShares, _feeShares(before, interest, MAX_FEE));
        assertEq(_waiting(), most);
        assertEq(_totals().supplyAssets, before.supplyAssets + interest);
        (, feeShares) = _accrue(1 days);
        assertEq(feeShares, 0);
        assertEq(market.claimFees(id), most);
        (, feeShares) = _accrue(1 hours);
        assertGt(feeShares, 0);
    }
}
