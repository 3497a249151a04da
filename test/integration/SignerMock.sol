// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Scripted} from "../mocks/Scripted.sol";

/// @title A contract wallet (ERC-1271) that approves of one hash with one signature
/// @notice Told to misbehave, it answers any bytes, refuses, or never ends.
contract SignerMock is Scripted {
    bytes32 private hash;
    bytes32 private signatureHash;

    function approve(bytes32 newHash, bytes calldata signature) external {
        hash = newHash;
        signatureHash = keccak256(signature);
    }

    /// @return The selector of this function for yes, something else for no.
    function isValidSignature(bytes32 asked, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        _play();
        bool isValid = asked == hash && keccak256(signature) == signatureHash;
        return isValid ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
