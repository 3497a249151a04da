//! Caps: all 65,536 of them.

use crate::{
    domain::int,
    reference::{Int, ten},
};
use ebb_ledger::Cap;

/// What sixteen bits stand for: digits · 10^places, or nothing.
fn meant(bits: u16) -> Option<Int> {
    let places = u32::from(bits % 64).checked_sub(1)?;
    Some(Int::from(bits / 64) * ten(places))
}

#[test]
fn all_caps_stand_for_their_digits_and_places() {
    let most = int(u128::MAX);
    for bits in 0..=u16::MAX {
        let exact = meant(bits).map_or(most.clone(), |cap| cap.min(most.clone()));
        assert_eq!(int(Cap(bits).assets()), exact, "{bits}");
    }
}

/// `new_down` makes 0 … 1023 as they are and 102 … 1023 with each number of places beyond. Each of those
/// stands for everything from itself to the unit before the next one with as many places.
#[test]
fn all_amounts_keep_their_leading_digits() {
    for places in 0..37 {
        let least = if places == 0 { 0 } else { 102 };
        for digits in least..=1_023_u128 {
            let from = int(digits) * ten(places);
            // The first that has too many digits for one place less.
            let first = match places {
                0 => from,
                _ => from.max(int(1_024) * ten(places - 1)),
            };
            let last: Int = int(digits + 1) * ten(places) - 1;
            let bits = u16::try_from(digits << 6).unwrap() | u16::try_from(places + 1).unwrap();
            for assets in [first, last] {
                let Ok(assets) = u128::try_from(assets) else {
                    continue;
                };
                let is_ordinary = assets != u128::MAX;
                assert!(
                    !is_ordinary || Cap::new_down(assets) == Cap(bits),
                    "{assets}"
                );
            }
        }
    }
}

/// Below the greatest digits a larger wish never gives a smaller cap. Beyond, a digit is given up: 10,239
/// is kept as 10,230, and 10,240 as 10,200.
#[test]
fn a_cap_loses_less_than_a_hundredth_of_what_was_asked_for() {
    for places in 0..37 {
        for digits in 103..=10_240_u128 {
            let Ok(assets) = u128::try_from(int(digits) * ten(places)) else {
                continue;
            };
            let kept = Cap::new_down(assets).assets();
            assert!(kept <= assets && int(assets - kept) * 100 < int(assets));
        }
    }
}
