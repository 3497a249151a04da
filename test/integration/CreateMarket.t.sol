// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {MarketTest, Totals} from "../base/MarketTest.sol";

/// @title Creating a market: who may, what it is known by, which parameters are refused
contract CreateMarketTest is MarketTest {
    function test_createMarket_isOpenToAnyone() public {
        MarketParams memory other = params;
        other.lltv = 0.8e18;
        vm.prank(bob);
        bytes32 otherId = market.createMarket(other);
        assertEq(otherId, keccak256(abi.encode(other)));
        assertNotEq(otherId, id);
    }

    function test_createMarket_startsEmptyAndNow() public {
        MarketParams memory other = params;
        other.minDebt = MIN_DEBT + 1;
        id = market.createMarket(other);
        Totals memory t = _totals();
        assertEq(t.lastUpdate, block.timestamp);
        assertEq(t.supplyAssets + t.supplyShares + t.borrowAssets + t.borrowShares + t.reserve, 0);
    }

    function test_createMarket_revertsWhenTheMarketExists() public {
        vm.expectRevert(ILendingMarket.MarketAlreadyCreated.selector);
        market.createMarket(params);
    }

    function test_createMarket_revertsWhenTheOracleIsZero() public {
        MarketParams memory bad = params;
        bad.oracle = address(0);
        _refuses(bad, ILendingMarket.ZeroAddress.selector);
    }

    function test_createMarket_revertsWhenATokenHasNoCode() public {
        address[2] memory tokens = [alice, address(0)];
        for (uint256 i = 0; i < tokens.length; i++) {
            MarketParams memory bad = params;
            bad.loanToken = tokens[i];
            _refuses(bad, ILendingMarket.NoCode.selector);
            bad = params;
            bad.collateralToken = tokens[i];
            _refuses(bad, ILendingMarket.NoCode.selector);
        }
    }

    function test_createMarket_revertsWhenLltvIsOutOfBounds() public {
        uint256[5] memory lltvs = [0, 0.01e18 - 1, 0.99e18 + 1, 1e18, type(uint256).max];
        for (uint256 i = 0; i < lltvs.length; i++) {
            MarketParams memory bad = params;
            bad.lltv = lltvs[i];
            _refuses(bad, ILendingMarket.InvalidLltv.selector);
        }
    }

    function test_createMarket_acceptsTheBoundsOfLltv() public {
        Profile memory profile = ProfileLib.majors();
        profile.targetShare = 200_000;
        MarketParams memory edge = _paramsWith(profile);
        edge.lltv = 0.01e18;
        market.createMarket(edge);

        profile.resetMargin = 0;
        edge = _paramsWith(profile);
        edge.lltv = 0.99e18;
        market.createMarket(edge);
    }

    function test_createMarket_revertsWhenDebtBoundsAreInvalid() public {
        MarketParams memory bad = params;
        bad.minDebt = 0;
        _refuses(bad, ILendingMarket.InvalidDebtBounds.selector);
        bad = params;
        bad.closeoutDebt = bad.minDebt - 1;
        _refuses(bad, ILendingMarket.InvalidDebtBounds.selector);
        bad.closeoutDebt = LIMIT;
        _refuses(bad, ILendingMarket.InvalidDebtBounds.selector);
        bad.minDebt = type(uint256).max;
        bad.closeoutDebt = type(uint256).max;
        _refuses(bad, ILendingMarket.InvalidDebtBounds.selector);
    }

    function test_createMarket_acceptsTheBoundsOfDebt() public {
        MarketParams memory edge = params;
        edge.minDebt = 1;
        edge.closeoutDebt = LIMIT - 1;
        market.createMarket(edge);
        edge.minDebt = LIMIT - 1;
        market.createMarket(edge);
    }

    function _refuses(MarketParams memory bad, bytes4 reason) private {
        vm.expectRevert(reason);
        market.createMarket(bad);
    }
}
