// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";

/// @title Creating a market: who may, what it is known by, which parameters are refused
contract CreateMarketTest is MarketTest {
    function test_createMarket_isOpenToAnyone() public {
        MarketParams memory other = params;
        other.lltv = 0.8e18;
        _enable(other);
        vm.prank(bob);
        bytes32 otherId = market.createMarket(other);
        assertEq(otherId, keccak256(abi.encode(other)));
        assertNotEq(otherId, id);
    }

    function test_createMarket_startsEmptyAndNow() public {
        MarketParams memory other = params;
        other.minDebt = MIN_DEBT + 1;
        id = _createMarket(other);
        Totals memory t = _totals();
        assertEq(t.lastUpdate, block.timestamp);
        assertEq(t.supplyAssets + t.supplyShares + t.borrowAssets + t.borrowShares + t.reserve, 0);
    }

    function test_createMarket_revertsWhenTheMarketExists() public {
        vm.expectRevert(IMarketErrors.MarketAlreadyCreated.selector);
        market.createMarket(params);
    }

    function test_createMarket_revertsWhenTheOracleIsZero() public {
        MarketParams memory bad = params;
        bad.oracle = address(0);
        _refuses(bad, IMarketErrors.ZeroAddress.selector);
    }

    function test_createMarket_revertsWhenATokenHasNoCode() public {
        address[2] memory tokens = [alice, address(0)];
        for (uint256 i = 0; i < tokens.length; i++) {
            MarketParams memory bad = params;
            bad.loanToken = tokens[i];
            _refuses(bad, IMarketErrors.NoCode.selector);
            bad = params;
            bad.collateralToken = tokens[i];
            _refuses(bad, IMarketErrors.NoCode.selector);
        }
    }

    function test_createMarket_worksAtTheBoundsOfLltv() public {
        Profile memory profile = ProfileLib.majors();
        profile.targetShare = 200_000;
        MarketParams memory edge = _paramsWith(profile);
        edge.lltv = 0.01e18;
        _createMarket(edge);

        profile.resetMargin = 0;
        edge = _paramsWith(profile);
        edge.lltv = 0.99e18;
        _createMarket(edge);
    }

    function test_createMarket_revertsWhenDebtBoundsAreInvalid() public {
        MarketParams memory bad = params;
        bad.minDebt = 0;
        _refuses(bad, IMarketErrors.InvalidDebtBounds.selector);
        bad = params;
        bad.closeoutDebt = bad.minDebt - 1;
        _refuses(bad, IMarketErrors.InvalidDebtBounds.selector);
        bad.closeoutDebt = 100 * bad.minDebt + 1;
        _refuses(bad, IMarketErrors.InvalidDebtBounds.selector);
        bad.closeoutDebt = LIMIT;
        _refuses(bad, IMarketErrors.InvalidDebtBounds.selector);
        bad.minDebt = type(uint256).max;
        bad.closeoutDebt = type(uint256).max;
        _refuses(bad, IMarketErrors.InvalidDebtBounds.selector);
    }

    function test_createMarket_acceptsTheBoundsOfDebt() public {
        MarketParams memory edge = params;
        edge.minDebt = 1;
        edge.closeoutDebt = 100;
        _createMarket(edge);
        edge.minDebt = LIMIT - 1;
        edge.closeoutDebt = LIMIT - 1;
        _createMarket(edge);
    }

    function _refuses(MarketParams memory bad, bytes4 reason) private {
        vm.expectRevert(reason);
        market.createMarket(bad);
    }
}
