// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IFlashLoanCallback} from "../../src/interfaces/IFlashLoanCallback.sol";
import {ILendingMarket} from "../../src/interfaces/ILendingMarket.sol";
import {Step} from "../mocks/LiquidatorMock.sol";
import {Scripted} from "../mocks/Scripted.sol";

/// @title A flash borrower whose callback a test dictates
/// @notice During `onFlashLoan` it notes what it was told and takes its steps in order; a step that
/// takes another flash loan lets the steps that follow happen inside that one. Then it returns,
/// refuses or never ends, as `setMode` says.
contract ScriptedFlashBorrower is IFlashLoanCallback, Scripted {
    /// @notice What a callback was told, and by whom.
    struct Told {
        address caller;
        uint256 assets;
        bytes data;
    }

    Step[] private steps;
    uint256 private next;
    Told[] public told;
    bool[] private successes;
    bytes[] private results;

    function setSteps(Step[] calldata newSteps) external {
        delete steps;
        delete told;
        delete successes;
        delete results;
        next = 0;
        for (uint256 i = 0; i < newSteps.length; i++) {
            steps.push(newSteps[i]);
        }
    }

    function flashLoan(ILendingMarket market, address token, uint256 assets, bytes calldata data)
        external
    {
        market.flashLoan(token, assets, data);
    }

    /// @inheritdoc IFlashLoanCallback
    function onFlashLoan(uint256 assets, bytes calldata data) external {
        told.push(Told(msg.sender, assets, data));
        while (next < steps.length) {
            Step memory step = steps[next++];
            (bool success, bytes memory result) = step.target.call(step.data);
            if (!success && step.mustSucceed) _refuse(result);
            successes.push(success);
            results.push(result);
        }
        _play();
    }

    /// @notice What the targets answered, in the order in which they finished.
    function stepAnswer(uint256 step) external view returns (bool success, bytes memory result) {
        return (successes[step], results[step]);
    }

    /// @notice Does anything in this contract's name, such as an approval.
    function execute(address target, bytes calldata data) external {
        (bool success, bytes memory result) = target.call(data);
        if (!success) _refuse(result);
    }

    function _refuse(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}
