//! Measuring single host functions: the data their pointers point at, and their ink.

use std::sync::LazyLock;

use alloy_primitives::{Address, B256};
use ebb_stylus::OutcomeKind;

use super::{
    World,
    wat::{call, last_call},
};

/// Somebody with code, at byte 12 of the programs' data.
pub(crate) const CONTRACT: Address = Address::repeat_byte(0x11);

/// Programs' data: word 0 ends in `CONTRACT`, word 1 is 1, word 2 is zero, word 3 is all ones.
pub(crate) static DATA: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let one = B256::with_last_byte(1);
    [
        CONTRACT.into_word(),
        one,
        B256::ZERO,
        B256::repeat_byte(0xFF),
    ]
    .concat()
});

pub(crate) const AT_CONTRACT: &str = "12";
pub(crate) const AT_ONE: &str = "32";
pub(crate) const AT_ZERO: &str = "64";
pub(crate) const AT_ONES: &str = "96";
/// Room for outputs.
pub(crate) const OUT: &str = "1024";
pub(crate) const OUT_2: &str = "1060";

pub(crate) fn ink(world: &World, calls: &[String]) -> u64 {
    let (_, outcome, ink) = last_call(world, &DATA, calls);
    assert_eq!(
        outcome.kind,
        OutcomeKind::Success,
        "{calls:?}: {:?}",
        outcome.detail
    );
    ink
}

pub(crate) fn one(name: &str, arguments: &[&str]) -> u64 {
    ink(&World::new(59), &[call(name, arguments)])
}
