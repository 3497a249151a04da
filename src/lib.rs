//! Ebb, a lending market with gradual liquidation, as a Stylus contract. This crate is the door: it
//! decodes, loads, asks the ledger, stores, and moves tokens. It holds no arithmetic; the law is the
//! crate `ebb-ledger`. The specification is `src/interfaces/ILendingMarket.sol`.

extern crate alloc;

mod abi;
mod errors;
mod events;
mod gate;
mod lending;
mod liquidation;
mod lock;
mod markets;
mod outside;
mod quote;
mod router;
mod storage;
mod views;

pub use storage::Ebb;
