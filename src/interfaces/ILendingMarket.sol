// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketAdmin} from "./IMarketAdmin.sol";
import {IMarketErrors} from "./IMarketErrors.sol";
import {IMarketEvents} from "./IMarketEvents.sol";

/// @notice What identifies a market. It travels in calldata and is hashed into the market's id,
/// `keccak256(abi.encode(params))`, so that no call reads it from storage.
/// @param loanToken The token that is supplied and borrowed.
/// @param collateralToken The token that secures the debt.
/// @param oracle Answers `price()`: loan assets per collateral asset, scaled by 1e36.
/// @param lltv Liquidation loan-to-value [WAD], below 1e18.
/// @param minDebt Smallest debt a loan may have after borrowing or a fill [loan assets], above 0.
/// @param closeoutDebt Debts up to this are closed in one fill [loan assets]: `minDebt` to
/// `100 * minDebt`.
/// @param curve The liquidation profile's price half, ten fields of 24 bits (see `Profile`).
/// @param pace The liquidation profile's amount and time half, ten fields of 24 bits.
struct MarketParams {
    address loanToken;
    address collateralToken;
    address oracle;
    uint256 lltv;
    uint256 minDebt;
    uint256 closeoutDebt;
    bytes32 curve;
    bytes32 pace;
}

/// @notice What a liquidation would do now, or why it would be refused.
/// @dev Fields are meaningful also when `reason` is set, as far as the walk of a liquidation got.
/// Without a price or a market it does not begin: amounts are 0, both healths 2^128 - 1, and
/// `positionHealth` is the one to ask.
/// @param reason 0, or the selector of the error with which `liquidate` would revert.
/// @param price The oracle's price [1e36].
/// @param repaidAssets Debt that the fill repays [loan assets].
/// @param seizedAssets Collateral that the liquidator receives [collateral assets].
/// @param feeAssets What he pays on top of `repaidAssets`, to the market's reserve [loan assets].
/// @param badDebtAssets Debt that is written off because no collateral is left [loan assets].
/// @param discount By how much the collateral is sold below the oracle's price [WAD].
/// @param debtBefore The borrower's debt with interest up to now [loan assets].
/// @param healthBefore `maxBorrow / debt` before the fill [WAD]; 2^128 - 1 if it is
/// more, or if there is no debt.
/// @param healthAfter The same after the fill.
/// @param ltv `debt / collateral value` before the fill [WAD]; 2^128 - 1 if it is
/// more, or if the collateral is worthless.
/// @param repayable The most that may be repaid now, whatever `maxRepay` says [loan assets].
/// @param minRepay The least that a fill may repay now [loan assets].
/// @param room What is left of this liquidation block's budget before the fill [loan assets].
/// @param refillsAt Timestamp at which the next liquidation block begins [seconds].
/// @param closeFactor Share of the debt that one liquidation block may repay now [WAD].
/// @param clock Live seconds of auction time that the discount is quoted at [seconds].
/// @param believedDepth The depth that sets the close factor [255ths]; see `auction`.
struct LiquidationQuote {
    bytes4 reason;
    uint256 price;
    uint256 repaidAssets;
    uint256 seizedAssets;
    uint256 feeAssets;
    uint256 badDebtAssets;
    uint256 discount;
    uint256 debtBefore;
    uint256 healthBefore;
    uint256 healthAfter;
    uint256 ltv;
    uint256 repayable;
    uint256 minRepay;
    uint256 room;
    uint256 refillsAt;
    uint256 closeFactor;
    uint256 clock;
    uint256 believedDepth;
}

/// @notice How safe a position is, with interest up to now.
/// @param reason 0, or the selector of the error that keeps the rest from being known: no market,
/// or no trustworthy price. What needs no price is told all the same.
/// @param price The oracle's price [1e36].
/// @param debt [loan assets], up.
/// @param collateral [collateral assets]
/// @param collateralValue [loan assets], down.
/// @param maxBorrow The debt up to which the position is healthy [loan assets], down.
/// @param borrowable What may still be borrowed or, if nothing, 0 [loan assets]; the market's
/// liquidity and caps are not looked at.
/// @param healthFactor `maxBorrow / debt` [WAD], down; 2^128 - 1 if it is more, or without debt.
/// @param ltv `debt / collateralValue` [WAD], up.
/// @param liquidationPrice The lowest price at which the position is healthy, up [1e36]; 0 without
/// debt, 2^256 - 1 if there is none.
/// @param warningZone How far the price may fall before liquidation [WAD], down: 0.1e18 is 10 %.
struct PositionHealth {
    bytes4 reason;
    uint256 price;
    uint256 debt;
    uint256 collateral;
    uint256 collateralValue;
    uint256 maxBorrow;
    uint256 borrowable;
    uint256 healthFactor;
    uint256 ltv;
    uint256 liquidationPrice;
    uint256 warningZone;
}

/// @notice A whole market, with interest up to now. All zero but `reason` if it does not exist.
/// @param reason 0, or the selector of the error: no market, or no trustworthy price.
/// @param price The oracle's price [1e36]; 0 if it is not trustworthy.
/// @param totalSupplyAssets What suppliers are owed [loan assets].
/// @param totalSupplyShares Their claims on it [supply shares].
/// @param totalBorrowAssets What borrowers owe [loan assets].
/// @param totalBorrowShares Their parts of it [borrow shares].
/// @param liquidity What may be withdrawn or borrowed at most [loan assets].
/// @param reserve What the fees of liquidations left for bad debt [loan assets].
/// @param utilization Share of the supplied assets that is lent out [WAD], down.
/// @param borrowRate What debt grows by now [WAD per second].
/// @param supplyRate What supplied assets grow by now, fee taken off [WAD per second].
/// @param rateAtTarget The borrow rate at the target utilisation [WAD per second].
/// @param fee The protocol's share of the interest [WAD].
/// @param feeShares Fees that wait to be claimed [supply shares].
/// @param supplyCap [loan assets]; 2^128 - 1 if there is none.
/// @param borrowCap [loan assets]; 2^128 - 1 if there is none.
/// @param paused Sum of what is paused: 1 supply, 2 supplyCollateral, 4 borrow.
struct MarketState {
    bytes4 reason;
    uint256 price;
    uint256 totalSupplyAssets;
    uint256 totalSupplyShares;
    uint256 totalBorrowAssets;
    uint256 totalBorrowShares;
    uint256 liquidity;
    uint256 reserve;
    uint256 utilization;
    uint256 borrowRate;
    uint256 supplyRate;
    uint256 rateAtTarget;
    uint256 fee;
    uint256 feeShares;
    uint256 supplyCap;
    uint256 borrowCap;
    uint256 paused;
}

/// @title Ebb, a lending market with gradual liquidation
/// @notice One contract holds every market; markets are isolated from one another. A loan that goes
/// bad is not sold in one clip: a per-block close factor bounds how much debt liquidators may repay
/// in one liquidation block, a Dutch discount starts near zero and grows until somebody finds the
/// step worth taking, and selling stops when the loan is safe again.
///
/// ROUNDING. Whatever leaves rounds down, whatever is owed rounds up: against the caller, always.
///
/// ASSETS AND SHARES. Functions that take both expect exactly one of them to be non-zero. Loan
/// assets of a market stay below 2^103; shares, which begin at a million an asset, and collateral
/// below 2^120.
///
/// AUTHORITY. Withdrawing, borrowing and withdrawing collateral ask whether the caller may act for
/// `onBehalf`; everything else only improves the position it is made for and is open to everyone.
/// What the owner and the guardian may do stands in `IMarketAdmin`.
///
/// TWO CONTRACTS, ONE ADDRESS. What is used rarely (administration, creation, signatures, quotes)
/// lives in the extension, which the market runs by `delegatecall`. Callers see one address and
/// this one interface. `stylus_constructor(address owner, address guardian, address extension)`
/// sets it up, once.
///
/// SAFETY ASSUMPTIONS, without which lenders may lose:
/// - The tokens move exactly what they are told: no fee on transfer, no rebase that lowers
///   balances. A transfer in that delivers less is refused (`TransferMismatch`).
/// - The tokens do not hand control to anyone who can change the market's balance in between.
/// - The oracle's price is right. A wrong price that lasts shorter than `confirmation` costs the
///   borrower of a loan larger than `closeoutDebt` at most about the close factor that was
///   believed before, per liquidation block; nothing is written off. A smaller loan that looks
///   unhealthy but solvent it can close whole.
///
/// LIVENESS ASSUMPTIONS, without which calls may refuse:
/// - The tokens do not refuse transfers to or from the parties of a call.
/// - The oracle answers. Without a price nobody borrows, withdraws collateral against debt or
///   liquidates, and the auction clock stands still; repaying and adding collateral always work.
/// - Collateral value stays below 2^128 loan assets; what exceeds it counts as that much.
/// - Somebody keeps the two programs alive: Arbitrum lets a Stylus program expire a year after its
///   activation unless `ArbWasm.codehashKeepalive` is called.
interface ILendingMarket is IMarketAdmin, IMarketErrors, IMarketEvents {
    event CreateMarket(bytes32 indexed id, MarketParams params);

    /// @notice Creates the market that `params` describe. Anyone may, with a profile that the
    /// owner has enabled for this LLTV.
    /// @dev Reverts: MarketAlreadyCreated, ZeroAddress (oracle), NoCode (tokens),
    /// InvalidDebtBounds, ProfileNotEnabled.
    /// @return id The market's id.
    function createMarket(MarketParams calldata params) external returns (bytes32 id);

    /// @notice Lends `assets` (or the assets of `shares`, up) for `onBehalf`.
    /// @dev Reverts: Paused, CapExceeded, TransferFailed, TransferMismatch.
    /// @return assetsSupplied What was taken from the caller [loan assets].
    /// @return sharesSupplied What `onBehalf` received [supply shares], down.
    function supply(MarketParams calldata params, uint256 assets, uint256 shares, address onBehalf)
        external
        returns (uint256 assetsSupplied, uint256 sharesSupplied);

    /// @notice Takes back `assets` (or the assets of `shares`, down) to `receiver`.
    /// @dev Reverts: Unauthorized, InsufficientBalance, InsufficientLiquidity.
    function withdraw(
        MarketParams calldata params,
        uint256 assets,
        uint256 shares,
        address onBehalf,
        address receiver
    ) external returns (uint256 assetsWithdrawn, uint256 sharesWithdrawn);

    /// @notice Borrows `assets` (or the assets of `shares`, down) to `receiver`.
    /// @dev Health afterwards must be at least `borrowHealth`, so that a new loan is at least as
    /// safe as a liquidated one. Reverts: Unauthorized, Paused, InsufficientCollateral,
    /// InsufficientLiquidity, CapExceeded, DebtTooSmall, OracleFailed, InvalidPrice.
    function borrow(
        MarketParams calldata params,
        uint256 assets,
        uint256 shares,
        address onBehalf,
        address receiver
    ) external returns (uint256 assetsBorrowed, uint256 sharesBorrowed);

    /// @notice Repays `assets` (or the assets of `shares`, up) of the debt of `onBehalf`. Anyone
    /// may. More than the debt repays the debt. Needs no price. Repaying all ends the auction.
    /// @dev Reverts: ZeroAssets (no debt), TransferFailed, TransferMismatch. Never paused.
    function repay(MarketParams calldata params, uint256 assets, uint256 shares, address onBehalf)
        external
        returns (uint256 assetsRepaid, uint256 sharesRepaid);

    /// @notice Adds collateral to the position of `onBehalf`. Anyone may. Needs no price and
    /// accrues no interest.
    /// @dev Reverts: Paused (only for a position without debt), TransferFailed, TransferMismatch.
    function supplyCollateral(MarketParams calldata params, uint256 assets, address onBehalf)
        external;

    /// @notice Takes collateral out to `receiver`. Needs a price, and accrues interest, only
    /// against debt.
    /// @dev Reverts: Unauthorized, InsufficientBalance, InsufficientCollateral (health afterwards
    /// below `borrowHealth`), OracleFailed, InvalidPrice.
    function withdrawCollateral(
        MarketParams calldata params,
        uint256 assets,
        address onBehalf,
        address receiver
    ) external;

    /// @notice Starts, advances, pauses or clears the auction clock of `borrower`, and takes note
    /// of how deep the loan is. Anyone may. A liquidator who wants the discount to grow touches at
    /// least once per `clockStep`; one who wants a depth to be believed, at least once per
    /// `confirmation`, of which a touch counts `observeStep` at most.
    /// @dev Reverts: OracleFailed, InvalidPrice.
    function touch(MarketParams calldata params, address borrower) external;

    /// @notice Repays up to `maxRepay` of an unhealthy debt and receives collateral at a discount.
    /// @dev `maxRepay` is clamped to what is allowed now, so a rival who came first makes the fill
    /// smaller and does not make it fail, unless nothing is left. `maxRepay` 0 realises the bad
    /// debt of a position whose collateral is worthless. Order: books, collateral to `receiver`,
    /// callback, payment from the caller.
    /// Reverts: HealthyPosition, BudgetExhausted, RepayTooSmall, CollateralDust, SlippageExceeded,
    /// Expired, OracleFailed, InvalidPrice, TransferFailed, TransferMismatch, CallbackFailed.
    /// @param minSeizedPerRepaid Least collateral assets per repaid loan asset, scaled by 1e36 (the
    /// inverse of a price): a rate, since the amount may be clamped. 0 accepts any.
    /// @param deadline Last timestamp at which the fill is wanted [seconds].
    /// @param data If not empty, `onLiquidate` is called on the caller before he pays.
    /// @return repaidAssets Debt repaid [loan assets]; the caller pays `repaidAssets + feeAssets`.
    /// @return seizedAssets Collateral sent [collateral assets].
    /// @return feeAssets The reserve's share of the discount [loan assets].
    function liquidate(
        MarketParams calldata params,
        address borrower,
        uint256 maxRepay,
        uint256 minSeizedPerRepaid,
        uint256 deadline,
        address receiver,
        bytes calldata data
    ) external returns (uint256 repaidAssets, uint256 seizedAssets, uint256 feeAssets);

    /// @notice Exactly what `liquidate` would do in this block for the same `maxRepay`. Never
    /// reverts for arguments that decode: a refusal is told in `reason`.
    function previewLiquidation(MarketParams calldata params, address borrower, uint256 maxRepay)
        external
        view
        returns (LiquidationQuote memory quote);

    /// @notice The discount that would be offered `secondsFromNow`, if the price stayed, nobody
    /// filled, and somebody touched often enough for the clock not to lose time.
    /// @dev Reverts: HealthyPosition, MarketNotCreated, OracleFailed, InvalidPrice.
    /// @return discount [WAD]
    function discountAfter(MarketParams calldata params, address borrower, uint256 secondsFromNow)
        external
        view
        returns (uint256 discount);

    /// @notice How safe a position is. Never reverts for arguments that decode.
    function positionHealth(MarketParams calldata params, address account)
        external
        view
        returns (PositionHealth memory health);

    /// @notice A whole market with interest up to now. Never reverts for arguments that decode.
    function marketState(MarketParams calldata params)
        external
        view
        returns (MarketState memory state);

    /// @notice Lends `assets` of any token that the market holds for the length of a call, free.
    /// Order: assets to the caller, `onFlashLoan` on the caller, assets back by `transferFrom`.
    /// @dev The market is open meanwhile, but a flash loan cannot begin inside another act.
    /// Reverts: Paused, Reentrancy, ZeroAssets, TransferFailed, TransferMismatch, CallbackFailed.
    function flashLoan(address token, uint256 assets, bytes calldata data) external;

    /// @notice Brings the market's interest up to date.
    function accrueInterest(MarketParams calldata params) external;

    /// @notice Lets `authorized` act for the caller in every market, or no longer.
    /// @dev Reverts: ZeroAddress.
    function setAuthorization(address authorized, bool newIsAuthorized) external;

    /// @notice The same by the authorizer's EIP-712 signature over
    /// `Authorization(address authorizer,address authorized,bool isAuthorized,uint256 nonce,uint256
    /// deadline)`. Anyone may bring it. An authorizer with code is asked by ERC-1271.
    /// @dev Reverts: Expired, InvalidNonce, InvalidSignature, ZeroAddress.
    /// @param nonce The authorizer's next nonce.
    /// @param deadline Last timestamp at which the signature counts [seconds].
    /// @param signature 65 bytes r, s, v; any bytes for an authorizer with code.
    function setAuthorizationWithSig(
        address authorizer,
        address authorized,
        bool newIsAuthorized,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Makes the caller's next nonce useless, and with it whatever was signed for it.
    function revokeNonce() external;

    /// @notice The next nonce of `authorizer`.
    function nonces(address authorizer) external view returns (uint256);

    /// @notice EIP-712 domain of name "Ebb", version "1", this chain and this address.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice The totals as of `lastUpdate`: interest since then is not in them (`marketState`
    /// adds it).
    /// @return totalSupplyAssets What suppliers are owed [loan assets].
    /// @return totalSupplyShares Their claims on it [supply shares].
    /// @return totalBorrowAssets What borrowers owe [loan assets].
    /// @return totalBorrowShares Their parts of it [borrow shares].
    /// @return lastUpdate Timestamp of the last accrual [seconds]; 0 if the market does not exist.
    /// @return reserve What the fees of liquidations left for bad debt [loan assets].
    function market(bytes32 id)
        external
        view
        returns (
            uint256 totalSupplyAssets,
            uint256 totalSupplyShares,
            uint256 totalBorrowAssets,
            uint256 totalBorrowShares,
            uint256 lastUpdate,
            uint256 reserve
        );

    /// @notice A position's three numbers.
    function position(bytes32 id, address account)
        external
        view
        returns (uint256 supplyShares, uint256 borrowShares, uint256 collateral);

    /// @notice A position's auction record as last stored, in one word: `AuctionLib` reads it.
    function auction(bytes32 id, address borrower) external view returns (bytes32 record);

    /// @notice Whether `authorized` may act for `authorizer`.
    function isAuthorized(address authorizer, address authorized) external view returns (bool);
}
