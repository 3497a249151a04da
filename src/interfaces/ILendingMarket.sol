// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @notice What identifies a market. It travels in calldata and is hashed into the market's id,
/// `keccak256(abi.encode(params))`, so that no call reads it from storage.
/// @param loanToken The token that is supplied and borrowed.
/// @param collateralToken The token that secures the debt.
/// @param oracle Answers `price()`: loan assets per collateral asset, scaled by 1e36.
/// @param lltv Liquidation loan-to-value [WAD], below 1e18.
/// @param minDebt Smallest debt a loan may have after borrowing or a fill [loan assets], above 0.
/// @param closeoutDebt Debts up to this are closed in one fill [loan assets], at least `minDebt`.
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
/// @dev Every field is meaningful also when `reason` is set, as far as the state allows.
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
/// @param room What is left of this liquidation block's budget before the fill [loan assets].
/// @param refillsAt Timestamp at which the next liquidation block begins [seconds].
/// @param clock Live seconds of auction time that the discount is quoted at [seconds].
/// @param observed Seconds for which the position was seen unhealthy, up to `confirmation`.
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
    uint256 room;
    uint256 refillsAt;
    uint256 clock;
    uint256 observed;
}

/// @title Ebb, a lending market with gradual liquidation
/// @notice One contract holds every market; markets are isolated from one another. A loan that goes
/// bad is not sold in one clip: a per-block close factor bounds how much debt liquidators may repay
/// in one liquidation block, a Dutch discount starts near zero and grows until somebody finds the
/// step worth taking, and selling stops when the loan is safe again.
///
/// ROUNDING. Whatever leaves rounds down, whatever is owed rounds up: against the caller, always.
///
/// ASSETS AND SHARES. Functions that take both expect exactly one of them to be non-zero. Assets
/// and shares of a market stay below 2^120.
///
/// SAFETY ASSUMPTIONS, without which lenders may lose:
/// - The tokens move exactly what they are told: no fee on transfer, no rebase that lowers
/// balances. - The tokens do not hand control to anyone who can change the market's balance in
/// between.
/// - The oracle's price is right. A wrong price that lasts shorter than `confirmation` costs the
/// borrower of a loan that was healthy before, and is larger than `closeoutDebt`, at most about
/// `closeFactor` of the position per liquidation block. Small loans, and loans that were confirmed
/// unhealthy already, it can cost all of the collateral.
///
/// LIVENESS ASSUMPTIONS, without which calls may refuse:
/// - The tokens do not refuse transfers to or from the parties of a call.
/// - The oracle answers. Without a price nobody borrows, withdraws collateral against debt or
///   liquidates, and the auction clock stands still; repaying and adding collateral always work.
/// - Collateral value stays below 2^128 loan assets; what exceeds it counts as that much.
interface ILendingMarket {
    // Authority
    /// @notice The caller may not act for `onBehalf`.
    error Unauthorized();
    /// @notice A call into the market while another one is under way.
    error Reentrancy();

    // Input
    /// @notice The call names no function of this interface.
    error UnknownFunction();
    /// @notice The arguments are cut short, or a word is not of its type.
    error InvalidCalldata();
    /// @notice The call carries ether, which no function takes.
    error UnexpectedValue();
    /// @notice An address that must not be zero is zero.
    error ZeroAddress();
    /// @notice An amount that must not be zero is zero, or rounds to zero.
    error ZeroAssets();
    /// @notice Exactly one of assets and shares must be non-zero.
    error InconsistentInput();
    /// @notice `lltv` is not between 1 % and 99 %.
    error InvalidLltv();
    /// @notice Not 0 < minDebt <= closeoutDebt < 2^120.
    error InvalidDebtBounds();
    /// @notice `curve` and `pace` break a bound that the mechanism's proofs need; `field` is the
    /// number of the offending field: 0 to 9 in `curve`, 10 to 19 in `pace`, 20 for stray bits.
    error InvalidProfile(uint256 field);
    /// @notice The token has no code.
    error NoCode();
    /// @notice The deadline has passed.
    error Expired();

    // State
    /// @notice No market has these parameters.
    error MarketNotCreated();
    /// @notice A market with these parameters exists.
    error MarketAlreadyCreated();
    /// @notice The position's collateral does not carry its debt at `borrowHealth`.
    error InsufficientCollateral();
    /// @notice The market does not hold that many assets that are not lent out.
    error InsufficientLiquidity();
    /// @notice More than the position has.
    error InsufficientBalance();
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
    /// @notice A result does not fit: 2^120 for assets and shares, 2^256 for products.
    error Overflow();

    // Outside
    /// @notice The oracle reverted, or did not answer with exactly one word.
    error OracleFailed();
    /// @notice The oracle's price is zero or at least 2^192.
    error InvalidPrice();
    /// @notice The token refused the transfer.
    error TransferFailed();
    /// @notice Less than the transferred amount arrived: the token takes a fee or rebases.
    error TransferMismatch();
    /// @notice The liquidator's callback failed.
    error CallbackFailed();

    event CreateMarket(bytes32 indexed id, MarketParams params);
    event AccrueInterest(
        bytes32 indexed id,
        uint256 borrowRate,
        uint256 interest,
        uint256 totalSupplyAssets,
        uint256 totalBorrowAssets
    );
    event Supply(
        bytes32 indexed id,
        address indexed caller,
        address indexed onBehalf,
        uint256 assets,
        uint256 shares
    );
    event Withdraw(
        bytes32 indexed id,
        address caller,
        address indexed onBehalf,
        address indexed receiver,
        uint256 assets,
        uint256 shares
    );
    event Borrow(
        bytes32 indexed id,
        address caller,
        address indexed onBehalf,
        address indexed receiver,
        uint256 assets,
        uint256 shares
    );
    event Repay(
        bytes32 indexed id,
        address indexed caller,
        address indexed onBehalf,
        uint256 assets,
        uint256 shares
    );
    event SupplyCollateral(
        bytes32 indexed id, address indexed caller, address indexed onBehalf, uint256 assets
    );
    event WithdrawCollateral(
        bytes32 indexed id,
        address caller,
        address indexed onBehalf,
        address indexed receiver,
        uint256 assets
    );
    /// @notice The auction record after a `touch` or a fill.
    event Touch(
        bytes32 indexed id,
        address indexed borrower,
        uint256 touchedAt,
        uint256 clock,
        uint256 observed
    );
    /// @notice A fill. `room` is what is left of the block's budget after it.
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
        uint256 room
    );
    /// @notice Debt without collateral was written off: the reserve paid first, then all suppliers.
    event BadDebt(
        bytes32 indexed id,
        address indexed borrower,
        uint256 assets,
        uint256 shares,
        uint256 fromReserve
    );
    event SetAuthorization(
        address indexed authorizer, address indexed authorized, bool isAuthorized
    );

    /// @notice Creates the market that `params` describe. Anyone may.
    /// @dev Reverts: MarketAlreadyCreated, ZeroAddress, NoCode (tokens), InvalidLltv,
    /// InvalidDebtBounds, InvalidProfile.
    /// @return id The market's id.
    function createMarket(MarketParams calldata params) external returns (bytes32 id);

    /// @notice Lends `assets` (or the assets of `shares`, up) for `onBehalf`.
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
    /// safe as a liquidated one. Reverts: Unauthorized, InsufficientCollateral,
    /// InsufficientLiquidity, DebtTooSmall, OracleFailed, InvalidPrice.
    function borrow(
        MarketParams calldata params,
        uint256 assets,
        uint256 shares,
        address onBehalf,
        address receiver
    ) external returns (uint256 assetsBorrowed, uint256 sharesBorrowed);

    /// @notice Repays `assets` (or the assets of `shares`, up) of the debt of `onBehalf`. Anyone
    /// may. More than the debt repays the debt. Needs no price.
    function repay(MarketParams calldata params, uint256 assets, uint256 shares, address onBehalf)
        external
        returns (uint256 assetsRepaid, uint256 sharesRepaid);

    /// @notice Adds collateral to the position of `onBehalf`. Anyone may. Needs no price.
    function supplyCollateral(MarketParams calldata params, uint256 assets, address onBehalf)
        external;

    /// @notice Takes collateral out to `receiver`. Needs a price only against debt.
    /// @dev Reverts: Unauthorized, InsufficientBalance, InsufficientCollateral (health afterwards
    /// below `borrowHealth`), OracleFailed, InvalidPrice.
    function withdrawCollateral(
        MarketParams calldata params,
        uint256 assets,
        address onBehalf,
        address receiver
    ) external;

    /// @notice Starts, advances, pauses or clears the auction clock of `borrower`. Anyone may; a
    /// liquidator who wants the discount to grow touches at least once per `clockStep`.
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

    /// @notice Brings the market's interest up to date.
    function accrueInterest(MarketParams calldata params) external;

    /// @notice Lets `authorized` act for the caller in every market, or no longer.
    function setAuthorization(address authorized, bool newIsAuthorized) external;

    /// @notice The totals as of `lastUpdate`: interest since then is not in them.
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

    /// @notice A position's auction record as last stored.
    /// @return touchedAt Timestamp of the last touch [seconds]; 0 if no auction runs.
    /// @return clock Live seconds of auction time.
    /// @return observed Seconds for which the position was seen unhealthy.
    /// @return blockIndex Liquidation block of the last fill: `timestamp / blockTime`.
    /// @return blockRoom What is left of that block's budget [loan assets].
    /// @return blockDiscount Ceiling of the discount for the rest of that block [millionths].
    function auction(bytes32 id, address borrower)
        external
        view
        returns (
            uint256 touchedAt,
            uint256 clock,
            uint256 observed,
            uint256 blockIndex,
            uint256 blockRoom,
            uint256 blockDiscount
        );

    /// @notice Whether `authorized` may act for `authorizer`.
    function isAuthorized(address authorizer, address authorized) external view returns (bool);
}
