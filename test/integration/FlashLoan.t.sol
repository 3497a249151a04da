// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {LiquidatorMock, Step} from "../mocks/LiquidatorMock.sol";
import {Mode} from "../mocks/Scripted.sol";
import {FeeToken} from "../mocks/weird/FeeToken.sol";
import {ScriptedToken} from "../mocks/weird/ScriptedToken.sol";
import {ScriptedFlashBorrower} from "./ScriptedFlashBorrower.sol";

/// @title Flash loans: free, of any token that is there, back to the unit or not at all
contract FlashLoanTest is AuctionTest {
    uint256 private constant LENT = 1e6 * 1e6;

    ScriptedFlashBorrower private flash;

    function setUp() public override {
        super.setUp();
        flash =
            ScriptedFlashBorrower(deployRemote("flash", type(ScriptedFlashBorrower).creationCode));
        _allow(loanToken);
        _allow(collateralToken);
    }

    /// @dev Lets the market take back what it lends.
    function _allow(ERC20Mock token) private {
        bytes memory approval = abi.encodeCall(token.approve, (address(market), ALL));
        flash.execute(address(token), approval);
    }

    function _take(ERC20Mock token, uint256 assets) private {
        flash.flashLoan(market, address(token), assets, "data");
    }

    function _refused(ERC20Mock token, uint256 assets, bytes4 reason) private {
        vm.expectRevert(reason);
        _take(token, assets);
    }

    function _step(bytes memory data) private view returns (Step memory) {
        return Step(address(market), data, true);
    }

    function _do(Step memory first, Step memory second) private {
        Step[] memory steps = new Step[](2);
        (steps[0], steps[1]) = (first, second);
        flash.setSteps(steps);
    }

    function _books() private view returns (bytes memory) {
        return abi.encode(
            _totals(),
            loanToken.balanceOf(address(market)),
            collateralToken.balanceOf(address(market)),
            loanToken.balanceOf(address(flash)),
            collateralToken.balanceOf(address(flash))
        );
    }

    function test_flashLoan_isFreeAndTells() public {
        bytes memory books = _books();
        vm.expectEmit(address(market));
        emit IMarketEvents.FlashLoan(address(flash), address(loanToken), LENT);
        _take(loanToken, LENT);
        assertEq(_books(), books);
        (address caller, uint256 assets, bytes memory data) = flash.told(0);
        assertEq(caller, address(market));
        assertEq(assets, LENT);
        assertEq(data, "data");
    }

    function test_flashLoan_isInHandDuringTheCallback() public {
        bytes memory balance = abi.encodeCall(loanToken.balanceOf, (address(flash)));
        bytes memory totals = abi.encodeCall(market.market, (id));
        _do(Step(address(loanToken), balance, true), _step(totals));
        _take(loanToken, LENT);
        (, bytes memory held) = flash.stepAnswer(0);
        assertEq(abi.decode(held, (uint256)), LENT);
        // It is no loan of the market's: its books do not know.
        (, bytes memory seen) = flash.stepAnswer(1);
        assertEq(seen, abi.encode(_totals()));
    }

    function test_flashLoan_lendsAllThatTheMarketHoldsOfAnyToken() public {
        uint256 held = loanToken.balanceOf(address(market));
        _take(loanToken, held);
        _refused(loanToken, held + 1, IMarketErrors.TransferFailed.selector);
        _take(collateralToken, COLLATERAL);
        _refused(collateralToken, COLLATERAL + 1, IMarketErrors.TransferFailed.selector);
        // A token of no market that somebody left there.
        ERC20Mock stray = ERC20Mock(_deployToken("STRAY", 18));
        stray.mint(address(market), 7);
        _allow(stray);
        _take(stray, 7);
        assertEq(stray.balanceOf(address(market)), 7);
    }

    function test_flashLoan_handsTheDataOnUnchanged() public {
        bytes[3] memory parcels = [bytes(""), bytes("x"), new bytes(100)];
        parcels[2][99] = 0x01;
        for (uint256 i = 0; i < parcels.length; i++) {
            flash.flashLoan(market, address(loanToken), 1, parcels[i]);
            (,, bytes memory data) = flash.told(i);
            assertEq(data, parcels[i]);
        }
    }

    function test_flashLoan_revertsForNothing() public {
        _refused(loanToken, 0, IMarketErrors.ZeroAssets.selector);
        _refused(loanToken, ALL, IMarketErrors.TransferFailed.selector);
        _refused(ERC20Mock(alice), 1, IMarketErrors.NoCode.selector);
    }

    function test_flashLoan_revertsWhenPaused() public {
        vm.prank(guardian);
        market.setFlashLoanPaused(true);
        _refused(loanToken, 1, IMarketErrors.Paused.selector);
        vm.prank(owner);
        market.setFlashLoanPaused(false);
        _take(loanToken, 1);
    }

    function test_flashLoan_revertsWhenTheCallbackFails() public {
        flash.setMode(Mode.Refuse, "no");
        _refused(loanToken, 1, IMarketErrors.CallbackFailed.selector);
        flash.setMode(Mode.Exhaust, "");
        _refused(loanToken, 1, IMarketErrors.CallbackFailed.selector);
        // A contract without the callback.
        LiquidatorMock other = LiquidatorMock(deployRemote(type(LiquidatorMock).creationCode));
        bytes memory call = abi.encodeCall(market.flashLoan, (address(loanToken), 1, ""));
        vm.expectRevert(IMarketErrors.CallbackFailed.selector);
        other.execute(address(market), call);
    }

    function test_flashLoan_revertsWhenItIsNotPaidBack() public {
        bytes memory books = _books();
        bytes memory spend = abi.encodeCall(loanToken.transfer, (bob, 1));
        _do(Step(address(loanToken), spend, true), _step(abi.encodeCall(market.nonces, (bob))));
        _refused(loanToken, LENT, IMarketErrors.TransferFailed.selector);
        flash.setSteps(new Step[](0));
        flash.execute(
            address(loanToken), abi.encodeCall(loanToken.approve, (address(market), LENT - 1))
        );
        _refused(loanToken, LENT, IMarketErrors.TransferFailed.selector);
        assertEq(_books(), books);
    }

    function test_flashLoan_revertsWhenTheTokenTakesAFee() public {
        bytes memory arguments = abi.encode("FEE", 6, 100);
        FeeToken token =
            FeeToken(deployRemote("FEE", bytes.concat(type(FeeToken).creationCode, arguments)));
        token.mint(address(market), 1000);
        token.mint(address(flash), 1000);
        _allow(token);
        _refused(token, 100, IMarketErrors.TransferMismatch.selector);
        assertEq(token.balanceOf(address(market)), 1000);
    }

    function test_flashLoan_revertsWhenTheTokenLies() public {
        bytes memory arguments = abi.encode("LIAR", 6);
        ScriptedToken token = ScriptedToken(
            deployRemote("LIAR", bytes.concat(type(ScriptedToken).creationCode, arguments))
        );
        token.mint(address(market), 1000);
        _allow(token);
        token.setMoves(false);
        _refused(token, 100, IMarketErrors.TransferMismatch.selector);
        token.setMoves(true);
        token.setMode(Mode.Answer, abi.encode(false));
        _refused(token, 100, IMarketErrors.TransferFailed.selector);
    }

    /// @dev Supplying what was lent does not pay it back: both are wanted.
    function test_flashLoan_isNotPaidBackByADeposit() public {
        bytes memory deposit = abi.encodeCall(market.supply, (params, LENT, 0, address(flash)));
        bytes memory exit =
            abi.encodeCall(market.withdraw, (params, LENT, 0, address(flash), address(flash)));
        bytes memory nothing = abi.encodeCall(market.nonces, (bob));
        _do(_step(deposit), _step(nothing));
        _refused(loanToken, LENT, IMarketErrors.TransferFailed.selector);
        _do(_step(deposit), _step(exit));
        bytes memory books = _books();
        _take(loanToken, LENT);
        assertEq(_books(), books);
    }

    /// @dev The market is open meanwhile: collateral in, loan out, the loan pays the flash loan.
    function test_flashLoan_canOpenALoan() public {
        collateralToken.mint(address(flash), COLLATERAL);
        _do(
            _step(abi.encodeCall(market.supplyCollateral, (params, COLLATERAL, address(flash)))),
            _step(
                abi.encodeCall(market.borrow, (params, 1000e6, 0, address(flash), address(flash)))
            )
        );
        _take(loanToken, LENT);
        assertEq(loanToken.balanceOf(address(flash)), 1000e6);
        assertEq(_debtOf(address(flash)), 1000e6);
        bytes memory repay = abi.encodeCall(market.repay, (params, ALL, 0, address(flash)));
        bytes memory exit = abi.encodeCall(
            market.withdrawCollateral, (params, COLLATERAL, address(flash), address(flash))
        );
        _do(_step(repay), _step(exit));
        _take(loanToken, LENT);
        assertEq(_borrowSharesOf(address(flash)), 0);
        assertEq(collateralToken.balanceOf(address(flash)), COLLATERAL);
    }

    /// @dev A liquidator without capital: he sells the collateral elsewhere, here by minting.
    function test_flashLoan_canLiquidate() public {
        _drop(10);
        bytes memory fill =
            abi.encodeCall(market.liquidate, (params, alice, 1000e6, 0, ALL, address(flash), ""));
        bytes memory sale = abi.encodeCall(loanToken.mint, (address(flash), 1100e6));
        _do(_step(fill), Step(address(loanToken), sale, true));
        _take(loanToken, 1100e6);
        assertGt(collateralToken.balanceOf(address(flash)), 0);
        assertLt(_debtOf(alice), DEBT);
    }
}
