// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {LiquidatorMock, Step} from "../mocks/LiquidatorMock.sol";

/// @title A liquidator who is the owner too, and calls every function from his callback
/// @notice Whatever moves assets, shares or a market's state is locked, in the market as in the
/// extension. What is open sets a role, a switch or a nonce of the caller's, and touches no market.
contract ReentryEverywhereTest is AuctionTest {
    LiquidatorMock private hostile;

    function setUp() public override {
        super.setUp();
        hostile = LiquidatorMock(deployRemote("hostile", type(LiquidatorMock).creationCode));
        loanToken.mint(address(hostile), 100_000e6);
        hostile.execute(
            address(loanToken), abi.encodeCall(loanToken.approve, (address(market), ALL))
        );
        vm.startPrank(owner);
        market.setFeeRecipient(carol);
        market.setFee(id, 0.1e18);
        market.transferOwnership(address(hostile));
        vm.stopPrank();
        hostile.execute(address(market), abi.encodeCall(market.acceptOwnership, ()));
        skip(30 days);
        _drop(10);
    }

    function _locked() private view returns (bytes[] memory entries) {
        address self = address(hostile);
        MarketParams memory other = params;
        other.minDebt++;
        entries = new bytes[](16);
        entries[0] = abi.encodeCall(market.createMarket, (other));
        entries[1] = abi.encodeCall(market.supply, (params, 1e6, 0, self));
        entries[2] = abi.encodeCall(market.withdraw, (params, 1, 0, self, self));
        entries[3] = abi.encodeCall(market.borrow, (params, 1, 0, self, self));
        entries[4] = abi.encodeCall(market.repay, (params, 1, 0, alice));
        entries[5] = abi.encodeCall(market.supplyCollateral, (params, 1, self));
        entries[6] = abi.encodeCall(market.withdrawCollateral, (params, 1, self, self));
        entries[7] = abi.encodeCall(market.touch, (params, alice));
        entries[8] = abi.encodeCall(market.liquidate, (params, alice, ALL, 0, ALL, self, ""));
        entries[9] = abi.encodeCall(market.flashLoan, (address(loanToken), 1, ""));
        entries[10] = abi.encodeCall(market.accrueInterest, (params));
        entries[11] = abi.encodeCall(market.setAuthorization, (bob, true));
        entries[12] =
            abi.encodeCall(market.setAuthorizationWithSig, (self, bob, true, 0, ALL, "signed"));
        entries[13] = abi.encodeCall(market.setFee, (id, 0));
        entries[14] = abi.encodeCall(market.setCaps, (id, 0, 0));
        entries[15] = abi.encodeCall(market.setPaused, (id, 7));
    }

    function _open() private view returns (bytes[] memory entries) {
        entries = new bytes[](6);
        entries[0] = abi.encodeCall(market.revokeNonce, ());
        entries[1] = abi.encodeCall(market.setFlashLoanPaused, (true));
        entries[2] = abi.encodeCall(market.setFeeRecipient, (bob));
        entries[3] = abi.encodeCall(market.setGuardian, (bob));
        entries[4] = abi.encodeCall(market.transferOwnership, (bob));
        entries[5] =
            abi.encodeCall(market.enableProfile, ("other", 0.8e18, params.curve, params.pace));
    }

    function _steps(bytes[] memory entries) private {
        Step[] memory steps = new Step[](entries.length);
        for (uint256 i = 0; i < entries.length; i++) {
            steps[i] = Step(address(market), entries[i], false);
        }
        hostile.setSteps(steps);
    }

    function _state() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                market.marketState(params),
                _totals(),
                _record(alice),
                _borrowSharesOf(alice),
                _collateralOf(alice),
                _supplySharesOf(carol),
                loanToken.balanceOf(address(market)),
                collateralToken.balanceOf(address(market))
            )
        );
    }

    function test_aCallback_isRefusedWhereverAMarketIsConcerned() public {
        bytes[] memory entries = _locked();
        _steps(entries);
        hostile.liquidate(market, params, alice, ALL, "data");
        for (uint256 i = 0; i < entries.length; i++) {
            (bool success, bytes memory result) = hostile.stepAnswer(i);
            assertFalse(success, vm.toString(i));
            assertEq(result, abi.encodePacked(IMarketErrors.Reentrancy.selector), vm.toString(i));
        }
        assertFalse(market.isAuthorized(address(hostile), bob));
        assertEq(market.nonces(address(hostile)), 0);
    }

    /// @dev Fees are claimed by anyone, so it is asked apart from what needs the owner.
    function test_aCallback_claimsNoFees() public {
        bytes[] memory entries = new bytes[](1);
        entries[0] = abi.encodeCall(market.claimFees, (id));
        _steps(entries);
        hostile.liquidate(market, params, alice, ALL, "data");
        (bool success, bytes memory result) = hostile.stepAnswer(0);
        assertFalse(success);
        assertEq(result, abi.encodePacked(IMarketErrors.Reentrancy.selector));
        uint256 claimed = market.claimFees(id);
        assertGt(claimed, 0);
    }

    function test_aCallback_thatUsesWhatIsOpenChangesNoMarket() public {
        uint256 snapshot = vm.snapshotState();
        hostile.liquidate(market, params, alice, ALL, "data");
        bytes32 undisturbed = _state();
        vm.revertToState(snapshot);

        bytes[] memory entries = _open();
        _steps(entries);
        hostile.liquidate(market, params, alice, ALL, "data");
        for (uint256 i = 0; i < entries.length; i++) {
            (bool success,) = hostile.stepAnswer(i);
            assertTrue(success, vm.toString(i));
        }
        assertEq(_state(), undisturbed);
        assertEq(market.pendingOwner(), bob);
        assertEq(market.nonces(address(hostile)), 1);
    }

    /// @dev A callback cannot pay with the market's own money: a flash loan inside is refused, and
    /// collateral that was seized has left the books already.
    function test_aCallback_paysFromItsOwnPocket() public {
        loanToken.burn(address(hostile), loanToken.balanceOf(address(hostile)));
        _steps(_locked());
        bytes32 before = _state();
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        hostile.liquidate(market, params, alice, ALL, "data");
        assertEq(_state(), before);
    }
}
