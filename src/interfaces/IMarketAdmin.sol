// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title What the owner and the guardian may do, and nothing else
/// @notice The owner enables what markets may be made of, bounds what they may grow to, and takes a
/// bounded part of the interest. The guardian can only pause what raises risk. Neither can change a
/// market's parameters, move anyone's assets, or stop withdrawals, repayments, collateral for an
/// indebted position, or liquidations. There is no upgrade. Whoever else calls: `Unauthorized`.
interface IMarketAdmin {
    /// @notice The owner; zero never happens after construction.
    function owner() external view returns (address);

    /// @notice To whom ownership is offered; zero if to nobody.
    function pendingOwner() external view returns (address);

    /// @notice Who may pause besides the owner; zero if nobody.
    function guardian() external view returns (address);

    /// @notice Who receives the protocol's fees; zero if nobody yet.
    function feeRecipient() external view returns (address);

    /// @notice The contract that holds the rarely used half of the market's code, run by
    /// `delegatecall` for functions that the market itself does not know. Fixed at construction.
    function extension() external view returns (address);

    /// @notice Whether flash loans are paused.
    function isFlashLoanPaused() external view returns (bool);

    /// @notice Whether a market may be created with these terms.
    function isProfileEnabled(uint256 lltv, bytes32 curve, bytes32 pace)
        external
        view
        returns (bool);

    /// @notice Offers ownership; it passes when `newOwner` accepts. Zero withdraws the offer.
    function transferOwnership(address newOwner) external;

    /// @notice Takes the offered ownership.
    function acceptOwnership() external;

    /// @notice Appoints the guardian; zero for none.
    function setGuardian(address newGuardian) external;

    /// @notice Appoints who receives fees that are claimed from now on; zero lets them wait.
    function setFeeRecipient(address newFeeRecipient) external;

    /// @notice Lets markets be created with this LLTV and liquidation profile. Checked here against
    /// every bound that the mechanism's proofs need for this LLTV, and never changed or withdrawn.
    /// @dev Reverts: Unauthorized, InvalidLltv, InvalidProfile.
    /// @param name What people call the profile; it is only logged.
    function enableProfile(bytes32 name, uint256 lltv, bytes32 curve, bytes32 pace) external;

    /// @notice Sets the protocol's share of the interest from now on.
    /// @dev Reverts: Unauthorized, MarketNotCreated, InvalidFee.
    /// @param fee At most 0.25e18, in whole basis points (1e14) [WAD].
    function setFee(bytes32 id, uint256 fee) external;

    /// @notice Bounds what may be supplied and borrowed in total. Three digits of each cap are
    /// kept, four up to 1023 (1,234,567 becomes 1,230,000). A cap below the present total only
    /// stops growth.
    /// @param supplyCap [loan assets]; 2^128 - 1 or more for no cap.
    /// @param borrowCap [loan assets]; 2^128 - 1 or more for no cap.
    function setCaps(bytes32 id, uint256 supplyCap, uint256 borrowCap) external;

    /// @notice Pauses acts of a market: the owner sets which, the guardian can only add.
    /// `supplyCollateral` stays open for positions with debt.
    /// @dev Reverts: InvalidCalldata (acts above 7), MarketNotCreated, Unauthorized (also a
    /// guardian whose sum leaves out what is paused).
    /// @param acts Sum of: 1 supply, 2 supplyCollateral, 4 borrow.
    function setPaused(bytes32 id, uint256 acts) external;

    /// @notice Pauses flash loans; only the owner opens them again.
    function setFlashLoanPaused(bool isPaused) external;

    /// @notice Hands the fees of a market, as supply shares, to the fee recipient. Anyone may.
    /// @dev Reverts: MarketNotCreated, ZeroAddress (no recipient), ZeroAssets (nothing to claim).
    /// @return shares [supply shares]
    function claimFees(bytes32 id) external returns (uint256 shares);
}
