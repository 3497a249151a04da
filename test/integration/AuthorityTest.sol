// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @title What the tests of authority share: the owner's acts, and calls that must be refused
abstract contract AuthorityTest is MarketTest {
    function _refused(address target, address caller, bytes memory data, bytes4 reason) internal {
        vm.prank(caller);
        (bool success, bytes memory result) = target.call(data);
        assertFalse(success, "it was not refused");
        assertEq(result, abi.encodePacked(reason));
    }

    function _unauthorized(address caller, bytes memory data) internal {
        _refused(address(market), caller, data, IMarketErrors.Unauthorized.selector);
    }

    /// @dev What the owner alone may do.
    function _ownersActs() internal view returns (bytes[] memory acts) {
        acts = new bytes[](8);
        acts[0] = abi.encodeCall(market.transferOwnership, (alice));
        acts[1] = abi.encodeCall(market.setGuardian, (alice));
        acts[2] = abi.encodeCall(market.setFeeRecipient, (alice));
        acts[3] = abi.encodeCall(
            market.enableProfile, ("mine", params.lltv - 1, params.curve, params.pace)
        );
        acts[4] = abi.encodeCall(market.setFee, (id, 0.1e18));
        acts[5] = abi.encodeCall(market.setCaps, (id, 1, 1));
        acts[6] = abi.encodeCall(market.setFlashLoanPaused, (false));
        acts[7] = abi.encodeCall(market.setPaused, (id, 0));
    }
}
