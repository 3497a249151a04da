//! What happens to a loan in a second, under the law or under one clip.

use super::book::{EPOCH, price, units};
use ebb_ledger::{Books, Fill, Health, Loan, Offer, Profile, Terms};

/// What a liquidator wants to earn [share of the repayment].
const MARGIN: f64 = 0.005;
/// What a fill costs him besides [loan units].
const GAS: f64 = 0.3;

/// A way to liquidate.
pub(crate) enum Rule {
    /// The law under a profile. Somebody touches an unhealthy loan every so many seconds, or nobody
    /// does but to start its auction and by fills.
    Law(Profile, Option<u64>),
    /// All of the debt at once, for collateral worth that much and 5 % more.
    OneClip,
}

/// What a run adds up [loan units], and how often.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) debt: f64,
    pub(crate) cost: f64,
    pub(crate) bad_debt: f64,
    pub(crate) repaid: f64,
    pub(crate) left: f64,
    pub(crate) fills: u32,
    pub(crate) touches: u32,
}

impl Tally {
    /// Counts a fill that took `seized` units of collateral, worth `truth` each.
    fn count(&mut self, repaid: f64, seized: f64, truth: f64, bad_debt: f64) {
        self.fills += 1;
        self.repaid += repaid;
        self.cost += seized * truth - repaid;
        self.bad_debt += bad_debt;
    }
}

/// Whether taking `seized` for `paid` is worth a liquidator's while at the true price.
fn is_worth(seized: f64, paid: f64, truth: f64) -> bool {
    seized * truth - paid > paid * MARGIN + GAS
}

impl Rule {
    pub(crate) fn profile(&self) -> Profile {
        match self {
            Self::Law(profile, _) => *profile,
            Self::OneClip => Profile::DEFAULT,
        }
    }

    /// Second `t` of a loan, at the oracle's and the true price.
    pub(crate) fn step(
        &self,
        books: &mut Books,
        terms: &Terms,
        t: u64,
        prices: (f64, f64),
        tally: &mut Tally,
    ) {
        let health = books.health(price(prices.0), terms).unwrap();
        // Nobody touches a healthy loan without an auction.
        if health.is_healthy() && (health.debt == 0 || books.auction.touched_at == 0) {
            return;
        }
        match self {
            Self::Law(_, every) => law(books, terms, (t, *every), (health, prices), tally),
            Self::OneClip => clip(books, health, prices, tally),
        }
    }
}

fn law(
    books: &mut Books,
    terms: &Terms,
    (t, every): (u64, Option<u64>),
    (health, (oracle, truth)): (Health, (f64, f64)),
    tally: &mut Tally,
) {
    let (now, price) = (EPOCH + t, price(oracle));
    let is_new = books.auction.touched_at == 0;
    let before = books.auction;
    books.auction = before.touched(now, &health, terms).unwrap();
    let wanted = |offer: &Offer| {
        let fill = offer
            .fill(u128::MAX, books.loan.collateral, price, terms)
            .ok()?;
        let Fill {
            repaid,
            seized,
            fee,
        } = fill;
        is_worth(units(seized), units(repaid) + units(fee), truth).then_some(fill)
    };
    let offer = Offer::new(health, &books.auction, now, terms).ok();
    if let Some((offer, fill)) = offer.and_then(|offer| Some((offer, wanted(&offer)?))) {
        let settlement = books.settle(&offer, &fill, price, terms).unwrap();
        let bad_debt = units(settlement.write_off.assets);
        tally.count(units(fill.repaid), units(fill.seized), truth, bad_debt);
    } else if is_new || every.is_some_and(|every| t.is_multiple_of(every)) {
        tally.touches += 1;
    } else {
        books.auction = before;
    }
}

fn clip(books: &mut Books, health: Health, (oracle, truth): (f64, f64), tally: &mut Tally) {
    let (debt, collateral) = (units(health.debt), units(books.loan.collateral));
    let seized = collateral.min(debt * 1.05 / oracle);
    let repaid = debt.min(seized * oracle / 1.05);
    if !health.is_healthy() && is_worth(seized, repaid, truth) {
        tally.count(repaid, seized, truth, debt - repaid);
        books.loan = Loan::default();
    }
}
