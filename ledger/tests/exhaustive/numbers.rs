//! Products and quotients: all small numbers, and all numbers around the ends of the limbs in which a
//! product is taken, where a carry could be lost.

use crate::{
    domain::{int, wide},
    reference::{Int, down, up},
};
use alloy_primitives::U256;
use ebb_ledger::{
    Error,
    wad::{
        ASSET_LIMIT, LIMIT, from_be, mul_div_down, mul_div_up, narrow, to_be, wide_div_up,
        wide_mul_div_down, within_asset_limit, within_limit,
    },
};

/// What the crate must answer if the exact result is `exact`.
fn fitting(exact: Int) -> Result<Int, Error> {
    if exact.bits() <= 128 {
        Ok(exact)
    } else {
        Err(Error::Overflow)
    }
}

fn assert_quotients(a: u128, b: u128, c: u128) {
    let exact = |round: fn(&Int, &Int, &Int) -> Int| match c {
        0 => Err(Error::Overflow),
        _ => fitting(round(&int(a), &int(b), &int(c))),
    };
    assert_eq!(
        mul_div_down(a, b, c).map(int),
        exact(down),
        "{a} · {b} / {c}"
    );
    assert_eq!(mul_div_up(a, b, c).map(int), exact(up), "{a} · {b} / {c}");
}

/// Beside every end of a limb and of a half: 0, 2^32, 2^63, 2^64, 2^65, 2^96, 2^103, 2^120, 2^127, 2^128.
fn ends() -> Vec<u128> {
    let powers = [32, 63, 64, 65, 96, 103, 120, 127].map(|bits| 1_u128 << bits);
    let beside = powers
        .iter()
        .flat_map(|power| [power - 1, *power, power + 1]);
    let last = [u128::MAX - 1, u128::MAX];
    // Every limb full or empty.
    let limbs = [u128::MAX << 64, (1 << 64) - 1];
    (0..4).chain(beside).chain(last).chain(limbs).collect()
}

#[test]
fn all_quotients_of_small_numbers() {
    for a in 0..=48 {
        for b in 0..=48 {
            for c in 0..=48 {
                assert_quotients(a, b, c);
            }
        }
    }
}

#[test]
fn all_quotients_at_the_ends_of_the_limbs() {
    let ends = ends();
    for &a in &ends {
        for &b in &ends {
            for &c in &ends {
                assert_quotients(a, b, c);
            }
        }
    }
}

#[test]
fn all_wide_quotients_at_the_ends_of_the_limbs() {
    let ends: Vec<u128> = ends().into_iter().step_by(2).collect();
    let words: Vec<U256> = ends
        .iter()
        .flat_map(|&high| [0, 1, 1 << 64, u128::MAX].map(|low| (high, low)))
        .map(|(high, low)| U256::from(high) << 128 | U256::from(low))
        .collect();
    for &b in &words {
        for &c in &words {
            let quotient = wide_div_up(b, c).map(wide);
            let exact = (!c.is_zero()).then(|| up(&wide(b), &1.into(), &wide(c)));
            assert_eq!(quotient, exact, "{b} / {c}");
            for &a in &ends {
                let fits = (int(a) * wide(b)).bits() <= 256 && !c.is_zero();
                let exact = if fits {
                    fitting(down(&int(a), &wide(b), &wide(c)))
                } else {
                    Err(Error::Overflow)
                };
                assert_eq!(
                    wide_mul_div_down(a, b, c).map(int),
                    exact,
                    "{a} · {b} / {c}"
                );
            }
        }
    }
}

#[test]
fn a_word_is_narrow_below_2_to_the_128_and_written_with_the_highest_byte_first() {
    for bit in 0..256_usize {
        let word = U256::from(1) << bit;
        for word in [word, word - U256::from(1), word | U256::from(1)] {
            assert_eq!(narrow(word).map(int), fitting(wide(word)));
            let bytes = to_be(&word);
            assert_eq!(
                Int::from_bytes_be(num_bigint::Sign::Plus, &bytes),
                wide(word)
            );
            assert_eq!(from_be(&bytes), word);
        }
        let mut bytes = [0; 32];
        bytes[31 - bit / 8] = 1 << (bit % 8);
        assert_eq!(to_be(&word), bytes);
    }
}

#[test]
fn what_is_below_its_limit_passes_and_nothing_else() {
    for (limit, within) in [
        (LIMIT, within_limit as fn(u128) -> Result<u128, Error>),
        (ASSET_LIMIT, within_asset_limit),
    ] {
        for below in [0, 1, limit / 2, limit - 2, limit - 1] {
            assert_eq!(within(below), Ok(below));
        }
        for beyond in [limit, limit + 1, 2 * limit, u128::MAX] {
            assert_eq!(within(beyond), Err(Error::Overflow));
        }
    }
}
