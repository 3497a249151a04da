// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IOracle} from "../../src/interfaces/IOracle.sol";
import {Scripted} from "./Scripted.sol";

/// @title An oracle whose price anyone may set, and which can be told to misbehave
contract OracleMock is IOracle, Scripted {
    uint256 private currentPrice;

    constructor(uint256 price_) {
        currentPrice = price_;
    }

    /// @param newPrice Loan assets per collateral asset [1e36].
    function setPrice(uint256 newPrice) external {
        currentPrice = newPrice;
    }

    /// @inheritdoc IOracle
    function price() external view returns (uint256) {
        _play();
        return currentPrice;
    }
}
