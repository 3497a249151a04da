// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.19;

import {IIrm} from "@morpho-org/morpho-blue/src/interfaces/IIrm.sol";
import {Id, Market, MarketParams} from "@morpho-org/morpho-blue/src/interfaces/IMorpho.sol";

/// @title An interest rate model for the Morpho markets of the gas comparison
/// @notice Stands in for Morpho's AdaptiveCurveIrm, which no npm package carries. It has that
/// model's published formula and parameters, and the same work in an accrual: the caller checked,
/// the market's id hashed, one slot read and written, two exponentials, one event. What it lacks is
/// the view and the checks of its constructor. `scripts/morpho` compiles it.
contract AdaptiveIrm is IIrm {
    int256 private constant WAD = 1e18;
    int256 private constant LN_2 = 0.693147180559945309e18;
    int256 private constant TARGET = 0.9e18;
    int256 private constant STEEPNESS = 4e18;
    int256 private constant SPEED = 50e18 / int256(365 days);
    int256 private constant FIRST = 0.04e18 / int256(365 days);
    int256 private constant LEAST = 0.001e18 / int256(365 days);
    int256 private constant MOST = 2e18 / int256(365 days);

    event BorrowRateUpdate(Id indexed id, uint256 rate, uint256 rateAtTarget);

    address private immutable morpho;
    mapping(bytes32 => int256) private rateAtTarget;

    constructor(address morpho_) {
        morpho = morpho_;
    }

    /// @inheritdoc IIrm
    function borrowRate(MarketParams memory params, Market memory market)
        external
        returns (uint256)
    {
        require(msg.sender == morpho, "not morpho");
        bytes32 id = keccak256(abi.encode(params));
        (int256 rate, int256 end) = _rates(rateAtTarget[id], market);
        rateAtTarget[id] = end;
        emit BorrowRateUpdate(Id.wrap(id), uint256(rate), uint256(end));
        return uint256(rate);
    }

    /// @inheritdoc IIrm
    function borrowRateView(MarketParams memory params, Market memory market)
        external
        view
        returns (uint256)
    {
        (int256 rate,) = _rates(rateAtTarget[keccak256(abi.encode(params))], market);
        return uint256(rate);
    }

    /// @dev The mean rate since the last accrual, by the trapezoidal rule in two steps, and the
    /// rate at target now [WAD a second].
    function _rates(int256 start, Market memory market) private view returns (int256, int256) {
        int256 supplied = int256(uint256(market.totalSupplyAssets));
        int256 used =
            supplied == 0 ? int256(0) : int256(uint256(market.totalBorrowAssets)) * WAD / supplied;
        int256 off = (used - TARGET) * WAD / (used > TARGET ? WAD - TARGET : TARGET);
        int256 end = FIRST;
        int256 mean = FIRST;
        if (start != 0) {
            int256 drift = SPEED * off / WAD * int256(block.timestamp - market.lastUpdate);
            end = _grown(start, drift);
            mean = (start + end + 2 * _grown(start, drift / 2)) / 4;
        }
        int256 slope = off < 0 ? WAD - WAD * WAD / STEEPNESS : STEEPNESS - WAD;
        return ((slope * off / WAD + WAD) * mean / WAD, end);
    }

    function _grown(int256 rate, int256 drift) private pure returns (int256) {
        int256 grown = rate * _exp(drift) / WAD;
        return grown < LEAST ? LEAST : grown > MOST ? MOST : grown;
    }

    /// @dev 2^q · (1 + r + r²/2) with x = q · ln 2 + r and r between ±ln 2 / 2 [WAD].
    function _exp(int256 x) private pure returns (int256) {
        int256 q = (x + (x < 0 ? -LN_2 / 2 : LN_2 / 2)) / LN_2;
        int256 r = x - q * LN_2;
        int256 power = WAD + r + r * r / WAD / 2;
        return q < 0 ? power >> uint256(-q) : power << uint256(q);
    }
}
