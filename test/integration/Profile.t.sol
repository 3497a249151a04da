// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @title The bounds of a liquidation profile, field by field: section 2 of docs/mechanism.md
contract ProfileTest is MarketTest {
    uint256 private constant FIELDS = 20;

    /// @dev Two neighbours of each bound: [field, last accepted, first refused].
    function test_enableProfile_holdsEachFieldToItsBounds() public {
        uint24[3][26] memory bounds = [
            [uint24(0), 50_000, 50_001],
            [uint24(1), 100_000, 100_001],
            [uint24(1), 2500, 2499],
            [uint24(2), 60, 59],
            [uint24(3), 6000, 6001],
            [uint24(4), 1_000_000, 1_000_001],
            [uint24(5), 999_999, 1_000_000],
            [uint24(6), 250_000, 250_001],
            [uint24(7), 100_000, 100_001],
            [uint24(8), 600, 599],
            [uint24(9), 500_000, 500_001],
            [uint24(10), 10_000, 9999],
            [uint24(10), 1_000_000, 1_000_001],
            [uint24(11), 1, 0],
            [uint24(11), 300, 3601],
            [uint24(12), 29_412, 29_411],
            [uint24(12), 29_413, 0],
            [uint24(13), 51_000, 51_001],
            [uint24(14), 300_000, 299_999],
            [uint24(15), 1, 0],
            [uint24(15), 999_999, 1_000_000],
            [uint24(16), 12, 11],
            [uint24(17), 300, 299],
            [uint24(18), 60, 61],
            [uint24(19), 3600, 3601],
            [uint24(19), 30, 29]
        ];
        for (uint256 i = 0; i < bounds.length; i++) {
            (uint256 field, uint24 last, uint24 first) = (bounds[i][0], bounds[i][1], bounds[i][2]);
            _enable(_withField(field, last));
            _refusesField(_withField(field, first), _blamed(field, first));
        }
    }

    /// @dev A bound between two fields blames the one that the document bounds by the other.
    function _blamed(uint256 field, uint24 value) private pure returns (uint256) {
        if (field == 1 && value < 2500) return 0;
        // 29,411 millionths of 17 % are less than resetMargin.
        if (field == 12 && value > 0) return 13;
        if (field == 19 && value < 30) return 18;
        return field;
    }

    function test_enableProfile_revertsWhenLltvIsOutOfBounds() public {
        uint256[5] memory lltvs = [0, 0.01e18 - 1, 0.99e18 + 1, 1e18, type(uint256).max];
        for (uint256 i = 0; i < lltvs.length; i++) {
            vm.prank(owner);
            vm.expectRevert(IMarketErrors.InvalidLltv.selector);
            market.enableProfile("test", lltvs[i], params.curve, params.pace);
        }
    }

    function test_enableProfile_revertsWhenDurationIsBeyondADay() public {
        Profile memory profile = ProfileLib.majors();
        profile.duration = 86_401;
        profile.badDebtDuration = 86_401;
        _refusesField(_paramsWith(profile), 2);
        profile.duration = 86_400;
        _enable(_paramsWith(profile));
    }

    function test_enableProfile_revertsWhenTargetHealthIsAboveOneAndAQuarter() public {
        MarketParams memory with = params;
        with.lltv = 0.1e18; // 1 + 30 % of 90 %
        _refusesField(with, 12);
    }

    function test_enableProfile_revertsWhenTargetHealthIsBelowResetHealth() public {
        MarketParams memory with = params;
        with.lltv = 0.99e18; // 1 + 30 % of 1 %
        _refusesField(with, 13);
    }

    function test_enableProfile_revertsWhenBitsAreLeftOver() public {
        MarketParams memory with = params;
        with.curve = bytes32(uint256(with.curve) | 1 << 240);
        _refusesField(with, FIELDS);
        with = params;
        with.pace = bytes32(uint256(with.pace) | 1 << 255);
        _refusesField(with, FIELDS);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_enableProfile_refusesArbitraryWordsWithATypedError(
        uint256 lltv,
        bytes32 curve,
        bytes32 pace
    ) public {
        MarketParams memory with = params;
        with.lltv = bound(lltv, 0.01e18, 0.99e18);
        with.curve = curve >> 16;
        with.pace = pace >> 16;
        vm.prank(owner);
        try market.enableProfile("random", with.lltv, with.curve, with.pace) {
            assertEq(market.createMarket(with), keccak256(abi.encode(with)));
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IMarketErrors.InvalidProfile.selector);
            assertEq(reason.length, 36);
        }
    }

    function _refusesField(MarketParams memory with, uint256 field) private {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IMarketErrors.InvalidProfile.selector, field));
        market.enableProfile("test", with.lltv, with.curve, with.pace);
    }

    /// @dev The usual parameters with one field of the packed words replaced.
    function _withField(uint256 field, uint24 value)
        private
        view
        returns (MarketParams memory with)
    {
        with = params;
        uint256 shift = field % 10 * 24;
        uint256 word = uint256(field < 10 ? with.curve : with.pace);
        bytes32 changed = bytes32(word & ~(uint256(0xffffff) << shift) | uint256(value) << shift);
        if (field < 10) with.curve = changed;
        else with.pace = changed;
    }
}
