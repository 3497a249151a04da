//! The law once more, in integers without a limit, to compare the crate with. Written from sections 3
//! to 6 of the mechanism, line by line; it never calls the crate, never optimises,
//! never overflows. Amounts are token units, fractions WAD, prices 1e36, times seconds.

use num_bigint::BigInt;

pub(crate) mod belief;
pub(crate) mod book;
pub(crate) mod growth;
pub(crate) mod quote;

use belief::{Belief, depth};

/// A number of this reference.
pub(crate) type Int = BigInt;

/// 10^exponent.
pub(crate) fn ten(exponent: u32) -> Int {
    Int::from(10).pow(exponent)
}

/// 1 as a fraction.
pub(crate) fn wad() -> Int {
    ten(18)
}

/// a · b / c, rounded down. All are 0 or more.
pub(crate) fn down(a: &Int, b: &Int, c: &Int) -> Int {
    a * b / c
}

/// a · b / c, rounded up. All are 0 or more.
pub(crate) fn up(a: &Int, b: &Int, c: &Int) -> Int {
    (a * b + c - 1) / c
}

/// A profile applied to one market: every parameter of section 2, fractions WAD.
#[derive(Clone, Debug)]
pub(crate) struct Law {
    pub(crate) lltv: Int,
    pub(crate) target_health: Int,
    pub(crate) reset_health: Int,
    pub(crate) close_factor: Int,
    pub(crate) block_time: Int,
    pub(crate) start_discount: Int,
    pub(crate) end_discount: Int,
    pub(crate) duration: Int,
    pub(crate) rewind: Int,
    pub(crate) depth_slope: Int,
    pub(crate) equity_share: Int,
    pub(crate) max_discount: Int,
    pub(crate) full_ltv: Int,
    pub(crate) bad_debt_discount: Int,
    pub(crate) bad_debt_duration: Int,
    pub(crate) clock_step: Int,
    pub(crate) stale_after: Int,
    pub(crate) observe_step: Int,
    pub(crate) confirmation: Int,
    pub(crate) fee_share: Int,
    pub(crate) min_debt: Int,
    pub(crate) closeout_debt: Int,
}

/// The auction record of section 1; of the depth what the market believes and what it has seen since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) touched_at: Int,
    pub(crate) is_paused: bool,
    pub(crate) clock: Int,
    pub(crate) belief: Belief,
    pub(crate) block_index: Int,
    pub(crate) block_room: Int,
    pub(crate) block_discount: Int,
}

/// Section 3. `None` is infinite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Health {
    pub(crate) value: Int,
    pub(crate) limit: Int,
    pub(crate) ltv: Option<Int>,
    pub(crate) hf: Option<Int>,
    pub(crate) healthy: bool,
}

/// V = C · price / 1e36 (down), lim = V · LLTV (down), ltv = D / V (up), hf = lim / D (down).
pub(crate) fn health(collateral: &Int, price: &Int, debt: &Int, lltv: &Int) -> Health {
    let value = down(collateral, price, &ten(36));
    let limit = down(&value, lltv, &wad());
    let zero = Int::ZERO;
    Health {
        ltv: (value != zero).then(|| up(debt, &wad(), &value)),
        hf: (*debt != zero).then(|| down(&limit, &wad(), debt)),
        healthy: *debt <= limit,
        value,
        limit,
    }
}

/// Section 4: the record after a touch at `now`.
pub(crate) fn touch(law: &Law, record: &Record, debt: &Int, health: &Health, now: &Int) -> Record {
    let step = now - &record.touched_at;
    let runs = record.touched_at != Int::ZERO && step <= law.stale_after;
    if recovered(law, debt, health) || (health.healthy && !runs) {
        return cleared(record);
    }
    let mut after = if runs {
        record.clone()
    } else {
        cleared(record)
    };
    after.is_paused = health.healthy;
    if health.healthy {
        after.belief = Belief::default();
        return after;
    }
    after.touched_at = now.clone();
    let live = if runs && !record.is_paused {
        step
    } else {
        Int::ZERO
    };
    after.clock = (&after.clock + live.clone().min(law.clock_step.clone()))
        .min(law.bad_debt_duration.clone());
    after.belief = after.belief.seen(law, depth(law, health), &live);
    after
}

/// D = 0 or hf at least resetHealth: the auction is over.
pub(crate) fn recovered(law: &Law, debt: &Int, health: &Health) -> bool {
    *debt == Int::ZERO || health.hf.as_ref().is_some_and(|hf| *hf >= law.reset_health)
}

/// The clock fields cleared, the block fields kept.
pub(crate) fn cleared(record: &Record) -> Record {
    Record {
        touched_at: Int::ZERO,
        is_paused: false,
        clock: Int::ZERO,
        belief: Belief::default(),
        ..record.clone()
    }
}

/// Section 5: the discount of a touched record, floored to millionths.
pub(crate) fn open_discount(law: &Law, record: &Record, health: &Health) -> Int {
    let one = wad();
    let equity = match &health.ltv {
        Some(ltv) if *ltv < one => &one - ltv,
        _ => Int::ZERO,
    };
    let x = record.clock.clone().min(law.duration.clone());
    let rise = &law.end_discount - &law.start_discount;
    let time = &law.start_discount + down(&rise, &(&x * &x), &(&law.duration * &law.duration));
    let hf = health.hf.clone().unwrap_or_else(wad).min(one.clone());
    let deep = down(&law.depth_slope, &(&one - hf), &one);
    let mut cap = down(&law.equity_share, &equity, &one);
    if record.belief.is_distress() {
        let waited = record.clock.clone().min(law.bad_debt_duration.clone());
        cap = cap.max(down(
            &law.bad_debt_discount,
            &waited,
            &law.bad_debt_duration,
        ));
    }
    time.max(deep).min(cap).min(law.max_discount.clone()) / ten(12) * ten(12)
}

/// The same under the ceiling of its liquidation block.
pub(crate) fn discount(law: &Law, record: &Record, health: &Health, now: &Int) -> Int {
    let open = open_discount(law, record, health);
    if same_block(law, record, now) {
        open.min(record.block_discount.clone())
    } else {
        open
    }
}

/// The liquidation block of `now`; the record has 29 bits for it.
pub(crate) fn block(law: &Law, now: &Int) -> Int {
    now / &law.block_time % (Int::from(1) << 29)
}

/// Whether the record's last fill was in the liquidation block of `now`.
pub(crate) fn same_block(law: &Law, record: &Record, now: &Int) -> bool {
    block(law, now) == record.block_index
}
