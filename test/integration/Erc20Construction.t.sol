// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IStylusToken, TokenCode, TokenDeployer} from "../base/TokenCode.sol";

/// @title The development token is named once, and every token is its own
contract Erc20ConstructionTest is TokenDeployer {
    uint256 private constant MINTED = 1000e6;

    IStylusToken private token;

    function setUp() public override {
        super.setUp();
        token = _deployStylusToken("USD Coin", "USDC", 6);
        token.mint(alice, MINTED);
    }

    function test_constructor_namesTheToken() public view {
        assertEq(token.name(), "USD Coin");
        assertEq(token.symbol(), "USDC");
        assertEq(token.decimals(), 6);
    }

    function test_constructor_keepsNamesOfAnyLength() public {
        string memory short = "31 bytes, which fit in one slot";
        string memory long = "32 bytes, which are one too many";
        assertEq(bytes(short).length, 31);
        assertEq(bytes(long).length, 32);
        IStylusToken other = _deployStylusToken(short, "", 0);
        assertEq(other.name(), short);
        assertEq(other.symbol(), "");
        assertEq(other.decimals(), 0);
        other = _deployStylusToken(string.concat(long, long, "!"), long, 255);
        assertEq(other.name(), string.concat(long, long, "!"));
        assertEq(other.symbol(), long);
        assertEq(other.decimals(), 255);
    }

    function test_constructor_worksOnce() public {
        vm.prank(bob);
        (bool success,) = address(token).call(TokenCode.construction("Fake", "FAKE", 18));
        assertFalse(success);
        assertEq(token.symbol(), "USDC");
        assertEq(token.decimals(), 6);
    }

    function test_tokens_areApart() public {
        IStylusToken other = _deployStylusToken("Wrapped Ether", "WETH", 18);
        assertEq(other.decimals(), 18);
        assertEq(other.totalSupply(), 0);
        assertEq(other.balanceOf(alice), 0);
        other.mint(bob, 1e18);
        assertEq(token.balanceOf(bob), 0);
        assertEq(token.totalSupply(), MINTED);
        assertEq(token.symbol(), "USDC");
    }
}
