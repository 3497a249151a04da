// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {MarketState} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketEvents as E} from "../../src/interfaces/IMarketEvents.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";
import {EventMirror} from "./EventMirror.sol";

/// @title Logs alone tell every market and position; and whatever happens, the sums are right
/// @notice Random histories of everything that users, liquidators, owner and oracle do. Acts that
/// the market refuses leave no log and change nothing.
contract AccountingTest is MarketTest {
    uint256 private constant ACTS = 60;
    uint256 private constant ALL = type(uint256).max;

    EventMirror private mirror;
    address private immutable collector = makeAddr("collector");
    address[5] private actors = [alice, bob, carol, liquidator, collector];
    uint256 private seed;
    uint256 private succeeded;

    /// @dev A market of which nobody has lent yet, seen from its first log on.
    function setUp() public override {
        super.setUp();
        params.minDebt++;
        id = _createMarket(params);
        mirror = new EventMirror(id, block.timestamp);
        vm.prank(owner);
        market.setFeeRecipient(collector);
    }

    function _random(uint256 bound_) private returns (uint256) {
        seed = uint256(keccak256(abi.encode(seed)));
        return seed % bound_;
    }

    function _anyone() private returns (address) {
        return actors[_random(4)];
    }

    /// @dev From a unit to a million, all magnitudes alike [loan assets].
    function _assets() private returns (uint256) {
        return 1 + _random(10 ** (1 + _random(12)));
    }

    /// @dev As somebody; the market may refuse. What it logs goes into the mirror.
    function _try(address caller, bytes memory act) private {
        vm.recordLogs();
        vm.prank(caller);
        (bool success,) = address(market).call(act);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].emitter == address(market)) mirror.read(logs[i].topics, logs[i].data);
        }
        if (success) succeeded++;
    }

    function _lendOrLeave(address account) private {
        if (_random(2) == 0) {
            return _try(account, abi.encodeCall(market.supply, (params, _assets(), 0, account)));
        }
        uint256 shares = _random(2) * _supplySharesOf(account);
        uint256 assets = shares == 0 ? _assets() : 0;
        bytes memory act =
            abi.encodeCall(market.withdraw, (params, assets, shares, account, account));
        _try(account, act);
    }

    function _moveCollateral(address account) private {
        if (_random(3) > 0) {
            uint256 assets = 1 + _random(10 ** (10 + _random(12)));
            _try(_anyone(), abi.encodeCall(market.supplyCollateral, (params, assets, account)));
        } else {
            uint256 assets = _random(_collateralOf(account) + 1);
            bytes memory act =
                abi.encodeCall(market.withdrawCollateral, (params, assets, account, account));
            _try(account, act);
        }
    }

    function _borrowOrRepay(address account) private {
        uint256 kind = _random(5);
        if (kind < 3) {
            uint256 most = market.positionHealth(params, account).borrowable;
            uint256 assets = kind == 0 ? most : _random(most + 2);
            _try(account, abi.encodeCall(market.borrow, (params, assets, 0, account, account)));
        } else {
            uint256 assets = _random(4) == 0 ? ALL : _assets();
            _try(_anyone(), abi.encodeCall(market.repay, (params, assets, 0, account)));
        }
    }

    function _liquidateOrTouch(address account) private {
        if (_random(3) == 0) {
            return _try(_anyone(), abi.encodeCall(market.touch, (params, account)));
        }
        uint256 most = _random(3) == 0 ? _assets() : ALL;
        bytes memory act =
            abi.encodeCall(market.liquidate, (params, account, most, 0, ALL, liquidator, ""));
        _try(liquidator, act);
    }

    function _administer() private {
        uint256 kind = _random(6);
        if (kind < 2) return _try(bob, abi.encodeCall(market.claimFees, (id)));
        if (kind == 2) {
            return _try(owner, abi.encodeCall(market.setFee, (id, _random(2501) * 1e14)));
        }
        if (kind == 3) return _try(owner, abi.encodeCall(market.setPaused, (id, _random(8))));
        if (kind == 4) return _try(owner, abi.encodeCall(market.setPaused, (id, 0)));
        uint256 cap = _random(2) == 0 ? ALL : _assets();
        _try(owner, abi.encodeCall(market.setCaps, (id, ALL, cap)));
    }

    /// @dev The world moves: prices fall and recover, seconds or weeks pass.
    function _turn() private {
        uint256 kind = _random(5);
        if (kind == 0) skip(1 + _random(7 days));
        if (kind == 1) skip(1 + _random(60));
        if (kind == 2) oracle.setPrice(PRICE * (50 + _random(100)) / 100);
        if (kind == 3) oracle.setPrice(PRICE);
        if (kind == 4) oracle.setPrice(PRICE * _random(1000) / 1000 + 1);
    }

    /// @dev A price so low, and for so long, that the debt is believed to be bad.
    function _crash(address account) private {
        oracle.setPrice(1 + _random(PRICE / 10));
        for (uint256 i = 0; i < 6; i++) {
            _try(bob, abi.encodeCall(market.touch, (params, account)));
            skip(30);
        }
        _liquidateOrTouch(account);
        oracle.setPrice(PRICE);
    }

    function _step() private {
        uint256 kind = _random(15);
        address account = _anyone();
        if (kind < 3) _lendOrLeave(account);
        else if (kind < 5) _moveCollateral(account);
        else if (kind < 7) _borrowOrRepay(account);
        else if (kind < 10) _liquidateOrTouch(account);
        else if (kind < 12) _turn();
        else if (kind == 12) _administer();
        else if (kind == 13) _crash(account);
        else _try(account, abi.encodeCall(market.accrueInterest, (params)));
    }

    /// @dev Every field of the market and of every position.
    function _assertMirrored() private view {
        assertEq(abi.encode(mirror.total()), abi.encode(_totals()), "totals");
        EventMirror.Settings memory set = mirror.setting();
        MarketState memory state = market.marketState(params);
        assertEq(set.fee, state.fee, "fee");
        assertEq(set.supplyCap, state.supplyCap, "supply cap");
        assertEq(set.borrowCap, state.borrowCap, "borrow cap");
        assertEq(set.paused, state.paused, "paused");
        if (_totals().lastUpdate == block.timestamp) {
            assertEq(set.feeShares, state.feeShares, "fee shares");
        }
        for (uint256 i = 0; i < actors.length; i++) {
            EventMirror.Position memory position = mirror.position(actors[i]);
            (uint256 supplyShares, uint256 borrowShares, uint256 collateral) =
                market.position(id, actors[i]);
            assertEq(position.supplyShares, supplyShares, "supply shares");
            assertEq(position.borrowShares, borrowShares, "borrow shares");
            assertEq(position.collateral, collateral, "collateral");
            assertEq(position.record, market.auction(id, actors[i]), "record");
        }
    }

    /// @dev Shares are somebody's, tokens are there, nobody's debt is forgotten.
    function _assertSums() private view {
        Totals memory t = _totals();
        uint256 lent = market.marketState(params).feeShares;
        uint256 owed;
        uint256 collateral;
        for (uint256 i = 0; i < actors.length; i++) {
            lent += _supplySharesOf(actors[i]);
            owed += _borrowSharesOf(actors[i]);
            collateral += _collateralOf(actors[i]);
        }
        assertEq(t.supplyShares, lent, "all supply shares");
        assertEq(t.borrowShares, owed, "all borrow shares");
        // The other market of the same tokens holds carol's assets alone.
        uint256 held = loanToken.balanceOf(address(market)) - LIQUIDITY;
        assertGe(held, t.supplyAssets + t.reserve - t.borrowAssets, "loan assets");
        assertLe(held, t.supplyAssets + t.reserve - t.borrowAssets + 10 * ACTS, "loan assets");
        assertEq(collateralToken.balanceOf(address(market)), collateral, "collateral assets");
    }

    /// @dev The market begins with a loan and a fee.
    function _begin(uint256 newSeed) private {
        seed = newSeed;
        _try(owner, abi.encodeCall(market.setFee, (id, 0.1e18)));
        _try(carol, abi.encodeCall(market.supply, (params, 1e12, 0, carol)));
        _try(alice, abi.encodeCall(market.supplyCollateral, (params, 100e18, alice)));
        _try(alice, abi.encodeCall(market.borrow, (params, 200_000e6, 0, alice, alice)));
    }

    function _end() private {
        skip(1);
        _try(bob, abi.encodeCall(market.accrueInterest, (params)));
        _assertMirrored();
        assertEq(mirror.setting().rateAtTarget, market.marketState(params).rateAtTarget);
        _assertSums();
    }

    /// forge-config: default.fuzz.runs = 32
    function testFuzz_logsAlone_tellTheState(uint256 newSeed) public {
        _begin(newSeed);
        for (uint256 i = 0; i < ACTS; i++) {
            _step();
            if (i % 20 == 19) _assertMirrored();
        }
        assertGt(succeeded, ACTS / 4);
        _end();
    }

    /// @dev One history long enough for everything that can happen to have happened.
    function test_logsAlone_tellALongHistory() public {
        _begin(7);
        for (uint256 i = 0; i < 10 * ACTS; i++) {
            _step();
        }
        _end();
        bytes32[14] memory kinds = [
            E.AccrueInterest.selector,
            E.Supply.selector,
            E.Withdraw.selector,
            E.Borrow.selector,
            E.Repay.selector,
            E.SupplyCollateral.selector,
            E.WithdrawCollateral.selector,
            E.Touch.selector,
            E.Liquidate.selector,
            E.BadDebt.selector,
            E.SetFee.selector,
            E.SetCaps.selector,
            E.SetPaused.selector,
            E.ClaimFees.selector
        ];
        for (uint256 i = 0; i < kinds.length; i++) {
            assertGt(mirror.seen(kinds[i]), 0, vm.toString(kinds[i]));
        }
    }
}
