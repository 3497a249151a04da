// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {MarketCode} from "../base/MarketCode.sol";
import {AuthorityTest} from "./AuthorityTest.sol";

/// @title The market is constructed once, and its extension alone is nothing
contract ConstructionTest is AuthorityTest {
    function _unconstructed() private returns (ILendingMarket fresh) {
        fresh = ILendingMarket(deployRemote("unconstructed", MarketCode.market()));
        activate(address(fresh));
    }

    function test_construction_appointsAndTells() public {
        ILendingMarket fresh = _unconstructed();
        address extension = market.extension();
        vm.expectEmit(address(fresh));
        emit IMarketEvents.OwnershipTransferred(address(0), owner);
        vm.expectEmit(address(fresh));
        emit IMarketEvents.SetGuardian(guardian);
        (bool success, bytes memory result) =
            address(fresh).call(MarketCode.construction(owner, guardian, extension));
        assertTrue(success);
        assertEq(result, "");
        assertEq(fresh.owner(), owner);
        assertEq(fresh.pendingOwner(), address(0));
        assertEq(fresh.guardian(), guardian);
        assertEq(fresh.feeRecipient(), address(0));
        assertEq(fresh.extension(), extension);
        assertFalse(fresh.isFlashLoanPaused());
    }

    function test_construction_happensOnce() public {
        address extension = market.extension();
        bytes memory again = MarketCode.construction(alice, alice, extension);
        address[4] memory callers = [owner, guardian, alice, extension];
        for (uint256 i = 0; i < callers.length; i++) {
            _refused(address(market), callers[i], again, IMarketErrors.AlreadyInitialized.selector);
        }
        assertEq(market.owner(), owner);
    }

    function test_construction_isNotWithoutAnOwnerOrAnExtension() public {
        ILendingMarket fresh = _unconstructed();
        address extension = market.extension();
        bytes memory call = MarketCode.construction(address(0), guardian, extension);
        _refused(address(fresh), alice, call, IMarketErrors.ZeroAddress.selector);
        call = MarketCode.construction(owner, guardian, alice);
        _refused(address(fresh), alice, call, IMarketErrors.NoCode.selector);
        call = MarketCode.construction(owner, guardian, address(0));
        _refused(address(fresh), alice, call, IMarketErrors.NoCode.selector);
        // What failed has constructed nothing; a guardian is not needed.
        (bool success,) = address(fresh).call(MarketCode.construction(owner, address(0), extension));
        assertTrue(success);
        assertEq(fresh.guardian(), address(0));
    }

    function test_beforeConstruction_theExtensionsFunctionsAreUnknown() public {
        ILendingMarket fresh = _unconstructed();
        bytes4 reason = IMarketErrors.UnknownFunction.selector;
        bytes[] memory acts = _ownersActs();
        for (uint256 i = 0; i < acts.length; i++) {
            _refused(address(fresh), owner, acts[i], reason);
        }
        bytes4[17] memory others = [
            market.owner.selector,
            market.pendingOwner.selector,
            market.guardian.selector,
            market.feeRecipient.selector,
            market.extension.selector,
            market.isFlashLoanPaused.selector,
            market.DOMAIN_SEPARATOR.selector,
            market.acceptOwnership.selector,
            market.revokeNonce.selector,
            market.createMarket.selector,
            market.setAuthorizationWithSig.selector,
            market.claimFees.selector,
            market.marketState.selector,
            market.positionHealth.selector,
            market.discountAfter.selector,
            market.isProfileEnabled.selector,
            market.nonces.selector
        ];
        for (uint256 i = 0; i < others.length; i++) {
            _refused(address(fresh), owner, abi.encodePacked(others[i]), reason);
        }
    }

    /// @dev Its own state has no owner, so that nobody is one: not even the market's.
    function test_extension_calledDirectlyIsPowerless() public {
        ILendingMarket extension = ILendingMarket(market.extension());
        assertEq(extension.owner(), address(0));
        assertEq(extension.extension(), address(0));
        address[3] memory callers = [owner, guardian, alice];
        bytes[] memory acts = _ownersActs();
        for (uint256 i = 0; i < callers.length; i++) {
            for (uint256 k = 0; k < 4; k++) {
                _refused(
                    address(extension), callers[i], acts[k], IMarketErrors.Unauthorized.selector
                );
            }
            _refused(
                address(extension),
                callers[i],
                abi.encodeCall(market.acceptOwnership, ()),
                IMarketErrors.Unauthorized.selector
            );
            _refused(
                address(extension),
                callers[i],
                abi.encodeCall(market.setPaused, (id, 7)),
                IMarketErrors.MarketNotCreated.selector
            );
            _refused(
                address(extension),
                callers[i],
                MarketCode.construction(alice, alice, address(extension)),
                IMarketErrors.UnknownFunction.selector
            );
        }
    }

    function test_extension_calledDirectlyDoesNotReachTheMarket() public {
        ILendingMarket extension = ILendingMarket(market.extension());
        assertTrue(market.isProfileEnabled(params.lltv, params.curve, params.pace));
        assertFalse(extension.isProfileEnabled(params.lltv, params.curve, params.pace));
        assertEq(extension.marketState(params).reason, IMarketErrors.MarketNotCreated.selector);
        MarketParams memory other = params;
        other.minDebt++;
        bytes memory creation = abi.encodeCall(market.createMarket, (other));
        _refused(address(extension), alice, creation, IMarketErrors.ProfileNotEnabled.selector);
        vm.prank(alice);
        extension.revokeNonce();
        assertEq(extension.nonces(alice), 1);
        assertEq(market.nonces(alice), 0);
    }
}
