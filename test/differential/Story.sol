// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket, MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketAdmin} from "../../src/interfaces/IMarketAdmin.sol";
import {Mode, Scripted} from "../mocks/Scripted.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {Line} from "./Stage.sol";
import {Witness} from "./Witness.sol";

/// @title A story of 20 acts, told whole by its seed
/// @notice Two loans are open in each of two markets when it begins. After every act the books of
/// its market are looked at, and after the last one everything.
abstract contract Story is Witness {
    uint256 private constant ACTS = 20;

    function setUp() public virtual override {
        super.setUp();
        _begin();
        _play(_preparation());
    }

    function _tell(uint256 seed) internal {
        _open(seed);
        scene = "the prologue";
        _play(_prologue());
        uint256 which;
        for (uint256 i = 0; i < ACTS; i++) {
            // A rival comes in the same second, or somebody looks again when a depth is believed.
            uint256 sequel = pursued == address(0) ? 10 : _roll(10);
            if (sequel >= 6) {
                _wait();
                which = _roll(2);
            } else if (sequel >= 4) {
                skip(_momentOfBelief(which));
            }
            scene = string.concat("act ", vm.toString(i));
            Line[] memory act = sequel < 6 ? _sequel(which, sequel) : _act(which);
            bytes4 selector = bytes4(act[act.length - 1].data);
            scene = string.concat(scene, ", selector ", vm.toString(abi.encodePacked(selector)));
            _witness(_play(_withViews(act, which)));
        }
        scene = "the end";
        _play(_everything());
        _judge();
    }

    function _prologue() private returns (Line[] memory lines) {
        lines = new Line[](19);
        uint256 n;
        address treasury = _chance(70) ? actors[2] : address(0);
        lines[n++] = _call(owner, abi.encodeCall(IMarketAdmin.setFeeRecipient, (treasury)));
        for (uint256 i = 0; i < 2; i++) {
            MarketParams memory m = terms[i];
            lines[n++] = _setPrice(i, _usualPrice(i));
            lines[n++] = Line(
                owner,
                address(market),
                abi.encodeCall(IMarketAdmin.enableProfile, ("p", m.lltv, m.curve, m.pace))
            );
            lines[n++] = _call(actors[0], abi.encodeCall(ILendingMarket.createMarket, (m)));
            bytes32 id = keccak256(abi.encode(m));
            lines[n++] = _call(owner, abi.encodeCall(IMarketAdmin.setFee, (id, _roll(3) * 0.1e18)));
            uint256 debt = m.closeoutDebt * _between(2, 30);
            uint256 supplied = debt * _between(2, 4);
            lines[n++] = _call(
                actors[2], abi.encodeCall(ILendingMarket.supply, (m, supplied, 0, actors[2]))
            );
            for (uint256 a = 0; a < 2; a++) {
                uint256 part = a == 0 ? debt : debt / _between(2, 40);
                uint256 value = part * 1e18 / m.lltv * _between(130, 145) / 100;
                uint256 assets = value * 1e36 / _usualPrice(i);
                lines[n++] = _call(
                    actors[a],
                    abi.encodeCall(ILendingMarket.supplyCollateral, (m, assets, actors[a]))
                );
                lines[n++] = _call(
                    actors[a],
                    abi.encodeCall(ILendingMarket.borrow, (m, part, 0, actors[a], actors[3]))
                );
            }
        }
    }

    /// @dev Whoever was liquidated or touched last is so again.
    function _sequel(uint256 which, uint256 face) private returns (Line[] memory lines) {
        if (face < 4) return _liquidate(terms[which], pursued);
        lines = new Line[](1);
        lines[0] = _touch(terms[which], pursued);
    }

    /// @dev After one whole step of observation or all of `confirmation`, or a second before.
    function _momentOfBelief(uint256 which) private returns (uint256) {
        uint256 field = _chance(50) ? 8 : 9;
        uint256 time = uint24(uint256(terms[which].pace) >> (24 * field));
        return time == 0 ? 0 : time - _roll(2);
    }

    function _act(uint256 which) private returns (Line[] memory lines) {
        MarketParams memory m = terms[which];
        uint256 face = _roll(100);
        bool isLiquidation = face < 32;
        bool isTouch = face >= 34 && face < 42;
        address borrower = _debtor(m);
        pursued = isLiquidation || isTouch ? borrower : address(0);
        if (_chance(isLiquidation || isTouch ? 60 : 20)) {
            Line[] memory price = new Line[](1);
            price[0] = _setPrice(which, _newPrice(which, borrower));
            _play(price);
        }
        // A market that does not exist.
        if (_chance(1)) m.minDebt += 1;
        if (isLiquidation) return _liquidate(m, borrower);
        lines = new Line[](1);
        lines[0] = isTouch ? _touch(m, borrower) : _single(m, which, face);
    }

    function _single(MarketParams memory m, uint256 which, uint256 face)
        private
        returns (Line memory)
    {
        if (face < 34) return _inquire(m);
        if (face < 48) return _supply(m);
        if (face < 54) return _withdraw(m);
        if (face < 65) return _borrow(m);
        if (face < 72) return _repay(m);
        if (face < 79) return _supplyCollateral(m, _usualPrice(which));
        if (face < 84) return _withdrawCollateral(m);
        if (face < 86) return _flashLoan(m);
        if (face < 93) return _govern(m);
        if (face < 95) return _found(m);
        if (face < 97) return _authorize();
        if (face < 98) return _hush(which);
        if (face < 99) return _approve();
        return _call(_anyActor(), abi.encodeCall(ILendingMarket.accrueInterest, (m)));
    }

    /// @dev The oracle refuses to answer, or answers again.
    function _hush(uint256 which) private returns (Line memory) {
        Mode mode = _chance(40) ? Mode.Refuse : Mode.Normal;
        return
            Line(actors[0], address(oracles[which]), abi.encodeCall(Scripted.setMode, (mode, "")));
    }

    function _setPrice(uint256 which, uint256 price) private view returns (Line memory) {
        return
            Line(actors[0], address(oracles[which]), abi.encodeCall(OracleMock.setPrice, (price)));
    }

    function _withViews(Line[] memory acts, uint256 which)
        private
        view
        returns (Line[] memory lines)
    {
        lines = new Line[](acts.length + 1 + 2 * accounts.length);
        for (uint256 i = 0; i < acts.length; i++) {
            lines[i] = acts[i];
        }
        _look(lines, acts.length, which);
    }

    function _look(Line[] memory lines, uint256 n, uint256 which) private view {
        bytes32 id = keccak256(abi.encode(terms[which]));
        lines[n++] = _ask(abi.encodeCall(ILendingMarket.market, (id)));
        for (uint256 i = 0; i < accounts.length; i++) {
            lines[n++] = _ask(abi.encodeCall(ILendingMarket.position, (id, accounts[i])));
            lines[n++] = _ask(abi.encodeCall(ILendingMarket.auction, (id, accounts[i])));
        }
    }

    function _everything() private view returns (Line[] memory lines) {
        lines = new Line[](2 * 17);
        uint256 n;
        for (uint256 which = 0; which < 2; which++) {
            _look(lines, n, which);
            n += 11;
            lines[n++] = _ask(abi.encodeCall(ILendingMarket.marketState, (terms[which])));
            for (uint256 i = 0; i < accounts.length; i++) {
                lines[n++] = _ask(
                    abi.encodeCall(ILendingMarket.positionHealth, (terms[which], accounts[i]))
                );
            }
        }
    }

    function _ask(bytes memory data) private view returns (Line memory) {
        return _call(address(0), data);
    }
}
