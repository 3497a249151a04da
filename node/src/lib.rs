//! The development node: EVM contracts and Stylus programs in one state, behind Ethereum JSON-RPC.
//!
//! [`chain::Chain`] owns blocks and state; [`evm`] executes one transaction; [`precompiles`] are
//! ArbOS's; `rpc` is the door. Gas, return data and outcomes follow Arbitrum Nitro; where the node
//! departs from it (L1 block numbers, the state root, no L1 fee) the module says so.

pub mod arbos;
pub mod block;
pub mod call;
pub mod chain;
pub mod clock;
pub mod evm;
pub mod precompiles;
pub mod predeploys;
pub mod rpc;
pub mod state;
pub mod tx;
