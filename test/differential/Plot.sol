// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {
    LiquidationQuote,
    MarketParams,
    MarketState,
    PositionHealth
} from "../../src/interfaces/ILendingMarket.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {Line} from "./Stage.sol";
import {TwinTest} from "./TwinTest.sol";

/// @title Dice, and what a story is made of: two markets, five accounts, time and prices
/// @notice Choices lean to where rules change: a unit beside every limit, prices near the LLTV, the
/// same second, and longer than an auction lives.
abstract contract Plot is TwinTest {
    uint256 internal constant WAD = 1e18;
    uint256 internal constant VIRTUAL_SHARES = 1e6;
    /// @dev What each actor owns of each token, more than any market can hold.
    uint256 private constant WEALTH = 2 ** 124;
    /// @dev A program lives for a year; a story is shorter [seconds].
    uint256 private constant MAX_STORY = 300 days;
    /// @dev 3000e6 units of the first token for 1e18 of the second, and back [1e36].
    uint256 private constant PRICE = 3000e24;
    uint256 private constant INVERSE = 1e48 / uint256(3000);

    uint256 private seed;
    uint256 internal start;
    MarketParams[2] internal terms;
    /// @dev The actors, and one account that acts by signature alone.
    address[5] internal accounts;
    uint256 internal key;

    /// @dev 0 … sides − 1.
    function _roll(uint256 sides) internal returns (uint256) {
        seed = uint256(keccak256(abi.encode(seed)));
        return seed % sides;
    }

    function _chance(uint256 percent) internal returns (bool) {
        return _roll(100) < percent;
    }

    function _between(uint256 low, uint256 high) internal returns (uint256) {
        return low + _roll(high - low + 1);
    }

    /// @dev A number near a limit, or far from it.
    function _around(uint256 limit) internal returns (uint256) {
        uint256 face = _roll(20);
        if (face < 4) return limit;
        if (face < 6) return limit + 1;
        if (face < 8) return limit == 0 ? 0 : limit - 1;
        if (face < 17) return _roll(limit + 1);
        if (face < 18) return _roll(4);
        if (face < 19) return 2 ** _roll(120) + _roll(3);
        return type(uint256).max;
    }

    function _anyActor() internal returns (address) {
        return actors[_roll(actors.length)];
    }

    /// @dev Seldom nobody.
    function _anyAccount() internal returns (address) {
        uint256 face = _roll(40);
        return face == 0 ? address(0) : accounts[face % accounts.length];
    }

    /// @dev Mostly oneself.
    function _beneficiary(address actor) internal returns (address) {
        return _chance(75) ? actor : _anyAccount();
    }

    /// @dev Deals the roles and sets the scene; the same in each story but the second's profile.
    function _open(uint256 seed_) internal {
        seed = seed_;
        start = block.timestamp;
        _begin();
        terms[1].minDebt = 10 ** _between(1, 17);
        terms[1].closeoutDebt = terms[1].minDebt * _between(1, 20);
        terms[1].lltv = _between(50, 95) * 0.01e18;
        (terms[1].curve, terms[1].pace) = ProfileLib.pack(_anyProfile());
    }

    /// @dev A legal profile for LLTVs from 50 % to 95 %, often with a field at its bound.
    function _anyProfile() private returns (Profile memory p) {
        p = ProfileLib.majors();
        if (_chance(50)) (p.observeStep, p.confirmation) = (uint24(_between(1, 5)), 5);
        if (_chance(25)) (p.observeStep, p.confirmation) = (0, 0);
        if (_chance(40)) p.closeFactor = uint24(_between(10_000, 1e6));
        if (_chance(40)) p.blockTime = uint24(_between(1, 60));
        if (_chance(30)) p.maxDiscount = uint24(_between(50_000, 250_000));
        if (_chance(30)) p.equityShare = uint24(_between(10_000, 700_000));
        if (_chance(30)) p.depthSlope = uint24(_roll(1e6 + 1));
        if (_chance(30)) p.duration = uint24(_between(60, 1800));
        if (_chance(30)) p.rewind = uint24(_roll(10 * uint256(p.duration) + 1));
        if (_chance(30)) p.badDebtDiscount = uint24(_roll(p.maxDiscount + 1));
        if (_chance(30)) p.feeShare = uint24(_roll(500_001));
        if (_chance(30)) p.fullShare = uint24(_between(1, 999_999));
        if (_chance(30)) p.staleAfter = uint24(_between(300, 3600));
        if (_chance(30)) p.startDiscount = 0;
        if (_chance(20)) p.targetShare = 500_000;
        p.borrowShare = p.targetShare + uint24(_chance(30) ? _roll(100_000) : 0);
        p.resetMargin = _chance(30) ? 0 : 2000;
        p.badDebtDuration = p.duration > 1800 ? p.duration : 1800;
    }

    /// @dev Time goes on, or it does not.
    function _wait() internal {
        uint256 face = _roll(100);
        uint256 elapsed;
        if (face < 35) return;
        if (face < 50) elapsed = _between(1, 12);
        else if (face < 75) elapsed = _between(10, 60);
        else if (face < 88) elapsed = _between(60, 300);
        else if (face < 93) elapsed = _between(300, 1800);
        else if (face < 97) elapsed = _between(1799, 4000);
        else elapsed = _between(1 hours, 60 days);
        if (block.timestamp + elapsed < start + MAX_STORY) skip(elapsed);
    }

    /// @dev A price that brings a position of the market to an LTV of interest.
    function _newPrice(uint256 which, address account) internal returns (uint256) {
        PositionHealth memory h = market.positionHealth(terms[which], account);
        if (h.debt == 0 || h.collateral == 0) return _usualPrice(which) * _between(50, 150) / 100;
        uint256 face = _roll(100);
        if (face < 10) return h.liquidationPrice + _roll(3) - 1;
        if (face == 10) return _roll(3);
        if (face == 11) return 2 ** 192 - _roll(3);
        return h.debt * WAD / _newLtv(which, face) * 1e36 / h.collateral + 1;
    }

    /// @dev Mostly unhealthy ones, and some that are hardly healthy [WAD].
    function _newLtv(uint256 which, uint256 face) private returns (uint256) {
        uint256 lltv = terms[which].lltv;
        // Insolvency is more telling when there is a reserve to pay for it.
        (,,,,, uint256 reserve) = market.market(keccak256(abi.encode(terms[which])));
        if (reserve > 0 && _chance(20)) return _between(WAD, 2 * WAD);
        if (face == 12) return 1e10 * WAD;
        if (face < 35) return _between(lltv, lltv + (WAD - lltv) / 4);
        if (face < 55) return _between(lltv, WAD);
        if (face < 70) return _between(WAD * 95 / 100, WAD * 105 / 100);
        if (face < 78) return _between(WAD, 20 * WAD);
        if (face < 90) return _between(lltv * 998 / 1000, lltv);
        return _between(lltv / 2, lltv);
    }

    function _usualPrice(uint256 which) internal pure returns (uint256) {
        return which == 0 ? PRICE : INVERSE;
    }

    function _sharesOf(uint256 assets, uint256 totalAssets, uint256 totalShares)
        internal
        pure
        returns (uint256)
    {
        if (assets > 2 ** 120) return assets;
        return assets * (totalShares + VIRTUAL_SHARES) / (totalAssets + 1);
    }

    /// @dev Actors own plenty and let the market take it; one market, which is not the second yet.
    function _preparation() internal returns (Line[] memory lines) {
        (accounts[4], key) = makeAddrAndKey("signer");
        lines = new Line[](2 * 2 * actors.length);
        uint256 n;
        for (uint256 i = 0; i < actors.length; i++) {
            accounts[i] = actors[i];
            for (uint256 t = 0; t < 2; t++) {
                bytes memory mint = abi.encodeCall(ERC20Mock.mint, (actors[i], WEALTH));
                lines[n++] = Line(actors[i], address(tokens[t]), mint);
                bytes memory approval =
                    abi.encodeCall(ERC20Mock.approve, (address(market), type(uint256).max));
                lines[n++] = Line(actors[i], address(tokens[t]), approval);
            }
        }
        (bytes32 curve, bytes32 pace) = ProfileLib.pack(ProfileLib.majors());
        for (uint256 i = 0; i < 2; i++) {
            terms[i] = MarketParams({
                loanToken: address(tokens[i]),
                collateralToken: address(tokens[1 - i]),
                oracle: address(oracles[i]),
                lltv: 0.83e18,
                minDebt: 100e6,
                closeoutDebt: 1000e6,
                curve: curve,
                pace: pace
            });
        }
    }
}
