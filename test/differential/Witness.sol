// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {AuctionLib, AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {Actor} from "./Actor.sol";
import {Offices} from "./Offices.sol";
import {Stage} from "./Stage.sol";
import {Tally} from "./Tally.sol";

/// @title Counts what stories reach, and demands that a campaign reaches everything of interest
abstract contract Witness is Offices {
    /// @dev Stories after which the counts are judged.
    uint256 private constant CAMPAIGN = 1000;
    /// @dev How often a campaign sees each of `_demanded` at least.
    uint256 private constant MIN_SEEN = 1;
    string private constant REPORT = "./target/ebb/differential.txt";

    /// @dev The liquidation block of a loan's last fill.
    mapping(bytes32 => uint256) private lastFilled;

    /// @dev What can happen, by the names of `_witness`. What a campaign meets a handful of times
    /// is left out: how many depends on the seed, and one day it would be none.
    function _demanded() private pure returns (string memory) {
        return string.concat(
            "fill,fill of a block begun,fill at a believed depth,fill in distress,fill of all debt,",
            "fill of all collateral,fill that set the clock back,fill that ends the auction,",
            "fill that pauses the auction,bad debt,bad debt from the reserve,touch that starts,",
            "touch that advances,touch that pauses,touch that clears,",
            "interest,interest with a fee,signature used,fees claimed,flash loan,",
            _refusals()
        );
    }

    /// @dev Every error that stories can provoke, by its declaration.
    function _refusals() private pure returns (string memory) {
        return string.concat(
            "Unauthorized(),Reentrancy(),Paused(),InvalidSignature(),ZeroAddress(),",
            "ZeroAssets(),InconsistentInput(),InvalidDebtBounds(),InvalidProfile(uint256),",
            "ProfileNotEnabled(),NoCode(),Expired(),MarketNotCreated(),MarketAlreadyCreated(),",
            "InsufficientCollateral(),InsufficientLiquidity(),InsufficientBalance(),",
            "DebtTooSmall(),HealthyPosition(),BudgetExhausted(uint256),RepayTooSmall(uint256),",
            "CollateralDust(),SlippageExceeded(),Overflow(),OracleFailed(),InvalidPrice(),",
            "TransferFailed(),CallbackFailed()"
        );
    }

    /// @dev Counts what a play showed.
    function _witness(Vm.Log[] memory logs) internal {
        LiquidationQuote memory quote;
        for (uint256 i = 0; i < logs.length; i++) {
            bytes32 topic = logs[i].topics[0];
            if (topic == Stage.Acted.selector || topic == Actor.Reacted.selector) {
                (bool success, bytes memory answer) = abi.decode(logs[i].data, (bool, bytes));
                if (!success) Tally.add(vm.toString(abi.encodePacked(bytes4(answer))));
            } else if (topic == Stage.Seen.selector) {
                (, bytes memory answer) = abi.decode(logs[i].data, (bool, bytes));
                if (answer.length == 18 * 32) quote = abi.decode(answer, (LiquidationQuote));
            } else if (logs[i].emitter == address(market)) {
                _witnessEvent(topic, logs[i], quote);
            }
        }
    }

    function _witnessEvent(bytes32 topic, Vm.Log memory entry, LiquidationQuote memory quote)
        private
    {
        if (topic == IMarketEvents.Liquidate.selector) {
            bytes32 loan = keccak256(abi.encode(entry.topics[1], entry.topics[3]));
            _witnessFill(loan, entry.data, quote);
        }
        if (topic == IMarketEvents.Touch.selector) {
            _witnessTouch(AuctionLib.unpack(bytes32(entry.data)));
        }
        if (topic == IMarketEvents.BadDebt.selector) {
            Tally.add("bad debt");
            if (_field(entry.data, 2) > 0) Tally.add("bad debt from the reserve");
        }
        if (topic == IMarketEvents.AccrueInterest.selector && _field(entry.data, 2) > 0) {
            Tally.add(_field(entry.data, 3) > 0 ? "interest with a fee" : "interest");
        }
        if (topic == IMarketEvents.UseNonce.selector) Tally.add("signature used");
        if (topic == IMarketEvents.ClaimFees.selector) Tally.add("fees claimed");
        if (topic == IMarketEvents.FlashLoan.selector) Tally.add("flash loan");
    }

    function _witnessFill(bytes32 loan, bytes memory data, LiquidationQuote memory quote) private {
        Tally.add("fill");
        AuctionRecord memory record = AuctionLib.unpack(bytes32(_field(data, 8)));
        if (quote.believedDepth == 255) Tally.add("fill in distress");
        else if (quote.believedDepth > 0) Tally.add("fill at a believed depth");
        if (lastFilled[loan] == record.blockIndex) Tally.add("fill of a block begun");
        lastFilled[loan] = record.blockIndex;
        if (_field(data, 6) == 0) Tally.add("fill of all debt");
        if (_field(data, 7) == 0) Tally.add("fill of all collateral");
        if (record.touchedAt == 0) Tally.add("fill that ends the auction");
        else if (record.isPaused) Tally.add("fill that pauses the auction");
        else if (record.clock < quote.clock) Tally.add("fill that set the clock back");
    }

    function _witnessTouch(AuctionRecord memory record) private {
        if (record.touchedAt == 0) Tally.add("touch that clears");
        else if (record.isPaused) Tally.add("touch that pauses");
        else if (record.clock == 0) Tally.add("touch that starts");
        else Tally.add("touch that advances");
    }

    /// @dev After a campaign, writes the counts and holds them to the least.
    function _judge() internal {
        uint256 stories = Tally.add("stories");
        if (stories % CAMPAIGN != 0) return;
        string[] memory names = vm.split(_demanded(), ",");
        string memory text = string.concat("stories ", vm.toString(stories), "\n");
        string memory missing;
        for (uint256 i = 0; i < names.length; i++) {
            uint256 seen = Tally.count(names[i]) + Tally.count(_selectorOf(names[i]));
            text = string.concat(text, vm.toString(seen), "\t", names[i], "\n");
            if (seen < MIN_SEEN) missing = string.concat(missing, " ", names[i], ";");
        }
        vm.writeFile(REPORT, text);
        assertEq(missing, "", "stories hardly reach some things");
    }

    function _selectorOf(string memory declaration) private pure returns (string memory) {
        return vm.toString(abi.encodePacked(bytes4(keccak256(bytes(declaration)))));
    }

    function _field(bytes memory data, uint256 index) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), mul(index, 32)))
        }
    }
}
