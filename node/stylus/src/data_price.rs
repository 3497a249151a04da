//! Price of the space that activated programs take on the nodes' disks.
//!
//! An exponential price: demand rises with every byte activated and falls with time. All integer, with
//! the polynomial that Nitro uses in place of the exponential (12 terms of its Taylor series, basis
//! points).

use alloy_primitives::U256;

const BASIS_POINTS: u64 = 10_000;
const TERMS: u64 = 12;

/// State of the data pricer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataPricer {
    /// Bytes sold and not yet worn off.
    pub demand: u32,
    /// Bytes that wear off per second.
    pub bytes_per_second: u32,
    /// Unix second of the last sale.
    pub last_update: u64,
    /// Price at no demand, in wei per byte.
    pub min_price: u32,
    /// Demand at which the price is e times the least one.
    pub inertia: u32,
}

impl Default for DataPricer {
    /// The state of a fresh chain.
    fn default() -> Self {
        Self {
            demand: 0,
            bytes_per_second: 34_865,
            last_update: 1_421_388_000,
            min_price: 82_928_201,
            inertia: 21_360_419,
        }
    }
}

impl DataPricer {
    /// Sells `bytes` at Unix second `now`: updates the state and answers the fee in wei.
    pub fn sell(&mut self, bytes: u32, now: u64) -> U256 {
        let passed = saturate(now.saturating_sub(self.last_update));
        let worn = saturate(u64::from(self.bytes_per_second) * u64::from(passed));
        self.demand = self.demand.saturating_sub(worn).saturating_add(bytes);
        self.last_update = now;
        U256::from(self.price().saturating_mul(u64::from(bytes)))
    }

    /// Price at the present demand, in wei per byte, rounded down.
    fn price(&self) -> u64 {
        let exponent = BASIS_POINTS * u64::from(self.demand) / u64::from(self.inertia.max(1));
        let multiplier = exponential(exponent);
        u64::from(self.min_price).saturating_mul(multiplier) / BASIS_POINTS
    }
}

/// `e^x` in basis points, from below, by Horner's scheme.
fn exponential(x: u64) -> u64 {
    let mut result = BASIS_POINTS + x / TERMS;
    for term in (1..TERMS).rev() {
        result = BASIS_POINTS + result.saturating_mul(x) / (term * BASIS_POINTS);
    }
    result
}

fn saturate(value: u64) -> u32 {
    value.try_into().unwrap_or(u32::MAX)
}
