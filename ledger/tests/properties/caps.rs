//! Caps: three digits are kept, never more than was asked for; they stop growth and nothing else.

use crate::domain::{cases, dice, int};
use ebb_ledger::{Cap, Error, Loan, Market, market::Size};
use proptest::prelude::*;

#[test]
fn a_cap_keeps_three_digits() {
    let kept = |assets| Cap::new_down(assets).assets();
    assert_eq!(kept(0), 0);
    assert_eq!(kept(1), 1);
    assert_eq!(kept(1_023), 1_023);
    assert_eq!(kept(1_024), 1_020);
    assert_eq!(kept(9_999), 9_990);
    assert_eq!(kept(25_000_000_000_000), 25_000_000_000_000);
    assert_eq!(kept(u128::MAX - 1) / 10_u128.pow(36), 340);
    assert_eq!(kept(u128::MAX), u128::MAX);
}

#[test]
fn no_cap_is_zero_and_a_cap_of_nothing_is_not() {
    assert_eq!(Cap::new_down(u128::MAX), Cap(0));
    assert_eq!(Cap::default().assets(), u128::MAX);
    assert_ne!(Cap::new_down(0), Cap(0));
    let mut closed = Market {
        supply_cap: Cap::new_down(0),
        ..Market::new(1)
    };
    assert_eq!(closed.supply(Size::Assets(1)), Err(Error::CapExceeded));
}

#[test]
fn a_cap_may_be_reached_to_the_unit() {
    let cap = Cap::new_down(1_000);
    let mut market = Market {
        supply_cap: cap,
        borrow_cap: cap,
        ..Market::new(1)
    };
    let one = Size::Assets(1);
    assert_eq!(market.supply(Size::Assets(1_000)).unwrap().0, 1_000);
    assert_eq!(market.clone().supply(one), Err(Error::CapExceeded));
    assert_eq!(market.borrow(Size::Assets(1_000)).unwrap().0, 1_000);
    assert_eq!(market.clone().borrow(one), Err(Error::CapExceeded));
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn a_cap_is_the_largest_with_three_digits_that_is_not_above(mut dice in dice()) {
        let assets = dice.amount(128);
        let cap = Cap::new_down(assets);
        let kept = cap.assets();
        prop_assert!(kept <= assets);
        prop_assert_eq!(Cap::new_down(kept).assets(), kept);
        // One more of the last digit is above.
        let (digits, places) = (cap.0 >> 6, u32::from(cap.0 & 63));
        prop_assert!(assets == u128::MAX || (1..=37).contains(&places) && digits < 1_024);
        prop_assert!(digits >= 102 || places <= 1);
        if assets != u128::MAX {
            let next = (int(digits.into()) + 1) * int(10).pow(places - 1);
            prop_assert!(next > int(assets));
        }
    }

    #[test]
    fn any_sixteen_bits_are_a_cap(bits in any::<u16>()) {
        let cap = Cap(bits);
        let again = Cap::new_down(cap.assets());
        prop_assert_eq!(again.assets(), cap.assets());
    }

    #[test]
    fn a_cap_refuses_what_would_be_beyond_it_and_nothing_else(mut dice in dice()) {
        let free = dice.market();
        let supply_cap = dice.cap(free.supply.assets);
        let borrow_cap = dice.cap(free.borrow.assets);
        let capped = Market { supply_cap, borrow_cap, ..free };
        let (size, _) = dice.size(free.supply);
        let mut loan = Loan { borrow_shares: dice.part(free.borrow.shares, 0, 1_000), ..Loan::default() };
        let (mut a, mut b) = (free, capped);
        match a.supply(size) {
            Ok(_) if a.supply.assets > supply_cap.assets() => {
                prop_assert_eq!(b.supply(size), Err(Error::CapExceeded));
            }
            result => prop_assert_eq!(b.supply(size), result),
        }
        // The cap of one side is not the other's.
        let (mut a, mut b) = (free, Market { supply_cap: Cap::new_down(0), ..capped });
        match a.borrow(size) {
            Ok(_) if a.borrow.assets > borrow_cap.assets() => {
                prop_assert_eq!(b.borrow(size), Err(Error::CapExceeded));
            }
            Err(Error::InsufficientLiquidity) => {
                let refused = b.borrow(size);
                let is_either = [Error::InsufficientLiquidity, Error::CapExceeded].map(Err);
                prop_assert!(is_either.contains(&refused));
            }
            result => prop_assert_eq!(b.borrow(size), result),
        }
        let closed = Market { supply_cap: Cap::new_down(0), borrow_cap: Cap::new_down(0), ..free };
        let open = |mut market: Market| (market.withdraw(size), market.supply);
        prop_assert_eq!(open(closed), open(free));
        let open = |mut market: Market| (market.repay(&loan, size), market.borrow);
        prop_assert_eq!(open(closed), open(free));
        let open = |mut market: Market| (market.accrue(1_800_000_000), market.borrow);
        prop_assert_eq!(open(closed), open(free));
        let lost = closed.clone().write_off(&mut loan.clone());
        prop_assert_eq!(lost, free.clone().write_off(&mut loan));
    }
}
