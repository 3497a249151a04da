// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {
    Id,
    IMorpho,
    MarketParams,
    Position
} from "@morpho-org/morpho-blue/src/interfaces/IMorpho.sol";
import {NodeTest} from "../base/NodeTest.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {Act, GasScenario} from "./GasScenario.sol";

/// @title What each act costs in Morpho Blue, for comparison
/// @notice Run by `scripts/gas`, with the tokens, the oracle and the story of the market's own
/// measurement. Morpho is as its authors compile it (`scripts/morpho`). Told twice: in a market
/// without interest, the cheapest that Morpho has, and in one whose rate adapts, as in use.
contract MorphoGasTest is GasScenario {
    uint256 private constant LLTV = 0.83e18;
    uint256 private constant LIQUIDITY = 1e9 * 1e6;

    IMorpho private morpho;
    ERC20Mock private loanToken;
    ERC20Mock private collateralToken;
    OracleMock private oracle;
    address private adaptive;
    MarketParams private params;

    function setUp() public override {
        super.setUp();
        morpho = IMorpho(_compiled("Morpho", address(this)));
        adaptive = _compiled("AdaptiveIrm", address(morpho));
        loanToken = _token("USDC", 6);
        collateralToken = _token("WETH", 18);
        oracle = OracleMock(
            deployRemote("oracle", bytes.concat(type(OracleMock).creationCode, abi.encode(3000e24)))
        );
        morpho.enableLltv(LLTV);
        _begin();
    }

    function test_gas_ofEveryAct() public {
        _useMarket(address(0));
        _story("");
        _useMarket(adaptive);
        _story(" (adaptive)");
        _writeFigures("target/morpho/gas.json");
    }

    function _useMarket(address irm) private {
        morpho.enableIrm(irm);
        params =
            MarketParams(address(loanToken), address(collateralToken), address(oracle), irm, LLTV);
        morpho.createMarket(params);
        _do(Act.Supply, carol, LIQUIDITY);
        _do(Act.SupplyCollateral, carol, 1e18);
    }

    function _compiled(string memory name, address argument) private returns (address) {
        string memory file = string.concat("target/morpho/", name, ".init");
        bytes memory code = vm.parseBytes(vm.readFile(file));
        return deployRemote(name, bytes.concat(code, abi.encode(argument)));
    }

    function _token(string memory symbol, uint8 decimals) private returns (ERC20Mock token) {
        bytes memory arguments = abi.encode(symbol, decimals);
        token =
            ERC20Mock(deployRemote(symbol, bytes.concat(type(ERC20Mock).creationCode, arguments)));
        address[4] memory actors = [alice, bob, carol, liquidator];
        for (uint256 i = 0; i < actors.length; i++) {
            token.mint(actors[i], 2 ** 128);
            vm.prank(actors[i]);
            token.approve(address(morpho), type(uint256).max);
        }
    }

    /// @inheritdoc GasScenario
    function _setPrice(uint256 usdcPerWeth) internal override {
        oracle.setPrice(usdcPerWeth * 1e24);
    }

    /// @inheritdoc GasScenario
    /// @dev The amounts of all are read first: the next call takes the prank.
    function _do(Act act, address who, uint256 amount) internal override {
        Position memory position = morpho.position(Id.wrap(keccak256(abi.encode(params))), who);
        bool isLiquidation = act == Act.Liquidate || act == Act.LiquidateAll;
        vm.prank(isLiquidation ? liquidator : who);
        if (act == Act.Supply) {
            morpho.supply(params, amount, 0, who, "");
        } else if (act == Act.SupplyCollateral) {
            morpho.supplyCollateral(params, amount, who, "");
        } else if (act == Act.Borrow) {
            morpho.borrow(params, amount, 0, who, who);
        } else if (act == Act.Repay) {
            morpho.repay(params, amount, 0, who, "");
        } else if (act == Act.RepayAll) {
            morpho.repay(params, 0, position.borrowShares, who, "");
        } else if (act == Act.WithdrawCollateral) {
            morpho.withdrawCollateral(params, amount, who, who);
        } else if (act == Act.Withdraw) {
            morpho.withdraw(params, amount, 0, who, who);
        } else if (act == Act.LiquidateAll) {
            morpho.liquidate(params, who, position.collateral, 0, "");
        } else {
            // The shares of these assets, as long as next to no interest has grown.
            morpho.liquidate(params, who, 0, amount * 1e6, "");
        }
    }
}
