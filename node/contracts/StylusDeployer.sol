// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// The two questions and the one act that deploying needs of ArbWasm.
interface IArbWasm {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function codehashVersion(bytes32 codehash) external view returns (uint16 version);
    function stylusVersion() external view returns (uint16 version);
}

/// Deploys a Stylus program, activates it if its code is not active yet, and calls its constructor, in
/// one transaction. The development node keeps it at the address that `cargo stylus deploy` calls.
///
/// Interface, events, errors and addresses are those of the deployer on Arbitrum's chains. The code is
/// this project's own, so the gas of the deployer's own instructions differs.
contract StylusDeployer {
    IArbWasm private constant ARB_WASM = IArbWasm(0x0000000000000000000000000000000000000071);

    event ContractDeployed(address deployedContract);

    error ContractDeploymentError(bytes bytecode);
    error ContractInitializationError(address newContract, bytes data);
    error RefundExcessValueError(uint256 excessValue);
    error EmptyBytecode();
    error InitValueButNotInitData();

    /// @param bytecode   the program's init code
    /// @param initData   calldata of the constructor; empty: no constructor is called
    /// @param initValue  wei that goes to the constructor; whatever of the value sent is left after it and
    ///                   the data fee goes back to the caller
    /// @param salt       zero deploys by CREATE, anything else by CREATE2 with `initSalt(salt, initData)`
    function deploy(bytes calldata bytecode, bytes calldata initData, uint256 initValue, bytes32 salt)
        external
        payable
        returns (address deployed)
    {
        deployed = _create(bytecode, salt == 0 ? salt : initSalt(salt, initData));
        // An `initValue` above the value sent must fail here, by the checked subtraction.
        uint256 rest = msg.value;
        if (requiresActivation(deployed)) {
            (, uint256 dataFee) = ARB_WASM.activateProgram{value: rest - initValue}(deployed);
            rest -= dataFee;
        }
        rest -= initValue;
        if (initData.length > 0) {
            (bool constructed, bytes memory answer) = deployed.call{value: initValue}(initData);
            if (!constructed) revert ContractInitializationError(deployed, answer);
        } else if (initValue > 0) {
            revert InitValueButNotInitData();
        }
        if (rest > 0) {
            (bool refunded,) = msg.sender.call{value: rest}("");
            if (!refunded) revert RefundExcessValueError(rest);
        }
        emit ContractDeployed(deployed);
    }

    /// The salt given to CREATE2: it binds the constructor's arguments to the address.
    function initSalt(bytes32 salt, bytes calldata initData) public pure returns (bytes32) {
        return keccak256(bytes.concat(salt, initData));
    }

    /// Whether a program's code must be activated before it can be called.
    function requiresActivation(address program) public view returns (bool) {
        try ARB_WASM.codehashVersion(program.codehash) returns (uint16 version) {
            return version != ARB_WASM.stylusVersion();
        } catch {
            return true;
        }
    }

    /// Creates the account; a revert of the init code is passed on as it is.
    function _create(bytes memory bytecode, bytes32 salt) private returns (address created) {
        if (bytecode.length == 0) revert EmptyBytecode();
        assembly ("memory-safe") {
            switch salt
            case 0 { created := create(0, add(bytecode, 32), mload(bytecode)) }
            default { created := create2(0, add(bytecode, 32), mload(bytecode), salt) }
            if iszero(created) {
                if returndatasize() {
                    let reason := mload(64)
                    returndatacopy(reason, 0, returndatasize())
                    revert(reason, returndatasize())
                }
            }
        }
        if (created == address(0)) revert ContractDeploymentError(bytecode);
    }
}
