// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {
    ILendingMarket,
    LiquidationQuote,
    MarketParams,
    MarketState,
    PositionHealth
} from "../../src/interfaces/ILendingMarket.sol";
import {Totals} from "../base/MarketState.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";

/// @notice One account in one market, as stored and as the market judges it now.
struct Holding {
    uint256 supplyShares;
    uint256 borrowShares;
    uint256 collateral;
    bytes32 record;
    PositionHealth health;
    bytes4 refusal;
    uint256 believedDepth;
}

/// @notice One market with everybody in it.
struct Books {
    Totals totals;
    MarketState state;
    Holding[] holdings;
    uint256 loanHeld;
    uint256 collateralHeld;
}

/// @title Everything that the invariants look at, in one call to the node
/// @notice It lives on the node and asks the market's views; it knows no rule and keeps no state.
contract Lens {
    function look(
        ILendingMarket market,
        MarketParams[] calldata params,
        address[] calldata accounts
    ) external view returns (Books[] memory books) {
        books = new Books[](params.length);
        for (uint256 i = 0; i < params.length; i++) {
            books[i] = _books(market, params[i], accounts);
        }
    }

    function _books(
        ILendingMarket market,
        MarketParams calldata params,
        address[] calldata accounts
    ) private view returns (Books memory b) {
        bytes32 id = keccak256(abi.encode(params));
        Totals memory t = b.totals;
        (t.supplyAssets, t.supplyShares, t.borrowAssets, t.borrowShares, t.lastUpdate, t.reserve) =
            market.market(id);
        b.state = market.marketState(params);
        b.loanHeld = ERC20Mock(params.loanToken).balanceOf(address(market));
        b.collateralHeld = ERC20Mock(params.collateralToken).balanceOf(address(market));
        b.holdings = new Holding[](accounts.length);
        for (uint256 i = 0; i < accounts.length; i++) {
            b.holdings[i] = _holding(market, params, id, accounts[i]);
        }
    }

    function _holding(
        ILendingMarket market,
        MarketParams calldata params,
        bytes32 id,
        address account
    ) private view returns (Holding memory h) {
        (h.supplyShares, h.borrowShares, h.collateral) = market.position(id, account);
        h.record = market.auction(id, account);
        if (h.borrowShares == 0) return h;
        h.health = market.positionHealth(params, account);
        LiquidationQuote memory quote =
            market.previewLiquidation(params, account, type(uint256).max);
        (h.refusal, h.believedDepth) = (quote.reason, quote.believedDepth);
    }
}
