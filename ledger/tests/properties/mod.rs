//! The properties, one file for each part of the law. Where the mechanism's invariants are: M1, M3, M5,
//! M6, M7, M11, M12, M17, M22 `fills`; M2 `belief` and `glitch`; M4 `histories`; M8, M10, M22 `discount`;
//! M9, M15, M24, M25 `clock`; M14 `refusals` and `settlement`; M18 `books` and `settlement`; M21
//! `histories`; M23 everywhere, by the domain; M26, M27 `growth` and `interest`. `equal` compares each
//! function with the reference.
//!
//! `PROPTEST_CASES=200000 cargo test -p ebb-ledger` searches longer; two minutes. `PROPTEST_RNG_SEED=7`
//! draws the same cases again.

mod arithmetic;
mod belief;
mod books;
mod bounds;
mod caps;
mod clock;
mod discount;
mod equal;
mod fills;
mod glitch;
mod growth;
mod histories;
mod hostile;
mod interest;
mod pool;
mod profile;
mod refusals;
mod settlement;
mod warning;
