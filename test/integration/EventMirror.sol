// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketEvents as E} from "../../src/interfaces/IMarketEvents.sol";
import {Totals} from "../base/MarketState.sol";

/// @title One market as somebody sees it who reads its logs and never asks the contract
/// @notice Follows `IMarketEvents` to the letter. It knows no formula: every number is one of an
/// event's, or a sum of such.
contract EventMirror {
    /// @notice What a position has.
    struct Position {
        uint256 supplyShares;
        uint256 borrowShares;
        uint256 collateral;
        bytes32 record;
    }

    /// @notice What the owner has set, and what waits for him.
    struct Settings {
        uint256 rateAtTarget;
        uint256 fee;
        uint256 feeShares;
        uint256 supplyCap;
        uint256 borrowCap;
        uint256 paused;
    }

    bytes32 private immutable id;
    Totals private totals;
    Settings private settings;
    mapping(address => Position) private positions;
    /// @notice How many logs of a kind were read, by the signature's hash.
    mapping(bytes32 => uint256) public seen;

    /// @param id_ The market's, as `CreateMarket` told it.
    /// @param createdAt Timestamp of that log [seconds].
    constructor(bytes32 id_, uint256 createdAt) {
        id = id_;
        totals.lastUpdate = createdAt;
        settings.supplyCap = type(uint128).max;
        settings.borrowCap = type(uint128).max;
    }

    function total() external view returns (Totals memory) {
        return totals;
    }

    function setting() external view returns (Settings memory) {
        return settings;
    }

    function position(address account) external view returns (Position memory) {
        return positions[account];
    }

    /// @notice Takes note of one log of the market, of any kind.
    function read(bytes32[] calldata topics, bytes calldata data) external {
        bytes32 kind = topics[0];
        if (topics.length < 2 || topics[1] != id) return;
        seen[kind]++;
        if (kind == E.AccrueInterest.selector) return _accrue(data);
        if (kind == E.Supply.selector || kind == E.Withdraw.selector) {
            return _lend(kind, topics, data);
        }
        if (kind == E.Borrow.selector || kind == E.Repay.selector) {
            return _borrow(kind, topics, data);
        }
        if (kind == E.SupplyCollateral.selector) {
            (, positions[_address(topics[3])].collateral) = abi.decode(data, (uint256, uint256));
        }
        if (kind == E.WithdrawCollateral.selector) {
            (,, positions[_address(topics[2])].collateral) =
                abi.decode(data, (address, uint256, uint256));
        }
        if (kind == E.Touch.selector) {
            positions[_address(topics[2])].record = abi.decode(data, (bytes32));
        }
        if (kind == E.Liquidate.selector) _liquidate(topics, data);
        if (kind == E.BadDebt.selector) _writeOff(topics, data);
        _readAdmin(kind, topics, data);
    }

    function _accrue(bytes calldata data) private {
        uint256 feeShares;
        (, settings.rateAtTarget,, feeShares, totals.supplyAssets, totals.borrowAssets) =
            abi.decode(data, (uint256, uint256, uint256, uint256, uint256, uint256));
        totals.lastUpdate = block.timestamp;
        totals.supplyShares += feeShares;
        settings.feeShares += feeShares;
    }

    function _lend(bytes32 kind, bytes32[] calldata topics, bytes calldata data) private {
        uint256 assets;
        uint256 shares;
        uint256 left;
        if (kind == E.Supply.selector) {
            (assets, shares, left) = abi.decode(data, (uint256, uint256, uint256));
            totals.supplyAssets += assets;
            totals.supplyShares += shares;
            positions[_address(topics[3])].supplyShares = left;
        } else {
            (, assets, shares, left) = abi.decode(data, (address, uint256, uint256, uint256));
            totals.supplyAssets -= assets;
            totals.supplyShares -= shares;
            positions[_address(topics[2])].supplyShares = left;
        }
    }

    function _borrow(bytes32 kind, bytes32[] calldata topics, bytes calldata data) private {
        uint256 assets;
        uint256 shares;
        uint256 left;
        if (kind == E.Borrow.selector) {
            (, assets, shares, left) = abi.decode(data, (address, uint256, uint256, uint256));
            totals.borrowAssets += assets;
            totals.borrowShares += shares;
            positions[_address(topics[2])].borrowShares = left;
        } else {
            (assets, shares, left) = abi.decode(data, (uint256, uint256, uint256));
            _lowerDebt(assets, shares);
            positions[_address(topics[3])].borrowShares = left;
        }
    }

    function _liquidate(bytes32[] calldata topics, bytes calldata data) private {
        Position storage loan = positions[_address(topics[3])];
        (, uint256 repaid, uint256 shares,, uint256 fee,,,,) = abi.decode(
            data, (uint256, uint256, uint256, uint256, uint256, uint256, uint256, uint256, bytes32)
        );
        (loan.borrowShares, loan.collateral, loan.record) =
            abi.decode(data[192:], (uint256, uint256, bytes32));
        _lowerDebt(repaid, shares);
        totals.reserve += fee;
    }

    function _writeOff(bytes32[] calldata topics, bytes calldata data) private {
        (uint256 assets, uint256 shares, uint256 fromReserve) =
            abi.decode(data, (uint256, uint256, uint256));
        positions[_address(topics[2])].borrowShares -= shares;
        _lowerDebt(assets, shares);
        totals.reserve -= fromReserve;
        totals.supplyAssets -= assets - fromReserve;
    }

    function _readAdmin(bytes32 kind, bytes32[] calldata topics, bytes calldata data) private {
        if (kind == E.SetFee.selector) settings.fee = abi.decode(data, (uint256));
        if (kind == E.SetPaused.selector) settings.paused = abi.decode(data, (uint256));
        if (kind == E.SetCaps.selector) {
            (settings.supplyCap, settings.borrowCap) = abi.decode(data, (uint256, uint256));
        }
        if (kind == E.ClaimFees.selector) {
            uint256 shares;
            (shares, positions[_address(topics[2])].supplyShares) =
                abi.decode(data, (uint256, uint256));
            settings.feeShares -= shares;
        }
    }

    /// @dev Debts are rounded up one by one, so that the last may be a unit more than all.
    function _lowerDebt(uint256 assets, uint256 shares) private {
        totals.borrowAssets -= assets < totals.borrowAssets ? assets : totals.borrowAssets;
        totals.borrowShares -= shares;
    }

    function _address(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
