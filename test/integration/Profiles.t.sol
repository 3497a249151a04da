// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @title A profile is enabled by the owner, for one LLTV, forever
/// @notice The bounds of each field are in `Profile.t.sol`.
contract ProfilesTest is MarketTest {
    uint256 private constant LOWER = 0.7e18;

    /// @dev A legal profile that nobody has enabled.
    function _other() private pure returns (bytes32 curve, bytes32 pace) {
        Profile memory profile = ProfileLib.majors();
        profile.endDiscount = 40_000;
        profile.blockTime = 60;
        return ProfileLib.pack(profile);
    }

    function _enableOther(bytes32 name, uint256 lltv) private {
        (bytes32 curve, bytes32 pace) = _other();
        vm.prank(owner);
        market.enableProfile(name, lltv, curve, pace);
    }

    function _notEnabled(uint256 lltv, bytes32 curve, bytes32 pace) private {
        assertFalse(market.isProfileEnabled(lltv, curve, pace));
        MarketParams memory with = params;
        (with.lltv, with.curve, with.pace) = (lltv, curve, pace);
        vm.expectRevert(IMarketErrors.ProfileNotEnabled.selector);
        market.createMarket(with);
    }

    function test_enableProfile_letsAnyoneCreateMarketsWithIt() public {
        (bytes32 curve, bytes32 pace) = _other();
        _notEnabled(LOWER, curve, pace);
        vm.expectEmit(address(market));
        emit IMarketEvents.EnableProfile("calm", LOWER, curve, pace);
        _enableOther("calm", LOWER);
        assertTrue(market.isProfileEnabled(LOWER, curve, pace));

        MarketParams memory with = params;
        (with.lltv, with.curve, with.pace) = (LOWER, curve, pace);
        vm.prank(alice);
        bytes32 created = market.createMarket(with);
        assertEq(created, keccak256(abi.encode(with)));
        (,,,, uint256 lastUpdate,) = market.market(created);
        assertEq(lastUpdate, block.timestamp);
        // The debt bounds, tokens and the oracle are free: any number of markets.
        with.minDebt++;
        market.createMarket(with);
    }

    function test_enableProfile_isForExactlyThatPair() public {
        (bytes32 curve, bytes32 pace) = _other();
        _enableOther("calm", LOWER);
        _notEnabled(LOWER + 1, curve, pace);
        _notEnabled(LOWER - 1, curve, pace);
        _notEnabled(params.lltv, curve, pace);
        _notEnabled(LOWER, params.curve, params.pace);
        // Halves of two enabled profiles are not a third one.
        _notEnabled(LOWER, curve, params.pace);
        _notEnabled(LOWER, params.curve, pace);
        _notEnabled(params.lltv, params.curve, pace);
        _notEnabled(LOWER, pace, curve);
    }

    function test_enableProfile_againChangesNothing() public {
        (bytes32 curve, bytes32 pace) = _other();
        _enableOther("calm", LOWER);
        vm.expectEmit(address(market));
        emit IMarketEvents.EnableProfile("other name", LOWER, curve, pace);
        _enableOther("other name", LOWER);
        assertTrue(market.isProfileEnabled(LOWER, curve, pace));
    }

    function test_enableProfile_needsNoName() public {
        (bytes32 curve, bytes32 pace) = _other();
        vm.expectEmit(address(market));
        emit IMarketEvents.EnableProfile(0, LOWER, curve, pace);
        _enableOther(0, LOWER);
        assertTrue(market.isProfileEnabled(LOWER, curve, pace));
    }

    /// @dev What is refused leaves nothing enabled; the authority is asked first.
    function test_enableProfile_refusesWhatIsOutOfBounds() public {
        (bytes32 curve, bytes32 pace) = _other();
        uint256[5] memory lltvs =
            [uint256(0), 0.01e18 - 1, 0.99e18 + 1, 2 ** 128, type(uint256).max];
        for (uint256 i = 0; i < lltvs.length; i++) {
            vm.prank(owner);
            vm.expectRevert(IMarketErrors.InvalidLltv.selector);
            market.enableProfile("calm", lltvs[i], curve, pace);
            assertFalse(market.isProfileEnabled(lltvs[i], curve, pace));
        }
        bytes32 stray = bytes32(uint256(curve) | 1 << 255);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IMarketErrors.InvalidProfile.selector, 20));
        market.enableProfile("calm", LOWER, stray, pace);
        assertFalse(market.isProfileEnabled(LOWER, stray, pace));
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.Unauthorized.selector);
        market.enableProfile("calm", LOWER, stray, pace);
    }

    /// @dev A profile that one LLTV can bear may be too much for another.
    function test_enableProfile_judgesTheProfileByItsLltv() public {
        Profile memory profile = ProfileLib.majors();
        profile.maxDiscount = 100_000;
        (bytes32 curve, bytes32 pace) = ProfileLib.pack(profile);
        vm.prank(owner);
        market.enableProfile("majors", 0.8e18, curve, pace);
        vm.prank(owner);
        (bool success, bytes memory reason) = address(market)
            .call(abi.encodeCall(market.enableProfile, ("majors", 0.99e18, curve, pace)));
        assertFalse(success);
        assertEq(bytes4(reason), IMarketErrors.InvalidProfile.selector);
        assertFalse(market.isProfileEnabled(0.99e18, curve, pace));
    }

    function test_enableProfile_isNotUndoneByAChangeOfOwner() public {
        (bytes32 curve, bytes32 pace) = _other();
        _enableOther("calm", LOWER);
        vm.prank(owner);
        market.transferOwnership(alice);
        vm.prank(alice);
        market.acceptOwnership();
        assertTrue(market.isProfileEnabled(LOWER, curve, pace));
    }
}
