// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {AuthorityTest} from "./AuthorityTest.sol";

/// @title The two steps of a transfer, the other roles, and that nobody else rules
contract OwnershipTest is AuthorityTest {
    address private immutable heir = makeAddr("heir");
    address private immutable collector = makeAddr("collector");

    /// @dev What the owner and the guardian may do.
    function _guardsActs() private view returns (bytes[2] memory acts) {
        acts[0] = abi.encodeCall(market.setPaused, (id, 7));
        acts[1] = abi.encodeCall(market.setFlashLoanPaused, (true));
    }

    /// @dev Something is paused, so that unpausing would change something.
    function _pauseSomething() private {
        vm.startPrank(owner);
        market.setPaused(id, 1);
        market.setFlashLoanPaused(true);
        vm.stopPrank();
    }

    function test_transferOwnership_passesInTwoSteps() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.OwnershipTransferStarted(owner, heir);
        vm.prank(owner);
        market.transferOwnership(heir);
        assertEq(market.owner(), owner);
        assertEq(market.pendingOwner(), heir);
        _unauthorized(heir, abi.encodeCall(market.setGuardian, (heir)));
        vm.prank(owner);
        market.setGuardian(carol);

        vm.expectEmit(address(market));
        emit IMarketEvents.OwnershipTransferred(owner, heir);
        vm.prank(heir);
        market.acceptOwnership();
        assertEq(market.owner(), heir);
        assertEq(market.pendingOwner(), address(0));
        _unauthorized(owner, abi.encodeCall(market.setGuardian, (owner)));
        _unauthorized(heir, abi.encodeCall(market.acceptOwnership, ()));
        vm.prank(heir);
        market.setGuardian(heir);
        assertEq(market.guardian(), heir);
    }

    function test_transferOwnership_isAcceptedByTheOfferedOneAlone() public {
        bytes memory acceptance = abi.encodeCall(market.acceptOwnership, ());
        _unauthorized(owner, acceptance);
        _unauthorized(heir, acceptance);
        vm.prank(owner);
        market.transferOwnership(heir);
        address[4] memory others = [owner, guardian, alice, market.extension()];
        for (uint256 i = 0; i < others.length; i++) {
            _unauthorized(others[i], acceptance);
        }
    }

    function test_transferOwnership_toAnotherOrToNobodyWithdrawsTheOffer() public {
        vm.startPrank(owner);
        market.transferOwnership(heir);
        market.transferOwnership(alice);
        vm.stopPrank();
        _unauthorized(heir, abi.encodeCall(market.acceptOwnership, ()));
        vm.expectEmit(address(market));
        emit IMarketEvents.OwnershipTransferStarted(owner, address(0));
        vm.prank(owner);
        market.transferOwnership(address(0));
        _unauthorized(alice, abi.encodeCall(market.acceptOwnership, ()));
        assertEq(market.owner(), owner);
    }

    function test_setGuardian_replacesAndDismisses() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.SetGuardian(alice);
        vm.prank(owner);
        market.setGuardian(alice);
        _unauthorized(guardian, abi.encodeCall(market.setPaused, (id, 1)));
        vm.prank(alice);
        market.setPaused(id, 1);
        vm.prank(owner);
        market.setGuardian(address(0));
        assertEq(market.guardian(), address(0));
        _unauthorized(alice, abi.encodeCall(market.setPaused, (id, 3)));
    }

    function test_setFeeRecipient_appointsAndTells() public {
        vm.expectEmit(address(market));
        emit IMarketEvents.SetFeeRecipient(collector);
        vm.prank(owner);
        market.setFeeRecipient(collector);
        assertEq(market.feeRecipient(), collector);
    }

    /// @dev Everyone who has any role but the owner's, and those who have none.
    function test_nobodyElse_doesWhatTheOwnerMay() public {
        _pauseSomething();
        vm.startPrank(owner);
        market.setFeeRecipient(collector);
        market.transferOwnership(heir);
        vm.stopPrank();
        address[7] memory others =
            [guardian, collector, heir, alice, carol, address(market), market.extension()];
        bytes[] memory acts = _ownersActs();
        for (uint256 i = 0; i < others.length; i++) {
            for (uint256 k = 0; k < acts.length; k++) {
                _unauthorized(others[i], acts[k]);
            }
        }
        assertEq(market.owner(), owner);
    }

    function test_nobodyElse_pauses() public {
        address[4] memory others = [heir, alice, carol, market.extension()];
        bytes[2] memory acts = _guardsActs();
        for (uint256 i = 0; i < others.length; i++) {
            _unauthorized(others[i], acts[0]);
            _unauthorized(others[i], acts[1]);
        }
    }

    function test_owner_doesAllOfIt() public {
        _pauseSomething();
        bytes[] memory acts = _ownersActs();
        for (uint256 i = 0; i < acts.length; i++) {
            vm.prank(owner);
            (bool success, bytes memory result) = address(market).call(acts[i]);
            assertTrue(success);
            assertEq(result, "");
        }
    }
}
