// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {ILiquidateCallback} from "../../src/interfaces/ILiquidateCallback.sol";
import {Scripted} from "./Scripted.sol";

/// @notice Something that a liquidator does during its callback.
/// @param mustSucceed Whether the callback reverts with the target's data if the target refuses.
struct Step {
    address target;
    bytes data;
    bool mustSucceed;
}

/// @title A liquidating contract whose callback a test dictates
/// @notice During `onLiquidate` it notes what it was told, takes its steps in order (approve, swap,
/// re-enter, ...), keeping each answer, and then returns, refuses or never ends, as `setMode` says.
contract LiquidatorMock is ILiquidateCallback, Scripted {
    struct Answer {
        bool success;
        bytes result;
    }

    Step[] private steps;
    Answer[] private answers;

    address public callbackCaller;
    uint256 public payAssets;
    uint256 public seizedAssets;
    bytes public callbackData;

    function setSteps(Step[] calldata newSteps) external {
        delete steps;
        delete answers;
        for (uint256 i = 0; i < newSteps.length; i++) {
            steps.push(newSteps[i]);
        }
    }

    function liquidate(
        ILendingMarket market,
        MarketParams calldata params,
        address borrower,
        uint256 maxRepay,
        bytes calldata data
    ) external returns (uint256, uint256, uint256) {
        return market.liquidate(
            params, borrower, maxRepay, 0, type(uint256).max, address(this), data
        );
    }

    /// @inheritdoc ILiquidateCallback
    function onLiquidate(uint256 payAssets_, uint256 seizedAssets_, bytes calldata data) external {
        callbackCaller = msg.sender;
        payAssets = payAssets_;
        seizedAssets = seizedAssets_;
        callbackData = data;
        for (uint256 i = 0; i < steps.length; i++) {
            _take(steps[i]);
        }
        _play();
    }

    /// @notice What the targets answered since `setSteps`, step by step.
    function stepAnswer(uint256 step) external view returns (bool success, bytes memory result) {
        return (answers[step].success, answers[step].result);
    }

    /// @notice Does anything in this contract's name, such as an approval.
    function execute(address target, bytes calldata data) external returns (bytes memory result) {
        _take(Step(target, data, true));
        result = answers[answers.length - 1].result;
        answers.pop();
    }

    function _take(Step memory step) private {
        (bool success, bytes memory result) = step.target.call(step.data);
        if (!success && step.mustSucceed) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
        answers.push(Answer(success, result));
    }
}
