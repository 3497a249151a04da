//! Ebb, a lending market with gradual liquidation, as a Stylus contract. This crate is the door: it
//! decodes, loads, asks the ledger, stores, and moves tokens. It holds no arithmetic; the law is the
//! crate `ebb-ledger`. The specification is `src/interfaces/ILendingMarket.sol`.
//!
//! Two programs are made of it: the market and, by the feature `extension`, what the market runs by
//! `delegatecall` for what is used rarely. They share one state and one address (decision 0008).

extern crate alloc;

mod abi;
mod admin;
mod authority;
mod bits;
mod errors;
mod events;
mod extension;
mod flash;
mod gate;
mod host;
mod lending;
mod liquidation;
mod lock;
mod markets;
mod outside;
mod preview;
mod quote;
mod router;
mod status;
mod storage;
mod views;

pub use storage::Ebb;

mod entrypoint {
    use crate::Ebb;
    use alloc::vec::Vec;
    use stylus_sdk::{host::VM, prelude::*};

    #[entrypoint]
    fn answer(input: Vec<u8>, vm: VM) -> Result<Vec<u8>, Vec<u8>> {
        let mut ebb = Ebb::new(vm);
        if cfg!(feature = "extension") {
            ebb.answer_as_extension(&input)
        } else {
            ebb.answer_as_market(&input)
        }
    }
}
