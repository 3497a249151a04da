// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketAdmin} from "../../src/interfaces/IMarketAdmin.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {ProfileLib} from "../../src/interfaces/Profile.sol";
import {ARB_WASM, IArbWasm} from "../base/IArbWasm.sol";
import {MarketCode} from "../base/MarketCode.sol";
import {NodeLog, NodeReceipt} from "../base/NodeReceipt.sol";
import {NodeRpc} from "../base/NodeRpc.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {StockRpc} from "./StockRpc.sol";

/// @title The market's whole story on any Stylus chain
/// @notice Deploys and activates the market's two programs, opens a loan, lets the price fall, and
/// liquidates one step of it. It needs no more than a funded key: `SMOKE_KEY`, by default the
/// public key of
/// Nitro's development chain. `NODE_URL` names the chain.
contract SmokeTest is StockRpc {
    /// @dev Publicly documented key of the account that `nitro --dev` funds.
    uint256 private constant NITRO_DEV_KEY =
        0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659;

    uint256 private constant LLTV = 0.83e18;
    /// @dev USDC with 6 decimals per WETH with 18 [1e36].
    uint256 private constant PRICE = 3000e24;
    uint256 private constant FALLEN_PRICE = 2750e24;
    uint256 private constant SUPPLIED = 100_000e6;
    uint256 private constant COLLATERAL = 10e18;
    uint256 private constant BORROWED = 23_000e6;
    /// @dev What the borrower and the liquidator get for their gas [wei].
    uint256 private constant GAS_MONEY = 0.1 ether;

    uint256 private lender;
    uint256 private borrower;
    uint256 private liquidator;

    address private market;
    ERC20Mock private loanToken;
    ERC20Mock private collateralToken;
    OracleMock private oracle;
    MarketParams private params;

    function setUp() public {
        _connect(vm.envOr("NODE_URL", string("http://127.0.0.1:8547")));
        lender = vm.envOr("SMOKE_KEY", NITRO_DEV_KEY);
        (, borrower) = makeAddrAndKey("smoke borrower");
        (, liquidator) = makeAddrAndKey("smoke liquidator");
        _send(lender, vm.addr(borrower), GAS_MONEY, "");
        _send(lender, vm.addr(liquidator), GAS_MONEY, "");
        _deployMarket();
        _deployTokensAndOracle();
    }

    function test_loanIsOpenedAndLiquidatedByOneStep() public {
        _createMarketAndLend();
        _openLoan();
        _send(lender, address(oracle), 0, abi.encodeCall(oracle.setPrice, (FALLEN_PRICE)));
        _liquidate();
    }

    function _deployMarket() private {
        address extension = _create(lender, MarketCode.extension());
        _activate(extension);
        market = _create(lender, MarketCode.market());
        _activate(market);
        address owner = vm.addr(lender);
        _send(lender, market, 0, MarketCode.construction(owner, address(0), extension));
    }

    function _activate(address program) private {
        bytes memory activation = abi.encodeCall(IArbWasm.activateProgram, (program));
        NodeRpc.Outcome memory trial =
            _call(vm.addr(lender), address(ARB_WASM), 1 ether, activation);
        if (!trial.success && bytes4(trial.data) == IArbWasm.ProgramUpToDate.selector) return;
        assertTrue(trial.success, "the chain refuses to activate a program");
        (, uint256 dataFee) = abi.decode(trial.data, (uint16, uint256));
        // The fee grows with each activation on the chain: a fifth more, what is left returns.
        _send(lender, address(ARB_WASM), (dataFee * 6) / 5, activation);
    }

    function _deployTokensAndOracle() private {
        loanToken = ERC20Mock(_create(lender, _withArguments("USDC", 6)));
        collateralToken = ERC20Mock(_create(lender, _withArguments("WETH", 18)));
        bytes memory initcode = abi.encodePacked(type(OracleMock).creationCode, abi.encode(PRICE));
        oracle = OracleMock(_create(lender, initcode));
        (bytes32 curve, bytes32 pace) = ProfileLib.pack(ProfileLib.majors());
        params = MarketParams({
            loanToken: address(loanToken),
            collateralToken: address(collateralToken),
            oracle: address(oracle),
            lltv: LLTV,
            minDebt: 100e6,
            closeoutDebt: 1000e6,
            curve: curve,
            pace: pace
        });
    }

    function _withArguments(string memory symbol, uint8 decimals)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(type(ERC20Mock).creationCode, abi.encode(symbol, decimals));
    }

    function _createMarketAndLend() private {
        bytes memory enabling = abi.encodeCall(
            IMarketAdmin.enableProfile, ("majors", params.lltv, params.curve, params.pace)
        );
        _send(lender, market, 0, enabling);
        _send(lender, market, 0, abi.encodeCall(ILendingMarket.createMarket, (params)));
        _giveAndApprove(lender, loanToken, SUPPLIED);
        bytes memory supply =
            abi.encodeCall(ILendingMarket.supply, (params, SUPPLIED, 0, vm.addr(lender)));
        _send(lender, market, 0, supply);
        assertEq(_balance(loanToken, market), SUPPLIED);
    }

    function _openLoan() private {
        address owner = vm.addr(borrower);
        _giveAndApprove(borrower, collateralToken, COLLATERAL);
        bytes memory deposit =
            abi.encodeCall(ILendingMarket.supplyCollateral, (params, COLLATERAL, owner));
        _send(borrower, market, 0, deposit);
        uint256 before = _balance(loanToken, owner);
        bytes memory borrow =
            abi.encodeCall(ILendingMarket.borrow, (params, BORROWED, 0, owner, owner));
        _send(borrower, market, 0, borrow);
        assertEq(_balance(loanToken, owner), before + BORROWED);
        assertEq(_balance(collateralToken, market), COLLATERAL);
    }

    function _liquidate() private {
        address caller = vm.addr(liquidator);
        _giveAndApprove(liquidator, loanToken, BORROWED);
        uint256 loanBefore = _balance(loanToken, caller);
        uint256 collateralBefore = _balance(collateralToken, caller);

        bytes memory fill = abi.encodeCall(
            ILendingMarket.liquidate,
            (params, vm.addr(borrower), type(uint256).max, 0, type(uint256).max, caller, "")
        );
        NodeReceipt.Summary memory receipt = _send(liquidator, market, 0, fill);

        (uint256 repaid, uint256 seized, uint256 fee, uint256 discount) = _liquidateEvent(receipt);
        assertEq(loanBefore - _balance(loanToken, caller), repaid + fee, "paid");
        assertEq(_balance(collateralToken, caller) - collateralBefore, seized, "received");
        assertEq(_balance(collateralToken, market), COLLATERAL - seized, "kept");
        // One tenth of the debt, which a few seconds of interest hardly change.
        assertApproxEqRel(repaid, BORROWED / 10, 1e-4 * 1e18, "close factor");
        assertEq(discount, 0.0025e18, "start discount");
        assertApproxEqRel((seized * FALLEN_PRICE) / 1e36, (repaid * 1e18) / (1e18 - discount), 1e12);
    }

    function _liquidateEvent(NodeReceipt.Summary memory receipt)
        private
        view
        returns (uint256 repaid, uint256 seized, uint256 fee, uint256 discount)
    {
        for (uint256 i = 0; i < receipt.logs.length; i++) {
            NodeLog memory entry = receipt.logs[i];
            if (entry.emitter != market || entry.topics.length == 0) continue;
            if (entry.topics[0] != IMarketEvents.Liquidate.selector) continue;
            uint256[9] memory fields = abi.decode(entry.data, (uint256[9]));
            return (fields[1], fields[3], fields[4], fields[5]);
        }
        revert NodeRpc.NodeFailure("the fill left no Liquidate event");
    }

    function _giveAndApprove(uint256 key, ERC20Mock token, uint256 assets) private {
        _send(key, address(token), 0, abi.encodeCall(token.mint, (vm.addr(key), assets)));
        bytes memory approval = abi.encodeCall(token.approve, (market, type(uint256).max));
        _send(key, address(token), 0, approval);
    }

    function _balance(ERC20Mock token, address account) private returns (uint256) {
        bytes memory answer = _read(address(token), abi.encodeCall(token.balanceOf, (account)));
        return abi.decode(answer, (uint256));
    }
}
