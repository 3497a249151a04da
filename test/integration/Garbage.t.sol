// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title Calldata that no compiler would write: refused, and nothing has changed
contract GarbageTest is AuctionTest {
    /// @dev Words before the arguments that follow the eight words of `MarketParams`.
    uint256 private constant HEAD = 4 + 8 * 32;

    /// @dev The loan is unhealthy, so that a call that got through would change something.
    function setUp() public override {
        super.setUp();
        _drop(10);
    }

    function _state() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                _totals(),
                _record(alice),
                _borrowSharesOf(alice),
                _collateralOf(alice),
                _supplySharesOf(carol),
                loanToken.balanceOf(address(market)),
                collateralToken.balanceOf(address(market))
            )
        );
    }

    function _refused(bytes memory data) private returns (bytes4) {
        bytes32 before = _state();
        vm.prank(liquidator);
        (bool success, bytes memory reason) = address(market).call(data);
        assertFalse(success);
        assertEq(_state(), before);
        return bytes4(reason);
    }

    function _unknown(bytes memory data) private {
        assertEq(_refused(data), IMarketErrors.UnknownFunction.selector);
    }

    function _invalid(bytes memory data) private {
        assertEq(_refused(data), IMarketErrors.InvalidCalldata.selector);
    }

    function _liquidation() private view returns (bytes memory) {
        return
            abi.encodeCall(market.liquidate, (params, alice, ALL, 0, ALL, liquidator, "0123456789"));
    }

    function test_garbage_ofNoSelectorIsRefused() public {
        _unknown("");
        _unknown(hex"00");
        _unknown(hex"0102");
        _unknown(hex"010203");
    }

    function test_garbage_ofUnknownSelectorsIsRefused() public {
        _unknown(hex"00000000");
        _unknown(hex"ffffffff");
        _unknown(hex"deadbeef");
        _unknown(abi.encodeWithSignature("transfer(address,uint256)", liquidator, 1));
        _unknown(abi.encodePacked(hex"deadbeef", new bytes(10_000)));
    }

    function test_garbage_cutOffAnywhereIsRefused() public {
        bytes memory whole = _liquidation();
        // The last word is the data's, which is padded: its padding may be missing.
        uint256 needed = whole.length - 22;
        for (uint256 length = 4; length < needed; length += 29) {
            _invalid(_cut(whole, length));
        }
        _invalid(_cut(whole, needed - 1));
    }

    function test_garbage_ofSelectorsWithoutArgumentsIsRefused() public {
        bytes4[32] memory selectors = [
            market.transferOwnership.selector,
            market.setGuardian.selector,
            market.setFeeRecipient.selector,
            market.setFlashLoanPaused.selector,
            market.claimFees.selector,
            market.nonces.selector,
            market.market.selector,
            // From here on one argument is not enough.
            market.createMarket.selector,
            market.supply.selector,
            market.withdraw.selector,
            market.borrow.selector,
            market.repay.selector,
            market.supplyCollateral.selector,
            market.withdrawCollateral.selector,
            market.touch.selector,
            market.liquidate.selector,
            market.flashLoan.selector,
            market.accrueInterest.selector,
            market.setAuthorization.selector,
            market.setAuthorizationWithSig.selector,
            market.enableProfile.selector,
            market.setFee.selector,
            market.setCaps.selector,
            market.setPaused.selector,
            market.position.selector,
            market.auction.selector,
            market.isAuthorized.selector,
            market.isProfileEnabled.selector,
            market.previewLiquidation.selector,
            market.discountAfter.selector,
            market.positionHealth.selector,
            market.marketState.selector
        ];
        for (uint256 i = 0; i < selectors.length; i++) {
            _invalid(abi.encodePacked(selectors[i]));
            if (i >= 7) _invalid(abi.encodePacked(selectors[i], uint256(0)));
        }
    }

    function _cut(bytes memory whole, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            part[i] = whole[i];
        }
    }

    /// @dev The seventh argument of `liquidate` is where `data` begins.
    function test_garbage_ofAbsurdOffsetsIsRefused() public {
        uint256[8] memory offsets = [
            type(uint256).max,
            type(uint256).max - 31,
            2 ** 255,
            2 ** 64,
            2 ** 64 - 32,
            2 ** 32,
            2 ** 31 - 1,
            14 * 32 + 32
        ];
        for (uint256 i = 0; i < offsets.length; i++) {
            bytes memory bad = _liquidation();
            _setWord(bad, HEAD + 5 * 32, offsets[i]);
            _invalid(bad);
        }
    }

    function test_garbage_ofAbsurdLengthsIsRefused() public {
        uint256[6] memory lengths =
            [type(uint256).max, 2 ** 255, 2 ** 64, 2 ** 32, 2 ** 31 - 1, uint256(33)];
        for (uint256 i = 0; i < lengths.length; i++) {
            bytes memory bad = _liquidation();
            _setWord(bad, HEAD + 6 * 32, lengths[i]);
            _invalid(bad);
        }
    }

    function test_garbage_inTheUpperBitsOfAnAddressIsRefused() public {
        bytes memory bad = _liquidation();
        _setWord(bad, HEAD, uint256(uint160(alice)) | 1 << 160);
        _invalid(bad);
        bad = _liquidation();
        _setWord(bad, 4, uint256(uint160(params.loanToken)) | 1 << 255);
        _invalid(bad);
    }

    function test_garbage_inABoolIsRefused() public {
        bytes memory bad = abi.encodeCall(market.setAuthorization, (bob, true));
        _setWord(bad, 4 + 32, 2);
        _invalid(bad);
        assertFalse(market.isAuthorized(liquidator, bob));
    }

    function _setWord(bytes memory data, uint256 at, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 32), at), word)
        }
    }

    function test_valueIsRefused() public {
        vm.deal(liquidator, 2);
        bytes[5] memory calls = [
            _liquidation(),
            bytes(""),
            hex"deadbeef",
            abi.encodeCall(market.isAuthorized, (alice, bob)),
            abi.encodeCall(market.createMarket, (params))
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            vm.prank(liquidator);
            (bool success, bytes memory reason) = address(market).call{value: 1}(calls[i]);
            assertFalse(success);
            assertEq(bytes4(reason), IMarketErrors.UnexpectedValue.selector);
        }
        assertEq(liquidator.balance, 2);
        assertEq(address(market).balance, 0);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_garbage_changesNothing(uint8 entry, bytes memory rest) public {
        bytes4[4] memory selectors = [
            market.supply.selector,
            market.borrow.selector,
            market.liquidate.selector,
            market.touch.selector
        ];
        bytes4 reason = _refused(abi.encodePacked(selectors[entry % 4], rest));
        assertNotEq(reason, bytes4(0));
    }

    /// @dev One bit anywhere in the parameters names another market, which does not exist.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_garbage_inTheParametersNamesNoMarket(uint256 bit) public {
        bit = bound(bit, 0, 8 * 256 - 1);
        bytes memory bad = _liquidation();
        bad[4 + bit / 8] ^= bytes1(uint8(2 ** (bit % 8)));
        bytes4 reason = _refused(bad);
        assertTrue(
            reason == IMarketErrors.MarketNotCreated.selector
                || reason == IMarketErrors.OracleFailed.selector
                || reason == IMarketErrors.InvalidCalldata.selector
        );
    }
}
