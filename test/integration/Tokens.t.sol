// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {Mode} from "../mocks/Scripted.sol";
import {FeeToken} from "../mocks/weird/FeeToken.sol";
import {ScriptedToken} from "../mocks/weird/ScriptedToken.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @title Tokens as they are: silent, refusing, lying, taking a fee
contract TokensTest is MarketTest {
    bytes4 private immutable FAILED = IMarketErrors.TransferFailed.selector;
    bytes4 private immutable MISMATCH = IMarketErrors.TransferMismatch.selector;

    ScriptedToken private loan;
    ScriptedToken private collateral;

    /// @dev A market of two scripted tokens, in which alice has borrowed.
    function setUp() public override {
        super.setUp();
        loan = _deployScripted("LOAN", 6);
        collateral = _deployScripted("COLL", 18);
        _fundAll(loan);
        _fundAll(collateral);
        _useMarket(_paramsOf(loan, collateral));
        _openLoan(alice, 10e18, 20_000e6);
    }

    function _deployScripted(string memory symbol, uint8 decimals) private returns (ScriptedToken) {
        bytes memory arguments = abi.encode(symbol, decimals);
        return ScriptedToken(
            deployRemote(symbol, bytes.concat(type(ScriptedToken).creationCode, arguments))
        );
    }

    function _fundAll(ERC20Mock token) private {
        address[4] memory actors = [alice, bob, carol, liquidator];
        for (uint256 i = 0; i < actors.length; i++) {
            _fund(actors[i], token);
        }
    }

    function test_tokens_mayReturnNothing() public {
        _setAnswer(Mode.Answer, "");
        _actInEveryWay();
    }

    function test_tokens_mayReturnTrue() public {
        _setAnswer(Mode.Answer, abi.encode(true));
        _actInEveryWay();
    }

    function _setAnswer(Mode mode, bytes memory answer) private {
        loan.setMode(mode, answer);
        collateral.setMode(mode, answer);
    }

    function _actInEveryWay() private {
        uint256 owned = loan.balanceOf(bob);
        vm.startPrank(bob);
        market.supply(params, 10e6, 0, bob);
        market.withdraw(params, 5e6, 0, bob, bob);
        market.supplyCollateral(params, 1e18, bob);
        market.borrow(params, 1000e6, 0, bob, bob);
        market.repay(params, 1000e6, 0, bob);
        market.withdrawCollateral(params, 1e18, bob, bob);
        vm.stopPrank();
        assertEq(loan.balanceOf(bob), owned - 5e6);
        _drop(25);
        uint256 seized = _liquidate(alice, 1000e6).seized;
        assertEq(collateral.balanceOf(liquidator), 2 ** 128 + seized);
    }

    function test_tokens_thatDoNotSayTrueAreRefused() public {
        bytes[5] memory answers = [
            abi.encode(false),
            abi.encode(2),
            abi.encode(type(uint256).max),
            bytes(hex"01"),
            new bytes(31)
        ];
        for (uint256 i = 0; i < answers.length; i++) {
            _setAnswer(Mode.Answer, answers[i]);
            _assertRefusedInEveryWay(FAILED);
        }
    }

    function test_tokens_thatRevertAreRefused() public {
        _setAnswer(Mode.Refuse, "");
        _assertRefusedInEveryWay(FAILED);
        _setAnswer(Mode.Refuse, abi.encodeWithSignature("Error(string)", "paused"));
        _assertRefusedInEveryWay(FAILED);
        // Their own data must not pass for an error of the market.
        _setAnswer(Mode.Refuse, abi.encodePacked(IMarketErrors.Unauthorized.selector));
        _assertRefusedInEveryWay(FAILED);
    }

    function test_tokens_thatNeverEndAreRefused() public {
        loan.setMode(Mode.Exhaust, "");
        vm.prank(bob);
        vm.expectRevert(FAILED);
        market.supply(params, 10e6, 0, bob);
    }

    function _assertRefusedInEveryWay(bytes4 reason) private {
        bytes32 before = keccak256(abi.encode(_totals(), _collateralOf(alice)));
        vm.startPrank(carol);
        vm.expectRevert(reason);
        market.supply(params, 10e6, 0, carol);
        vm.expectRevert(reason);
        market.withdraw(params, 10e6, 0, carol, carol);
        vm.stopPrank();
        vm.startPrank(alice);
        vm.expectRevert(reason);
        market.supplyCollateral(params, 1e18, alice);
        vm.expectRevert(reason);
        market.withdrawCollateral(params, 1e16, alice, alice);
        vm.expectRevert(reason);
        market.borrow(params, 100e6, 0, alice, alice);
        vm.expectRevert(reason);
        market.repay(params, 100e6, 0, alice);
        vm.stopPrank();
        uint256 price = oracle.price();
        oracle.setPrice(2300e24);
        _liquidateRefused(alice, 1000e6, abi.encodePacked(reason));
        oracle.setPrice(price);
        assertEq(keccak256(abi.encode(_totals(), _collateralOf(alice))), before);
    }

    function test_tokens_thatMoveNothingIntoTheMarketAreRefused() public {
        loan.setMoves(false);
        collateral.setMoves(false);
        vm.startPrank(bob);
        vm.expectRevert(MISMATCH);
        market.supply(params, 10e6, 0, bob);
        vm.expectRevert(MISMATCH);
        market.supplyCollateral(params, 1e18, bob);
        vm.expectRevert(MISMATCH);
        market.repay(params, 100e6, 0, alice);
        vm.stopPrank();
        _drop(25);
        _liquidateRefused(alice, 1000e6, abi.encodePacked(MISMATCH));
    }

    function test_tokens_withAFeeAreRefused() public {
        FeeToken fee = FeeToken(_deployFee("FEE"));
        params = _paramsOf(fee, collateral);
        _createMarket(params);
        _fund(bob, fee);
        vm.prank(bob);
        vm.expectRevert(MISMATCH);
        market.supply(params, 10e6, 0, bob);

        params = _paramsOf(loan, fee);
        _createMarket(params);
        vm.prank(bob);
        vm.expectRevert(MISMATCH);
        market.supplyCollateral(params, 1, bob);
    }

    function _deployFee(string memory symbol) private returns (address) {
        bytes memory arguments = abi.encode(symbol, uint8(18), uint256(1));
        return deployRemote(symbol, bytes.concat(type(FeeToken).creationCode, arguments));
    }

    /// @dev A call to an account without code succeeds; the market must not take it for a transfer.
    function test_tokens_whoseCodeIsGoneAreRefused() public {
        nodeCommand("anvil_setCode", string.concat('["', vm.toString(address(loan)), '","0x"]'));
        vm.prank(carol);
        vm.expectRevert(IMarketErrors.NoCode.selector);
        market.withdraw(params, 10e6, 0, carol, carol);
    }

    /// @dev What somebody sends uninvited belongs to nobody and changes no share's price.
    function test_tokens_sentDirectlyChangeNoBooks() public {
        bytes32 before = keccak256(abi.encode(_totals()));
        loan.mint(address(market), 1e12);
        collateral.mint(address(market), 1e18);
        assertEq(keccak256(abi.encode(_totals())), before);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.InsufficientBalance.selector);
        market.withdrawCollateral(params, 10e18 + 1, alice, alice);
    }

    /// @dev 6, 8 and 18 decimals on either side; the price's scale makes up for the difference.
    function test_tokens_mayHaveOtherDecimals() public {
        uint8[3] memory decimals = [6, 8, 18];
        for (uint256 i = 0; i < 9; i++) {
            (uint8 ofLoan, uint8 ofCollateral) = (decimals[i / 3], decimals[i % 3]);
            uint256 unit = 10 ** ofLoan;
            ERC20Mock loan_ = ERC20Mock(_deployToken("L", ofLoan));
            ERC20Mock collateral_ = ERC20Mock(_deployToken("C", ofCollateral));
            _fundAll(loan_);
            _fundAll(collateral_);
            oracle.setPrice(3000 * unit * PRICE_SCALE / 10 ** ofCollateral);
            MarketParams memory other = _paramsOf(loan_, collateral_);
            (other.minDebt, other.closeoutDebt) = (100 * unit, 1000 * unit);
            _useMarket(other);
            // With 18 decimals the usual liquidity is a thousandth of a unit.
            _supply(carol, 100_000 * unit);
            _openLoan(alice, 10 * 10 ** ofCollateral, 23_000 * unit);
            _drop(10);
            assertEq(_liquidate(alice, type(uint256).max).repaid, 2300 * unit);
        }
    }
}
