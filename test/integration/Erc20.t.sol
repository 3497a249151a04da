// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IStylusToken, TokenDeployer} from "../base/TokenCode.sol";

/// @title The development token is an ERC-20 as ERC-20, ERC-6093 and ERC-165 have it
contract Erc20Test is TokenDeployer {
    uint256 private constant MINTED = 1000e6;
    uint256 private constant MAX = type(uint256).max;

    IStylusToken private token;

    function setUp() public override {
        super.setUp();
        token = _deployStylusToken("USD Coin", "USDC", 6);
        token.mint(alice, MINTED);
    }

    function testFuzz_mint_isOpenToAnyone(address caller, uint256 value) public {
        vm.assume(caller != address(token) && caller.code.length == 0);
        value = bound(value, 0, MAX - MINTED);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(address(0), bob, value);
        vm.prank(caller);
        token.mint(bob, value);
        assertEq(token.balanceOf(bob), value);
        assertEq(token.totalSupply(), MINTED + value);
    }

    function test_mint_revertsForTheZeroAddress() public {
        vm.expectRevert(_invalid(IERC20Errors.ERC20InvalidReceiver.selector));
        token.mint(address(0), 1);
    }

    function test_mint_revertsWhenTheSupplyOverflows() public {
        token.mint(bob, MAX - MINTED);
        vm.expectRevert();
        token.mint(carol, 1);
        assertEq(token.totalSupply(), MAX);
        assertEq(token.balanceOf(carol), 0);
    }

    function testFuzz_transfer_movesBetweenTheTwoAlone(uint256 value) public {
        value = bound(value, 0, MINTED);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(alice, bob, value);
        vm.prank(alice);
        assertTrue(token.transfer(bob, value));
        assertEq(token.balanceOf(alice), MINTED - value);
        assertEq(token.balanceOf(bob), value);
        assertEq(token.totalSupply(), MINTED);
    }

    function test_transfer_toOneselfChangesNothing() public {
        vm.prank(alice);
        token.transfer(alice, MINTED);
        assertEq(token.balanceOf(alice), MINTED);
    }

    function test_transfer_revertsBeyondTheBalance() public {
        vm.prank(alice);
        vm.expectRevert(_insufficientBalance(alice, MINTED, MINTED + 1));
        token.transfer(bob, MINTED + 1);
    }

    function test_transfer_revertsToTheZeroAddress() public {
        vm.prank(alice);
        vm.expectRevert(_invalid(IERC20Errors.ERC20InvalidReceiver.selector));
        token.transfer(address(0), 1);
    }

    function test_transfer_revertsFromTheZeroAddress() public {
        vm.prank(address(0));
        vm.expectRevert(_invalid(IERC20Errors.ERC20InvalidSender.selector));
        token.transfer(bob, 0);
    }

    function testFuzz_approve_setsTheAllowance(uint256 first, uint256 second) public {
        vm.startPrank(alice);
        vm.expectEmit(address(token));
        emit IERC20.Approval(alice, bob, first);
        assertTrue(token.approve(bob, first));
        assertEq(token.allowance(alice, bob), first);
        token.approve(bob, second);
        assertEq(token.allowance(alice, bob), second);
        assertEq(token.allowance(bob, alice), 0);
        assertEq(token.allowance(alice, carol), 0);
    }

    function test_approve_revertsForTheZeroAddress() public {
        vm.prank(alice);
        vm.expectRevert(_invalid(IERC20Errors.ERC20InvalidSpender.selector));
        token.approve(address(0), 1);
        vm.prank(address(0));
        vm.expectRevert(_invalid(IERC20Errors.ERC20InvalidApprover.selector));
        token.approve(bob, 1);
    }

    function testFuzz_transferFrom_spendsTheAllowance(uint256 allowed, uint256 value) public {
        allowed = bound(allowed, 0, MAX - 1);
        value = bound(value, 0, allowed < MINTED ? allowed : MINTED);
        _allow(bob, allowed);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(alice, carol, value);
        vm.prank(bob);
        assertTrue(token.transferFrom(alice, carol, value));
        assertEq(token.balanceOf(alice), MINTED - value);
        assertEq(token.balanceOf(carol), value);
        assertEq(token.allowance(alice, bob), allowed - value);
    }

    function test_transferFrom_keepsAnInfiniteAllowance() public {
        _allow(bob, MAX);
        vm.prank(bob);
        token.transferFrom(alice, carol, MINTED);
        assertEq(token.allowance(alice, bob), MAX);
    }

    function test_transferFrom_revertsBeyondTheAllowance() public {
        _allow(bob, 10);
        vm.prank(bob);
        vm.expectRevert(_insufficientAllowance(bob, 10, 11));
        token.transferFrom(alice, carol, 11);
        // One's own tokens take an allowance, too.
        vm.prank(alice);
        vm.expectRevert(_insufficientAllowance(alice, 0, 1));
        token.transferFrom(alice, carol, 1);
    }

    /// @dev What was taken from the allowance before the refusal is given back.
    function test_transferFrom_revertsBeyondTheBalance() public {
        _allow(bob, MINTED + 2);
        vm.prank(bob);
        vm.expectRevert(_insufficientBalance(alice, MINTED, MINTED + 1));
        token.transferFrom(alice, carol, MINTED + 1);
        assertEq(token.allowance(alice, bob), MINTED + 2);
    }

    function testFuzz_burn_destroysTheCallers(uint256 value) public {
        value = bound(value, 0, MINTED);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(alice, address(0), value);
        vm.prank(alice);
        token.burn(value);
        assertEq(token.balanceOf(alice), MINTED - value);
        assertEq(token.totalSupply(), MINTED - value);
    }

    function test_burn_revertsBeyondTheBalance() public {
        vm.prank(alice);
        vm.expectRevert(_insufficientBalance(alice, MINTED, MINTED + 1));
        token.burn(MINTED + 1);
    }

    function test_burnFrom_spendsTheAllowance() public {
        _allow(bob, 10);
        vm.prank(bob);
        token.burnFrom(alice, 4);
        assertEq(token.totalSupply(), MINTED - 4);
        assertEq(token.allowance(alice, bob), 6);
        vm.prank(bob);
        vm.expectRevert(_insufficientAllowance(bob, 6, 7));
        token.burnFrom(alice, 7);
    }

    function test_supportsInterface_ofErc20AndItsMetadata() public view {
        assertTrue(token.supportsInterface(type(IERC165).interfaceId));
        assertTrue(token.supportsInterface(type(IERC20).interfaceId));
        bytes4 metadata = IERC20Metadata.name.selector ^ IERC20Metadata.symbol.selector
            ^ IERC20Metadata.decimals.selector;
        assertTrue(token.supportsInterface(metadata));
        assertFalse(token.supportsInterface(0xffffffff));
    }

    function test_calls_thatMakeNoSenseAreRefused() public {
        bytes[5] memory calls = [
            bytes(""),
            bytes(hex"a9059c"),
            abi.encodeWithSignature("permit()"),
            abi.encodePacked(IERC20.transfer.selector, new bytes(63)),
            abi.encodeWithSelector(IERC20.transfer.selector, MAX, 1)
        ];
        vm.startPrank(alice);
        for (uint256 i = 0; i < calls.length; i++) {
            (bool success,) = address(token).call(calls[i]);
            assertFalse(success);
        }
        vm.deal(alice, 1);
        (bool paid,) = address(token).call{value: 1}(abi.encodeCall(token.transfer, (bob, 1)));
        assertFalse(paid);
        assertEq(token.balanceOf(alice), MINTED);
    }

    function _allow(address spender, uint256 value) private {
        vm.prank(alice);
        token.approve(spender, value);
    }

    /// @dev The errors about an address name the zero address.
    function _invalid(bytes4 selector) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, address(0));
    }

    function _insufficientBalance(address sender, uint256 balance, uint256 needed)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientBalance.selector, sender, balance, needed
        );
    }

    function _insufficientAllowance(address spender, uint256 allowed, uint256 needed)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientAllowance.selector, spender, allowed, needed
        );
    }
}
