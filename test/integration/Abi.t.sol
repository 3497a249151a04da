// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {IFlashLoanCallback} from "../../src/interfaces/IFlashLoanCallback.sol";
import {ILendingMarket} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {MarketCode} from "../base/MarketCode.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @notice Takes a flash loan and gives it back.
contract FlashBorrower is IFlashLoanCallback {
    function borrow(ILendingMarket market, address token, uint256 assets) external {
        market.flashLoan(token, assets, "");
    }

    function onFlashLoan(uint256, bytes calldata) external {}

    /// @notice Does anything in this contract's name: the approval.
    function execute(address target, bytes calldata data) external {
        (bool success,) = target.call(data);
        require(success);
    }
}

/// @title The deployed programs answer what `abi/` says, and nothing else
/// @notice `scripts/abi --check` holds `abi/` to the interfaces; this holds the programs to `abi/`.
contract AbiTest is MarketTest {
    string private abiJson;
    mapping(bytes4 selector => bool) private isFunction;

    function setUp() public override {
        super.setUp();
        abiJson = vm.readFile("abi/selectors.json");
        string[] memory functions = vm.parseJsonKeys(abiJson, ".functions");
        for (uint256 i = 0; i < functions.length; i++) {
            isFunction[_selector(functions[i])] = true;
        }
    }

    /// @dev Arguments are missing, so that no answer but a value or another refusal is possible.
    function test_abi_everyFunctionIsAnswered() public {
        string[] memory functions = vm.parseJsonKeys(abiJson, ".functions");
        assertGt(functions.length, 40);
        for (uint256 i = 0; i < functions.length; i++) {
            bytes4 selector = _selector(functions[i]);
            string memory path = string.concat(".functions['", functions[i], "']");
            assertEq(vm.parseJsonBytes(abiJson, path), abi.encodePacked(selector));
            bool answered = _answer(selector) != IMarketErrors.UnknownFunction.selector;
            assertTrue(answered, functions[i]);
        }
    }

    /// @dev The constructor is the one call that is no function: it is done, and says so.
    function test_abi_theConstructorIsAnsweredOnce() public {
        bytes memory again = MarketCode.construction(owner, guardian, address(market));
        (bool success, bytes memory reason) = address(market).call(again);
        assertFalse(success);
        assertEq(bytes4(reason), IMarketErrors.AlreadyInitialized.selector);
    }

    function testFuzz_abi_nothingElseIsAnswered(bytes4 selector) public {
        vm.assume(!isFunction[selector]);
        vm.assume(selector != bytes4(MarketCode.construction(owner, guardian, address(0))));
        assertEq(_answer(selector), IMarketErrors.UnknownFunction.selector);
    }

    /// @dev What other lending markets and tokens have, and what a proxy would have.
    function test_abi_nothingFamiliarIsAnsweredByAccident() public {
        string[12] memory familiar = [
            "price()",
            "transfer(address,uint256)",
            "transferFrom(address,address,uint256)",
            "balanceOf(address)",
            "upgradeTo(address)",
            "initialize()",
            "renounceOwnership()",
            "setExtension(address)",
            "onLiquidate(uint256,uint256,bytes)",
            "onFlashLoan(uint256,bytes)",
            "isValidSignature(bytes32,bytes)",
            "stylus_constructor(address,address,address)"
        ];
        for (uint256 i = 0; i < familiar.length; i++) {
            bytes4 answer = _answer(_selector(familiar[i]));
            assertEq(answer, IMarketErrors.UnknownFunction.selector, familiar[i]);
        }
    }

    /// @dev One story in which everything happens: its topics are exactly the events of the ABI.
    function test_abi_everyEventIsEmittedAndNoOther() public {
        vm.recordLogs();
        _tell();
        string[] memory events = vm.parseJsonKeys(abiJson, ".events");
        bool[] memory seen = new bool[](events.length);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].emitter == address(market)) {
                seen[_indexOf(events, logs[i].topics[0])] = true;
            }
        }
        for (uint256 i = 0; i < events.length; i++) {
            assertTrue(seen[i], events[i]);
        }
    }

    function _tell() private {
        _administer();
        skip(1);
        _openLoan(alice, 10e18, 23_000e6);
        vm.startPrank(alice);
        market.repay(params, 1e6, 0, alice);
        market.setAuthorization(bob, true);
        market.revokeNonce();
        vm.stopPrank();
        vm.prank(carol);
        market.withdraw(params, 1e6, 0, carol, carol);
        _supplyCollateral(bob, 1e18);
        vm.prank(bob);
        market.withdrawCollateral(params, 1e18, bob, bob);
        _flashLoan();
        _writeOff();
        market.claimFees(id);
    }

    function _administer() private {
        market = ILendingMarket(deployMarket(owner, guardian));
        vm.startPrank(owner);
        market.enableProfile("test", params.lltv, params.curve, params.pace);
        market.createMarket(params);
        market.setFee(id, 0.1e18);
        market.setCaps(id, LIMIT, LIMIT);
        market.setPaused(id, 0);
        market.setFlashLoanPaused(false);
        market.setFeeRecipient(bob);
        market.transferOwnership(bob);
        vm.stopPrank();
        address[3] memory actors = [alice, carol, liquidator];
        for (uint256 i = 0; i < actors.length; i++) {
            _fund(actors[i], loanToken);
            _fund(actors[i], collateralToken);
        }
        _fund(bob, collateralToken);
        _supply(carol, LIQUIDITY);
    }

    function _flashLoan() private {
        FlashBorrower borrower = FlashBorrower(deployRemote(type(FlashBorrower).creationCode));
        bytes memory approval = abi.encodeCall(loanToken.approve, (address(market), 1e6));
        borrower.execute(address(loanToken), approval);
        borrower.borrow(market, address(loanToken), 1e6);
    }

    /// @dev Distress is believed after `confirmation`; then all collateral goes and debt is left.
    function _writeOff() private {
        _drop(40);
        _confirm(alice);
        _liquidate(alice, type(uint256).max);
        assertEq(_borrowSharesOf(alice), 0);
    }

    function _answer(bytes4 selector) private returns (bytes4) {
        (bool success, bytes memory answer) = address(market).call(abi.encodePacked(selector));
        return success ? bytes4(0) : bytes4(answer);
    }

    function _indexOf(string[] memory events, bytes32 topic) private pure returns (uint256 i) {
        while (i < events.length && keccak256(bytes(events[i])) != topic) i++;
        assertLt(i, events.length, "the program emits an event that the ABI does not have");
    }

    function _selector(string memory signature) private pure returns (bytes4) {
        return bytes4(keccak256(bytes(signature)));
    }
}
