// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Fill} from "../base/MarketState.sol";
import {MarketTest} from "../base/MarketTest.sol";
import {NodeTest} from "../base/NodeTest.sol";
import {TokenDeployer} from "../base/TokenCode.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {FlashBorrowerMock} from "../mocks/FlashBorrowerMock.sol";
import {LiquidatorMock, Step} from "../mocks/LiquidatorMock.sol";

/// @title The market whose tokens are WASM programs, too
/// @notice Two of OpenZeppelin's ERC-20 tokens for Stylus: a program that calls a program, which
/// answers as any token does and refuses with errors of its own.
contract StylusTokensTest is MarketTest, TokenDeployer {
    bytes4 private immutable TRANSFER_FAILED = IMarketErrors.TransferFailed.selector;
    uint256 private constant COLLATERAL = 10e18;
    uint256 private constant DEBT = 23_000e6;
    uint256 private constant ALL = type(uint256).max;

    ERC20Mock private loan;
    ERC20Mock private collateral;
    address[] private payers = [alice, bob, liquidator];

    function setUp() public override(MarketTest, NodeTest) {
        super.setUp();
        loan = _deployFunded("USD Coin", "USDC", 6);
        collateral = _deployFunded("Wrapped Ether", "WETH", 18);
        _useMarket(_paramsOf(loan, collateral));
    }

    /// @dev The mock's type has the functions that both tokens know.
    function _deployFunded(string memory name, string memory symbol, uint8 decimals)
        private
        returns (ERC20Mock token)
    {
        token = ERC20Mock(address(_deployStylusToken(name, symbol, decimals)));
        _fund(carol, token);
        for (uint256 i = 0; i < payers.length; i++) {
            _fund(payers[i], token);
        }
    }

    function testFuzz_acts_moveExactlyWhatTheySay(uint256 supplied, uint256 borrowed) public {
        supplied = bound(supplied, 1, LIQUIDITY);
        borrowed = bound(borrowed, MIN_DEBT, DEBT);
        (uint256 ownedLoan, uint256 ownedCollateral) =
            (loan.balanceOf(bob), collateral.balanceOf(bob));

        vm.startPrank(bob);
        market.supply(params, supplied, 0, bob);
        assertEq(loan.balanceOf(bob), ownedLoan - supplied);
        assertEq(loan.balanceOf(address(market)), LIQUIDITY + supplied);
        market.supplyCollateral(params, COLLATERAL, bob);
        assertEq(collateral.balanceOf(bob), ownedCollateral - COLLATERAL);
        assertEq(collateral.balanceOf(address(market)), COLLATERAL);
        market.borrow(params, borrowed, 0, bob, carol);
        assertEq(loan.balanceOf(address(market)), LIQUIDITY + supplied - borrowed);
        market.repay(params, borrowed, 0, bob);
        market.withdrawCollateral(params, COLLATERAL, bob, bob);
        market.withdraw(params, supplied, 0, bob, bob);
        vm.stopPrank();

        assertEq(loan.balanceOf(bob), ownedLoan - borrowed);
        assertEq(loan.balanceOf(address(market)), LIQUIDITY);
        assertEq(collateral.balanceOf(bob), ownedCollateral);
        assertEq(collateral.balanceOf(address(market)), 0);
    }

    function test_acts_logTheTokensTransfers() public {
        vm.startPrank(bob);
        vm.expectEmit(address(loan));
        emit IERC20.Transfer(bob, address(market), 5e6);
        market.supply(params, 5e6, 0, bob);
        vm.expectEmit(address(loan));
        emit IERC20.Transfer(address(market), carol, 5e6);
        market.withdraw(params, 5e6, 0, bob, carol);
    }

    function test_acts_spendTheAllowanceTheyAreGiven() public {
        vm.startPrank(bob);
        loan.approve(address(market), 7e6);
        market.supply(params, 5e6, 0, bob);
        assertEq(loan.allowance(bob, address(market)), 2e6);
        vm.expectRevert(TRANSFER_FAILED);
        market.supply(params, 2e6 + 1, 0, bob);
        market.supply(params, 2e6, 0, bob);
    }

    function test_flashLoan_lendsForTheCallbackAlone() public {
        FlashBorrowerMock borrower =
            FlashBorrowerMock(deployRemote("borrower", type(FlashBorrowerMock).creationCode));
        uint256 lent = loan.balanceOf(address(market));
        borrower.borrow(market, loan, lent, true);
        assertEq(borrower.held(), lent);
        assertEq(loan.balanceOf(address(borrower)), 0);
        assertEq(loan.balanceOf(address(market)), lent);

        vm.expectRevert(TRANSFER_FAILED);
        borrower.borrow(market, loan, lent, false);
        assertEq(loan.balanceOf(address(market)), lent);
    }

    function test_liquidate_exchangesDebtForCollateral() public {
        _openAndLiquidate(loan, collateral);
    }

    /// @dev One token in WASM, the other in the EVM, both ways round.
    function test_liquidate_worksForTokensOfDifferentKinds() public {
        _useMarket(_paramsOf(loan, collateralToken));
        _openAndLiquidate(loan, collateralToken);
        oracle.setPrice(PRICE);
        _useMarket(_paramsOf(loanToken, collateral));
        _openAndLiquidate(loanToken, collateral);
    }

    function _openAndLiquidate(ERC20Mock loan_, ERC20Mock collateral_) private {
        _openLoan(alice, COLLATERAL, DEBT);
        _drop(10);
        uint256 ownedLoan = loan_.balanceOf(liquidator);
        uint256 ownedCollateral = collateral_.balanceOf(liquidator);
        uint256 heldLoan = loan_.balanceOf(address(market));
        uint256 heldCollateral = collateral_.balanceOf(address(market));
        Fill memory fill = _liquidate(alice, ALL);
        uint256 paid = fill.repaid + fill.fee;
        assertGt(fill.repaid, 0);
        assertEq(loan_.balanceOf(liquidator), ownedLoan - paid);
        assertEq(loan_.balanceOf(address(market)), heldLoan + paid);
        assertEq(collateral_.balanceOf(liquidator), ownedCollateral + fill.seized);
        assertEq(collateral_.balanceOf(address(market)), heldCollateral - fill.seized);
        assertEq(_collateralOf(alice), COLLATERAL - fill.seized);
    }

    function _deployBuyer() private returns (LiquidatorMock) {
        return LiquidatorMock(deployRemote("buyer", type(LiquidatorMock).creationCode));
    }

    /// @dev The callback passes a part of the collateral on, which it can have from the market
    /// alone, and only then finds what it pays with.
    function test_liquidate_letsTheCallbackUseTheCollateralBeforePaying() public {
        _openLoan(alice, COLLATERAL, DEBT);
        _drop(10);
        LiquidatorMock buyer = _deployBuyer();
        uint256 part = COLLATERAL / 1000;
        Step[] memory steps = new Step[](3);
        steps[0] =
            Step(address(collateral), abi.encodeCall(collateral.transfer, (carol, part)), true);
        steps[1] = Step(address(loan), abi.encodeCall(loan.mint, (address(buyer), DEBT)), true);
        steps[2] = Step(address(loan), abi.encodeCall(loan.approve, (address(market), DEBT)), true);
        buyer.setSteps(steps);

        uint256 owned = collateral.balanceOf(carol);
        uint256 held = loan.balanceOf(address(market));
        (uint256 repaid, uint256 seized, uint256 fee) =
            buyer.liquidate(market, params, alice, ALL, "sell");
        uint256 paid = repaid + fee;
        assertGt(repaid, 0);
        assertEq(buyer.payAssets(), paid);
        assertEq(buyer.seizedAssets(), seized);
        assertEq(collateral.balanceOf(carol), owned + part);
        assertEq(collateral.balanceOf(address(buyer)), seized - part);
        assertEq(loan.balanceOf(address(buyer)), DEBT - paid);
        assertEq(loan.balanceOf(address(market)), held + paid);
        assertEq(loan.allowance(address(buyer), address(market)), DEBT - paid);
    }

    function test_liquidate_takesBackTheCollateralOfACallbackThatDoesNotPay() public {
        _openLoan(alice, COLLATERAL, DEBT);
        _drop(10);
        LiquidatorMock buyer = _deployBuyer();
        loan.mint(address(buyer), DEBT);
        vm.expectRevert(TRANSFER_FAILED);
        buyer.liquidate(market, params, alice, ALL, "keep");
        assertEq(collateral.balanceOf(address(buyer)), 0);
        assertEq(collateral.balanceOf(address(market)), COLLATERAL);
        assertEq(_collateralOf(alice), COLLATERAL);
    }

    function test_acts_areRefusedWithoutAllowance() public {
        _openLoan(alice, COLLATERAL, DEBT);
        for (uint256 i = 0; i < payers.length; i++) {
            vm.startPrank(payers[i]);
            loan.approve(address(market), 0);
            collateral.approve(address(market), 0);
            vm.stopPrank();
        }
        _assertNobodyCanPay();
    }

    function test_acts_areRefusedWithoutBalance() public {
        _openLoan(alice, COLLATERAL, DEBT);
        for (uint256 i = 0; i < payers.length; i++) {
            vm.startPrank(payers[i]);
            loan.transfer(carol, loan.balanceOf(payers[i]));
            collateral.transfer(carol, collateral.balanceOf(payers[i]));
            vm.stopPrank();
        }
        _assertNobodyCanPay();
    }

    /// @dev Each act that takes tokens is refused with the market's error, not with the token's,
    /// and nothing has changed; whoever takes tokens out still can.
    function _assertNobodyCanPay() private {
        bytes32 before = _everything();
        uint256 price = oracle.price();
        vm.startPrank(bob);
        vm.expectRevert(TRANSFER_FAILED);
        market.supply(params, 10e6, 0, bob);
        vm.expectRevert(TRANSFER_FAILED);
        market.supplyCollateral(params, 1e18, bob);
        vm.stopPrank();
        vm.prank(alice);
        vm.expectRevert(TRANSFER_FAILED);
        market.repay(params, 100e6, 0, alice);
        _drop(10);
        _liquidateRefused(alice, ALL, abi.encodePacked(TRANSFER_FAILED));
        oracle.setPrice(price);
        assertEq(_everything(), before);

        uint256 owned = loan.balanceOf(carol);
        vm.prank(carol);
        market.withdraw(params, 10e6, 0, carol, carol);
        assertEq(loan.balanceOf(carol), owned + 10e6);
    }

    function _everything() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                _totals(),
                _record(alice),
                _collateralOf(alice),
                loan.balanceOf(address(market)),
                collateral.balanceOf(address(market))
            )
        );
    }
}
