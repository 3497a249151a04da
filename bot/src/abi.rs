//! The contracts that the driver calls. The market's part is read from its Solidity interface when
//! the driver is compiled, so that there is one source of the ABI; no logic lives here.
#![allow(
    clippy::too_many_arguments,
    reason = "the interface's events and calls, one to one"
)]

use alloy::sol;

sol!(
    #[sol(rpc, all_derives)]
    "../src/interfaces/ILendingMarket.sol"
);

sol! {
    /// What the driver uses of the mock token: anyone may mint.
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
}
