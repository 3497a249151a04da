// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";

Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @title JSON-RPC in the form in which forge's `vm.rpc` gives it
/// @notice Builds requests, and tells three kinds of failure apart: the contract reverted, the
/// contract halted (out of gas, invalid opcode), the node is at fault. It never retries.
library NodeRpc {
    /// @notice The node, or the way to it, is at fault, and not the contract under test.
    error NodeFailure(string message);

    /// @dev Outcome of a call that the node executed.
    struct Outcome {
        bool success;
        bytes data;
    }

    /// @notice Sends a request; a refusal becomes `NodeFailure`.
    function request(string memory url, string memory method, string memory params)
        internal
        returns (bytes memory)
    {
        try VM.rpc(url, method, params) returns (bytes memory result) {
            return result;
        } catch (bytes memory reason) {
            revert NodeFailure(_text(reason));
        }
    }

    /// @notice Sends a request whose failure does not matter.
    function attempt(string memory url, string memory method, string memory params)
        internal
        returns (bool success, bytes memory result)
    {
        try VM.rpc(url, method, params) returns (bytes memory answer) {
            return (true, answer);
        } catch {
            return (false, "");
        }
    }

    /// @notice Executes a call on top of the newest block without keeping it.
    function simulate(string memory url, string memory transaction)
        internal
        returns (Outcome memory)
    {
        return _call(url, string.concat("[", transaction, ',"latest"]'));
    }

    /// @notice The same in a block of another time.
    /// @param timestamp That block's time [seconds].
    function simulateAt(string memory url, string memory transaction, uint256 timestamp)
        internal
        returns (Outcome memory)
    {
        string memory time = string.concat('{"time":"', quantity(timestamp), '"}');
        return _call(url, string.concat("[", transaction, ',"latest",{},', time, "]"));
    }

    /// @notice A transaction object. `to` zero creates a contract; `gas` zero leaves it to the
    /// node.
    function transactionObject(
        address from,
        address to,
        uint256 value,
        uint256 gas,
        bytes memory data
    ) internal pure returns (string memory) {
        return string.concat(
            '{"from":"',
            VM.toString(from),
            to == address(0) ? "" : string.concat('","to":"', VM.toString(to)),
            '","value":"',
            quantity(value),
            gas == 0 ? "" : string.concat('","gas":"', quantity(gas)),
            '","data":"',
            VM.toString(data),
            '"}'
        );
    }

    /// @notice `["0x<address>"<rest>]`, the parameters of most questions about an account.
    function accountParams(address account, string memory rest)
        internal
        pure
        returns (string memory)
    {
        return string.concat('["', VM.toString(account), '"', rest, "]");
    }

    /// @notice A number as JSON-RPC wants it: hexadecimal without leading zeros.
    function quantity(uint256 value) internal pure returns (string memory) {
        uint256 digits = 1;
        while (digits < 64 && value >> (4 * digits) != 0) {
            digits++;
        }
        bytes memory alphabet = "0123456789abcdef";
        bytes memory text = new bytes(digits);
        for (uint256 i = digits; i > 0; i--) {
            text[i - 1] = alphabet[value & 15];
            value >>= 4;
        }
        return string.concat("0x", string(text));
    }

    /// @notice The number in a quantity that `vm.rpc` turned into bytes.
    function number(bytes memory answer) internal pure returns (uint256 value) {
        for (uint256 i = 0; i < answer.length; i++) {
            value = (value << 8) | uint8(answer[i]);
        }
    }

    function _call(string memory url, string memory params) private returns (Outcome memory) {
        try VM.rpc(url, "eth_call", params) returns (bytes memory result) {
            return Outcome(true, result);
        } catch (bytes memory reason) {
            return Outcome(false, _revertData(_text(reason)));
        }
    }

    /// @dev Error code 3 carries the revert data, last in the text; a halt has none.
    function _revertData(string memory message) private returns (bytes memory) {
        string[] memory parts = VM.split(message, "error code ");
        string memory code = parts.length > 1 ? VM.split(parts[1], ":")[0] : "";
        if (_equal(code, "3")) {
            string[] memory pieces = VM.split(message, 'data: "');
            if (pieces.length < 2) return "";
            return VM.parseBytes(VM.split(pieces[pieces.length - 1], '"')[0]);
        }
        if (parts.length > 1 && _isHalt(message)) return "";
        revert NodeFailure(message);
    }

    /// @dev The words of geth and Nitro, and of the nodes that are built on revm.
    function _isHalt(string memory message) private returns (bool) {
        string[8] memory words = [
            "EVM error",
            "out of gas",
            "OutOfGas",
            "invalid opcode",
            "invalid jump",
            "stack ",
            "write protection",
            "max call depth"
        ];
        for (uint256 i = 0; i < words.length; i++) {
            if (VM.contains(message, words[i])) return true;
        }
        return false;
    }

    /// @dev The text inside forge's `CheatcodeError(string)`.
    function _text(bytes memory reason) private pure returns (string memory) {
        if (reason.length < 68) return "vm.rpc failed without a message";
        bytes memory body = new bytes(reason.length - 4);
        for (uint256 i = 0; i < body.length; i++) {
            body[i] = reason[i + 4];
        }
        return abi.decode(body, (string));
    }

    function _equal(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
