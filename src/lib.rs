//! Ebb, a lending market with gradual liquidation, as a Stylus contract. This crate is the door: it
//! decodes, loads, asks the ledger, stores, and moves tokens. It holds no arithmetic; the law is the
//! crate `ebb-ledger`. The specification is `src/interfaces/ILendingMarket.sol`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod errors;
mod events;
mod gate;
mod lending;
mod liquidation;
mod lock;
mod markets;
mod outside;
mod params;
mod storage;
mod views;

pub use errors::Error;
pub use lending::Lending;
pub use liquidation::Liquidation;
pub use markets::Markets;
pub use params::{LiquidationQuote, MarketParams};
pub use storage::Ebb;
pub use views::Views;

use stylus_sdk::prelude::*;

/// The whole interface is in the four traits.
#[public]
#[implements(Lending, Liquidation, Markets, Views)]
impl Ebb {}
