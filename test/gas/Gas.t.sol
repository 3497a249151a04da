// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {MarketTest} from "../base/MarketTest.sol";

interface IArbDebug {
    function becomeChainOwner() external;
}

interface IArbWasmCache {
    function cacheProgram(address program) external;
}

/// @title What each act costs, for `snapshots/gas.json`
/// @notice `scripts/gas` runs it on a node of its own whose clock begins at `BEGIN`, so that every
/// word of calldata and storage is the same in every run, and compares what it writes. Each figure
/// is a whole transaction: 21,000, calldata, the program's entry, two or no token transfers, the
/// oracle.
contract GasTest is MarketTest {
    /// @dev The clock of the node that `scripts/gas` starts.
    uint256 internal constant BEGIN = 1_800_000_000;
    string internal constant OUT = "target/ebb/gas.json";

    string internal figures;

    /// @dev A later setUp may take a second more or less; from here on the clock is exact.
    function setUp() public override {
        super.setUp();
        assertLt(
            block.timestamp, BEGIN + 1 days, "run scripts/gas: it starts the node that this needs"
        );
        vm.warp(BEGIN + 1 days);
        market.accrueInterest(params);
    }

    function test_gas_ofEveryAct() public {
        _acts("");
        IArbDebug(forwarder(address(0xff))).becomeChainOwner();
        IArbWasmCache(forwarder(address(0x72))).cacheProgram(address(market));
        id = market.createMarket(_tighter());
        params = _tighter();
        _supply(carol, LIQUIDITY);
        _acts(" (cached)");
        // forge-lint: disable-next-line(unsafe-cheatcode)
        vm.writeFile(OUT, figures);
    }

    /// @dev Alice's loan from its first step to its last, then bob's bad debt.
    function _acts(string memory suffix) internal {
        skip(BLOCK_TIME);
        _supply(carol, 1000e6);
        _note("supply", suffix);
        _supplyCollateral(alice, 10e18);
        _note("supplyCollateral, first", suffix);
        _supplyCollateral(alice, 1e18);
        _note("supplyCollateral", suffix);
        _borrow(alice, 20_000e6);
        _note("borrow, first", suffix);
        _borrow(alice, 5000e6);
        _note("borrow", suffix);
        oracle.setPrice(2700e24);
        _touch(alice);
        _note("touch, starts the auction", suffix);
        skip(60);
        _touch(alice);
        _note("touch", suffix);
        _liquidate(alice, 1000e6);
        _note("liquidate, part", suffix);
        _liquidate(alice, type(uint256).max);
        _note("liquidate, rest of the block's budget", suffix);
        oracle.setPrice(PRICE);
        vm.prank(alice);
        market.repay(params, 1000e6, 0, alice);
        _note("repay, part", suffix);
        vm.prank(alice);
        market.repay(params, type(uint256).max, 0, alice);
        _note("repay, all", suffix);
        vm.prank(alice);
        market.withdrawCollateral(params, 1e18, alice, alice);
        _note("withdrawCollateral", suffix);
        vm.prank(carol);
        market.withdraw(params, 500e6, 0, carol, carol);
        _note("withdraw", suffix);
        _openLoan(bob, 10e18, 20_000e6);
        oracle.setPrice(1500e24);
        _confirm(bob);
        _liquidate(bob, type(uint256).max);
        _note("liquidate, all, with bad debt", suffix);
        oracle.setPrice(PRICE);
    }

    /// @dev A second market, so that the second round begins with a market's and positions' slots
    /// as fresh as the first. The tokens' own slots are not: the first transfers cost 17,100 less.
    function _tighter() internal view returns (MarketParams memory other) {
        other = _paramsOf(loanToken, collateralToken);
        other.minDebt = MIN_DEBT + 1;
    }

    function _note(string memory act, string memory suffix) internal {
        figures = vm.serializeUint("gas", string.concat(act, suffix), lastGasUsed());
    }
}
