// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

IArbWasm constant ARB_WASM = IArbWasm(0x0000000000000000000000000000000000000071);

/// @title The part of ArbOS's precompile for Stylus that a deployment needs
interface IArbWasm {
    /// @notice The same code is active already: activation is per code, not per address.
    error ProgramUpToDate();

    /// @notice Makes the code at `program` callable; refunds what exceeds the data fee.
    /// @return version Of the Stylus rules under which it was activated.
    /// @return dataFee What was paid [wei].
    function activateProgram(address program)
        external
        payable
        returns (uint16 version, uint256 dataFee);

    /// @notice Lets a program that is a month old or more live another year.
    function codehashKeepalive(bytes32 codehash) external payable;
}
