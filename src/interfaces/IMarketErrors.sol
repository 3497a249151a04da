// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Every refusal of the market, one flat list
/// @notice Whatever goes wrong, the call reverts with one of these and changes nothing.
interface IMarketErrors {
    // Authority
    /// @notice The caller may not act for `onBehalf`, or is not the owner or guardian who may do
    /// this.
    error Unauthorized();
    /// @notice A call into the market while another one is under way.
    error Reentrancy();
    /// @notice The act is paused in this market, or flash loans are.
    error Paused();
    /// @notice The signature is not the authorizer's.
    error InvalidSignature();
    /// @notice The nonce is not the authorizer's next one: the signature was used, or is too early.
    error InvalidNonce();
    /// @notice The market has its owner already.
    error AlreadyInitialized();

    // Input
    /// @notice The call names no function of the market.
    error UnknownFunction();
    /// @notice The arguments are cut short, or a word is not of its type.
    error InvalidCalldata();
    /// @notice The call carries ether, which no function takes.
    error UnexpectedValue();
    /// @notice An address that must not be zero is zero.
    error ZeroAddress();
    /// @notice An amount that must not be zero is zero, or rounds to zero; or there is no debt to
    /// repay.
    error ZeroAssets();
    /// @notice Exactly one of assets and shares must be non-zero.
    error InconsistentInput();
    /// @notice `lltv` is not between 1 % and 99 %.
    error InvalidLltv();
    /// @notice Not 0 < minDebt <= closeoutDebt <= 100 * minDebt, or not closeoutDebt < 2^120.
    error InvalidDebtBounds();
    /// @notice `curve` and `pace` break a bound that the mechanism's proofs need; `field` is the
    /// number of the offending field: 0 to 9 in `curve`, 10 to 19 in `pace`, 20 for stray bits.
    error InvalidProfile(uint256 field);
    /// @notice The fee is above 25 %, or finer than a basis point.
    error InvalidFee();
    /// @notice The owner has not enabled this profile for this LLTV.
    error ProfileNotEnabled();
    /// @notice The token, or the market's extension, has no code.
    error NoCode();
    /// @notice The deadline has passed.
    error Expired();

    // State
    /// @notice No market has these parameters, or this id.
    error MarketNotCreated();
    /// @notice A market with these parameters exists.
    error MarketAlreadyCreated();
    /// @notice The position's collateral does not carry its debt at `borrowHealth`.
    error InsufficientCollateral();
    /// @notice The market does not hold that many assets that are not lent out.
    error InsufficientLiquidity();
    /// @notice More than the position has.
    error InsufficientBalance();
    /// @notice The market's supply or borrow cap would be exceeded.
    error CapExceeded();
    /// @notice The debt would be smaller than `minDebt`.
    error DebtTooSmall();
    /// @notice The position is healthy; it cannot be liquidated.
    error HealthyPosition();
    /// @notice This liquidation block's budget is used up; it refills at `refillsAt` [seconds].
    error BudgetExhausted(uint256 refillsAt);
    /// @notice The fill would be smaller than `minRepay`, the smallest that is worth a step.
    error RepayTooSmall(uint256 minRepay);
    /// @notice The fill would leave collateral worth less than `minDebt` beside remaining debt.
    error CollateralDust();
    /// @notice Less collateral per repaid asset than the caller demands.
    error SlippageExceeded();

    // Arithmetic
    /// @notice A result does not fit: 2^103 for loan assets, 2^120 for collateral and shares, 2^256
    /// for products.
    error Overflow();

    // Outside
    /// @notice The oracle reverted, or did not answer with exactly one word.
    error OracleFailed();
    /// @notice The oracle's price is zero or at least 2^192.
    error InvalidPrice();
    /// @notice The token refused the transfer, or the market does not hold as much.
    error TransferFailed();
    /// @notice Less than the transferred amount arrived: the token takes a fee or rebases.
    error TransferMismatch();
    /// @notice The extension did not answer: its program has expired, or too little gas was left.
    /// (With very little the virtual machine itself gives up: no data, and nothing changed.)
    error ExtensionFailed();
    /// @notice The caller's callback failed.
    error CallbackFailed();
}
