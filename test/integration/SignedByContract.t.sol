// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {Mode} from "../mocks/Scripted.sol";
import {Authorization, SignatureTest} from "./SignatureTest.sol";
import {SignerMock} from "./SignerMock.sol";

/// @title Nonces, and authorizers that are contracts (ERC-1271)
contract SignedByContractTest is SignatureTest {
    bytes4 private immutable INVALID = IMarketErrors.InvalidSignature.selector;
    bytes32 private constant YES = bytes32(bytes4(0x1626ba7e));

    SignerMock private wallet;

    function setUp() public override {
        super.setUp();
        wallet = SignerMock(deployRemote("wallet", type(SignerMock).creationCode));
    }

    function _ofWallet() private view returns (Authorization memory a) {
        a = _ofAlice();
        a.authorizer = address(wallet);
    }

    function test_revokeNonce_makesASignatureUseless() public {
        Authorization memory a = _ofAlice();
        bytes memory signature = _sign(aliceKey, _digest(a));
        vm.expectEmit(address(market));
        emit IMarketEvents.UseNonce(alice, 0);
        vm.prank(alice);
        market.revokeNonce();
        assertEq(market.nonces(alice), 1);
        _refused(a, signature, IMarketErrors.InvalidNonce.selector);
        a.nonce = 1;
        _bring(a, _sign(aliceKey, _digest(a)));
        assertEq(market.nonces(alice), 2);
    }

    /// @dev Also of addresses that differ in one bit only.
    function test_nonces_areEachOnesOwn() public {
        vm.prank(alice);
        market.revokeNonce();
        for (uint256 bit = 0; bit < 160; bit += 1 + bit / 16) {
            assertEq(market.nonces(address(uint160(alice) ^ uint160(1 << bit))), 0);
        }
        assertEq(market.nonces(bob), 0);
        vm.prank(bob);
        market.revokeNonce();
        vm.prank(bob);
        market.revokeNonce();
        assertEq(market.nonces(bob), 2);
        assertEq(market.nonces(alice), 1);
    }

    function test_contract_saysYes() public {
        Authorization memory a = _ofWallet();
        bytes[3] memory signatures = [bytes(""), bytes("any bytes"), new bytes(200)];
        for (uint256 i = 0; i < signatures.length; i++) {
            a.nonce = i;
            wallet.approve(_digest(a), signatures[i]);
            vm.expectEmit(address(market));
            emit IMarketEvents.UseNonce(address(wallet), i);
            vm.expectEmit(address(market));
            emit IMarketEvents.SetAuthorization(carol, address(wallet), bob, true);
            _bring(a, signatures[i]);
        }
        assertTrue(market.isAuthorized(address(wallet), bob));
        assertEq(market.nonces(address(wallet)), signatures.length);
    }

    function test_contract_isAskedAboutExactlyWhatWasBrought() public {
        Authorization memory a = _ofWallet();
        wallet.approve(_digest(a), "yes");
        _refused(a, "no", INVALID);
        a.authorized = carol;
        _refused(a, "yes", INVALID);
        a.authorized = bob;
        _bring(a, "yes");
        _refused(a, "yes", IMarketErrors.InvalidNonce.selector);
    }

    function test_contract_thatDoesNotSayYesIsRefused() public {
        Authorization memory a = _ofWallet();
        wallet.approve(_digest(a), "yes");
        wallet.setMode(Mode.Refuse, "no");
        _refused(a, "yes", INVALID);
        wallet.setMode(Mode.Refuse, abi.encode(YES));
        _refused(a, "yes", INVALID);
        wallet.setMode(Mode.Exhaust, "");
        _refused(a, "yes", INVALID);
        bytes[8] memory answers = [
            bytes(""),
            abi.encodePacked(bytes4(YES)),
            abi.encode(uint256(uint32(bytes4(YES)))),
            abi.encode(uint256(YES) | 1),
            abi.encode(YES, YES),
            abi.encode(true),
            abi.encode(0),
            abi.encode(type(uint256).max)
        ];
        for (uint256 i = 0; i < answers.length; i++) {
            wallet.setMode(Mode.Answer, answers[i]);
            _refused(a, "yes", INVALID);
        }
        wallet.setMode(Mode.Answer, abi.encode(YES));
        _bring(a, "whatever");
    }

    /// @dev A contract without the function, as tokens are; and a key whose address has code.
    function test_contract_thatIsNoWalletIsRefused() public {
        Authorization memory a = _ofAlice();
        a.authorizer = address(loanToken);
        _refused(a, _sign(aliceKey, _digest(a)), INVALID);
        a.authorizer = address(market);
        _refused(a, _sign(aliceKey, _digest(a)), INVALID);
        a.authorizer = address(oracle);
        _refused(a, "", INVALID);
    }
}
