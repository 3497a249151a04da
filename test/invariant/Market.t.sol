// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Elements} from "./Elements.sol";

/// @title Random stories of two markets, held to every rule after every act
/// @notice The acts are this contract's own functions; forge calls them in random order with random
/// arguments, and none may revert. The rules are numbered in this folder's README.
contract MarketInvariantTest is Elements {
    /// @dev Acts of the story that must reach everything.
    uint256 private constant STORY = 600;

    function setUp() public override {
        super.setUp();
        targetContract(address(this));
        targetSelector(FuzzSelector(address(this), _acts()));
    }

    /// @dev Some twice, since stories need them more often.
    function _acts() private pure returns (bytes4[] memory acts) {
        bytes4[32] memory list = [
            this.openLoan.selector,
            this.openLoan.selector,
            this.openLoan.selector,
            this.movePrice.selector,
            this.movePrice.selector,
            this.movePrice.selector,
            this.passTime.selector,
            this.passTime.selector,
            this.passTime.selector,
            this.liquidate.selector,
            this.liquidate.selector,
            this.liquidate.selector,
            this.race.selector,
            this.watch.selector,
            this.watch.selector,
            this.touch.selector,
            this.touch.selector,
            this.split.selector,
            this.supply.selector,
            this.withdraw.selector,
            this.roundTrip.selector,
            this.accrueFirst.selector,
            this.accrueInSteps.selector,
            this.borrow.selector,
            this.repay.selector,
            this.supplyCollateral.selector,
            this.withdrawCollateral.selector,
            this.liquidateHimself.selector,
            this.fidget.selector,
            this.borrowAndRepay.selector,
            this.loseOracle.selector,
            this.glitch.selector
        ];
        bytes4[7] memory rare = [
            this.setFee.selector,
            this.setCaps.selector,
            this.pause.selector,
            this.trespass.selector,
            this.donate.selector,
            this.flashLoan.selector,
            this.claimFees.selector
        ];
        acts = new bytes4[](list.length + rare.length);
        for (uint256 i = 0; i < acts.length; i++) {
            acts[i] = i < list.length ? list[i] : rare[i - list.length];
        }
    }

    /// forge-config: default.invariant.runs = 8
    /// forge-config: default.invariant.depth = 100
    function invariant_everyRuleHolds() public {
        vm.warp(clock);
        _holdsAll(_look());
    }

    /// @dev The same acts, drawn from a fixed seed, reach every state that the rules are about.
    function test_aStoryReachesWhatTheRulesAreAbout() public {
        bytes4[] memory acts = _acts();
        for (uint256 i = 0; i < STORY; i++) {
            bytes32 r = keccak256(abi.encode("story", i));
            bytes memory words = abi.encode(
                r,
                keccak256(abi.encode(r, 1)),
                keccak256(abi.encode(r, 2)),
                keccak256(abi.encode(r, 3))
            );
            bytes4 act = acts[uint256(keccak256(abi.encode(r, 4))) % acts.length];
            // `flashLoan` and `pause` take a bool.
            if (act == this.flashLoan.selector) words = abi.encode(r, uint256(r) % 2);
            if (act == this.pause.selector) {
                words = abi.encode(r, keccak256(words), uint256(r) % 2);
            }
            (bool success, bytes memory reason) = address(this).call(bytes.concat(act, words));
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(reason, 32), mload(reason))
                }
            }
            if (i % 20 == 0) _holdsAll(_look());
        }
        _holdsAll(_look());
        emit log_named_uint("fills", tally.fills);
        emit log_named_uint("partial", tally.partialFills);
        emit log_named_uint("distressed", tally.distressedFills);
        emit log_named_uint("closeouts", tally.closeouts);
        emit log_named_uint("refusals", tally.refusals);
        emit log_named_uint("exhausted", tally.exhausted);
        emit log_named_uint("bad debts", tally.badDebts);
        emit log_named_uint("pauses", tally.pauses);
        emit log_named_uint("splits", tally.splits);
        emit log_named_uint("self-liquidations", tally.selfLiquidations);
        emit log_named_uint("glitches", tally.glitches);
        emit log_named_uint("claims", tally.claims);
    }
}
