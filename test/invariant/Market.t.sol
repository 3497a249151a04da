// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Elements} from "./Elements.sol";

/// @title Random stories of two markets, held to every rule after every act
/// @notice The acts are this contract's own functions; forge calls them in random order with random
/// arguments, and none may revert. The rules are numbered in this folder's README.
contract MarketInvariantTest is Elements {
    /// @dev Acts of the story that must reach everything.
    uint256 private constant STORY = 500;

    function setUp() public override {
        super.setUp();
        targetContract(address(this));
        targetSelector(FuzzSelector(address(this), _acts()));
    }

    /// @dev Some twice, since stories need them more often.
    function _acts() private pure returns (bytes4[] memory acts) {
        bytes4[34] memory list = [
            this.openLoan.selector,
            this.openLoan.selector,
            this.openLoan.selector,
            this.movePrice.selector,
            this.crash.selector,
            this.crash.selector,
            this.passTime.selector,
            this.passTime.selector,
            this.passTime.selector,
            this.liquidate.selector,
            this.liquidate.selector,
            this.liquidate.selector,
            this.race.selector,
            this.recover.selector,
            this.watch.selector,
            this.watch.selector,
            this.touch.selector,
            this.touch.selector,
            this.split.selector,
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
    /// forge-config: default.invariant.shrink-run-limit = 40
    /// forge-config: long.invariant.runs = 160
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
        _assertReached("fills", tally.fills, 10);
        _assertReached("fills that leave a debt", tally.partialFills, 10);
        _assertReached("fills in distress", tally.distressedFills, 1);
        _assertReached("small loans closed", tally.closeouts, 1);
        _assertReached("bids refused", tally.refusals, 10);
        _assertReached("budgets used up", tally.exhausted, 1);
        _assertReached("bad debts", tally.badDebts, 1);
        _assertReached("paused clocks", tally.pauses, 1);
        _assertReached("bids in two pieces", tally.splits, 1);
        _assertReached("self-liquidations", tally.selfLiquidations, 1);
        _assertReached("wrong prices", tally.glitches, 1);
        _assertReached("fees claimed", tally.claims, 1);
    }

    function _assertReached(string memory what, uint256 count, uint256 least) private {
        emit log_named_uint(what, count);
        assertGe(count, least, string.concat("the story has too few ", what));
    }
}
