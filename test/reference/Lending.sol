// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {Authority} from "./Authority.sol";
import {Clock} from "./Clock.sol";
import {HealthLib} from "./Health.sol";
import {Books, Position} from "./MarketBooks.sol";
import {Rounding} from "./Rounding.sol";
import {Terms, TermsLib} from "./Terms.sol";

/// @title Supplying, withdrawing, borrowing, repaying and collateral in the reference market
abstract contract Lending is Authority {
    using Rounding for uint256;

    function supply(MarketParams calldata params, uint256 assets, uint256 shares, address onBehalf)
        external
        locked
        returns (uint256, uint256)
    {
        _requireOne(assets, shares);
        _requireParty(onBehalf);
        bytes32 id = _open(params);
        _requireNotPaused(id, SUPPLY);
        Books storage b = books[id];
        if (assets > 0) {
            shares = assets.asAssets().toSharesDown(b.totalSupplyAssets, b.totalSupplyShares);
        } else {
            assets = shares.asShares().toAssetsUp(b.totalSupplyAssets, b.totalSupplyShares);
        }
        b.totalSupplyAssets = (b.totalSupplyAssets + assets).asAssets();
        b.totalSupplyShares = (b.totalSupplyShares + shares).asShares();
        if (b.totalSupplyAssets > b.supplyCap) revert CapExceeded();
        _requireMoved(assets, shares);
        uint256 left = positions[id][onBehalf].supplyShares += shares;
        emit Supply(id, msg.sender, onBehalf, assets, shares, left);
        _pull(params.loanToken, msg.sender, assets);
        return (assets, shares);
    }

    function withdraw(
        MarketParams calldata params,
        uint256 assets,
        uint256 shares,
        address onBehalf,
        address receiver
    ) external locked returns (uint256, uint256) {
        _requireOne(assets, shares);
        _requireParty(receiver);
        _requireAuthority(onBehalf);
        bytes32 id = _open(params);
        Books storage b = books[id];
        (assets, shares) = (assets.min(Rounding.MAX), shares.min(Rounding.MAX));
        if (assets > 0) {
            shares = assets.toSharesUp(b.totalSupplyAssets, b.totalSupplyShares);
        } else {
            assets = shares.toAssetsDown(b.totalSupplyAssets, b.totalSupplyShares);
        }
        if (assets > Rounding.MAX || shares > Rounding.MAX) revert Overflow();
        Position storage p = positions[id][onBehalf];
        // More than all suppliers have; more than is not lent out; more than this one has.
        bool isTooMuch = assets > b.totalSupplyAssets || shares > b.totalSupplyShares;
        if (isTooMuch) revert InsufficientBalance();
        if (assets > b.totalSupplyAssets - b.totalBorrowAssets) revert InsufficientLiquidity();
        _requireMoved(assets, shares);
        if (shares > p.supplyShares) revert InsufficientBalance();
        p.supplyShares -= shares;
        b.totalSupplyShares -= shares;
        b.totalSupplyAssets -= assets;
        emit Withdraw(id, msg.sender, onBehalf, receiver, assets, shares, p.supplyShares);
        _push(params.loanToken, receiver, assets);
        return (assets, shares);
    }

    function borrow(
        MarketParams calldata params,
        uint256 assets,
        uint256 shares,
        address onBehalf,
        address receiver
    ) external locked returns (uint256, uint256) {
        _requireOne(assets, shares);
        _requireParty(receiver);
        _requireAuthority(onBehalf);
        uint256 price = _price(params.oracle);
        bytes32 id = _open(params);
        _requireNotPaused(id, BORROW);
        Books storage b = books[id];
        if (assets > 0) {
            shares = assets.asAssets().toSharesUp(b.totalBorrowAssets, b.totalBorrowShares);
        } else {
            assets = shares.asShares().toAssetsDown(b.totalBorrowAssets, b.totalBorrowShares);
        }
        b.totalBorrowAssets = (b.totalBorrowAssets + assets).asAssets();
        b.totalBorrowShares = (b.totalBorrowShares + shares).asShares();
        if (b.totalBorrowAssets > b.borrowCap) revert CapExceeded();
        if (b.totalBorrowAssets > b.totalSupplyAssets) revert InsufficientLiquidity();
        _requireMoved(assets, shares);
        uint256 left = positions[id][onBehalf].borrowShares += shares;
        _requireBorrowHealth(params, onBehalf, price);
        if (_debtUp(b, left) < params.minDebt) revert DebtTooSmall();
        emit Borrow(id, msg.sender, onBehalf, receiver, assets, shares, left);
        _push(params.loanToken, receiver, assets);
        return (assets, shares);
    }

    function repay(MarketParams calldata params, uint256 assets, uint256 shares, address onBehalf)
        external
        locked
        returns (uint256, uint256)
    {
        _requireOne(assets, shares);
        bytes32 id = _open(params);
        Books storage b = books[id];
        Position storage p = positions[id][onBehalf];
        uint256 debt = _debtUp(b, p.borrowShares);
        if (debt == 0) revert ZeroAssets();
        if (assets >= debt || shares >= p.borrowShares) {
            (assets, shares) = (debt, p.borrowShares);
        } else if (assets > 0) {
            shares = assets.toSharesDown(b.totalBorrowAssets, b.totalBorrowShares);
        } else {
            assets = shares.toAssetsUp(b.totalBorrowAssets, b.totalBorrowShares);
        }
        _requireMoved(assets, shares);
        p.borrowShares -= shares;
        b.totalBorrowShares -= shares;
        b.totalBorrowAssets = b.totalBorrowAssets.floorSub(assets);
        emit Repay(id, msg.sender, onBehalf, assets, shares, p.borrowShares);
        if (p.borrowShares == 0) _record(id, onBehalf, Clock.cleared(p.auction));
        _pull(params.loanToken, msg.sender, assets);
        return (assets, shares);
    }

    function supplyCollateral(MarketParams calldata params, uint256 assets, address onBehalf)
        external
        locked
    {
        _requireParty(onBehalf);
        if (assets == 0) revert ZeroAssets();
        bytes32 id = _id(params);
        _requireCreated(id);
        Position storage p = positions[id][onBehalf];
        if (p.borrowShares == 0) _requireNotPaused(id, SUPPLY_COLLATERAL);
        p.collateral = (p.collateral + assets.asShares()).asShares();
        emit SupplyCollateral(id, msg.sender, onBehalf, assets, p.collateral);
        _pull(params.collateralToken, msg.sender, assets);
    }

    function withdrawCollateral(
        MarketParams calldata params,
        uint256 assets,
        address onBehalf,
        address receiver
    ) external locked {
        _requireParty(receiver);
        _requireAuthority(onBehalf);
        if (assets == 0) revert ZeroAssets();
        bytes32 id = _id(params);
        _requireCreated(id);
        Position storage p = positions[id][onBehalf];
        if (assets > p.collateral) revert InsufficientBalance();
        p.collateral -= assets;
        if (p.borrowShares > 0) {
            uint256 price = _price(params.oracle);
            _accrue(id);
            _requireBorrowHealth(params, onBehalf, price);
        }
        emit WithdrawCollateral(id, msg.sender, onBehalf, receiver, assets, p.collateral);
        _push(params.collateralToken, receiver, assets);
    }

    function accrueInterest(MarketParams calldata params) external locked {
        _open(params);
    }

    /// @dev The market's id, its interest up to date.
    function _open(MarketParams calldata params) internal returns (bytes32 id) {
        id = _id(params);
        _requireCreated(id);
        _accrue(id);
    }

    function _requireOne(uint256 assets, uint256 shares) private pure {
        if ((assets == 0) == (shares == 0)) revert InconsistentInput();
    }

    /// @dev What rounds to nothing on one side would give something for nothing.
    function _requireMoved(uint256 assets, uint256 shares) private pure {
        if (assets == 0 || shares == 0) revert ZeroAssets();
    }

    function _requireParty(address party) internal pure {
        if (party == address(0)) revert ZeroAddress();
    }

    /// @dev hf ≥ borrowHealth, that is lim / D ≥ borrowHealth.
    function _requireBorrowHealth(MarketParams calldata params, address account, uint256 price)
        private
        view
    {
        bytes32 id = _id(params);
        Terms memory terms = TermsLib.derive(params);
        Position storage p = positions[id][account];
        uint256 debt = _debtUp(books[id], p.borrowShares);
        uint256 value = HealthLib.valueDown(p.collateral, price);
        if (HealthLib.healthDown(debt, value * terms.lltv / Rounding.WAD) < terms.borrowHealth) {
            revert InsufficientCollateral();
        }
    }
}
