// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketTest} from "../base/MarketTest.sol";

/// @notice What an authorizer signs, in the order of its type.
struct Authorization {
    address authorizer;
    address authorized;
    bool isAuthorized;
    uint256 nonce;
    uint256 deadline;
}

/// @title What the tests of signatures share: EIP-712 written out, and alice's key
abstract contract SignatureTest is MarketTest {
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant AUTHORIZATION_TYPE = keccak256(
        "Authorization(address authorizer,address authorized,bool isAuthorized,uint256 nonce,uint256 deadline)"
    );
    /// @dev That of the development node, as of Nitro's.
    uint256 internal constant CHAIN_ID = 412_346;

    /// @dev `makeAddr` of the base made the address from the same key.
    uint256 internal immutable aliceKey;

    constructor() {
        (, aliceKey) = makeAddrAndKey("alice");
    }

    function _domain(uint256 chainId, address verifyingContract) internal pure returns (bytes32) {
        bytes32 name = keccak256("Ebb");
        bytes32 version = keccak256("1");
        return keccak256(abi.encode(DOMAIN_TYPE, name, version, chainId, verifyingContract));
    }

    function _digest(Authorization memory a, bytes32 domain) internal pure returns (bytes32) {
        bytes32 content = keccak256(abi.encode(AUTHORIZATION_TYPE, a));
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }

    function _digest(Authorization memory a) internal view returns (bytes32) {
        return _digest(a, _domain(CHAIN_ID, address(market)));
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev Alice lets bob, from now on, with her first nonce.
    function _ofAlice() internal view returns (Authorization memory) {
        return Authorization(alice, bob, true, 0, block.timestamp + 1 hours);
    }

    /// @dev Carol brings it.
    function _bring(Authorization memory a, bytes memory signature) internal {
        vm.prank(carol);
        market.setAuthorizationWithSig(
            a.authorizer, a.authorized, a.isAuthorized, a.nonce, a.deadline, signature
        );
    }

    /// @dev Carol brings it in vain: nothing has changed.
    function _refused(Authorization memory a, bytes memory signature, bytes4 reason) internal {
        bool before = market.isAuthorized(a.authorizer, a.authorized);
        uint256 nonce = market.nonces(a.authorizer);
        vm.prank(carol);
        vm.expectRevert(reason);
        market.setAuthorizationWithSig(
            a.authorizer, a.authorized, a.isAuthorized, a.nonce, a.deadline, signature
        );
        assertEq(market.isAuthorized(a.authorizer, a.authorized), before);
        assertEq(market.nonces(a.authorizer), nonce);
    }
}
