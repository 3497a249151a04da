//! Section 8 "to the unit": the exponential and the rates with the rounding of every step, in integers
//! without a limit. What it rounds to is judged elsewhere, against the true series. It never calls the
//! crate.

use super::{Curve, Int};
use crate::reference::{down, up, wad};

/// 1 with 62 binary places.
fn one() -> Int {
    Int::from(1) << 62
}

/// e^x for x up to 41 [WAD], down: powers of two taken out, then twenty terms of the series, every
/// step down but ln 2, which is rounded up.
pub(crate) fn exp(x: &Int) -> Int {
    // 0.693147180559945309417232… · 2^62 = 3196577161300663914.6…
    let ln_2 = Int::from(3_196_577_161_300_663_915_u64);
    let y = down(&x.clone().min(wad() * 41), &one(), &wad());
    let doublings = u64::try_from(&y / &ln_2).unwrap();
    let rest = &y % &ln_2;
    let mut series = one();
    for n in (1..=20).rev() {
        series = one() + down(&rest, &series, &one()) / n;
    }
    (series << doublings) * wad() / one()
}

/// A bound of 1 / e^x [WAD] from above: a unit more than the quotient.
pub(crate) fn exp_of_negative(x: &Int) -> Int {
    wad() * wad() / exp(x) + 1
}

impl Curve {
    /// (average borrow rate, rate at target at the end) after so many seconds [WAD per second].
    pub(crate) fn rates_by_steps(
        &self,
        start: &Int,
        utilization: &Int,
        seconds: &Int,
    ) -> (Int, Int) {
        let is_above = *utilization > self.target;
        let (err, curve) = if is_above {
            let err = down(
                &(utilization - &self.target),
                &wad(),
                &(wad() - &self.target),
            );
            let curve = wad() + (&self.steepness - 1) * &err;
            (err, curve)
        } else {
            let err = down(&(&self.target - utilization), &wad(), &self.target);
            let curve = wad() - up(&err, &(&self.steepness - 1), &self.steepness);
            (err, curve)
        };
        let drift = down(&err, &self.speed, &wad()) * seconds;
        let drifted = |drift: &Int| {
            let factor = if is_above {
                exp(drift)
            } else {
                exp_of_negative(drift)
            };
            down(start, &factor, &wad()).clamp(self.least.clone(), self.most.clone())
        };
        let (middle, end) = (drifted(&(&drift / 2)), drifted(&drift));
        let sum = start + middle * 2 + &end;
        (down(&sum, &curve, &(wad() * 4)), end)
    }
}
