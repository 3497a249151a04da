// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {EchoMock} from "../mocks/EchoMock.sol";
import {NodeTest} from "./NodeTest.sol";

/// @title Calls through the transport behave like calls of a local contract
contract TransportTest is NodeTest {
    EchoMock internal echo;
    EchoMock internal other;

    function setUp() public override {
        super.setUp();
        echo = EchoMock(payable(deployRemote("echo", type(EchoMock).creationCode)));
        other = EchoMock(payable(deployRemote("other", type(EchoMock).creationCode)));
    }

    function test_deploy_givesEachContractItsOwnState() public {
        echo.increment();
        assertEq(echo.count(), 1);
        assertEq(other.count(), 0);
    }

    function test_deploy_isDoneByThePrankedCaller() public {
        vm.prank(alice);
        EchoMock created = EchoMock(payable(deployRemote(type(EchoMock).creationCode)));
        assertEq(created.creator(), alice);
        assertEq(echo.creator(), address(this));
    }

    function test_deploy_revertsWithTheConstructorsData() public {
        vm.expectRevert(bytes(hex"01020304"));
        this.deployExternally(hex"6301020304600052600460" hex"1cfd");
    }

    function deployExternally(bytes calldata initcode) external {
        deployRemote(initcode);
    }

    function test_call_returnsDataOfAnyLength() public {
        uint256[12] memory lengths = [uint256(0), 1, 19, 20, 21, 31, 32, 33, 64, 96, 1000, 20_000];
        for (uint256 i = 0; i < lengths.length; i++) {
            bytes memory data = vm.randomBytes(lengths[i]);
            _assertEchoes(data);
        }
    }

    function testFuzz_call_returnsTheSameData(bytes memory data) public {
        _assertEchoes(data);
    }

    function _assertEchoes(bytes memory data) private {
        (bool success, bytes memory result) =
            address(echo).staticcall(abi.encodeCall(EchoMock.echo, (data)));
        assertTrue(success);
        assertEq(result, data);
        (success, result) = address(echo).call(abi.encodeCall(EchoMock.writeAndEcho, (data)));
        assertTrue(success);
        assertEq(result, data);
    }

    function test_call_comesFromThePrankedSender() public {
        vm.prank(alice);
        echo.increment();
        assertEq(echo.lastCaller(), alice);

        vm.startPrank(bob);
        other.increment();
        echo.increment();
        assertEq(echo.whoami(), bob);
        vm.stopPrank();
        assertEq(echo.lastCaller(), bob);
        assertEq(other.lastCaller(), bob);

        echo.increment();
        assertEq(echo.lastCaller(), address(this));
    }

    function test_call_comesFromAnyRemoteContract() public {
        echo.callThrough(address(other), abi.encodeCall(EchoMock.increment, ()));
        assertEq(other.lastCaller(), address(echo));
        vm.prank(address(echo));
        other.increment();
        assertEq(other.lastCaller(), address(echo));
        assertEq(other.count(), 2);
    }

    function test_call_carriesValue() public {
        vm.deal(alice, 3 ether);
        vm.prank(alice);
        echo.increment{value: 2 ether}();
        assertEq(alice.balance, 1 ether);
        assertEq(address(echo).balance, 2 ether);

        vm.prank(alice);
        (bool success,) = address(echo).call{value: 1 ether}("");
        assertTrue(success);
        assertEq(echo.count(), 1 + 1 ether);
    }

    function test_call_returnsValueWhenRefused() public {
        vm.deal(alice, 3 ether);
        vm.prank(alice);
        (bool success,) =
            address(echo).call{value: 1 ether}(abi.encodeCall(EchoMock.emitPlain, (1)));
        assertFalse(success);
        assertEq(alice.balance, 3 ether);
        assertEq(address(echo).balance, 0);
    }

    function test_view_keepsNothing() public {
        (bool success,) = address(echo).staticcall(abi.encodeCall(EchoMock.writeAndEcho, ("")));
        assertTrue(success);
        assertEq(echo.count(), 0);
    }

    function test_lastGasUsed_isThatOfTheTransaction() public {
        echo.increment();
        uint256 first = lastGasUsed();
        assertGt(first, 60_000);
        assertLt(first, 120_000);
        echo.increment();
        assertLt(lastGasUsed(), first - 30_000);
    }
}
