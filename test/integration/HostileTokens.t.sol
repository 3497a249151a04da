// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Fill, MarketTest} from "../base/MarketTest.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {BlockingToken} from "../mocks/weird/BlockingToken.sol";
import {BoastingToken} from "../mocks/weird/BoastingToken.sol";
import {RebasingToken} from "../mocks/weird/RebasingToken.sol";

/// @title Tokens that shrink, bar accounts, lie about balances, or count in absurd units
/// @notice What they do, they do to their own markets: whoever uses others is not concerned.
contract HostileTokensTest is MarketTest {
    bytes4 private immutable FAILED = IMarketErrors.TransferFailed.selector;
    uint256 private constant LENT = 100_000e6;
    uint256 private constant COLLATERAL = 10e18;
    uint256 private constant DEBT = 23_000e6;

    function _deploy(bytes memory creationCode, uint8 decimals) private returns (address) {
        return deployRemote(bytes.concat(creationCode, abi.encode("WEIRD", decimals)));
    }

    /// @dev From here on the market is of these tokens; carol has lent, alice has borrowed.
    function _open(ERC20Mock loan, ERC20Mock collateral) private {
        address[4] memory actors = [alice, bob, carol, liquidator];
        for (uint256 i = 0; i < actors.length; i++) {
            _fund(actors[i], loan);
            _fund(actors[i], collateral);
        }
        params = _paramsOf(loan, collateral);
        id = _createMarket(params);
        _supply(carol, LENT);
        _openLoan(alice, COLLATERAL, DEBT);
    }

    function _books() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                _totals(),
                _record(alice),
                _borrowSharesOf(alice),
                _collateralOf(alice),
                _supplySharesOf(carol)
            )
        );
    }

    /// @dev The shrunken token pays whoever comes first, to the unit of what is left; who comes too
    /// late is refused and loses no claim. Another market's tokens are all there.
    function test_aLoanTokenThatShrinks_paysWhatIsLeft() public {
        MarketParams memory usual = params;
        RebasingToken loan = RebasingToken(_deploy(type(RebasingToken).creationCode, 6));
        _open(loan, collateralToken);
        loan.rebase(500_000);
        uint256 held = loan.balanceOf(address(market));
        assertEq(held, (LENT - DEBT) / 2);
        bytes32 before = _books();
        vm.startPrank(carol);
        vm.expectRevert(FAILED);
        market.withdraw(params, held + 1, 0, carol, carol);
        assertEq(_books(), before);
        market.withdraw(params, held, 0, carol, carol);
        market.withdraw(usual, LIQUIDITY, 0, carol, carol);
        vm.expectRevert(FAILED);
        market.withdraw(params, 1, 0, carol, carol);
        vm.stopPrank();
    }

    function test_aLoanTokenThatShrinks_canStillBeRepaidAndLiquidated() public {
        RebasingToken loan = RebasingToken(_deploy(type(RebasingToken).creationCode, 6));
        _open(loan, collateralToken);
        loan.rebase(500_000);
        vm.prank(alice);
        market.repay(params, 1000e6, 0, alice);
        uint256 held = loan.balanceOf(address(market));
        _drop(15);
        Fill memory fill = _liquidate(alice, type(uint256).max);
        assertGt(fill.repaid, 0);
        assertEq(loan.balanceOf(address(market)), held + fill.repaid + fill.fee);
    }

    /// @dev Sellers of the last collateral are refused, and nothing is written.
    function test_aCollateralThatShrinks_isSoldAsLongAsItIsThere() public {
        RebasingToken shrinking = RebasingToken(_deploy(type(RebasingToken).creationCode, 18));
        _open(loanToken, shrinking);
        shrinking.rebase(1);
        _drop(10);
        bytes32 before = _books();
        _liquidateRefused(alice, type(uint256).max, abi.encodePacked(FAILED));
        assertEq(_books(), before);
        shrinking.rebase(200_000);
        assertGt(_liquidate(alice, type(uint256).max).seized, 0);
    }

    /// @dev A borrower who is barred can neither hinder his liquidation nor is he hindered to be
    /// saved.
    function test_aBarredBorrower_isLiquidatedAndCanBeSavedByOthers() public {
        BlockingToken loan = BlockingToken(_deploy(type(BlockingToken).creationCode, 6));
        BlockingToken collateral = BlockingToken(_deploy(type(BlockingToken).creationCode, 18));
        _open(loan, collateral);
        loan.setBlocked(alice, true);
        collateral.setBlocked(alice, true);
        vm.startPrank(alice);
        vm.expectRevert(FAILED);
        market.repay(params, 1e6, 0, alice);
        vm.expectRevert(FAILED);
        market.borrow(params, 1e6, 0, alice, alice);
        vm.expectRevert(FAILED);
        market.withdrawCollateral(params, 1, alice, alice);
        // To somebody else it works.
        market.withdrawCollateral(params, 1, alice, bob);
        vm.stopPrank();
        vm.startPrank(bob);
        market.repay(params, 1e6, 0, alice);
        market.supplyCollateral(params, 1, alice);
        vm.stopPrank();
        _drop(10);
        assertGt(_liquidate(alice, type(uint256).max).seized, 0);
    }

    function test_aBarredLender_isPaidElsewhere() public {
        BlockingToken loan = BlockingToken(_deploy(type(BlockingToken).creationCode, 6));
        _open(loan, collateralToken);
        loan.setBlocked(carol, true);
        vm.startPrank(carol);
        vm.expectRevert(FAILED);
        market.withdraw(params, 1e6, 0, carol, carol);
        market.withdraw(params, 1e6, 0, carol, bob);
        vm.stopPrank();
    }

    /// @dev The market itself is barred: everything with that token stops, all of it typed; what
    /// needs no transfer of it goes on.
    function test_aBarredMarket_refusesAndKeepsItsBooks() public {
        BlockingToken loan = BlockingToken(_deploy(type(BlockingToken).creationCode, 6));
        _open(loan, collateralToken);
        loan.setBlocked(address(market), true);
        bytes32 before = _books();
        vm.startPrank(carol);
        vm.expectRevert(FAILED);
        market.supply(params, 1e6, 0, carol);
        vm.expectRevert(FAILED);
        market.withdraw(params, 1e6, 0, carol, carol);
        vm.stopPrank();
        _drop(10);
        _liquidateRefused(alice, type(uint256).max, abi.encodePacked(FAILED));
        assertEq(_books(), before);
        _supplyCollateral(alice, 10e18);
        _touch(alice);
        vm.prank(alice);
        market.withdrawCollateral(params, 1e18, alice, alice);
    }

    /// @dev It can cheat those who lend it, and nobody else: another token's market pays all it
    /// owes.
    function test_aTokenThatLiesAboutBalances_cheatsOnlyItsOwnMarket() public {
        MarketParams memory usual = params;
        BoastingToken loan = BoastingToken(_deploy(type(BoastingToken).creationCode, 6));
        _open(loan, collateralToken);
        uint256 collateralHeld = collateralToken.balanceOf(address(market));
        loan.setBoasts(true);
        vm.prank(bob);
        market.supply(params, LENT, 0, bob);
        loan.setBoasts(false);
        vm.prank(bob);
        market.withdraw(params, LENT - DEBT, 0, bob, bob);
        vm.prank(carol);
        vm.expectRevert(FAILED);
        market.withdraw(params, 1e6, 0, carol, carol);
        assertEq(collateralToken.balanceOf(address(market)), collateralHeld);
        vm.prank(carol);
        market.withdraw(usual, LIQUIDITY, 0, carol, carol);
    }

    /// @dev Whole units without decimals, and units so small that a hundred do not fit.
    function test_absurdDecimals_workOrAreRefusedByName() public {
        ERC20Mock whole = ERC20Mock(_deployToken("WHOLE", 0));
        _fund(alice, whole);
        _fund(carol, whole);
        _fund(liquidator, whole);
        // A thousandth of the usual collateral token for a unit: 3 units of loan each.
        params = _paramsOf(whole, collateralToken);
        (params.minDebt, params.closeoutDebt) = (1, 1);
        id = _createMarket(params);
        oracle.setPrice(30 * PRICE_SCALE / 1e18);
        _supply(carol, 1000);
        _openLoan(alice, 10e18, 230);
        oracle.setPrice(27 * PRICE_SCALE / 1e18);
        (uint256 repaid, uint256 seized) =
            (_liquidate(alice, type(uint256).max).repaid, 10e18 - _collateralOf(alice));
        assertEq(repaid, 23);
        assertLe(seized * 27, 1e18 * 24);

        params = _paramsOf(ERC20Mock(_deployToken("FINE", 77)), collateralToken);
        id = _createMarket(params);
        _fund(carol, ERC20Mock(params.loanToken));
        vm.prank(carol);
        vm.expectRevert(IMarketErrors.Overflow.selector);
        market.supply(params, 1e37, 0, carol);
    }
}
