//! The contracts that the driver calls. The market's part is read from its Solidity interfaces when
//! the driver is compiled, so that there is one source of the ABI; no logic lives here.
#![allow(
    clippy::too_many_arguments,
    reason = "the interface's events and calls, one to one"
)]

use alloy::{
    primitives::{Address, address},
    sol,
};

/// The deployer that Arbitrum's chains have at this address.
pub(crate) const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");

// `sol!` takes each file for itself and resolves no inheritance.
sol!(
    #[sol(rpc, all_derives)]
    "../src/interfaces/ILendingMarket.sol"
);
sol!(
    #[sol(rpc)]
    "../src/interfaces/IMarketAdmin.sol"
);
sol!(
    #[sol(all_derives)]
    "../src/interfaces/IMarketErrors.sol"
);
sol!(
    #[sol(all_derives)]
    "../src/interfaces/IMarketEvents.sol"
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

    /// What a deployment needs of [`STYLUS_DEPLOYER`]: creation, activation and construction in one
    /// transaction; what is left of the value returns.
    #[sol(rpc)]
    interface StylusDeployer {
        event ContractDeployed(address deployedContract);

        function deploy(bytes calldata bytecode, bytes calldata initData, uint256 initValue, bytes32 salt)
            external
            payable
            returns (address);
    }

    /// The SDK's name for every program's constructor: its arguments are not part of the selector.
    function stylus_constructor() external;
}
