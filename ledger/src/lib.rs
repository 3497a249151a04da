//! The law of the Ebb market: shares, interest, health, the auction's clock and price, the size of a
//! fill. Pure functions on plain structs: nothing here reads a chain, a clock or a storage slot, and
//! nothing panics. The contract, the bot and the tests share it. Formulas: `docs/mechanism.md`.
//!
//! Units: loan assets stay below 2^103, collateral and shares 2^120; fractions are WAD unless named
//! millionths, prices are loan assets per collateral asset scaled by 1e36, times are seconds.
//! Rounding: whatever leaves rounds down, whatever is owed rounds up.
#![no_std]

pub mod auction;
pub mod cap;
mod defaults;
pub mod error;
pub mod exp;
pub mod health;
pub mod liquidation;
pub mod market;
pub mod profile;
pub mod rate;
pub mod settlement;
pub mod shares;
pub mod wad;

pub use auction::Auction;
pub use cap::Cap;
pub use error::Error;
pub use health::Health;
pub use liquidation::{Fill, Offer};
pub use market::{Interest, Loan, Market, Size, WriteOff};
pub use profile::{Profile, Terms};
pub use settlement::{Books, Settlement};
