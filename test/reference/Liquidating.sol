// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {IFlashLoanCallback} from "../../src/interfaces/IFlashLoanCallback.sol";
import {ILiquidateCallback} from "../../src/interfaces/ILiquidateCallback.sol";
import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {Clock} from "./Clock.sol";
import {Health, HealthLib} from "./Health.sol";
import {Lending} from "./Lending.sol";
import {Books, Position} from "./MarketBooks.sol";
import {Rounding} from "./Rounding.sol";
import {Fill, Offer, Sale} from "./Sale.sol";
import {Terms, TermsLib} from "./Terms.sol";

/// @title Touches, liquidations and flash loans in the reference market
abstract contract Liquidating is Lending {
    using Rounding for uint256;

    /// @dev A liquidation with all that its events tell.
    struct Deal {
        address borrower;
        Terms terms;
        Health before;
        Offer offer;
        Fill fill;
        uint256 repaidShares;
        uint256 borrowSharesAfter;
        uint256 collateralAfter;
        AuctionRecord record;
        uint256 badDebt;
        uint256 badShares;
        uint256 fromReserve;
    }

    function touch(MarketParams calldata params, address borrower) external locked {
        uint256 price = _price(params.oracle);
        bytes32 id = _open(params);
        Terms memory terms = TermsLib.derive(params);
        Health memory h = _health(params, borrower, price);
        AuctionRecord memory r = positions[id][borrower].auction;
        _record(id, borrower, Clock.touched(r, h, terms, block.timestamp));
    }

    function liquidate(
        MarketParams calldata params,
        address borrower,
        uint256 maxRepay,
        uint256 minSeizedPerRepaid,
        uint256 deadline,
        address receiver,
        bytes calldata data
    ) external locked returns (uint256, uint256, uint256) {
        _requireParty(receiver);
        if (block.timestamp > deadline) revert Expired();
        Fill memory f = _settle(params, borrower, maxRepay, minSeizedPerRepaid);
        if (f.seized > 0) _push(params.collateralToken, receiver, f.seized);
        uint256 pay = f.repaid + f.fee;
        if (data.length > 0) {
            try ILiquidateCallback(msg.sender).onLiquidate(pay, f.seized, data) {}
            catch {
                revert CallbackFailed();
            }
        }
        if (pay > 0) _pull(params.loanToken, msg.sender, pay);
        return (f.repaid, f.seized, f.fee);
    }

    function flashLoan(address token, uint256 assets, bytes calldata data) external {
        if (isLocked) revert Reentrancy();
        if (assets == 0) revert ZeroAssets();
        if (isFlashLoanPaused()) revert Paused();
        emit FlashLoan(msg.sender, token, assets);
        _push(token, msg.sender, assets);
        try IFlashLoanCallback(msg.sender).onFlashLoan(assets, data) {}
        catch {
            revert CallbackFailed();
        }
        _pull(token, msg.sender, assets);
    }

    function isFlashLoanPaused() public view virtual returns (bool);

    /// @dev The position with interest up to the last accrual.
    function _health(MarketParams memory params, address account, uint256 price)
        internal
        view
        returns (Health memory)
    {
        bytes32 id = _id(params);
        Position storage p = positions[id][account];
        return
            HealthLib.measure(p.collateral, _debtUp(books[id], p.borrowShares), price, params.lltv);
    }

    /// @dev All of a liquidation but the tokens.
    function _settle(
        MarketParams calldata params,
        address borrower,
        uint256 maxRepay,
        uint256 minSeizedPerRepaid
    ) internal returns (Fill memory) {
        uint256 price = _price(params.oracle);
        bytes32 id = _open(params);
        Deal memory d = _deal(params, borrower, maxRepay, price);
        uint256 demanded = d.fill.repaid == 0 ? 0 : minSeizedPerRepaid;
        if (demanded > 0 && d.fill.seized * Rounding.PRICE_SCALE / d.fill.repaid < demanded) {
            revert SlippageExceeded();
        }
        _book(id, d);
        _writeOff(id, d);
        Position storage p = positions[id][borrower];
        Health memory h = _health(params, borrower, d.before.price);
        d.record = Clock.touched(d.record, h, d.terms, block.timestamp);
        p.auction = d.record;
        _log(id, d);
        return d.fill;
    }

    /// @dev What the bid gets, nothing booked yet.
    function _deal(MarketParams memory params, address borrower, uint256 maxRepay, uint256 price)
        internal
        view
        returns (Deal memory d)
    {
        d.borrower = borrower;
        d.terms = TermsLib.derive(params);
        d.before = _health(params, borrower, price);
        if (HealthLib.isHealthy(d.before)) revert HealthyPosition();
        d.record = positions[_id(params)][borrower].auction;
        d.record = Clock.touched(d.record, d.before, d.terms, block.timestamp);
        d.offer = Sale.offer(d.before, d.record, d.terms, block.timestamp);
        d.fill = Sale.fill(d.before, d.offer, maxRepay, d.terms, block.timestamp);
        d.record = Sale.filled(d.record, d.before, d.offer, d.fill.repaid, d.terms, block.timestamp);
    }

    /// @dev Debt down, collateral out, fee to the reserve.
    function _book(bytes32 id, Deal memory d) private {
        Books storage b = books[id];
        Position storage p = positions[id][d.borrower];
        d.repaidShares = d.fill.repaid == d.before.debt
            ? p.borrowShares
            : d.fill.repaid.toSharesDown(b.totalBorrowAssets, b.totalBorrowShares);
        p.borrowShares -= d.repaidShares;
        p.collateral -= d.fill.seized;
        b.totalBorrowShares -= d.repaidShares;
        b.totalBorrowAssets = b.totalBorrowAssets.floorSub(d.fill.repaid);
        b.reserve = (b.reserve + d.fill.fee).asAssets();
        d.borrowSharesAfter = p.borrowShares;
        d.collateralAfter = p.collateral;
    }

    /// @dev What no collateral covers: the reserve first, then all suppliers.
    function _writeOff(bytes32 id, Deal memory d) private {
        if (d.collateralAfter > 0 || d.borrowSharesAfter == 0) return;
        Books storage b = books[id];
        Position storage p = positions[id][d.borrower];
        d.badShares = p.borrowShares;
        d.badDebt = _debtUp(b, d.badShares).min(b.totalBorrowAssets);
        d.fromReserve = d.badDebt.min(b.reserve);
        p.borrowShares = 0;
        b.totalBorrowShares -= d.badShares;
        b.totalBorrowAssets -= d.badDebt;
        b.reserve -= d.fromReserve;
        b.totalSupplyAssets -= d.badDebt - d.fromReserve;
    }

    function _log(bytes32 id, Deal memory d) private {
        emit Liquidate(
            id,
            msg.sender,
            d.borrower,
            d.before.price,
            d.fill.repaid,
            d.repaidShares,
            d.fill.seized,
            d.fill.fee,
            d.offer.discount,
            d.borrowSharesAfter,
            d.collateralAfter,
            Clock.pack(d.record)
        );
        if (d.badShares > 0) emit BadDebt(id, d.borrower, d.badDebt, d.badShares, d.fromReserve);
    }
}
