// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILendingMarket} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {FlashBorrowerMock} from "../mocks/FlashBorrowerMock.sol";
import {Gamer} from "./Gamer.sol";
import {Books} from "./Lens.sol";

/// @title The owner, the guardian, and a stranger who has no power at all
abstract contract Powers is Gamer {
    /// @dev [basis points]
    uint256 private constant MAX_FEE_POINTS = 2500;
    uint256 private constant BASIS_POINT = 1e14;
    uint256 private constant NO_CAP = type(uint128).max;
    uint256 private constant MAX_DONATION = 1e24;
    uint256 private constant NOBODY = type(uint256).max;

    FlashBorrowerMock private flash;

    function setUp() public virtual override {
        super.setUp();
        flash = FlashBorrowerMock(deployRemote("flash", type(FlashBorrowerMock).creationCode));
    }

    /// @dev What was earned before is not concerned.
    function setFee(uint256 seed, uint256 points) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        vm.prank(owner);
        market.setFee(id, _within(points, 0, MAX_FEE_POINTS) * BASIS_POINT);
        _listen();
        _holdsBystanders(before, _look(), m, NOBODY, false);
    }

    /// @dev Often none, so that the story goes on; below the totals too, which only stops growth.
    function setCaps(uint256 seed, uint256 supplyCap, uint256 borrowCap) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 most = 2 * _firstLent(m);
        uint256 supplied = supplyCap % 4 == 0 ? _within(supplyCap, 0, most) : NO_CAP;
        uint256 borrowed = borrowCap % 4 == 0 ? _within(borrowCap, 0, most) : NO_CAP;
        vm.prank(owner);
        market.setCaps(id, supplied, borrowed);
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, NOBODY, false);
        assertLe(later[m].state.supplyCap, supplied, "T12 a cap was rounded up");
        assertLe(supplied - later[m].state.supplyCap, supplied / 100, "T12 a cap lost digits");
    }

    /// @dev The guardian can add and not take away.
    function pause(uint256 seed, uint256 acts, bool byGuardian) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 paused = before[m].state.paused;
        uint256 wanted = acts % 3 == 0 ? (acts >> 2) % 8 : 0;
        vm.prank(byGuardian ? guardian : owner);
        try market.setPaused(id, wanted) {
            assertTrue(!byGuardian || paused & ~wanted == 0, "T12 the guardian opened something");
        } catch (bytes memory reason) {
            assertTrue(byGuardian && paused & ~wanted != 0, "T12 a pause was refused");
            assertEq(bytes4(reason), IMarketErrors.Unauthorized.selector, "T12 another refusal");
        }
        _listen();
        _holdsBystanders(before, _look(), m, NOBODY, false);
    }

    /// @dev Whatever a stranger tries with others' positions or the owner's powers.
    function trespass(uint256 seed, uint256 what, uint256 victim) external {
        _enter(seed);
        Books[] memory before = _look();
        vm.prank(accounts[STRANGER]);
        (bool success, bytes memory reason) = address(market).call(_trespass(what, victim));
        assertFalse(success, "T10 a stranger was let in");
        assertEq(reason, abi.encodePacked(IMarketErrors.Unauthorized.selector), "T10 otherwise");
        assertEq(keccak256(abi.encode(before)), keccak256(abi.encode(_look())), "T11 changed");
    }

    function _trespass(uint256 what, uint256 victim) private view returns (bytes memory) {
        address of_ = accounts[victim % STRANGER];
        address to = accounts[STRANGER];
        bytes[12] memory calls = [
            abi.encodeCall(market.withdraw, (params, 1, 0, of_, to)),
            abi.encodeCall(market.borrow, (params, params.minDebt, 0, of_, to)),
            abi.encodeCall(market.withdrawCollateral, (params, 1, of_, to)),
            abi.encodeCall(market.setFee, (id, 0)),
            abi.encodeCall(market.setCaps, (id, 0, 0)),
            abi.encodeCall(market.setPaused, (id, 7)),
            abi.encodeCall(market.setFlashLoanPaused, (true)),
            abi.encodeCall(market.setFeeRecipient, (to)),
            abi.encodeCall(market.setGuardian, (to)),
            abi.encodeCall(market.transferOwnership, (to)),
            abi.encodeCall(market.acceptOwnership, ()),
            abi.encodeCall(market.enableProfile, ("free", params.lltv, params.curve, params.pace))
        ];
        return calls[what % calls.length];
    }

    /// @dev What is sent uninvited belongs to nobody, and no share's price moves.
    function donate(uint256 seed, uint256 amount) external {
        uint256 m = _enter(seed);
        Books[] memory before = _look();
        uint256 assets = _within(amount, 1, MAX_DONATION);
        loanToken.mint(address(market), assets);
        donated[address(loanToken)] += assets;
        _listen();
        Books[] memory later = _look();
        _holdsBystanders(before, later, m, NOBODY, false);
        assertEq(
            keccak256(abi.encode(before[m].state)),
            keccak256(abi.encode(later[m].state)),
            "T13 a gift moved the books"
        );
    }

    /// @dev A flash loan of everything leaves everything as it was.
    function flashLoan(uint256 seed, bool ofCollateral) external {
        _enter(seed);
        Books[] memory before = _look();
        ERC20Mock token = ofCollateral ? collateralToken : loanToken;
        uint256 held = token.balanceOf(address(market));
        if (held == 0) return;
        flash.borrow(ILendingMarket(address(market)), token, held, true);
        _listen();
        assertEq(flash.held(), held, "T14 another amount was lent");
        assertEq(keccak256(abi.encode(before)), keccak256(abi.encode(_look())), "T14 changed");
    }
}
