//! Stylus execution as Arbitrum Nitro does it: from an account's code to the outcome of a frame.
//!
//! The rooms, in the order a program passes them: `code` (prefix, Brotli), `module` and `rules`
//! (reading and validation), `instrument` with its passes `meter`, `depth` and `heap`, `stats`
//! (estimates, activation gas), `program` (activation), `record` (entry cost), `run` and `outcome` (one
//! frame) with `ink` and `host`. Beside them stand the pure formulas `pages`, `data_price` and `gas`.
//!
//! The crate never touches chain state and knows no EVM: it asks through [`EvmApi`], and the node
//! keeps records, prices and pages. Fragments and root programs (ArbOS 60) are not read yet.

mod api;
mod code;
mod data_price;
mod depth;
mod engines;
mod env;
pub mod gas;
mod heap;
mod hooks;
mod host;
mod ink;
mod instrument;
mod meter;
mod module;
mod outcome;
mod pages;
mod params;
mod price;
mod program;
mod record;
mod rules;
mod run;
mod scope;
mod stats;

pub use api::{
    CallKind, CallResult, CreateError, CreateResult, EvmApi, Flush, HostStep, WriteProtection,
};
pub use code::is_program;
pub use data_price::DataPricer;
pub use env::{EvmEnv, Frame, Outcome, OutcomeKind};
pub use pages::Pages;
pub use params::StylusParams;
pub use program::{ActivationError, Program};
pub use record::{Record, RecordError, entry_cost};
pub use run::Runner;
pub use stats::Stats;
