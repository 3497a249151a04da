//! Tests of the law: an independent reference in integers without a limit, and the mechanism's
//! invariants as properties over wide domains, or over all of a small one. Only the fuzz target uses
//! any of this besides.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that breaks must break loudly"
)]

mod domain;
mod exhaustive;
mod properties;
mod reference;
