//! Where the properties look: random legal terms, positions and moments over the whole domain of the
//! law (6, 8 and 18 decimals, 1e-3 to 1e5 per unit, LLTV 30 % to 98 %), with the edges drawn often, and
//! the way from the crate's types to the reference's.

use crate::reference::{self, Int, Law, Record, belief::Belief};
use alloy_primitives::U256;
use ebb_ledger::{
    Auction, Terms,
    wad::{LIMIT, PRICE_SCALE},
};
use num_bigint::Sign;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

pub(crate) mod market;
pub(crate) mod position;
pub(crate) mod profile;
pub(crate) mod scene;
pub(crate) mod verdict;

/// The same number for the reference.
pub(crate) fn int(x: u128) -> Int {
    x.into()
}

/// The same for a word, as prices are.
pub(crate) fn wide(x: U256) -> Int {
    Int::from_bytes_be(Sign::Plus, &x.to_be_bytes::<32>())
}

/// 10^exponent.
pub(crate) fn ten(exponent: u32) -> u128 {
    10_u128.pow(exponent)
}

/// A price of so many units of the loan token per unit of collateral, both with as many decimals.
pub(crate) fn price_of(units: u128) -> U256 {
    U256::from(units) * U256::from(PRICE_SCALE)
}

/// A property is tried on this many cases, or on `PROPTEST_CASES` if that is more.
pub(crate) fn cases(least: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = config.cases.max(least);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..config
    }
}

/// Random draws, one after the other, each from bounds that may depend on those before it.
#[derive(Clone)]
pub(crate) struct Dice {
    seeds: Vec<u64>,
    next: usize,
}

/// The case that most properties roll first: what one wants to see of a failure.
impl core::fmt::Debug for Dice {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?} {:?}", self.clone().case(), self.seeds)
    }
}

impl From<Vec<u64>> for Dice {
    /// The draws in their order, and from the first on again when they are used up.
    fn from(seeds: Vec<u64>) -> Self {
        Self { seeds, next: 0 }
    }
}

/// Enough draws for terms, a position and a short history.
pub(crate) fn dice() -> impl Strategy<Value = Dice> {
    proptest::collection::vec(any::<u64>(), 64).prop_map(Dice::from)
}

/// The same rolls every time, for what must be met by some of them.
pub(crate) fn sample(count: usize) -> impl Iterator<Item = Dice> {
    let mut runner = TestRunner::deterministic();
    let rolls = dice();
    (0..count).map(move |_| rolls.new_tree(&mut runner).unwrap().current())
}

impl Dice {
    /// The next draw.
    pub(crate) fn roll(&mut self) -> u64 {
        self.next += 1;
        self.seeds[(self.next - 1) % self.seeds.len()].wrapping_add((self.next / 64) as u64)
    }

    /// Whether one of `odds` came up.
    pub(crate) fn one_in(&mut self, odds: u64) -> bool {
        self.roll().is_multiple_of(odds)
    }

    /// A number from `low` to `high`, each end in one case of eight.
    pub(crate) fn within(&mut self, low: u64, high: u64) -> u64 {
        let roll = self.roll();
        match roll % 8 {
            0 => low,
            1 => high,
            _ => low + (roll / 8) % (high - low).saturating_add(1).max(1),
        }
    }

    /// The same for a profile's field.
    pub(crate) fn field(&mut self, low: u32, high: u32) -> u32 {
        u32::try_from(self.within(low.into(), high.into())).unwrap()
    }

    /// An amount below 2^`bits`, its size drawn evenly; zero, one and the greatest often.
    pub(crate) fn amount(&mut self, bits: u64) -> u128 {
        let digits = u128::from(self.roll()) << 64 | u128::from(self.roll());
        let most = u128::MAX >> (128 - bits);
        match self.roll() % 16 {
            0 => 0,
            1 => 1,
            2 => most,
            _ => (digits & most) >> self.within(0, bits - 1),
        }
    }

    /// A word of any size.
    pub(crate) fn word(&mut self) -> U256 {
        let (low, high) = (self.amount(128), self.amount(128));
        U256::from(high) << 128 | U256::from(low)
    }

    /// `x` times a factor from `low` to `high` thousandths, rounded down.
    pub(crate) fn part(&mut self, x: u128, low: u64, high: u64) -> u128 {
        self.moved(U256::from(x), low, high).saturating_to()
    }

    /// The same for a price.
    pub(crate) fn moved(&mut self, price: U256, low: u64, high: u64) -> U256 {
        price.saturating_mul(U256::from(self.within(low, high))) / U256::from(1000)
    }
}

/// The greatest amount of a market.
pub(crate) fn most() -> u128 {
    LIMIT - 1
}

/// The terms for the reference, each share applied to 1 − LLTV, rounded down.
pub(crate) fn law(terms: &Terms) -> Law {
    let p = &terms.profile;
    let fraction = |millionths: u32| Int::from(millionths) * reference::ten(12);
    let lltv = int(terms.lltv);
    let margin = reference::wad() - &lltv;
    let share = |millionths: u32| &margin * millionths / 1_000_000;
    Law {
        target_health: reference::wad() + share(p.target_share),
        reset_health: reference::wad() + fraction(p.reset_margin),
        close_factor: fraction(p.close_factor),
        block_time: p.block_time.into(),
        start_discount: fraction(p.start_discount),
        end_discount: fraction(p.end_discount),
        duration: p.duration.into(),
        rewind: p.rewind.into(),
        depth_slope: fraction(p.depth_slope),
        equity_share: fraction(p.equity_share),
        max_discount: fraction(p.max_discount),
        full_ltv: &lltv + share(p.full_share),
        bad_debt_discount: fraction(p.bad_debt_discount),
        bad_debt_duration: p.bad_debt_duration.into(),
        clock_step: p.clock_step.into(),
        stale_after: p.stale_after.into(),
        observe_step: p.observe_step.into(),
        confirmation: p.confirmation.into(),
        fee_share: fraction(p.fee_share),
        min_debt: int(terms.min_debt),
        closeout_debt: int(terms.closeout_debt),
        lltv,
    }
}

/// An auction's record for the reference.
pub(crate) fn record(auction: &Auction) -> Record {
    Record {
        touched_at: auction.touched_at.into(),
        is_paused: auction.is_paused,
        clock: auction.clock.into(),
        belief: Belief::of_record(auction.believed, auction.pending, auction.observed),
        block_index: auction.block_index.into(),
        block_room: int(auction.block_room),
        block_discount: Int::from(auction.block_discount) * reference::ten(12),
    }
}

/// Whether a record is the reference's.
pub(crate) fn is_record(auction: &Auction, exact: &Record) -> bool {
    let (record, mut exact) = (record(auction), exact.clone());
    let same = record.belief.as_record() == exact.belief.as_record();
    exact.belief = record.belief.clone();
    same && record == exact
}
