// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {MarketBooks} from "./MarketBooks.sol";

/// @title Who may act for whom, in the reference market
abstract contract Authority is MarketBooks {
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant AUTHORIZATION_TYPE = keccak256(
        "Authorization(address authorizer,address authorized,bool isAuthorized,uint256 nonce,uint256 deadline)"
    );

    mapping(address => mapping(address => bool)) public isAuthorized;
    mapping(address => uint256) public nonces;

    function _requireAuthority(address onBehalf) internal view {
        if (msg.sender != onBehalf && !isAuthorized[onBehalf][msg.sender]) revert Unauthorized();
    }

    function setAuthorization(address authorized, bool newIsAuthorized) external locked {
        _authorize(msg.sender, authorized, newIsAuthorized);
    }

    function setAuthorizationWithSig(
        address authorizer,
        address authorized,
        bool newIsAuthorized,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external locked {
        if (block.timestamp > deadline) revert Expired();
        if (nonce != nonces[authorizer]) revert InvalidNonce();
        bytes32 message = keccak256(
            abi.encode(AUTHORIZATION_TYPE, authorizer, authorized, newIsAuthorized, nonce, deadline)
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", DOMAIN_SEPARATOR(), message));
        if (!SignatureChecker.isValidSignatureNow(authorizer, digest, signature)) {
            revert InvalidSignature();
        }
        _useNonce(authorizer);
        _authorize(authorizer, authorized, newIsAuthorized);
    }

    function revokeNonce() external locked {
        _useNonce(msg.sender);
    }

    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return keccak256(
            abi.encode(DOMAIN_TYPE, keccak256("Ebb"), keccak256("1"), block.chainid, address(this))
        );
    }

    function _authorize(address authorizer, address authorized, bool newIsAuthorized) private {
        if (authorized == address(0)) revert ZeroAddress();
        isAuthorized[authorizer][authorized] = newIsAuthorized;
        emit SetAuthorization(msg.sender, authorizer, authorized, newIsAuthorized);
    }

    function _useNonce(address authorizer) private {
        emit UseNonce(authorizer, nonces[authorizer]++);
    }
}
