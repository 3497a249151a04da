//! The exponential function and the adaptive curve in fractions of 10^60: the series itself, not the
//! crate's range reduction, and the whole curve in one formula of signed numbers. Errors are below 10^-50
//! of the result, far below anything that is asserted. Beside it, `unit`: every step of section 8 with
//! its rounding, as far as the mechanism lays them down to the unit. It never calls the crate.

use super::{Int, ten, wad};

pub(crate) mod unit;

/// 1 in the numbers of this file.
fn unit() -> Int {
    ten(60)
}

/// e^x for x of either sign [WAD, 0 or more for the series], times 10^60.
pub(crate) fn exp(x: &Int) -> Int {
    if *x < Int::ZERO {
        return unit() * unit() / exp(&-x);
    }
    let (mut sum, mut term, mut n) = (Int::ZERO, unit(), 0);
    while term > Int::ZERO {
        sum += &term;
        n += 1;
        term = term * x / (wad() * n);
    }
    sum
}

/// e^x [WAD], rounded down.
pub(crate) fn exp_wad(x: &Int) -> Int {
    exp(x) / ten(42)
}

/// The parameters of the curve: the target utilisation, the steepness, the speed (WAD per second) and
/// the bounds of the rate at target (WAD per second).
pub(crate) struct Curve {
    pub(crate) target: Int,
    pub(crate) steepness: Int,
    pub(crate) speed: Int,
    pub(crate) least: Int,
    pub(crate) most: Int,
}

impl Curve {
    /// −1 … 1, times 10^18: how far the utilisation is from the target, of what is possible.
    pub(crate) fn err(&self, utilization: &Int) -> Int {
        let above = utilization - &self.target;
        let span = if above > Int::ZERO {
            wad() - &self.target
        } else {
            self.target.clone()
        };
        above * wad() / span
    }

    /// The rate at target after so many half seconds, times 10^60.
    fn at_target(&self, start: &Int, err: &Int, halves: &Int) -> Int {
        // Beyond 100 every rate has met its bound.
        let far: Int = wad() * 100;
        let drift: Int = err * &self.speed * halves / (wad() * 2);
        let drift = drift.clamp(-far.clone(), far);
        (start * exp(&drift)).clamp(&self.least * unit(), &self.most * unit())
    }

    /// (borrow rate, rate at target at the end), WAD per second times 10^60.
    pub(crate) fn rates(&self, start: &Int, utilization: &Int, seconds: &Int) -> (Int, Int) {
        let err = self.err(utilization);
        let end = self.at_target(start, &err, &(seconds * 2));
        let middle = self.at_target(start, &err, seconds);
        let mean = (start * unit() + middle * 2 + &end) / 4;
        // C − 1 above the target, 1 − 1/C below it.
        let slope = if err > Int::ZERO {
            (&self.steepness - 1) * wad()
        } else {
            wad() - wad() / &self.steepness
        };
        let curve = wad() + slope * err / wad();
        (mean * curve / wad(), end)
    }
}
