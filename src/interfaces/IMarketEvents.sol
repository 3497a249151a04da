// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Every event of the market, but `CreateMarket`
/// @notice Enough to rebuild every market and position from logs alone. Values whose names end in
/// `After` are the state that the act left behind. A market's totals follow from `AccrueInterest`,
/// which precedes every act that changes them and is the first in its second, and from the amounts
/// of the acts since.
interface IMarketEvents {
    /// @notice Interest was added.
    /// @param borrowRate What debt grew by on average since the last accrual [WAD per second].
    /// @param rateAtTarget The rate at the target utilisation from now on [WAD per second].
    /// @param interest What was added to both totals [loan assets].
    /// @param feeShares The protocol's part of it [supply shares].
    event AccrueInterest(
        bytes32 indexed id,
        uint256 borrowRate,
        uint256 rateAtTarget,
        uint256 interest,
        uint256 feeShares,
        uint256 totalSupplyAssetsAfter,
        uint256 totalBorrowAssetsAfter
    );
    event Supply(
        bytes32 indexed id,
        address indexed caller,
        address indexed onBehalf,
        uint256 assets,
        uint256 shares,
        uint256 supplySharesAfter
    );
    event Withdraw(
        bytes32 indexed id,
        address caller,
        address indexed onBehalf,
        address indexed receiver,
        uint256 assets,
        uint256 shares,
        uint256 supplySharesAfter
    );
    event Borrow(
        bytes32 indexed id,
        address caller,
        address indexed onBehalf,
        address indexed receiver,
        uint256 assets,
        uint256 shares,
        uint256 borrowSharesAfter
    );
    event Repay(
        bytes32 indexed id,
        address indexed caller,
        address indexed onBehalf,
        uint256 assets,
        uint256 shares,
        uint256 borrowSharesAfter
    );
    event SupplyCollateral(
        bytes32 indexed id,
        address indexed caller,
        address indexed onBehalf,
        uint256 assets,
        uint256 collateralAfter
    );
    event WithdrawCollateral(
        bytes32 indexed id,
        address caller,
        address indexed onBehalf,
        address indexed receiver,
        uint256 assets,
        uint256 collateralAfter
    );
    /// @notice The clock of an auction was started, advanced, paused or cleared.
    /// @param recordAfter The record as stored: see `AuctionLib`.
    event Touch(bytes32 indexed id, address indexed borrower, bytes32 recordAfter);
    /// @notice A fill. `recordAfter` is the auction record as stored: see `AuctionLib`.
    /// @param repaidAssets Debt that was repaid [loan assets].
    /// @param feeAssets What the liquidator paid on top, to the reserve [loan assets].
    /// @param discount By how much the collateral was sold below `price` [WAD].
    /// @param borrowSharesAfter Before a `BadDebt` event of the same call takes the rest.
    event Liquidate(
        bytes32 indexed id,
        address indexed caller,
        address indexed borrower,
        uint256 price,
        uint256 repaidAssets,
        uint256 repaidShares,
        uint256 seizedAssets,
        uint256 feeAssets,
        uint256 discount,
        uint256 borrowSharesAfter,
        uint256 collateralAfter,
        bytes32 recordAfter
    );
    /// @notice Debt without collateral was written off: the reserve paid first, then all suppliers.
    event BadDebt(
        bytes32 indexed id,
        address indexed borrower,
        uint256 assets,
        uint256 shares,
        uint256 fromReserve
    );
    event FlashLoan(address indexed caller, address indexed token, uint256 assets);

    event SetAuthorization(
        address indexed caller,
        address indexed authorizer,
        address indexed authorized,
        bool isAuthorized
    );
    /// @notice A signature with this nonce was used, or made useless by its authorizer.
    event UseNonce(address indexed authorizer, uint256 nonce);

    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event SetGuardian(address indexed guardian);
    event SetFeeRecipient(address indexed feeRecipient);
    /// @notice Markets may be created with this LLTV and profile from now on, forever.
    event EnableProfile(bytes32 indexed name, uint256 lltv, bytes32 curve, bytes32 pace);
    /// @param fee The protocol's share of the interest from now on [WAD].
    event SetFee(bytes32 indexed id, uint256 fee);
    /// @notice 2^128 - 1 stands for no cap.
    event SetCaps(bytes32 indexed id, uint256 supplyCap, uint256 borrowCap);
    /// @param acts Sum of what is paused: 1 supply, 2 supplyCollateral, 4 borrow.
    event SetPaused(bytes32 indexed id, address indexed caller, uint256 acts);
    event SetFlashLoanPaused(address indexed caller, bool isPaused);
    event ClaimFees(
        bytes32 indexed id, address indexed feeRecipient, uint256 shares, uint256 supplySharesAfter
    );
}
