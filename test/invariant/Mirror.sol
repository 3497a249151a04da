// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";

/// @notice What logs tell of one account in one market.
struct MirroredHolding {
    uint256 supplyShares;
    uint256 borrowShares;
    uint256 collateral;
    bytes32 record;
}

/// @notice What logs tell of one market.
struct MirroredTotals {
    uint256 supplyAssets;
    uint256 supplyShares;
    uint256 borrowAssets;
    uint256 borrowShares;
    uint256 reserve;
    uint256 feeShares;
    uint256 fee;
    uint256 paused;
}

/// @title A second set of books, kept from the market's events alone
/// @notice Written from the NatSpec of `IMarketEvents`, as an indexer would be. It never asks the
/// market.
contract Mirror {
    mapping(bytes32 id => MirroredTotals) private totals;
    mapping(bytes32 id => mapping(address account => MirroredHolding)) private holdings;

    function totalsOf(bytes32 id) external view returns (MirroredTotals memory) {
        return totals[id];
    }

    function holdingOf(bytes32 id, address account) external view returns (MirroredHolding memory) {
        return holdings[id][account];
    }

    /// @notice Reads the logs of `market` in their order; those of others are skipped.
    function read(address market, Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].emitter == market && logs[i].topics.length > 1) _read(logs[i]);
        }
    }

    function _read(Vm.Log calldata log) private {
        bytes32 kind = log.topics[0];
        if (kind == IMarketEvents.AccrueInterest.selector) _readInterest(log);
        else if (kind == IMarketEvents.Liquidate.selector) _readFill(log);
        else if (kind == IMarketEvents.BadDebt.selector) _readBadDebt(log);
        else if (_readLending(log)) return;
        else _readRest(log);
    }

    function _account(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }

    function _readInterest(Vm.Log calldata log) private {
        MirroredTotals storage t = totals[log.topics[1]];
        uint256[6] memory w = abi.decode(log.data, (uint256[6]));
        t.feeShares += w[3];
        t.supplyShares += w[3];
        (t.supplyAssets, t.borrowAssets) = (w[4], w[5]);
    }

    /// @dev Supply, Withdraw, Borrow, Repay: assets, shares and what the account has afterwards.
    function _readLending(Vm.Log calldata log) private returns (bool) {
        bytes32 kind = log.topics[0];
        MirroredTotals storage t = totals[log.topics[1]];
        if (kind == IMarketEvents.Supply.selector || kind == IMarketEvents.Repay.selector) {
            (uint256 assets, uint256 shares, uint256 left) =
                abi.decode(log.data, (uint256, uint256, uint256));
            MirroredHolding storage h = holdings[log.topics[1]][_account(log.topics[3])];
            if (kind == IMarketEvents.Supply.selector) {
                t.supplyAssets += assets;
                t.supplyShares += shares;
                h.supplyShares = left;
            } else {
                _debit(t, assets, shares);
                h.borrowShares = left;
            }
            return true;
        }
        if (kind != IMarketEvents.Withdraw.selector && kind != IMarketEvents.Borrow.selector) {
            return false;
        }
        (, uint256 out, uint256 outShares, uint256 rest) =
            abi.decode(log.data, (address, uint256, uint256, uint256));
        MirroredHolding storage owner = holdings[log.topics[1]][_account(log.topics[2])];
        if (kind == IMarketEvents.Withdraw.selector) {
            t.supplyAssets -= out;
            t.supplyShares -= outShares;
            owner.supplyShares = rest;
        } else {
            t.borrowAssets += out;
            t.borrowShares += outShares;
            owner.borrowShares = rest;
        }
        return true;
    }

    /// @dev The last debt rounds up, and may be a unit more than the total.
    function _debit(MirroredTotals storage t, uint256 assets, uint256 shares) private {
        t.borrowAssets -= assets < t.borrowAssets ? assets : t.borrowAssets;
        t.borrowShares -= shares;
    }

    function _readFill(Vm.Log calldata log) private {
        uint256[9] memory w = abi.decode(log.data, (uint256[9]));
        MirroredTotals storage t = totals[log.topics[1]];
        _debit(t, w[1], w[2]);
        t.reserve += w[4];
        MirroredHolding storage h = holdings[log.topics[1]][_account(log.topics[3])];
        (h.borrowShares, h.collateral, h.record) = (w[6], w[7], bytes32(w[8]));
    }

    function _readBadDebt(Vm.Log calldata log) private {
        (uint256 assets, uint256 shares, uint256 fromReserve) =
            abi.decode(log.data, (uint256, uint256, uint256));
        MirroredTotals storage t = totals[log.topics[1]];
        _debit(t, assets, shares);
        t.reserve -= fromReserve;
        t.supplyAssets -= assets - fromReserve;
        holdings[log.topics[1]][_account(log.topics[2])].borrowShares -= shares;
    }

    function _readRest(Vm.Log calldata log) private {
        bytes32 kind = log.topics[0];
        bytes32 id = log.topics[1];
        if (kind == IMarketEvents.SupplyCollateral.selector) {
            (, uint256 held) = abi.decode(log.data, (uint256, uint256));
            holdings[id][_account(log.topics[3])].collateral = held;
        } else if (kind == IMarketEvents.WithdrawCollateral.selector) {
            (,, uint256 held) = abi.decode(log.data, (address, uint256, uint256));
            holdings[id][_account(log.topics[2])].collateral = held;
        } else if (kind == IMarketEvents.Touch.selector) {
            holdings[id][_account(log.topics[2])].record = abi.decode(log.data, (bytes32));
        } else if (kind == IMarketEvents.ClaimFees.selector) {
            (uint256 shares, uint256 held) = abi.decode(log.data, (uint256, uint256));
            totals[id].feeShares -= shares;
            holdings[id][_account(log.topics[2])].supplyShares = held;
        } else if (kind == IMarketEvents.SetFee.selector) {
            totals[id].fee = abi.decode(log.data, (uint256));
        } else if (kind == IMarketEvents.SetPaused.selector) {
            totals[id].paused = abi.decode(log.data, (uint256));
        }
    }
}
