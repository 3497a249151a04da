//! Numbers in packed words: where each is, and how many bits it has.

use alloy_primitives::U256;

/// A number of a packed word, at its place; the law keeps it within its bits.
#[inline(never)]
pub(crate) fn place(number: u128, at: usize) -> U256 {
    U256::from(number).wrapping_shl(at)
}

/// At most 128 bits of `word` from `from` on.
#[inline(never)]
pub(crate) fn amount(word: U256, from: usize, length: u32) -> u128 {
    let [low, high, ..] = word.wrapping_shr(from).into_limbs();
    let mask = u128::MAX.unbounded_shr(128_u32.saturating_sub(length));
    (u128::from(high) << 64 | u128::from(low)) & mask
}

/// At most 64 bits of `word` from `from` on.
pub(crate) fn bits(word: U256, from: usize, length: u32) -> u64 {
    let [low, ..] = word.wrapping_shr(from).into_limbs();
    low & u64::MAX.unbounded_shr(64_u32.saturating_sub(length))
}

/// At most 32 bits of `word` from `from` on.
pub(crate) fn short(word: U256, from: usize, length: u32) -> u32 {
    u32::try_from(bits(word, from, length)).unwrap_or(0)
}
