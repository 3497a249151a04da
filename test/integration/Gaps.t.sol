// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IMarketEvents} from "../../src/interfaces/IMarketEvents.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Fill} from "../base/MarketState.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {Step} from "../mocks/LiquidatorMock.sol";
import {Mode} from "../mocks/Scripted.sol";
import {ScriptedFlashBorrower} from "./ScriptedFlashBorrower.sol";
import {SignerMock} from "./SignerMock.sol";

/// @notice Calls with no more gas than it is told.
contract Miser {
    function call(address target, uint256 gasLimit, bytes calldata data)
        external
        returns (bool success, bytes memory result)
    {
        return target.call{gas: gasLimit}(data);
    }
}

/// @title Branches of test/trees that no story of the other suites comes by
contract GapsTest is AuctionTest {
    bytes4 private immutable NOTHING = IMarketErrors.ZeroAssets.selector;

    /// @dev A pool whose shares cost dozens of assets each: all lent out for three years.
    function _useAncientPool() private {
        address extension = market.extension();
        params.minDebt++;
        _useMarket(params);
        _openLoan(bob, 1e24, LIQUIDITY);
        skip(3 * 365 days);
        activate(extension);
        activate(address(market));
    }

    function test_supply_revertsWhenTheAssetsAreWorthNoShare() public {
        _useAncientPool();
        vm.startPrank(carol);
        (uint256 cost,) = market.supply(params, 0, 1, carol);
        assertGt(cost, 10);
        vm.expectRevert(NOTHING);
        market.supply(params, 1, 0, carol);
        vm.expectRevert(NOTHING);
        market.supply(params, cost - 1, 0, carol);
        (, uint256 shares) = market.supply(params, cost, 0, carol);
        assertEq(shares, 1);
        vm.stopPrank();
    }

    function test_repay_revertsWhenTheAssetsAreWorthNoShare() public {
        _useAncientPool();
        vm.startPrank(bob);
        (uint256 cost,) = market.repay(params, 0, 1, bob);
        assertGt(cost, 10);
        vm.expectRevert(NOTHING);
        market.repay(params, 1, 0, bob);
        vm.expectRevert(NOTHING);
        market.repay(params, cost - 1, 0, bob);
        (, uint256 shares) = market.repay(params, cost, 0, bob);
        assertEq(shares, 1);
        vm.stopPrank();
    }

    function test_repay_ofAllWithoutAnAuctionEmitsNoTouch() public {
        vm.recordLogs();
        vm.prank(alice);
        market.repay(params, ALL, 0, alice);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertGt(logs.length, 0);
        for (uint256 i = 0; i < logs.length; i++) {
            assertNotEq(logs[i].topics[0], IMarketEvents.Touch.selector);
        }
        assertEq(market.auction(id, alice), bytes32(0));
    }

    /// @dev Where a token was destroyed there is no balance to compare with, so nothing is taken.
    function test_acts_takeNothingFromATokenWithoutABalance() public {
        _destroy(loanToken);
        _destroy(collateralToken);
        vm.startPrank(alice);
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        market.supply(params, 1e6, 0, alice);
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        market.repay(params, 1e6, 0, alice);
        vm.expectRevert(IMarketErrors.TransferFailed.selector);
        market.supplyCollateral(params, 1, alice);
        vm.stopPrank();
    }

    function _destroy(ERC20Mock token) private {
        nodeCommand("anvil_setCode", string.concat('["', vm.toString(address(token)), '","0x"]'));
    }

    /// @dev One unit of collateral secures a whole loan: a tenth of the loan buys none of it. The
    /// token is gone, so that asking it for nothing would fail too.
    function test_liquidate_ofLessThanAUnitSeizesNothing() public {
        oracle.setPrice(30_000e6 * PRICE_SCALE);
        _openLoan(bob, 1, DEBT);
        _drop(10);
        vm.prank(liquidator);
        vm.expectRevert(IMarketErrors.SlippageExceeded.selector);
        market.liquidate(params, bob, 1000e6, 1, ALL, liquidator, "");
        _destroy(collateralToken);
        Fill memory fill = _liquidate(bob, 1000e6);
        assertEq(fill.repaid, 1000e6);
        assertEq(fill.seized, 0);
        assertEq(_collateralOf(bob), 1);
    }

    /// @dev Selling at a quarter off lowers this loan's health with every step, so that no
    /// repayment restores the target: all of the collateral is on sale.
    function test_liquidate_sellsAllWhereNoRepaymentRestoresTheTarget() public {
        profile.endDiscount = 250_000;
        profile.maxDiscount = 250_000;
        profile.badDebtDiscount = 250_000;
        _useProfile(profile, LLTV);
        _openLoan(alice, COLLATERAL, DEBT);
        _drop(40);
        _touch(alice);
        _passLive(profile.badDebtDuration);
        assertEq(_quote().discount, 0.25e18);
        Fill memory fill = _liquidate(alice, ALL);
        assertEq(fill.repaid, 13_500e6);
        assertEq(fill.seized, COLLATERAL);
        assertEq(_borrowSharesOf(alice), 0);
    }

    /// @dev All in one transaction, since the lock opens by itself at a transaction's end; each act
    /// finds it as the one before left it, and the flash loan's end as the last one did.
    function test_lock_opensAfterEveryAct() public {
        ScriptedFlashBorrower flash =
            ScriptedFlashBorrower(deployRemote("flash", type(ScriptedFlashBorrower).creationCode));
        _equip(flash);
        vm.startPrank(owner);
        market.setFeeRecipient(bob);
        market.setFee(id, 0.1e18);
        market.transferOwnership(address(flash));
        vm.stopPrank();
        skip(1 days);
        _drop(10);

        bytes[] memory acts = _everyAct(address(flash));
        Step[] memory steps = new Step[](acts.length);
        for (uint256 i = 0; i < acts.length; i++) {
            steps[i] = Step(address(market), acts[i], true);
        }
        flash.setSteps(steps);
        flash.flashLoan(market, address(loanToken), 1e6, "");
        assertEq(market.owner(), address(flash));
        assertGt(_supplySharesOf(bob), 0);
        assertGt(_borrowSharesOf(address(flash)), 0);
    }

    function _equip(ScriptedFlashBorrower flash) private {
        ERC20Mock[2] memory tokens = [loanToken, collateralToken];
        for (uint256 i = 0; i < tokens.length; i++) {
            tokens[i].mint(address(flash), 100e18);
            bytes memory approval = abi.encodeCall(tokens[i].approve, (address(market), ALL));
            flash.execute(address(tokens[i]), approval);
        }
    }

    /// @dev Every function that shuts the lock, by an owner who lends, borrows and liquidates.
    function _everyAct(address by) private view returns (bytes[] memory acts) {
        MarketParams memory other = params;
        other.minDebt++;
        acts = new bytes[](15);
        acts[0] = abi.encodeCall(market.acceptOwnership, ());
        acts[1] = abi.encodeCall(market.createMarket, (other));
        acts[2] = abi.encodeCall(market.setFee, (id, 0.2e18));
        acts[3] = abi.encodeCall(market.setCaps, (id, ALL, ALL));
        acts[4] = abi.encodeCall(market.setPaused, (id, 0));
        acts[5] = abi.encodeCall(market.accrueInterest, (params));
        acts[6] = abi.encodeCall(market.supply, (params, 1e6, 0, by));
        acts[7] = abi.encodeCall(market.supplyCollateral, (params, COLLATERAL, by));
        acts[8] = abi.encodeCall(market.borrow, (params, 1000e6, 0, by, by));
        acts[9] = abi.encodeCall(market.repay, (params, 100e6, 0, by));
        acts[10] = abi.encodeCall(market.withdrawCollateral, (params, 1, by, by));
        acts[11] = abi.encodeCall(market.withdraw, (params, 1e5, 0, by, by));
        acts[12] = abi.encodeCall(market.touch, (params, alice));
        acts[13] = abi.encodeCall(market.liquidate, (params, alice, 1000e6, 0, ALL, by, ""));
        acts[14] = abi.encodeCall(market.claimFees, (id));
    }

    /// @dev From far too little to enough: the call is done, or refused and nothing has happened.
    function test_extension_withTooLittleGasDoesNothing() public {
        Miser miser = Miser(deployRemote("miser", type(Miser).creationCode));
        params.minDebt++;
        id = keccak256(abi.encode(params));
        bytes memory act = abi.encodeCall(market.createMarket, (params));
        bool isDone;
        for (uint256 gasLimit = 10_000; !isDone; gasLimit += 1000) {
            assertLt(gasLimit, 1_000_000);
            bytes memory result;
            (isDone, result) = miser.call(address(market), gasLimit, act);
            if (!isDone) assertEq(result, "");
            assertEq(_totals().lastUpdate, isDone ? block.timestamp : 0);
        }
    }

    /// @dev A program's end asks for 2,300 gas, which are the 64th that the market keeps only where
    /// the extension got much: as here, where a signer burns what it gets.
    function test_extension_thatRunsOutAloneIsATypedError() public {
        Miser miser = Miser(deployRemote("miser", type(Miser).creationCode));
        SignerMock signer = SignerMock(deployRemote("signer", type(SignerMock).creationCode));
        signer.setMode(Mode.Exhaust, "");
        bytes memory act = abi.encodeCall(
            market.setAuthorizationWithSig, (address(signer), bob, true, 0, ALL, "")
        );
        uint256 refusals;
        bytes memory result;
        for (uint256 gasLimit = 100_000; gasLimit < 1_000_000; gasLimit += 5000) {
            bool success;
            (success, result) = miser.call(address(market), gasLimit, act);
            assertFalse(success);
            if (bytes4(result) == IMarketErrors.ExtensionFailed.selector) refusals++;
        }
        assertGt(refusals, 0, "the extension never ran out alone");
        assertEq(result, abi.encodePacked(IMarketErrors.InvalidSignature.selector));
        assertEq(market.nonces(address(signer)), 0);
    }
}
