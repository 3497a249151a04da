// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {
    ILendingMarket,
    LiquidationQuote,
    MarketParams
} from "../../src/interfaces/ILendingMarket.sol";
import {ILiquidateCallback} from "../../src/interfaces/ILiquidateCallback.sol";

/// @notice Your way to an exchange: a contract that you trust with the collateral.
interface ISeller {
    /// @notice Takes `assets` of `sold` from the caller by `transferFrom`, and sends him at least
    /// `minBought` of `bought`, or reverts.
    function sell(IERC20 sold, IERC20 bought, uint256 assets, uint256 minBought) external;
}

/// @notice What was decided off chain.
/// @param maxRepay The most to repay [loan assets]; `type(uint256).max` for all that is allowed.
/// @param minSeizedPerRepaid Least collateral per repaid loan asset [1e36], by the quote on which
/// the step was decided.
/// @param minProfit Least loan assets to be left over.
/// @param deadline Last timestamp at which the step is wanted [seconds].
/// @param seller Where the collateral is sold.
struct Order {
    uint256 maxRepay;
    uint256 minSeizedPerRepaid;
    uint256 minProfit;
    uint256 deadline;
    ISeller seller;
}

/// @title A liquidator that owns nothing: it sells the collateral before it pays
/// @notice One step of an auction: ask, take the collateral, sell it in the callback, pay, keep the
/// difference. Whose loan, and whether a step pays, is decided off chain; here is only what must
/// hold on chain. `test/integration/Example.t.sol` runs it.
contract Liquidator is ILiquidateCallback {
    using SafeERC20 for IERC20;

    ILendingMarket private immutable MARKET;
    address private immutable OWNER;

    error NotOwner();
    error NotMarket();
    /// @notice The market would refuse the step; `reason` is its error.
    error NoStep(bytes4 reason);
    error ProfitTooSmall(uint256 profit);

    constructor(ILendingMarket market) {
        MARKET = market;
        OWNER = msg.sender;
    }

    /// @notice Takes one step, or reverts and costs gas alone.
    function step(MarketParams calldata params, address borrower, Order calldata order)
        external
        returns (uint256 profit)
    {
        if (msg.sender != OWNER) revert NotOwner();
        // Exact for this transaction: to ask costs less than a fill that fails.
        LiquidationQuote memory quote = MARKET.previewLiquidation(params, borrower, order.maxRepay);
        if (quote.reason != bytes4(0)) revert NoStep(quote.reason);

        IERC20 loanToken = IERC20(params.loanToken);
        uint256 before = loanToken.balanceOf(address(this));
        MARKET.liquidate(
            params,
            borrower,
            order.maxRepay,
            order.minSeizedPerRepaid,
            order.deadline,
            address(this),
            abi.encode(params.loanToken, params.collateralToken, order.seller)
        );
        profit = loanToken.balanceOf(address(this)) - before;
        if (profit < order.minProfit) revert ProfitTooSmall(profit);
        loanToken.safeTransfer(OWNER, profit);
    }

    /// @inheritdoc ILiquidateCallback
    /// @dev The collateral is here; `payAssets` will be taken. Whatever the clamp made of the
    /// amounts, these two are what it came to.
    function onLiquidate(uint256 payAssets, uint256 seizedAssets, bytes calldata data) external {
        if (msg.sender != address(MARKET)) revert NotMarket();
        (IERC20 loanToken, IERC20 collateralToken, ISeller seller) =
            abi.decode(data, (IERC20, IERC20, ISeller));
        // Exactly what is needed, so that no allowance stays.
        collateralToken.forceApprove(address(seller), seizedAssets);
        seller.sell(collateralToken, loanToken, seizedAssets, payAssets);
        loanToken.forceApprove(address(MARKET), payAssets);
    }
}
