// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {Authorization, SignatureTest} from "./SignatureTest.sol";

/// @title Authorization by an EIP-712 signature: whose it is, what it is about, and once
contract SignaturesTest is SignatureTest {
    bytes4 private immutable INVALID = IMarketErrors.InvalidSignature.selector;

    /// @dev Order of the curve's group: s and n − s sign alike.
    uint256 private constant N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_domain_isThisChainsAndThisContracts() public view {
        assertEq(market.DOMAIN_SEPARATOR(), _domain(CHAIN_ID, address(market)));
        assertEq(vm.addr(aliceKey), alice);
    }

    function test_signature_letsAnotherActAndTells() public {
        Authorization memory a = _ofAlice();
        bytes memory signature = _sign(aliceKey, _digest(a));
        vm.expectEmit(address(market));
        emit IMarketEvents.UseNonce(alice, 0);
        vm.expectEmit(address(market));
        emit IMarketEvents.SetAuthorization(carol, alice, bob, true);
        _bring(a, signature);
        assertTrue(market.isAuthorized(alice, bob));
        assertFalse(market.isAuthorized(alice, carol));
        assertFalse(market.isAuthorized(carol, bob));
        assertEq(market.nonces(alice), 1);

        _supplyCollateral(alice, 10e18);
        vm.prank(bob);
        market.borrow(params, 1000e6, 0, alice, bob);
        assertEq(_debtOf(alice), 1000e6);
    }

    function test_signature_takesTheAuthorizationBack() public {
        vm.prank(alice);
        market.setAuthorization(bob, true);
        Authorization memory a = _ofAlice();
        a.isAuthorized = false;
        _bring(a, _sign(aliceKey, _digest(a)));
        assertFalse(market.isAuthorized(alice, bob));
        // A call of one's own uses no nonce.
        assertEq(market.nonces(alice), 1);
    }

    function test_signature_countsOnce() public {
        Authorization memory a = _ofAlice();
        bytes memory signature = _sign(aliceKey, _digest(a));
        _bring(a, signature);
        vm.prank(alice);
        market.setAuthorization(bob, false);
        _refused(a, signature, IMarketErrors.InvalidNonce.selector);
        a.nonce = 1;
        _refused(a, signature, INVALID);
        _bring(a, _sign(aliceKey, _digest(a)));
        assertTrue(market.isAuthorized(alice, bob));
        assertEq(market.nonces(alice), 2);
    }

    function test_signature_countsInItsTurn() public {
        Authorization memory a = _ofAlice();
        uint256[4] memory early = [uint256(1), 2, 2 ** 64, type(uint256).max];
        for (uint256 i = 0; i < early.length; i++) {
            a.nonce = early[i];
            _refused(a, _sign(aliceKey, _digest(a)), IMarketErrors.InvalidNonce.selector);
        }
    }

    function test_signature_countsUpToItsDeadline() public {
        Authorization memory a = _ofAlice();
        bytes memory signature = _sign(aliceKey, _digest(a));
        vm.warp(a.deadline + 1);
        _refused(a, signature, IMarketErrors.Expired.selector);
        a.deadline = block.timestamp;
        _bring(a, _sign(aliceKey, _digest(a)));
        a.nonce = 1;
        a.deadline = type(uint256).max;
        _bring(a, _sign(aliceKey, _digest(a)));
        assertEq(market.nonces(alice), 2);
    }

    function test_signature_ofAnotherIsRefused() public {
        Authorization memory a = _ofAlice();
        (, uint256 otherKey) = makeAddrAndKey("bob");
        _refused(a, _sign(otherKey, _digest(a)), INVALID);
    }

    /// @dev Each field that was signed is the one that counts.
    function test_signature_isForExactlyWhatWasSigned() public {
        Authorization memory signed = _ofAlice();
        bytes memory signature = _sign(aliceKey, _digest(signed));
        Authorization memory a = _ofAlice();
        a.authorizer = carol;
        _refused(a, signature, INVALID);
        a = _ofAlice();
        a.authorized = carol;
        _refused(a, signature, INVALID);
        a = _ofAlice();
        a.isAuthorized = false;
        _refused(a, signature, INVALID);
        a = _ofAlice();
        a.deadline++;
        _refused(a, signature, INVALID);
        _bring(signed, signature);
    }

    function test_signature_isForThisChainAndThisContract() public {
        Authorization memory a = _ofAlice();
        address extension = market.extension();
        bytes32[4] memory domains = [
            _domain(CHAIN_ID + 1, address(market)),
            _domain(0, address(market)),
            _domain(CHAIN_ID, extension),
            _domain(CHAIN_ID, address(0))
        ];
        for (uint256 i = 0; i < domains.length; i++) {
            _refused(a, _sign(aliceKey, _digest(a, domains[i])), INVALID);
        }
    }

    /// @dev The other form of the same signature is valid too; the nonce makes it useless.
    function test_signature_hasATwinThatTheNonceMakesUseless() public {
        Authorization memory a = _ofAlice();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(aliceKey, _digest(a));
        bytes memory twin = abi.encodePacked(r, bytes32(N - uint256(s)), 55 - v);
        uint256 snapshot = vm.snapshotState();
        _bring(a, abi.encodePacked(r, s, v));
        _refused(a, twin, IMarketErrors.InvalidNonce.selector);
        vm.revertToState(snapshot);
        _bring(a, twin);
        _refused(a, abi.encodePacked(r, s, v), IMarketErrors.InvalidNonce.selector);
        assertEq(market.nonces(alice), 1);
    }

    function _cut(bytes memory whole, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length && i < whole.length; i++) {
            part[i] = whole[i];
        }
    }

    function test_signature_isOf65Bytes() public {
        Authorization memory a = _ofAlice();
        bytes memory signature = _sign(aliceKey, _digest(a));
        uint256[6] memory lengths = [uint256(0), 1, 32, 64, 66, 96];
        for (uint256 i = 0; i < lengths.length; i++) {
            _refused(a, _cut(signature, lengths[i]), INVALID);
        }
        // The compact form of EIP-2098 is not taken either.
        (bytes32 r, bytes32 vs) = vm.signCompact(aliceKey, _digest(a));
        _refused(a, abi.encodePacked(r, vs), INVALID);
    }

    function test_signature_hasV27Or28() public {
        Authorization memory a = _ofAlice();
        bytes memory signature = _sign(aliceKey, _digest(a));
        uint8[7] memory bad = [0, 1, 2, 26, 29, 128, 255];
        for (uint256 i = 0; i < bad.length; i++) {
            signature[64] = bytes1(bad[i]);
            _refused(a, signature, INVALID);
        }
    }

    function test_signature_ofNonsenseIsRefused() public {
        Authorization memory a = _ofAlice();
        uint256[4] memory words = [uint256(0), N, N + 1, type(uint256).max];
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(aliceKey, _digest(a));
        for (uint256 i = 0; i < words.length; i++) {
            _refused(a, abi.encodePacked(words[i], s, v), INVALID);
            _refused(a, abi.encodePacked(r, words[i], v), INVALID);
        }
    }

    /// @dev What cannot be recovered is zero, and must not be the zero address's signature.
    function test_signature_ofNobodyIsRefused() public {
        Authorization memory a = _ofAlice();
        a.authorizer = address(0);
        _refused(a, new bytes(65), INVALID);
        _refused(a, abi.encodePacked(uint256(1), uint256(1), uint8(29)), INVALID);
        assertFalse(market.isAuthorized(address(0), bob));
    }

    function test_signature_isNotForTheZeroAddress() public {
        Authorization memory a = _ofAlice();
        a.authorized = address(0);
        _refused(a, _sign(aliceKey, _digest(a)), IMarketErrors.ZeroAddress.selector);
    }

    /// forge-config: default.fuzz.runs = 32
    function testFuzz_signature_worksForEveryKey(uint256 key, address authorized) public {
        vm.assume(authorized != address(0));
        key = boundPrivateKey(key);
        Authorization memory a = Authorization(vm.addr(key), authorized, true, 0, block.timestamp);
        vm.assume(a.authorizer.code.length == 0);
        _bring(a, _sign(key, _digest(a)));
        assertTrue(market.isAuthorized(a.authorizer, authorized));
    }
}
