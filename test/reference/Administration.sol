// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams} from "../../src/interfaces/ILendingMarket.sol";
import {Caps} from "./Caps.sol";
import {InterestCurve} from "./InterestCurve.sol";
import {Liquidating} from "./Liquidating.sol";
import {Books} from "./MarketBooks.sol";
import {Rounding} from "./Rounding.sol";
import {TermsLib} from "./Terms.sol";

/// @title Owner, guardian, creation of markets and fees in the reference market
abstract contract Administration is Liquidating {
    uint256 private constant MAX_FEE = 0.25e18;
    uint256 private constant BASIS_POINT = 1e14;
    uint256 private constant ALL_ACTS = 7;
    /// @dev `closeoutDebt` is at most so many times `minDebt`.
    uint256 private constant MAX_CLOSEOUT = 100;

    address public owner;
    address public pendingOwner;
    address public guardian;
    address public feeRecipient;
    address public extension;
    bool private flashLoanPaused;
    mapping(bytes32 => bool) private profiles;

    modifier onlyOwner() {
        if (msg.sender != owner) revert Unauthorized();
        _;
    }

    /// @dev The program's constructor: its arguments are not part of its name.
    function stylus_constructor() external {
        if (owner != address(0)) revert AlreadyInitialized();
        (owner, guardian, extension) = abi.decode(msg.data[4:], (address, address, address));
        emit OwnershipTransferred(address(0), owner);
        emit SetGuardian(guardian);
    }

    function isFlashLoanPaused() public view override returns (bool) {
        return flashLoanPaused;
    }

    function isProfileEnabled(uint256 lltv, bytes32 curve, bytes32 pace)
        public
        view
        returns (bool)
    {
        return profiles[keccak256(abi.encode(lltv, curve, pace))];
    }

    function transferOwnership(address newOwner) external locked onlyOwner {
        pendingOwner = newOwner;
        emit OwnershipTransferStarted(owner, newOwner);
    }

    function acceptOwnership() external locked {
        if (msg.sender != pendingOwner) revert Unauthorized();
        emit OwnershipTransferred(owner, pendingOwner);
        owner = pendingOwner;
        pendingOwner = address(0);
    }

    function setGuardian(address newGuardian) external locked onlyOwner {
        guardian = newGuardian;
        emit SetGuardian(newGuardian);
    }

    function setFeeRecipient(address newFeeRecipient) external locked onlyOwner {
        feeRecipient = newFeeRecipient;
        emit SetFeeRecipient(newFeeRecipient);
    }

    function enableProfile(bytes32 name, uint256 lltv, bytes32 curve, bytes32 pace)
        external
        locked
        onlyOwner
    {
        TermsLib.check(lltv, curve, pace);
        profiles[keccak256(abi.encode(lltv, curve, pace))] = true;
        emit EnableProfile(name, lltv, curve, pace);
    }

    function setFee(bytes32 id, uint256 fee) external locked onlyOwner {
        if (fee > MAX_FEE || fee % BASIS_POINT != 0) revert InvalidFee();
        _requireCreated(id);
        _accrue(id);
        books[id].fee = fee;
        emit SetFee(id, fee);
    }

    function setCaps(bytes32 id, uint256 supplyCap, uint256 borrowCap) external locked onlyOwner {
        _requireCreated(id);
        books[id].supplyCap = Caps.kept(supplyCap);
        books[id].borrowCap = Caps.kept(borrowCap);
        emit SetCaps(id, books[id].supplyCap, books[id].borrowCap);
    }

    function setPaused(bytes32 id, uint256 acts) external locked {
        if (acts > ALL_ACTS) revert InvalidCalldata();
        _requireCreated(id);
        bool onlyAdds = books[id].paused & acts == books[id].paused;
        bool mayPause = msg.sender == guardian && onlyAdds;
        if (msg.sender != owner && !mayPause) revert Unauthorized();
        books[id].paused = acts;
        emit SetPaused(id, msg.sender, books[id].paused);
    }

    function setFlashLoanPaused(bool isPaused) external locked {
        bool mayPause = msg.sender == guardian && isPaused;
        if (msg.sender != owner && !mayPause) revert Unauthorized();
        flashLoanPaused = isPaused;
        emit SetFlashLoanPaused(msg.sender, isPaused);
    }

    function claimFees(bytes32 id) external locked returns (uint256 shares) {
        if (feeRecipient == address(0)) revert ZeroAddress();
        _requireCreated(id);
        _accrue(id);
        shares = books[id].feeShares;
        if (shares == 0) revert ZeroAssets();
        books[id].feeShares = 0;
        uint256 left = positions[id][feeRecipient].supplyShares += shares;
        emit ClaimFees(id, feeRecipient, shares, left);
    }

    function createMarket(MarketParams calldata params) external locked returns (bytes32 id) {
        id = _id(params);
        _checkDebtBounds(params.minDebt, params.closeoutDebt);
        if (!isProfileEnabled(params.lltv, params.curve, params.pace)) revert ProfileNotEnabled();
        _requireParty(params.oracle);
        if (params.loanToken.code.length == 0) revert NoCode();
        if (params.collateralToken.code.length == 0) revert NoCode();
        if (books[id].lastUpdate != 0) revert MarketAlreadyCreated();
        Books storage b = books[id];
        b.lastUpdate = block.timestamp;
        b.rateAtTarget = InterestCurve.INITIAL_AT_TARGET;
        b.supplyCap = Rounding.MAX;
        b.borrowCap = Rounding.MAX;
        emit CreateMarket(id, params);
    }

    function _checkDebtBounds(uint256 minDebt, uint256 closeoutDebt) private pure {
        if (minDebt == 0 || minDebt > closeoutDebt) revert InvalidDebtBounds();
        if (closeoutDebt >= Rounding.LIMIT) revert InvalidDebtBounds();
        if (closeoutDebt > MAX_CLOSEOUT * minDebt) revert InvalidDebtBounds();
    }
}
