//! Accrual (section 8): equal to the reference's books, as good in two steps as in one, never refused
//! however long nobody came, and the protocol's fee no more than it may be.

use crate::{
    domain::{
        cases, dice, int,
        market::{agrees, book, cash, is_share_no_cheaper},
    },
    reference::{Int, ten},
};
use ebb_ledger::{
    Cap, Loan, Market,
    market::{FEE_SHARES_BITS, MAX_FEE, Size},
    rate::{MAX_RATE_AT_TARGET, Rates, growth_down},
    shares::Pool,
    wad::{ASSET_LIMIT, LIMIT, WAD},
};
use proptest::prelude::*;

/// Everything lent at the highest rate.
fn scorching(assets: u128) -> Market {
    let pool = Pool {
        assets,
        shares: assets * 1_000_000,
    };
    Market {
        supply: pool,
        borrow: pool,
        last_update: 1_700_000_000,
        rate_at_target: MAX_RATE_AT_TARGET,
        fee: MAX_FEE,
        ..Market::default()
    }
}

/// Every operation that takes risk off the market answers, and so do the views.
fn assert_answers(mut market: Market) {
    let mut loan = Loan {
        collateral: 1,
        borrow_shares: market.borrow.shares,
    };
    let owed = market.debt_up(&loan).unwrap();
    assert!(owed <= ASSET_LIMIT);
    assert!(market.utilization_down().unwrap() <= WAD);
    let mut next = market;
    next.accrue(market.last_update.saturating_add(1)).unwrap();
    assert!(market.repay(&loan, Size::Assets(owed / 2)).is_ok());
    assert!(
        market
            .clone()
            .repay(&loan, Size::Shares(loan.borrow_shares / 2))
            .is_ok()
    );
    market
        .write_off(&mut Loan {
            borrow_shares: 1,
            ..loan
        })
        .unwrap();
    loan.borrow_shares = market.borrow.shares;
    market.repay(&loan, Size::Assets(u128::MAX)).unwrap();
    // What the rounding of one debt leaves of the other side is not there to be paid out.
    let left = market.supply.assets - market.borrow.assets;
    market.withdraw(Size::Assets(left / 2)).unwrap();
}

#[test]
fn a_new_market_asks_four_percent_at_its_target() {
    let market = Market::new(7);
    let expected = Market {
        last_update: 7,
        rate_at_target: 1_268_391_679,
        ..Market::default()
    };
    assert_eq!(market, expected);
    assert_eq!((market.supply_cap, market.fee), (Cap(0), 0));
}

#[test]
fn a_market_that_nobody_touched_for_decades_still_answers() {
    let decade = 10 * 365 * 86_400;
    for seconds in [decade, 3 * decade, 1 << 40, u64::MAX - 1_700_000_000] {
        for assets in [1, 1_000_000, WAD, ASSET_LIMIT >> 4] {
            let mut market = scorching(assets);
            let interest = market.accrue(1_700_000_000 + seconds).unwrap();
            assert!(interest.assets >= assets || assets == ASSET_LIMIT - 1);
            assert!(market.supply.assets < ASSET_LIMIT && market.supply.shares < LIMIT);
            assert_answers(market);
        }
    }
    let mut market = scorching(ASSET_LIMIT >> 4);
    market.accrue(1_700_000_000 + decade).unwrap();
    assert_eq!(market.supply.assets, ASSET_LIMIT - 1);
    let before = market;
    assert_eq!(market.accrue(1_800_000_000 + decade).unwrap().assets, 0);
    assert_eq!(market.supply, before.supply);
}

/// The fee's shares end where the unclaimed ones, or all, would leave their range; what they would have
/// claimed is the suppliers'.
#[test]
fn the_fee_takes_no_more_shares_than_there_is_room_for() {
    let hour = 1_700_003_600;
    let most = (1 << FEE_SHARES_BITS) - 1;
    let free = scorching(WAD);
    let whole = free.clone().accrue(hour).unwrap();
    assert!(whole.fee_shares > 1_000);
    for room in [0, 1, 1_000] {
        let mut unclaimed = Market {
            fee_shares: most - room,
            ..free
        };
        let interest = unclaimed.accrue(hour).unwrap();
        assert_eq!((interest.assets, interest.fee_shares), (whole.assets, room));
        assert_eq!(unclaimed.fee_shares, most);
        assert_eq!(unclaimed.supply.shares, free.supply.shares + room);
        let mut crowded = free;
        crowded.supply.shares = LIMIT - 1 - room;
        let interest = crowded.accrue(hour).unwrap();
        assert_eq!((interest.assets, interest.fee_shares), (whole.assets, room));
        assert_eq!(crowded.supply.shares, LIMIT - 1);
    }
}

#[test]
fn one_accrual_multiplies_a_debt_by_at_most_the_largest_power() {
    let mut market = scorching(1_000_000);
    market.accrue(u64::MAX).unwrap();
    let grown = market.borrow.assets / 1_000_000;
    assert!(
        (639_843_493_530_000_000..639_843_493_540_000_000).contains(&grown),
        "{grown}"
    );
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn accruing_equals_the_reference_and_time_never_runs_back(mut dice in dice()) {
        let start = dice.market();
        let seconds = dice.roll() >> dice.within(24, 63);
        let now = start.last_update + seconds;
        let mut after = start;
        let interest = after.accrue(now).unwrap();
        let rates =
            Rates::after(start.rate_at_target, start.utilization_down().unwrap(), seconds).unwrap();
        let growth = int(growth_down(rates.borrow, seconds).unwrap());
        let exact = book(&start).accrue(&growth, start.fee, &int(start.fee_shares));
        let result = Ok((interest.assets, interest.fee_shares));
        prop_assert!(agrees(&after, result, exact), "{interest:?}");
        prop_assert_eq!((after.last_update, after.rate_at_target), (now, rates.at_target));
        prop_assert_eq!(interest.borrow_rate, rates.borrow);
        prop_assert_eq!(cash(&after), cash(&start));
        // What nobody earned stays as it was.
        let rest = Market {
            supply: start.supply,
            borrow: start.borrow,
            last_update: start.last_update,
            rate_at_target: start.rate_at_target,
            fee_shares: after.fee_shares - interest.fee_shares,
            ..after
        };
        prop_assert_eq!(rest, start);
        let mut earlier = start;
        prop_assert_eq!(earlier.accrue(start.last_update - 1).unwrap().assets, 0);
        prop_assert_eq!(earlier, start);
    }

    #[test]
    fn suppliers_lose_no_more_than_the_fee(mut dice in dice()) {
        let start = dice.market();
        let (mut with, mut without) = (start, Market { fee: 0, ..start });
        let now = start.last_update + dice.within(0, 100_000_000);
        let interest = with.accrue(now).unwrap();
        without.accrue(now).unwrap();
        prop_assert_eq!(with.supply.assets, without.supply.assets);
        prop_assert!(is_share_no_cheaper(&with.supply, &start.supply));
        // What the old shares claim is at least what they claim without a fee, less the fee.
        let shares = start.supply.shares;
        let [got, whole] = [with, without].map(|market| market.supply.to_assets_down(shares).unwrap());
        let fee = int(interest.assets) * start.fee / 10_000_u32;
        prop_assert!(int(got) + &fee + 1 >= int(whole));
        // And the fee's shares are worth the fee, but for a share.
        let worth = int(with.supply.to_assets_down(interest.fee_shares).unwrap());
        prop_assert!(worth <= fee);
        let a_share = with.supply.to_assets_up(1).unwrap_or(u128::MAX);
        let is_saturated =
            with.supply.shares == LIMIT - 1 || with.fee_shares == (1 << FEE_SHARES_BITS) - 1;
        prop_assert!(is_saturated || worth + int(a_share) + 1 >= fee);
    }

    #[test]
    fn two_accruals_cost_as_much_as_one(mut dice in dice()) {
        let mut start = dice.market();
        start.fee = 0;
        let (first, second) = (dice.within(0, 5_000), dice.within(0, 5_000));
        let (mut once, mut twice) = (start, start);
        let whole = once.accrue(start.last_update + first + second).unwrap().assets;
        let steps = twice.accrue(start.last_update + first).unwrap().assets
            + twice.accrue(start.last_update + first + second).unwrap().assets;
        // In between the rate follows the utilisation, which the interest itself moves a little, and
        // the mean of the rates is the trapezoids': in 10,000 s less than a hundredth of the interest.
        let slack: Int = int(whole.max(steps)) / 100 + int(start.borrow.assets) / ten(15) + 2;
        prop_assert!((int(whole) - int(steps)).magnitude() <= slack.magnitude(), "{whole} {steps}");
    }

    #[test]
    fn a_later_accrual_never_costs_less(mut dice in dice()) {
        let start = dice.market();
        let seconds = dice.roll() >> dice.within(24, 63);
        let (mut sooner, mut later) = (start, start);
        let before = sooner.accrue(start.last_update + seconds).unwrap();
        let after = later.accrue(start.last_update + seconds + dice.within(1, 1_000_000)).unwrap();
        let is_below = start.utilization_down().unwrap() < WAD / 10 * 9;
        // Below the target the rate falls while the time goes on, never as fast as the time.
        let slack = if is_below { int(before.assets) / ten(9) + 1 } else { Int::ZERO };
        prop_assert!(int(after.assets) + slack >= int(before.assets));
    }
}
