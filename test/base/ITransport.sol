// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @dev Where every suite etches its transport.
address constant TRANSPORT = address(uint160(uint256(keccak256("ebb.test.transport"))));

/// @title The way from forge's EVM to the node
/// @notice The node's state follows the local one: a call whose local effects were rolled back (a
/// new test, a new fuzz run, a revert inside a test) is rolled back on the node before the next
/// call reaches it.
interface ITransport {
    /// @notice Finds the node behind `url` (http or ws), or says why there is none.
    function connect(string calldata url) external;

    /// @notice Carries a call from `sender` to the contract for which the caller stands: by
    /// `eth_call` in a static context, by a transaction otherwise. Reverts with the node's data.
    function relay(address sender, uint256 value, bytes calldata data)
        external
        returns (bytes memory result);

    /// @notice Creates a contract on the node, by the caller, and puts a forwarder at its address.
    function deploy(bytes calldata initcode) external payable returns (address);

    /// @notice Puts a forwarder at an address of the node, unless one is there.
    function forward(address target) external;

    /// @notice Sends a node command that changes state (`anvil_setStorageAt`, ...). Its effect is
    /// rolled back like a transaction's.
    function command(string calldata method, string calldata params)
        external
        returns (bytes memory result);

    /// @notice Timestamp of the node's newest block [seconds].
    function headTimestamp() external returns (uint256);

    /// @notice Gas that the last transaction used, intrinsic gas included [gas].
    function lastGasUsed() external view returns (uint256);
}
