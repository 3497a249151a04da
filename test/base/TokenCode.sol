// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {NodeRpc, VM} from "./NodeRpc.sol";
import {NodeTest} from "./NodeTest.sol";

/// @title The development token of `tokens/`: an ERC-20 in WASM that anyone may mint
interface IStylusToken is IERC20Metadata, IERC20Errors, IERC165 {
    /// @notice Creates `value` for `account`; anyone may.
    function mint(address account, uint256 value) external;

    /// @notice Destroys `value` of the caller's.
    function burn(uint256 value) external;

    /// @notice Destroys `value` of `account`'s, out of what it allows the caller.
    function burnFrom(address account, uint256 value) external;
}

/// @title The development token as `scripts/build ebb-token` compiled it
library TokenCode {
    string private constant PATH = "target/ebb-token/ebb-token.init";
    /// @dev The SDK's name for every program's constructor: its arguments are not part of it.
    bytes4 internal constant CONSTRUCTOR = bytes4(keccak256("stylus_constructor()"));

    /// @notice Initcode that deploys the compressed program; activation and construction are calls
    /// of their own.
    function initcode() internal view returns (bytes memory) {
        if (!VM.exists(PATH)) {
            revert NodeRpc.NodeFailure("the token is not compiled: run scripts/build ebb-token");
        }
        return VM.parseBytes(VM.readFile(PATH));
    }

    /// @notice Calldata of the constructor, which the token takes once.
    function construction(string memory name, string memory symbol, uint8 decimals)
        internal
        pure
        returns (bytes memory)
    {
        return bytes.concat(CONSTRUCTOR, abi.encode(name, symbol, decimals));
    }
}

/// @title What suites extend that use the token
abstract contract TokenDeployer is NodeTest {
    /// @notice Deploys, activates and constructs one.
    function _deployStylusToken(string memory name, string memory symbol, uint8 decimals)
        internal
        returns (IStylusToken)
    {
        address token = deployRemote(symbol, TokenCode.initcode());
        activate(token);
        (bool success,) = token.call(TokenCode.construction(name, symbol, decimals));
        assertTrue(success, "the token refuses its constructor");
        return IStylusToken(token);
    }
}
