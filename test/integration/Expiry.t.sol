// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {ARB_WASM} from "../base/IArbWasm.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @title What happens when a Stylus program is a year old
/// @notice Arbitrum lets a program expire a year after its activation. Whoever wants to keeps it
/// alive, from a month after it on, or activates it anew.
contract ExpiryTest is MarketTest {
    uint256 private constant KEEPALIVE_AGE = 40 days;
    uint256 private constant REST_OF_THE_YEAR = 330 days;

    function test_theMarketMovesMoneyWhenTheExtensionHasExpired() public {
        _letOnlyTheExtensionExpire();
        vm.expectRevert(IMarketErrors.ExtensionFailed.selector);
        market.owner();
        vm.expectRevert(IMarketErrors.ExtensionFailed.selector);
        market.marketState(params);
        _openLoan(alice, 10e18, 23_000e6);
        _drop(8);
        assertGt(_liquidate(alice, type(uint256).max).repaid, 0);
        vm.prank(alice);
        market.repay(params, type(uint256).max, 0, alice);
        vm.prank(carol);
        market.withdraw(params, LIQUIDITY / 2, 0, carol, carol);
    }

    function test_anyoneActivatesTheExtensionAnew() public {
        address extension = market.extension();
        _letOnlyTheExtensionExpire();
        activate(extension);
        assertEq(market.owner(), owner);
        assertEq(market.extension(), extension);
    }

    /// @dev Everything that the market calls by itself goes on; the keepalive is paid by a
    /// stranger.
    function _letOnlyTheExtensionExpire() private {
        skip(KEEPALIVE_AGE);
        bytes32 codehash = keccak256(_codeOf("target/ebb/ebb.code"));
        vm.deal(address(this), 1 ether);
        ARB_WASM.codehashKeepalive{value: 0.1 ether}(codehash);
        skip(REST_OF_THE_YEAR);
    }

    function _codeOf(string memory path) private view returns (bytes memory) {
        return vm.parseBytes(vm.readFile(path));
    }
}
