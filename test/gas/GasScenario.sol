// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {NodeTest} from "../base/NodeTest.sol";

/// @notice The acts that every lending market knows.
enum Act {
    Supply,
    SupplyCollateral,
    Borrow,
    Repay,
    RepayAll,
    WithdrawCollateral,
    Withdraw,
    Liquidate,
    LiquidateAll
}

/// @title One story for all markets whose gas is measured
/// @notice Carol lends, alice borrows and is liquidated in part, bob in whole and with bad debt. It
/// begins with liquidity supplied, and with tokens of which every holder has some. `BLOCK_TIME`
/// passes before each act, so that each accrues interest. Each figure is a whole transaction:
/// 21,000, calldata, the program's entry if it is one, token transfers and oracle. Amounts are in
/// USDC with 6 decimals and WETH with 18.
abstract contract GasScenario is NodeTest {
    /// @dev The clock of the node that `scripts/gas` starts, so that every word of calldata and
    /// storage is the same in every run. The suites begin a day later: setUp may take a second more
    /// or less.
    uint256 internal constant NODE_BEGIN = 1_800_000_000;
    uint256 internal constant PASSING = 12;

    string private figures;

    /// @dev Does `act` as `who`, who is also the borrower, except that the liquidator liquidates.
    /// @param amount Of the act's token; repaid loan assets for `Liquidate`; ignored for all.
    function _do(Act act, address who, uint256 amount) internal virtual;

    function _setPrice(uint256 usdcPerWeth) internal virtual;

    /// @dev What `who`'s liquidation with bad debt waits for; its last act is not in this second.
    function _awaitBadDebt(address who) internal virtual {}

    /// @dev Makes the clock exact.
    function _begin() internal {
        assertLt(
            block.timestamp,
            NODE_BEGIN + 1 days,
            "run scripts/gas: it starts the node that this needs"
        );
        vm.warp(NODE_BEGIN + 1 days);
    }

    /// @dev The story; each figure's name ends with `suffix`.
    function _story(string memory suffix) internal {
        _measure("supply", suffix, Act.Supply, carol, 1000e6);
        _measure("supplyCollateral, first", suffix, Act.SupplyCollateral, alice, 10e18);
        _measure("supplyCollateral", suffix, Act.SupplyCollateral, alice, 1e18);
        _measure("borrow, first", suffix, Act.Borrow, alice, 20_000e6);
        _measure("borrow", suffix, Act.Borrow, alice, 5000e6);
        _setPrice(2600);
        _measure("liquidate, first", suffix, Act.Liquidate, alice, 2400e6);
        _measure("liquidate", suffix, Act.Liquidate, alice, 2100e6);
        _setPrice(3000);
        _measure("repay", suffix, Act.Repay, alice, 1000e6);
        _measure("repay, all", suffix, Act.RepayAll, alice, 0);
        _measure("withdrawCollateral", suffix, Act.WithdrawCollateral, alice, 1e18);
        _measure("withdraw", suffix, Act.Withdraw, carol, 500e6);
        _do(Act.SupplyCollateral, bob, 10e18);
        _do(Act.Borrow, bob, 20_000e6);
        _setPrice(1500);
        _awaitBadDebt(bob);
        _measure("liquidate, all, with bad debt", suffix, Act.LiquidateAll, bob, 0);
        _setPrice(3000);
    }

    function _measure(
        string memory name,
        string memory suffix,
        Act act,
        address who,
        uint256 amount
    ) private {
        skip(PASSING);
        _do(act, who, amount);
        _note(name, suffix);
    }

    /// @dev Writes down what the last transaction used.
    function _note(string memory name, string memory suffix) internal {
        figures = vm.serializeUint("gas", string.concat(name, suffix), lastGasUsed());
    }

    function _writeFigures(string memory file) internal {
        // forge-lint: disable-next-line(unsafe-cheatcode)
        vm.writeFile(file, figures);
    }
}
