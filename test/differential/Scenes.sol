// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {
    ILendingMarket,
    LiquidationQuote,
    MarketParams,
    MarketState,
    PositionHealth
} from "../../src/interfaces/ILendingMarket.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {Reaction} from "./Actor.sol";
import {Plot} from "./Plot.sol";
import {Line} from "./Stage.sol";

/// @title What users of the market may do, drawn by dice
/// @notice Each function draws one call of one actor. It looks at the reference to lean towards
/// amounts near the limits; what the market answers is not its concern.
abstract contract Scenes is Plot {
    /// @dev Whom the last act liquidated, or tried to; zero if it was another act.
    address internal pursued;

    function _call(address actor, bytes memory data) internal view returns (Line memory) {
        return Line(actor, address(market), data);
    }

    function _supply(MarketParams memory m) internal returns (Line memory) {
        MarketState memory s = market.marketState(m);
        address actor = _anyActor();
        uint256 room =
            s.supplyCap < 2 ** 120 ? s.supplyCap - _min(s.supplyCap, s.totalSupplyAssets) : 0;
        uint256 limit = _chance(50) && room > 0 ? room : _between(1, 1e6) * m.closeoutDebt;
        (uint256 assets, uint256 shares) =
            _either(_around(limit), s.totalSupplyAssets, s.totalSupplyShares);
        return _call(
            actor, abi.encodeCall(ILendingMarket.supply, (m, assets, shares, _beneficiary(actor)))
        );
    }

    function _withdraw(MarketParams memory m) internal returns (Line memory) {
        MarketState memory s = market.marketState(m);
        address actor = _anyActor();
        address onBehalf = _beneficiary(actor);
        (uint256 owned,,) = market.position(keccak256(abi.encode(m)), onBehalf);
        uint256 worth = owned * (s.totalSupplyAssets + 1) / (s.totalSupplyShares + VIRTUAL_SHARES);
        uint256 limit = _chance(20) ? s.liquidity : worth;
        (uint256 assets, uint256 shares) =
            _either(_around(limit), s.totalSupplyAssets, s.totalSupplyShares);
        if (_chance(15)) (assets, shares) = (0, _around(owned));
        return _call(
            actor,
            abi.encodeCall(
                ILendingMarket.withdraw, (m, assets, shares, onBehalf, _beneficiary(actor))
            )
        );
    }

    function _borrow(MarketParams memory m) internal returns (Line memory) {
        MarketState memory s = market.marketState(m);
        address actor = _anyActor();
        address onBehalf = _beneficiary(actor);
        uint256 limit = market.positionHealth(m, onBehalf).borrowable;
        uint256 face = _roll(10);
        if (face == 0) limit = s.liquidity;
        if (face == 1) limit = m.minDebt;
        if (face == 2 && s.borrowCap < 2 ** 120) {
            limit = s.borrowCap - _min(s.borrowCap, s.totalBorrowAssets);
        }
        (uint256 assets, uint256 shares) =
            _either(_around(limit), s.totalBorrowAssets, s.totalBorrowShares);
        return _call(
            actor,
            abi.encodeCall(
                ILendingMarket.borrow, (m, assets, shares, onBehalf, _beneficiary(actor))
            )
        );
    }

    function _repay(MarketParams memory m) internal returns (Line memory) {
        MarketState memory s = market.marketState(m);
        address onBehalf = _anyAccount();
        PositionHealth memory h = market.positionHealth(m, onBehalf);
        uint256 limit = _around(h.debt);
        // To where the loan is almost healthy, or almost safe.
        if (_chance(25) && h.debt > h.maxBorrow) limit = h.debt - h.maxBorrow + _roll(3);
        (uint256 assets, uint256 shares) = _either(limit, s.totalBorrowAssets, s.totalBorrowShares);
        return
            _call(_anyActor(), abi.encodeCall(ILendingMarket.repay, (m, assets, shares, onBehalf)));
    }

    function _supplyCollateral(MarketParams memory m, uint256 price)
        internal
        returns (Line memory)
    {
        address actor = _anyActor();
        uint256 worth = _between(1, 40) * m.closeoutDebt;
        uint256 assets = _chance(90) ? worth * 1e36 / price : _around(worth);
        return _call(
            actor, abi.encodeCall(ILendingMarket.supplyCollateral, (m, assets, _beneficiary(actor)))
        );
    }

    function _withdrawCollateral(MarketParams memory m) internal returns (Line memory) {
        address actor = _anyActor();
        address onBehalf = _beneficiary(actor);
        PositionHealth memory h = market.positionHealth(m, onBehalf);
        uint256 limit = h.collateral;
        // What may go if the rest shall carry the debt at the borrow health.
        if (h.debt > 0 && h.borrowable > 0 && _chance(70)) {
            limit = h.collateral * h.borrowable / (h.borrowable + h.debt);
        }
        return _call(
            actor,
            abi.encodeCall(
                ILendingMarket.withdrawCollateral,
                (m, _around(limit), onBehalf, _beneficiary(actor))
            )
        );
    }

    /// @dev A preview of a bid, and the bid.
    function _liquidate(MarketParams memory m, address borrower)
        internal
        returns (Line[] memory lines)
    {
        uint256 bid = _bid(market.previewLiquidation(m, borrower, type(uint256).max), m.minDebt);
        LiquidationQuote memory q = market.previewLiquidation(m, borrower, bid);
        uint256 rate = 0;
        if (q.repaidAssets > 0 && _chance(25)) {
            rate = q.seizedAssets * 1e36 / q.repaidAssets + _roll(2);
        }
        lines = new Line[](2);
        lines[0] = _call(
            address(0), abi.encodeCall(ILendingMarket.previewLiquidation, (m, borrower, bid))
        );
        lines[1] = _liquidation(m, borrower, bid, rate);
    }

    function _bid(LiquidationQuote memory q, uint256 minDebt) private returns (uint256) {
        uint256 face = _roll(10);
        if (face < 3) return _around(q.repayable);
        if (face < 5) return _around(q.minRepay);
        if (face < 6) return _around(q.debtBefore - _min(q.debtBefore, minDebt));
        return type(uint256).max;
    }

    function _liquidation(MarketParams memory m, address borrower, uint256 bid, uint256 rate)
        private
        returns (Line memory)
    {
        address actor = _anyActor();
        uint256 deadline = _deadline();
        address receiver = _beneficiary(actor);
        bytes memory reaction = _reaction(m);
        return _call(
            actor,
            abi.encodeCall(
                ILendingMarket.liquidate, (m, borrower, bid, rate, deadline, receiver, reaction)
            )
        );
    }

    function _touch(MarketParams memory m, address borrower) internal returns (Line memory) {
        return _call(_anyActor(), abi.encodeCall(ILendingMarket.touch, (m, borrower)));
    }

    function _flashLoan(MarketParams memory m) internal returns (Line memory) {
        uint256 held = tokens[0].balanceOf(address(market));
        bytes memory reaction =
            _chance(50) ? abi.encode(Reaction(address(1234), "", false)) : _reaction(m);
        return _call(
            _anyActor(),
            abi.encodeCall(ILendingMarket.flashLoan, (address(tokens[0]), _around(held), reaction))
        );
    }

    /// @dev What pages ask.
    function _inquire(MarketParams memory m) internal returns (Line memory) {
        uint256 face = _roll(10);
        if (face < 6) {
            uint256 later = _chance(95) ? _roll(2 ** _roll(12)) : type(uint256).max - _roll(2);
            return
                _call(
                    address(0), abi.encodeCall(ILendingMarket.discountAfter, (m, _debtor(m), later))
                );
        }
        if (face < 7) return _call(address(0), abi.encodeCall(ILendingMarket.marketState, (m)));
        if (face < 8) {
            return _call(
                address(0),
                abi.encodeCall(ILendingMarket.isAuthorized, (_anyAccount(), _anyAccount()))
            );
        }
        return _call(address(0), abi.encodeCall(ILendingMarket.positionHealth, (m, _anyAccount())));
    }

    /// @dev Almost always somebody with debt, if there is one.
    function _debtor(MarketParams memory m) internal returns (address borrower) {
        borrower = _anyAccount();
        for (uint256 i = 0; i < accounts.length && _chance(95); i++) {
            (, uint256 shares,) = market.position(keccak256(abi.encode(m)), borrower);
            if (shares > 0) break;
            borrower = accounts[i];
        }
    }

    /// @dev Mostly none; else the market's own entries, or a refusal.
    function _reaction(MarketParams memory m) private returns (bytes memory) {
        if (_chance(80)) return "";
        uint256 face = _roll(5);
        bytes memory data = abi.encodeCall(ILendingMarket.touch, (m, _anyAccount()));
        if (face == 0) data = abi.encodeCall(ILendingMarket.accrueInterest, (m));
        if (face == 1) data = abi.encodeCall(ILendingMarket.repay, (m, 1, 0, _anyAccount()));
        if (face == 2) data = abi.encodeCall(ILendingMarket.setAuthorization, (_anyActor(), true));
        if (face == 3) data = abi.encodeCall(ILendingMarket.marketState, (m));
        return abi.encode(Reaction(address(market), data, _chance(20)));
    }

    function _deadline() internal returns (uint256) {
        return block.timestamp + 1 - (_roll(20) + 2) / 10;
    }

    /// @dev As assets or as shares; seldom as both or neither.
    function _either(uint256 amount, uint256 totalAssets, uint256 totalShares)
        private
        returns (uint256 assets, uint256 shares)
    {
        uint256 face = _roll(40);
        if (face == 0) return (amount, amount);
        if (face == 1) return (0, 0);
        if (face < 12) return (0, _sharesOf(amount, totalAssets, totalShares));
        return (amount, 0);
    }

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
