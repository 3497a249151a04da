// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// The least token that a benchmark of transfers and calls needs.
contract Token {
    mapping(address account => uint256) public balanceOf;

    event Transfer(address indexed from, address indexed to, uint256 value);

    constructor() {
        balanceOf[msg.sender] = type(uint256).max;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        balanceOf[msg.sender] -= value;
        unchecked {
            balanceOf[to] += value;
        }
        emit Transfer(msg.sender, to, value);
        return true;
    }

    /// Reads and hashes in a loop: work inside one call.
    function churn(uint256 rounds) external view returns (bytes32 digest) {
        for (uint256 i; i < rounds; ++i) {
            digest = keccak256(abi.encode(digest, balanceOf[address(uint160(i))]));
        }
    }
}
