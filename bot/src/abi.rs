//! The contracts that the driver calls. The market's part is read from its Solidity interface when
//! the driver is compiled, so that there is one source of the ABI; no logic lives here.
#![allow(
    clippy::too_many_arguments,
    reason = "the interface's events and calls, one to one"
)]

use alloy::{
    primitives::{Address, address},
    sol,
};

/// Nitro's precompile that keeps the register of Stylus programs.
pub(crate) const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

sol!(
    #[sol(rpc, all_derives)]
    "../src/interfaces/ILendingMarket.sol"
);

sol! {
    /// What the driver uses of the development token: anyone may mint.
    #[sol(rpc)]
    interface Token {
        function mint(address to, uint256 value) external;
        function approve(address spender, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
    }

    /// What the driver uses of the mock oracle: anyone may set the price [1e36].
    #[sol(rpc)]
    interface Oracle {
        function setPrice(uint256 newPrice) external;
    }

    /// What a deployment needs of [`ARB_WASM`]. Its `codehashVersion` reverts for unknown code.
    #[sol(rpc)]
    interface ArbWasm {
        function stylusVersion() external view returns (uint16);
        function codehashVersion(bytes32 codehash) external view returns (uint16);
        function activateProgram(address program)
            external
            payable
            returns (uint16 version, uint256 dataFee);
    }

    /// The SDK's name for every program's constructor: its arguments are not part of the selector.
    function stylus_constructor() external;
}
