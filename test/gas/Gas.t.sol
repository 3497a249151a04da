// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {MarketTest} from "../base/MarketTest.sol";
import {NodeTest} from "../base/NodeTest.sol";
import {Act, GasScenario} from "./GasScenario.sol";

interface IArbDebug {
    function becomeChainOwner() external;
}

interface IArbWasmCache {
    function cacheProgram(address program) external;
}

/// @title What each act of the market costs, for `snapshots/gas.json`
/// @notice Run by `scripts/gas`. The story that all markets share is told before and after the
/// program is cached, and then what only this market knows.
contract GasTest is MarketTest, GasScenario {
    function setUp() public override(MarketTest, NodeTest) {
        MarketTest.setUp();
        _begin();
        _supplyCollateral(carol, 1e18);
    }

    function test_gas_ofEveryAct() public {
        _everyAct("");
        IArbDebug(forwarder(address(0xff))).becomeChainOwner();
        IArbWasmCache(forwarder(address(0x72))).cacheProgram(address(market));
        // A second market, so that its own and the positions' slots are as fresh as the first's.
        MarketParams memory other = params;
        other.minDebt += 1;
        _useMarket(other);
        _everyAct(" (cached)");
        _writeFigures("target/ebb/gas.json");
    }

    function _everyAct(string memory suffix) private {
        _story(suffix);
        skip(PASSING);
        _borrow(alice, 15_000e6);
        _setPrice(2100);
        skip(PASSING);
        _touch(alice);
        _note("touch, starts the auction", suffix);
        skip(PASSING);
        _touch(alice);
        _note("touch", suffix);
        skip(PASSING);
        _do(Act.Liquidate, alice, 1000e6);
        _note("liquidate, touched before", suffix);
        _do(Act.Liquidate, alice, 1000e6);
        _note("liquidate, again in this second", suffix);
        _setPrice(3000);
    }

    /// @inheritdoc GasScenario
    function _setPrice(uint256 usdcPerWeth) internal override {
        oracle.setPrice(usdcPerWeth * 1e24);
    }

    /// @inheritdoc GasScenario
    function _awaitBadDebt(address who) internal override {
        _confirm(who);
    }

    /// @inheritdoc GasScenario
    function _do(Act act, address who, uint256 amount) internal override {
        bool isLiquidation = act == Act.Liquidate || act == Act.LiquidateAll;
        vm.prank(isLiquidation ? liquidator : who);
        if (act == Act.Supply) {
            market.supply(params, amount, 0, who);
        } else if (act == Act.SupplyCollateral) {
            market.supplyCollateral(params, amount, who);
        } else if (act == Act.Borrow) {
            market.borrow(params, amount, 0, who, who);
        } else if (act == Act.Repay) {
            market.repay(params, amount, 0, who);
        } else if (act == Act.RepayAll) {
            market.repay(params, type(uint256).max, 0, who);
        } else if (act == Act.WithdrawCollateral) {
            market.withdrawCollateral(params, amount, who, who);
        } else if (act == Act.Withdraw) {
            market.withdraw(params, amount, 0, who, who);
        } else {
            uint256 maxRepay = act == Act.LiquidateAll ? type(uint256).max : amount;
            market.liquidate(params, who, maxRepay, 0, block.timestamp, liquidator, "");
        }
    }
}
