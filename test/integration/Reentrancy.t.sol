// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {LiquidatorMock, Step} from "../mocks/LiquidatorMock.sol";
import {ReenteringToken} from "../mocks/weird/ReenteringToken.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @title Whoever gets control during a call cannot come back in
contract ReentrancyTest is MarketTest {
    bytes4 private immutable REENTRANCY = IMarketErrors.Reentrancy.selector;

    ReenteringToken private loan;
    ReenteringToken private collateral;

    /// @dev A market of two hostile tokens, in which alice has borrowed.
    function setUp() public override {
        super.setUp();
        loan = _deployHostile("LOAN", 6);
        collateral = _deployHostile("COLL", 18);
        address[4] memory actors = [alice, bob, carol, liquidator];
        for (uint256 i = 0; i < actors.length; i++) {
            _fund(actors[i], ERC20Mock(loan));
            _fund(actors[i], ERC20Mock(collateral));
        }
        _useMarket(_paramsOf(loan, collateral));
        _openLoan(alice, 10e18, 23_000e6);
    }

    function _deployHostile(string memory symbol, uint8 decimals)
        private
        returns (ReenteringToken)
    {
        bytes memory arguments = abi.encode(symbol, decimals);
        return ReenteringToken(
            deployRemote(symbol, bytes.concat(type(ReenteringToken).creationCode, arguments))
        );
    }

    /// @dev Every entry point that changes state, by a caller who acts for himself.
    function _entries(address caller) private view returns (bytes[] memory entries) {
        entries = new bytes[](10);
        entries[0] = abi.encodeCall(market.supply, (params, 1e6, 0, caller));
        entries[1] = abi.encodeCall(market.withdraw, (params, 1, 0, caller, caller));
        entries[2] = abi.encodeCall(market.borrow, (params, 1, 0, caller, caller));
        entries[3] = abi.encodeCall(market.repay, (params, 1, 0, alice));
        entries[4] = abi.encodeCall(market.supplyCollateral, (params, 1, caller));
        entries[5] = abi.encodeCall(market.withdrawCollateral, (params, 1, caller, caller));
        entries[6] = abi.encodeCall(market.touch, (params, alice));
        entries[7] = abi.encodeCall(market.accrueInterest, (params));
        entries[8] = abi.encodeCall(
            market.liquidate, (params, alice, type(uint256).max, 0, type(uint256).max, caller, "")
        );
        entries[9] = abi.encodeCall(market.flashLoan, (address(loan), 1, ""));
    }

    /// @dev These touch no token, and some no market; they are locked all the same.
    function _minorEntries() private view returns (bytes[] memory entries) {
        MarketParams memory other = params;
        other.minDebt++;
        entries = new bytes[](5);
        entries[0] = abi.encodeCall(market.createMarket, (other));
        entries[1] = abi.encodeCall(market.setAuthorization, (bob, true));
        // Whether the signature is good is not asked.
        entries[2] = abi.encodeCall(
            market.setAuthorizationWithSig, (alice, bob, true, 0, type(uint256).max, "")
        );
        entries[3] = abi.encodeCall(market.claimFees, (id));
        entries[4] = abi.encodeCall(market.setPaused, (id, 0));
    }

    /// @dev The owner, too, has to wait; what he does without a market is no act on the books.
    function test_reentrancy_byTheOwnerIsRefusedInEveryMarket() public {
        vm.prank(owner);
        market.transferOwnership(address(loan));
        loan.setReentry(address(market), abi.encodeCall(market.acceptOwnership, ()));
        _supply(carol, 1e6);
        assertEq(market.owner(), address(loan));
        _assertRefused(abi.encodeCall(market.setFee, (id, 0.1e18)));
        _assertRefused(abi.encodeCall(market.setCaps, (id, 0, 0)));
        _assertRefused(abi.encodeCall(market.setPaused, (id, 7)));
    }

    function test_reentrancy_byATokenIsRefusedAtEveryEntry() public {
        bytes[] memory entries = _entries(address(loan));
        for (uint256 i = 0; i < entries.length; i++) {
            _assertRefused(entries[i]);
        }
    }

    function test_reentrancy_isRefusedWhereNoTokenIsMoved() public {
        vm.prank(owner);
        market.setFeeRecipient(bob);
        bytes[] memory entries = _minorEntries();
        for (uint256 i = 0; i < entries.length; i++) {
            _assertRefused(entries[i]);
        }
    }

    function _assertRefused(bytes memory entry) private {
        loan.setReentry(address(market), entry);
        uint256 calls = loan.calls();
        _supply(carol, 1e6);
        _assertCaught(loan, calls + 1);
    }

    function _assertCaught(ReenteringToken token, uint256 calls) private view {
        assertEq(token.calls(), calls, "it was not called");
        assertFalse(token.lastSuccess(), "it got in");
        assertEq(token.lastResult(), abi.encodePacked(REENTRANCY));
    }

    function test_reentrancy_isRefusedDuringEveryTransfer() public {
        bytes memory entry = abi.encodeCall(market.accrueInterest, (params));
        loan.setReentry(address(market), entry);
        collateral.setReentry(address(market), entry);

        _supply(carol, 1e6);
        _assertCaught(loan, 1);
        vm.prank(carol);
        market.withdraw(params, 1e6, 0, carol, carol);
        _assertCaught(loan, 2);
        _supplyCollateral(bob, 1e18);
        _assertCaught(collateral, 1);
        _borrow(bob, 1000e6);
        _assertCaught(loan, 3);
        vm.startPrank(bob);
        market.repay(params, 1000e6, 0, bob);
        _assertCaught(loan, 4);
        market.withdrawCollateral(params, 1e18, bob, bob);
        _assertCaught(collateral, 2);
        vm.stopPrank();

        _drop(10);
        _liquidate(alice, type(uint256).max);
        _assertCaught(collateral, 3);
        _assertCaught(loan, 5);
    }

    function test_reentrancy_byTheCallbackIsRefusedAtEveryEntry() public {
        LiquidatorMock hostile = _deployLiquidator();
        bytes[] memory entries = _entries(address(hostile));
        Step[] memory steps = new Step[](entries.length);
        for (uint256 i = 0; i < entries.length; i++) {
            steps[i] = Step(address(market), entries[i], false);
        }
        hostile.setSteps(steps);
        _drop(10);
        (uint256 repaid,,) = hostile.liquidate(market, params, alice, type(uint256).max, "data");
        assertEq(repaid, 2300e6);
        for (uint256 i = 0; i < entries.length; i++) {
            (bool success, bytes memory result) = hostile.stepAnswer(i);
            assertFalse(success);
            assertEq(result, abi.encodePacked(REENTRANCY));
        }
    }

    /// @dev Views take no lock, and what they show is settled before control is given away.
    function test_reentrancy_viewsShowSettledBooksDuringTheCallback() public {
        LiquidatorMock curious = _deployLiquidator();
        Step[] memory steps = new Step[](5);
        steps[0] = Step(address(market), abi.encodeCall(market.market, (id)), true);
        steps[1] = Step(address(market), abi.encodeCall(market.position, (id, alice)), true);
        steps[2] = Step(
            address(market),
            abi.encodeCall(market.previewLiquidation, (params, alice, type(uint256).max)),
            true
        );
        // These two are the extension's.
        steps[3] = Step(address(market), abi.encodeCall(market.marketState, (params)), true);
        steps[4] =
            Step(address(market), abi.encodeCall(market.positionHealth, (params, alice)), true);
        curious.setSteps(steps);
        _drop(10);
        curious.liquidate(market, params, alice, type(uint256).max, "data");

        (, bytes memory seen) = curious.stepAnswer(0);
        (,, uint256 borrowAssets,,, uint256 reserve) =
            abi.decode(seen, (uint256, uint256, uint256, uint256, uint256, uint256));
        assertEq(borrowAssets, _totals().borrowAssets);
        assertEq(reserve, _totals().reserve);
        (, seen) = curious.stepAnswer(1);
        (, uint256 borrowShares, uint256 left) = abi.decode(seen, (uint256, uint256, uint256));
        assertEq(borrowShares, _borrowSharesOf(alice));
        assertEq(left, _collateralOf(alice));
        (, seen) = curious.stepAnswer(2);
        assertEq(bytes4(seen), IMarketErrors.BudgetExhausted.selector);
        (, seen) = curious.stepAnswer(3);
        assertEq(seen, abi.encode(market.marketState(params)));
        (, seen) = curious.stepAnswer(4);
        assertEq(seen, abi.encode(market.positionHealth(params, alice)));
    }

    function _deployLiquidator() private returns (LiquidatorMock created) {
        created = LiquidatorMock(deployRemote(type(LiquidatorMock).creationCode));
        bytes memory approval = abi.encodeCall(loan.approve, (address(market), type(uint256).max));
        created.execute(address(loan), approval);
        loan.mint(address(created), 10_000e6);
    }
}
