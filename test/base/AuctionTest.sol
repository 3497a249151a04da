// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {LiquidationQuote, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {Case, Expected} from "../integration/Expected.sol";
import {MarketTest} from "./MarketTest.sol";

/// @title What the tests of liquidation share: alice's loan, close to its borrowing limit
/// @notice 10 WETH at 3000 USDC against 23,000 USDC. A price 8 % lower is just below the LLTV, 20 %
/// lower is beyond `fullLtv`, 30 % lower is insolvent. It states no expectation.
abstract contract AuctionTest is MarketTest {
    uint256 internal constant COLLATERAL = 10e18;
    uint256 internal constant DEBT = 23_000e6;
    uint256 internal constant ALL = type(uint256).max;

    /// @dev That of the market in use.
    Profile internal profile;

    function setUp() public virtual override {
        super.setUp();
        profile = ProfileLib.majors();
        _openLoan(alice, COLLATERAL, DEBT);
    }

    /// @dev From here on the market has this profile and LLTV; nobody has borrowed from it.
    function _useProfile(Profile memory newProfile, uint256 lltv) internal {
        profile = newProfile;
        MarketParams memory with = _paramsWith(newProfile);
        with.lltv = lltv;
        _useMarket(with);
    }

    /// @dev Alice's position now, with the clock that her last touch left, and with the depth that
    /// it believed, as far as the position is still that deep.
    function _case() internal returns (Case memory c) {
        AuctionRecord memory r = _record(alice);
        c.debt = _debtOf(alice);
        c.collateral = _collateralOf(alice);
        c.price = oracle.price();
        c.clock = r.clock;
        c.lltv = params.lltv;
        c.profile = profile;
        c.believed = Expected.min(r.believedDepth, Expected.depthDown(c));
    }

    /// @dev Lets live auction time pass, touching as often as it takes for all of it to count and
    /// for nothing to be forgotten.
    function _passLive(uint256 elapsed) internal {
        uint256 step = profile.clockStep;
        if (profile.confirmation != 0) step = _min(step, profile.confirmation);
        while (elapsed > 0) {
            uint256 part = _min(elapsed, step);
            skip(part);
            _touch(alice);
            elapsed -= part;
        }
    }

    function _health() internal returns (uint256) {
        return Expected.healthDown(_case());
    }

    function _quote() internal view returns (LiquidationQuote memory) {
        return _preview(alice, ALL);
    }
}
