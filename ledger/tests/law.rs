//! Tests of the law: an independent reference in integers without a limit, and the mechanism's
//! invariants as properties over wide domains. Nothing here is used outside this crate's tests.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that breaks must break loudly"
)]

mod domain;
mod properties;
mod reference;
