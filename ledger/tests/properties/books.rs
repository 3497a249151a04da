//! The market's books: every act equals the reference, and no sequence of acts creates value.

use crate::{
    domain::{
        cases, dice, int,
        market::{agrees, book, cash, is_share_no_cheaper},
    },
    reference::{Int, book::Book, down, up, wad as one},
};
use ebb_ledger::{Cap, Loan, Market, market::Size, shares::Pool, wad::ASSET_LIMIT};
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn supplying_withdrawing_and_borrowing_equal_the_reference(mut dice in dice()) {
        let start = dice.market();
        let (size, amount) = dice.size(start.supply);
        let mut after = start;
        let result = after.supply(size);
        prop_assert!(agrees(&after, result, book(&start).supply(&amount)), "supply {result:?}");
        let mut after = start;
        let result = after.withdraw(size);
        prop_assert!(agrees(&after, result, book(&start).withdraw(&amount)), "withdraw {result:?}");
        let mut after = start;
        let result = after.borrow(size);
        prop_assert!(agrees(&after, result, book(&start).borrow(&amount)), "borrow {result:?}");
    }

    #[test]
    fn repaying_and_writing_off_equal_the_reference(mut dice in dice()) {
        let start = dice.market();
        let borrow_shares = dice.part(start.borrow.shares, 0, 1_000);
        let mut loan = Loan { borrow_shares, ..Loan::default() };
        let (size, amount) = dice.size(start.borrow);
        let owed = book(&start).borrow.assets(&int(borrow_shares), up);
        prop_assert_eq!(start.debt_up(&loan).map(int), Ok(owed));
        let mut after = start;
        let result = after.repay(&loan, size);
        let exact = book(&start).repay(&int(borrow_shares), &amount);
        prop_assert!(agrees(&after, result, exact), "repay {result:?}");
        let mut after = start;
        let loss = after.write_off(&mut loan).unwrap();
        let exact = book(&start).write_off(&int(borrow_shares));
        prop_assert!(agrees(&after, Ok((loss.assets, loss.from_reserve)), exact), "{loss:?}");
        prop_assert_eq!((loss.shares, loan.borrow_shares), (borrow_shares, 0));
        // The reserve pays first and only for bad debt.
        prop_assert_eq!(loss.from_reserve, loss.assets.min(start.reserve));
    }

    #[test]
    fn the_utilization_is_the_part_that_is_lent_rounded_down(mut dice in dice()) {
        let market = dice.market();
        let exact = match book(&market) {
            Book { supply, .. } if supply.assets == Int::ZERO => Int::ZERO,
            Book { supply, borrow, .. } => down(&borrow.assets, &one(), &supply.assets),
        };
        prop_assert_eq!(market.utilization_down().map(int), Ok(exact));
    }

    #[test]
    fn a_supplier_never_gets_more_than_he_brought(mut dice in dice()) {
        let mut market = dice.market();
        let (size, _) = dice.size(market.supply);
        let Ok((paid, shares)) = market.supply(size) else { return Ok(()) };
        if let Ok((got, _)) = market.withdraw(Size::Shares(shares)) {
            prop_assert!(got <= paid);
        }
        let one_more = Size::Assets(paid + 1);
        if let Ok((_, burnt)) = market.clone().withdraw(one_more) {
            prop_assert!(burnt > shares || paid == 0);
        }
    }

    #[test]
    fn a_borrower_never_owes_less_than_he_took(mut dice in dice()) {
        let mut market = dice.market();
        let (size, _) = dice.size(market.borrow);
        let Ok((got, borrow_shares)) = market.borrow(size) else { return Ok(()) };
        let loan = Loan { borrow_shares, ..Loan::default() };
        let owed = market.debt_up(&loan).unwrap();
        let (paid, burnt) = market.repay(&loan, Size::Assets(u128::MAX)).unwrap();
        prop_assert!(paid >= got);
        prop_assert_eq!((paid, burnt), (owed, borrow_shares));
    }

    #[test]
    fn a_history_conserves_cash_and_only_a_loss_makes_a_supply_share_cheaper(mut dice in dice()) {
        let mut market = dice.market();
        let mut loan = Loan { borrow_shares: market.borrow.shares, ..Loan::default() };
        for _ in 0..12 {
            let before = market;
            let (size, _) = dice.size(market.supply);
            let mut is_loss = false;
            let expected = match dice.within(0, 5) {
                0 => market.supply(size).map(|(paid, _)| int(paid)),
                1 => market.withdraw(size).map(|(got, _)| -int(got)),
                2 => market.borrow(size).map(|(got, shares)| {
                    loan.borrow_shares += shares;
                    -int(got)
                }),
                3 => market.repay(&loan, size).map(|(paid, shares)| {
                    loan.borrow_shares -= shares;
                    // A debt rounded up may be a unit above the total.
                    int(paid.min(before.borrow.assets))
                }),
                4 => market.accrue(before.last_update + 10_000).map(|_| Int::ZERO),
                _ => {
                    is_loss = true;
                    market.write_off(&mut loan).map(|_| Int::ZERO)
                }
            };
            match expected {
                Ok(change) => prop_assert_eq!(cash(&market) - cash(&before), change),
                Err(_) => market = before,
            }
            prop_assert!(is_loss || is_share_no_cheaper(&market.supply, &before.supply));
            prop_assert!(is_loss || market.reserve == before.reserve);
            prop_assert!(market.borrow.assets <= market.supply.assets);
            prop_assert_eq!(loan.borrow_shares, market.borrow.shares);
        }
    }

    #[test]
    fn any_words_are_refused_or_counted_without_a_panic(mut dice in dice()) {
        let mut words = dice.clone();
        let mut any = || words.amount(128);
        let pool = (Pool { assets: any(), shares: any() }, Pool { assets: any(), shares: any() });
        let reserve = any();
        let rate_at_target = u64::try_from(any() >> 64).unwrap();
        let fee = u32::try_from(any() >> 96).unwrap();
        let start = Market {
            supply: pool.0,
            borrow: pool.1,
            last_update: 7,
            reserve,
            rate_at_target,
            fee,
            supply_cap: Cap(dice.roll() as u16),
            ..Market::default()
        };
        let mut loan = Loan { collateral: any(), borrow_shares: any() };
        for size in [Size::Assets(any()), Size::Shares(any())] {
            let mut market = start;
            let _ = market.supply(size);
            let _ = market.withdraw(size);
            let _ = market.borrow(size);
            let _ = market.repay(&loan, size);
            let _ = market.accrue(dice.roll());
            let _ = market.write_off(&mut loan.clone());
            let grown = market.supply.assets > start.supply.assets;
            prop_assert!(!grown || market.supply.assets < ASSET_LIMIT);
        }
        loan.borrow_shares = 0;
        let mut market = start;
        prop_assert!(market.write_off(&mut loan).map_or(true, |loss| loss.assets == 0));
    }
}
