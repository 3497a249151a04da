// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IOracle} from "../../src/interfaces/IOracle.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Clock} from "./Clock.sol";
import {InterestCurve} from "./InterestCurve.sol";
import {Rounding} from "./Rounding.sol";

/// @notice One market's books; units as in `MarketState`.
struct Books {
    uint256 totalSupplyAssets;
    uint256 totalSupplyShares;
    uint256 totalBorrowAssets;
    uint256 totalBorrowShares;
    uint256 lastUpdate;
    uint256 reserve;
    uint256 rateAtTarget;
    uint256 fee;
    uint256 feeShares;
    uint256 supplyCap;
    uint256 borrowCap;
    uint256 paused;
}

/// @notice One position in one market.
struct Position {
    uint256 supplyShares;
    uint256 borrowShares;
    uint256 collateral;
    AuctionRecord auction;
}

/// @notice What an accrual adds.
struct Accrual {
    uint256 borrowRate;
    uint256 rateAtTarget;
    uint256 interest;
    uint256 feeShares;
}

/// @title All state of the reference market, its lock, interest, and its words with the outside
abstract contract MarketBooks is ILendingMarket {
    uint256 internal constant SUPPLY = 1;
    uint256 internal constant SUPPLY_COLLATERAL = 2;
    uint256 internal constant BORROW = 4;

    mapping(bytes32 => Books) internal books;
    mapping(bytes32 => mapping(address => Position)) internal positions;
    bool internal isLocked;

    modifier locked() {
        if (isLocked) revert Reentrancy();
        isLocked = true;
        _;
        isLocked = false;
    }

    function _id(MarketParams memory params) internal pure returns (bytes32) {
        return keccak256(abi.encode(params));
    }

    function _requireCreated(bytes32 id) internal view {
        if (books[id].lastUpdate == 0) revert MarketNotCreated();
    }

    function _requireNotPaused(bytes32 id, uint256 act) internal view {
        if (books[id].paused & act != 0) revert Paused();
    }

    /// @dev Section 8 of docs/mechanism.md; the books in memory are changed.
    function _accrued(Books memory b, uint256 time) internal pure returns (Accrual memory a) {
        uint256 elapsed = time - b.lastUpdate;
        uint256 used = InterestCurve.utilization(b.totalBorrowAssets, b.totalSupplyAssets);
        (a.borrowRate, a.rateAtTarget) = InterestCurve.ratesAfter(b.rateAtTarget, used, elapsed);
        a.interest =
            b.totalBorrowAssets * InterestCurve.growth(a.borrowRate, elapsed) / Rounding.WAD;
        uint256 most = Rounding.max(b.totalBorrowAssets, b.totalSupplyAssets);
        a.interest = Rounding.min(a.interest, Rounding.ASSET_LIMIT - 1 - most);
        uint256 feePart = a.interest * b.fee / Rounding.WAD;
        b.totalBorrowAssets += a.interest;
        b.totalSupplyAssets += a.interest;
        a.feeShares =
            Rounding.toSharesDown(feePart, b.totalSupplyAssets - feePart, b.totalSupplyShares);
        b.feeShares += a.feeShares;
        b.totalSupplyShares += a.feeShares;
        b.rateAtTarget = a.rateAtTarget;
        b.lastUpdate = time;
    }

    /// @dev Brings interest up to date, once a second.
    function _accrue(bytes32 id) internal {
        if (books[id].lastUpdate == block.timestamp) return;
        Books memory b = books[id];
        Accrual memory a = _accrued(b, block.timestamp);
        books[id] = b;
        emit AccrueInterest(
            id,
            a.borrowRate,
            a.rateAtTarget,
            a.interest,
            a.feeShares,
            b.totalSupplyAssets,
            b.totalBorrowAssets
        );
    }

    /// @dev Stores an auction record, and logs it if it differs.
    function _record(bytes32 id, address borrower, AuctionRecord memory r) internal {
        bytes32 before = Clock.pack(positions[id][borrower].auction);
        positions[id][borrower].auction = r;
        if (Clock.pack(r) != before) emit Touch(id, borrower, Clock.pack(r));
    }

    /// @dev What a position owes, up, by books in memory.
    function _debtUp(Books memory b, uint256 borrowShares) internal pure returns (uint256) {
        return Rounding.toAssetsUp(borrowShares, b.totalBorrowAssets, b.totalBorrowShares);
    }

    function _price(address oracle) internal view returns (uint256 price) {
        bytes4 reason;
        (price, reason) = _tryPrice(oracle);
        if (reason == OracleFailed.selector) revert OracleFailed();
        if (reason == InvalidPrice.selector) revert InvalidPrice();
    }

    function _tryPrice(address oracle) internal view returns (uint256 price, bytes4 reason) {
        (bool success, bytes memory answer) = oracle.staticcall(abi.encodeCall(IOracle.price, ()));
        if (!success || answer.length != 32) return (0, OracleFailed.selector);
        price = abi.decode(answer, (uint256));
        if (price == 0 || price >= 2 ** 192) return (0, InvalidPrice.selector);
    }

    /// @dev Takes `amount` of `token` from `payer`; less must not arrive.
    function _pull(address token, address payer, uint256 amount) internal {
        uint256 held = IERC20(token).balanceOf(address(this));
        _move(token, abi.encodeCall(IERC20.transferFrom, (payer, address(this), amount)));
        if (IERC20(token).balanceOf(address(this)) < held + amount) revert TransferMismatch();
    }

    function _push(address token, address receiver, uint256 amount) internal {
        _move(token, abi.encodeCall(IERC20.transfer, (receiver, amount)));
    }

    function _move(address token, bytes memory data) private {
        (bool success, bytes memory answer) = token.call(data);
        if (!success || (answer.length != 0 && !abi.decode(answer, (bool)))) {
            revert TransferFailed();
        }
    }
}
