// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketAdmin} from "../../src/interfaces/IMarketAdmin.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {Line} from "./Stage.sol";
import {Scenes} from "./Scenes.sol";

/// @title What owner, guardian and signers may do, and others may try, drawn by dice
abstract contract Offices is Scenes {
    bytes32 private constant AUTHORIZATION = keccak256(
        "Authorization(address authorizer,address authorized,bool isAuthorized,uint256 nonce,uint256 deadline)"
    );

    /// @dev Mostly whoever may; the owner can be somebody else in the middle of a story.
    function _official() private returns (address) {
        uint256 face = _roll(20);
        if (face < 2) return _anyActor();
        return face < 6 ? guardian : IMarketAdmin(address(market)).owner();
    }

    function _govern(MarketParams memory m) internal returns (Line memory) {
        bytes32 id = keccak256(abi.encode(m));
        if (_chance(3)) id = bytes32(_roll(3));
        uint256 face = _roll(18);
        if (face < 3) return _order(IMarketAdmin.setFee.selector, abi.encode(id, _fee()));
        if (face < 6) return _caps(m, id);
        if (face < 10) {
            uint256 acts = _chance(50) ? 0 : _roll(9);
            return _order(IMarketAdmin.setPaused.selector, abi.encode(id, acts));
        }
        if (face < 12) {
            return _call(_anyActor(), abi.encodeCall(IMarketAdmin.claimFees, (id)));
        }
        if (face == 12) {
            return _order(IMarketAdmin.setFlashLoanPaused.selector, abi.encode(_roll(2)));
        }
        if (face < 15) {
            return _order(IMarketAdmin.setFeeRecipient.selector, abi.encode(_anyAccount()));
        }
        if (face == 15) {
            return _order(IMarketAdmin.transferOwnership.selector, abi.encode(_anyActor()));
        }
        if (face == 16) {
            address heir = IMarketAdmin(address(market)).pendingOwner();
            address actor = heir == address(0) || _chance(20) ? _anyActor() : heir;
            return _call(actor, abi.encodeCall(IMarketAdmin.acceptOwnership, ()));
        }
        return
            _order(
                IMarketAdmin.setGuardian.selector, abi.encode(_chance(50) ? guardian : address(0))
            );
    }

    /// @dev A profile of which one field is anything, or a market with one odd term.
    function _found(MarketParams memory m) internal returns (Line memory) {
        if (_chance(60)) {
            uint256 shift = 24 * _roll(10);
            uint256 mask = uint256(type(uint24).max) << shift;
            uint256 value = (_chance(50) ? _roll(2 ** 24) : _roll(1000)) << shift;
            if (_chance(50)) m.curve = bytes32((uint256(m.curve) & ~mask) | value);
            else m.pace = bytes32((uint256(m.pace) & ~mask) | value);
            if (_chance(10)) m.pace = bytes32(uint256(m.pace) | 1 << _between(240, 255));
            if (_chance(20)) {
                m.lltv = _chance(50) ? _roll(1e18) : _around(_chance(50) ? 0.01e18 : 0.99e18);
            }
            return _order(
                IMarketAdmin.enableProfile.selector, abi.encode("drawn", m.lltv, m.curve, m.pace)
            );
        }
        uint256 face = _roll(7);
        if (face == 0) m.oracle = address(0);
        if (face == 1) m.loanToken = address(uint160(_roll(99)) + 4096);
        if (face == 2) m.collateralToken = address(uint160(_roll(99)) + 4096);
        if (face == 3) m.minDebt = _around(m.closeoutDebt);
        if (face == 4) m.closeoutDebt = 2 ** 120 - _roll(2);
        if (face == 5) m.lltv += 1;
        return _call(_anyActor(), abi.encodeCall(ILendingMarket.createMarket, (m)));
    }

    function _authorize() internal returns (Line memory) {
        uint256 face = _roll(10);
        address actor = _anyActor();
        if (face == 0) return _call(actor, abi.encodeCall(ILendingMarket.revokeNonce, ()));
        if (face < 5) {
            bool allowed = _chance(70);
            return
                _call(
                    actor, abi.encodeCall(ILendingMarket.setAuthorization, (_anyAccount(), allowed))
                );
        }
        address authorizer = face < 8 ? accounts[4] : _anyAccount();
        uint256 nonce = market.nonces(authorizer) + (_chance(10) ? 1 : 0);
        return _signed(actor, authorizer, _anyAccount(), _chance(70), nonce, _deadline());
    }

    /// @dev Takes its allowance from the market, or gives it back.
    function _approve() internal returns (Line memory) {
        uint256 allowance = _chance(70) ? type(uint256).max : _roll(1e9);
        return Line(
            _anyActor(),
            address(tokens[_roll(2)]),
            abi.encodeCall(ERC20Mock.approve, (address(market), allowance))
        );
    }

    function _signed(
        address actor,
        address authorizer,
        address authorized,
        bool allowed,
        uint256 nonce,
        uint256 deadline
    ) private returns (Line memory) {
        bytes32 message = keccak256(
            abi.encode(AUTHORIZATION, authorizer, authorized, allowed, nonce, deadline)
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", market.DOMAIN_SEPARATOR(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        bytes memory signature = abi.encodePacked(r, s, v);
        if (_chance(10)) signature[_roll(65)] ^= 0x01;
        if (_chance(3)) signature = new bytes(_roll(70));
        if (authorizer != accounts[4]) {
            signature = abi.encode(_chance(80) ? bytes32("signed") : bytes32(0));
        }
        return _call(
            actor,
            abi.encodeCall(
                ILendingMarket.setAuthorizationWithSig,
                (authorizer, authorized, allowed, nonce, deadline, signature)
            )
        );
    }

    function _caps(MarketParams memory m, bytes32 id) private returns (Line memory) {
        uint256 supplied = market.marketState(m).totalSupplyAssets;
        uint256 borrowed = market.marketState(m).totalBorrowAssets;
        uint256 supplyCap = _chance(50) ? type(uint256).max : _around(supplied * _between(1, 2));
        uint256 borrowCap = _chance(50) ? type(uint256).max : _around(borrowed * _between(1, 2));
        return _order(IMarketAdmin.setCaps.selector, abi.encode(id, supplyCap, borrowCap));
    }

    function _fee() private returns (uint256) {
        return _chance(80) ? _roll(2501) * 1e14 : _around(0.25e18);
    }

    function _order(bytes4 selector, bytes memory arguments) private returns (Line memory) {
        return _call(_official(), bytes.concat(selector, arguments));
    }
}
