//! The market's books: every act equals the reference, and no sequence of acts creates value.

use crate::{
    domain::{Dice, cases, dice, int},
    reference::{
        Int,
        book::{Amount, Book, Outcome, Refusal, Side},
    },
};
use ebb_ledger::{
    Error, Loan, Market, interest::BORROW_RATE, market::Size, shares::Pool, wad::LIMIT,
};
use proptest::prelude::*;

/// A market as a history could leave it: lent at most what is supplied, share prices of 1e-6 and above.
fn market(dice: &mut Dice) -> Market {
    let assets = dice.amount(118);
    let shares = assets.saturating_mul(1_000_000).min(LIMIT - 1);
    let lent = dice.part(assets, 0, 1_000);
    let supply = Pool {
        assets,
        shares: dice.part(shares, 100, 1_000),
    };
    let lent_shares = lent.saturating_mul(1_000_000).min(LIMIT - 1);
    let borrow = Pool {
        assets: lent,
        shares: dice.part(lent_shares, 100, 1_000),
    };
    Market {
        supply,
        borrow,
        last_update: 1_700_000_000,
        reserve: dice.part(lent, 0, 100),
    }
}

fn book(market: &Market) -> Book {
    let side = |pool: Pool| Side {
        assets: int(pool.assets),
        shares: int(pool.shares),
    };
    let (supply, borrow) = (side(market.supply), side(market.borrow));
    Book {
        supply,
        borrow,
        reserve: int(market.reserve),
    }
}

fn size(dice: &mut Dice, pool: Pool) -> (Size, Amount) {
    let any = dice.amount(120);
    if dice.one_in(2) {
        let assets = if dice.one_in(4) {
            any
        } else {
            dice.part(pool.assets, 0, 1_100)
        };
        (Size::Assets(assets), (true, int(assets)))
    } else {
        let shares = if dice.one_in(4) {
            any
        } else {
            dice.part(pool.shares, 0, 1_100)
        };
        (Size::Shares(shares), (false, int(shares)))
    }
}

/// Whether the act on `market`, which gave `result`, did what the reference says.
fn agrees(market: &Market, result: Result<(u128, u128), Error>, exact: Outcome) -> bool {
    match (result, exact) {
        (Ok((a, b)), Ok((change, after))) => (int(a), int(b)) == change && book(market) == after,
        (Err(Error::Overflow), Err(Refusal::Overflow))
        | (Err(Error::InsufficientBalance), Err(Refusal::InsufficientBalance))
        | (Err(Error::InsufficientLiquidity), Err(Refusal::InsufficientLiquidity)) => true,
        _ => false,
    }
}

/// Whether a share of `after` claims at least what one of `before` did.
fn is_share_no_cheaper(after: &Pool, before: &Pool) -> bool {
    let price = |pool: &Pool| (int(pool.assets) + 1, int(pool.shares) + 1_000_000);
    let ((a, b), (c, d)) = (price(after), price(before));
    a * d >= c * b
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn supplying_withdrawing_and_borrowing_equal_the_reference(mut dice in dice()) {
        let start = market(&mut dice);
        let (size, amount) = size(&mut dice, start.supply);
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
        let start = market(&mut dice);
        let borrow_shares = dice.part(start.borrow.shares, 0, 1_000);
        let mut loan = Loan { borrow_shares, ..Loan::default() };
        let (size, amount) = size(&mut dice, start.borrow);
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
    fn accruing_equals_the_reference_and_time_never_runs_back(mut dice in dice()) {
        let start = market(&mut dice);
        let seconds = dice.within(0, 400_000_000);
        let mut after = start;
        let interest = after.accrue(start.last_update + seconds);
        let exact = book(&start).accrue(&int(BORROW_RATE), &seconds.into());
        prop_assert!(agrees(&after, interest.map(|x| (x, 0)), exact), "{interest:?}");
        prop_assert_eq!(after.last_update, start.last_update + seconds);
        let mut earlier = start;
        prop_assert_eq!(earlier.accrue(start.last_update - 1), Ok(0));
        prop_assert_eq!(earlier, start);
    }

    #[test]
    fn a_supplier_never_gets_more_than_he_brought(mut dice in dice()) {
        let mut market = market(&mut dice);
        let (size, _) = size(&mut dice, market.supply);
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
        let mut market = market(&mut dice);
        let (size, _) = size(&mut dice, market.borrow);
        let Ok((got, borrow_shares)) = market.borrow(size) else { return Ok(()) };
        let loan = Loan { borrow_shares, ..Loan::default() };
        let owed = market.debt_up(&loan).unwrap();
        let (paid, burnt) = market.repay(&loan, Size::Assets(u128::MAX)).unwrap();
        prop_assert!(paid >= got);
        prop_assert_eq!((paid, burnt), (owed, borrow_shares));
    }

    #[test]
    fn a_history_conserves_cash_and_only_a_loss_makes_a_supply_share_cheaper(mut dice in dice()) {
        let mut market = market(&mut dice);
        let mut loan = Loan { borrow_shares: market.borrow.shares, ..Loan::default() };
        for _ in 0..12 {
            let before = market;
            let cash = |m: &Market| int(m.supply.assets) - int(m.borrow.assets) + int(m.reserve);
            let (size, _) = size(&mut dice, market.supply);
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
        let mut any = || dice.amount(128);
        let pool = (Pool { assets: any(), shares: any() }, Pool { assets: any(), shares: any() });
        let reserve = any();
        let start = Market { supply: pool.0, borrow: pool.1, last_update: 7, reserve };
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
            prop_assert!(!grown || market.supply.assets < LIMIT);
        }
        loan.borrow_shares = 0;
        let mut market = start;
        prop_assert!(market.write_off(&mut loan).map_or(true, |loss| loss.assets == 0));
    }
}
