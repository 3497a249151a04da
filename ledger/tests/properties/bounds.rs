//! Every bound of section 2, reached from both sides, and each field by its number.

use crate::domain::profile::{default_terms, fields, pack};
use alloy_primitives::U256;
use ebb_ledger::{
    Error, Profile, Terms,
    wad::{LIMIT, WAD},
};

/// The default terms at LLTV 80 %, with a change.
fn terms(change: impl FnOnce(&mut Profile)) -> Terms {
    let mut terms = default_terms(80, 18);
    change(&mut terms.profile);
    terms
}

/// What the law says of the terms and of the words that carry their profile.
pub(super) fn check(terms: &Terms) -> Result<(), Error> {
    let (curve, pace) = pack(fields(&terms.profile));
    terms.check_debt_bounds()?;
    terms.check_profile(curve, pace)
}

/// Asserts that the first change is legal and the second breaks the bound of `field`.
fn edge(field: u8, legal: fn(&mut Profile), illegal: fn(&mut Profile)) {
    assert_eq!(check(&terms(legal)), Ok(()), "field {field} at its bound");
    assert_eq!(
        check(&terms(illegal)),
        Err(Error::InvalidProfile(field)),
        "field {field} beyond"
    );
}

#[test]
fn the_defaults_are_legal_at_every_usual_lltv() {
    for percent in [38, 62, 77, 80, 86, 91, 94, 96, 98] {
        assert_eq!(check(&default_terms(percent, 6)), Ok(()), "{percent} %");
    }
}

#[test]
fn the_discounts_are_ordered() {
    edge(
        0,
        |p| p.start_discount = 50_000,
        |p| p.start_discount = 50_001,
    );
    edge(
        1,
        |p| p.end_discount = 100_000,
        |p| p.end_discount = 100_001,
    );
    edge(
        7,
        |p| p.bad_debt_discount = 100_000,
        |p| p.bad_debt_discount = 100_001,
    );
}

#[test]
fn the_shares_are_bounded() {
    edge(
        4,
        |p| p.depth_slope = 1_000_000,
        |p| p.depth_slope = 1_000_001,
    );
    edge(
        5,
        |p| p.equity_share = 999_999,
        |p| p.equity_share = 1_000_000,
    );
    edge(
        6,
        |p| p.max_discount = 250_000,
        |p| p.max_discount = 250_001,
    );
    edge(9, |p| p.fee_share = 500_000, |p| p.fee_share = 500_001);
    edge(10, |p| p.close_factor = 10_000, |p| p.close_factor = 9_999);
    edge(
        10,
        |p| p.close_factor = 1_000_000,
        |p| p.close_factor = 1_000_001,
    );
    edge(15, |p| p.full_share = 1, |p| p.full_share = 0);
    edge(15, |p| p.full_share = 999_999, |p| p.full_share = 1_000_000);
}

#[test]
fn the_times_are_bounded() {
    edge(2, |p| p.duration = 600, |p| p.duration = 59);
    edge(
        2,
        |p| (p.duration, p.rewind) = (60, 600),
        |p| p.duration = 86_401,
    );
    edge(
        2,
        |p| (p.duration, p.bad_debt_duration) = (86_400, 86_400),
        |p| (p.duration, p.bad_debt_duration) = (86_401, 86_401),
    );
    edge(3, |p| p.rewind = 6_000, |p| p.rewind = 6_001);
    edge(
        8,
        |p| p.bad_debt_duration = 600,
        |p| p.bad_debt_duration = 599,
    );
    edge(11, |p| p.block_time = 1, |p| p.block_time = 0);
    let wide = |p: &mut Profile| (p.clock_step, p.stale_after) = (3_601, 3_601);
    let (mut legal, mut illegal) = (terms(wide), terms(wide));
    legal.profile.block_time = 3_600;
    illegal.profile.block_time = 3_601;
    assert_eq!(check(&legal), Ok(()));
    assert_eq!(check(&illegal), Err(Error::InvalidProfile(11)));
    edge(16, |p| p.clock_step = 12, |p| p.clock_step = 11);
    edge(17, |p| p.stale_after = 300, |p| p.stale_after = 299);
    edge(18, |p| p.observe_step = 60, |p| p.observe_step = 61);
    edge(18, |p| p.observe_step = 1, |p| p.observe_step = 0);
    edge(
        19,
        |p| (p.observe_step, p.confirmation) = (0, 0),
        |p| p.confirmation = 3_601,
    );
    edge(19, |p| p.confirmation = 3_600, |p| p.confirmation = 3_601);
}

#[test]
fn the_healths_are_ordered() {
    edge(12, |p| p.target_share = 300_000, |p| p.target_share = 0);
    edge(
        12,
        |p| (p.target_share, p.borrow_share) = (1_000_000, 1_000_000),
        |p| (p.target_share, p.borrow_share) = (1_000_001, 1_000_001),
    );
    edge(13, |p| p.reset_margin = 0, |p| p.reset_margin = 1_000_001);
    // At LLTV 80 % the target is 1.06.
    edge(13, |p| p.reset_margin = 60_000, |p| p.reset_margin = 60_001);
    edge(
        14,
        |p| p.borrow_share = 300_000,
        |p| p.borrow_share = 299_999,
    );
    edge(
        14,
        |p| p.borrow_share = 1_000_000,
        |p| p.borrow_share = 1_000_001,
    );
}

/// At LLTV 50 % half of the margin makes a target of 1.25.
#[test]
fn the_target_health_is_at_most_five_quarters() {
    let mut terms = Terms {
        lltv: WAD / 2,
        ..default_terms(80, 18)
    };
    (terms.profile.target_share, terms.profile.borrow_share) = (500_000, 500_001);
    assert_eq!(check(&terms), Ok(()));
    terms.profile.target_share = 500_001;
    assert_eq!(check(&terms), Err(Error::InvalidProfile(12)));
}

#[test]
fn the_lltv_is_from_one_to_ninety_nine_percent() {
    let percent = WAD / 100;
    let at = |lltv| {
        let profile = Profile {
            target_share: 1,
            borrow_share: 1,
            reset_margin: 0,
            ..Profile::DEFAULT
        };
        check(&Terms {
            lltv,
            profile,
            ..default_terms(80, 18)
        })
    };
    assert_eq!(at(percent), Ok(()));
    assert_eq!(at(WAD - percent), Ok(()));
    for lltv in [0, percent - 1, WAD - percent + 1, WAD, u128::MAX] {
        assert_eq!(at(lltv), Err(Error::InvalidLltv));
    }
}

#[test]
fn the_debt_bounds_are_positive_ordered_and_within_the_limit() {
    let at = |min_debt, closeout_debt| {
        check(&Terms {
            min_debt,
            closeout_debt,
            ..default_terms(80, 18)
        })
    };
    let one = 1;
    assert_eq!(at(one, one), Ok(()));
    assert_eq!(at(LIMIT - one, LIMIT - one), Ok(()));
    assert_eq!(at(7, 700), Ok(()));
    let bad = [
        (0, one),
        (0, 0),
        (one + one, one),
        (7, 701),
        (one, LIMIT),
        (LIMIT, LIMIT),
    ];
    for (min_debt, closeout) in bad {
        assert_eq!(at(min_debt, closeout), Err(Error::InvalidDebtBounds));
    }
}

#[test]
fn the_sixteen_bits_above_the_fields_are_empty() {
    let terms = default_terms(80, 18);
    let (curve, pace) = pack(fields(&terms.profile));
    // The bit below them is the last field's own: too large, but not stray.
    edge(9, |_| (), |p| p.fee_share += 1 << 23);
    edge(19, |_| (), |p| p.confirmation += 1 << 23);
    for bit in 240..256 {
        let stray = U256::from(1) << bit;
        assert_eq!(
            terms.check_profile(curve | stray, pace),
            Err(Error::InvalidProfile(20))
        );
        assert_eq!(
            terms.check_profile(curve, pace | stray),
            Err(Error::InvalidProfile(20))
        );
    }
}
