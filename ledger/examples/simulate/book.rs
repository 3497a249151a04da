//! The loans, each in a market of its own, and the units of their amounts.

use super::paths::START;
use alloy_primitives::U256;
use ebb_ledger::{
    Auction, Books, Loan, Market, Terms,
    shares::Pool,
    wad::{LIMIT, WAD},
};

/// Loans in a book.
const LOANS: usize = 300;
/// Chain time at second 0.
pub(crate) const EPOCH: u64 = 1_700_000_000;

/// Units of a token with 18 decimals.
pub(crate) fn units(amount: u128) -> f64 {
    amount as f64 / WAD as f64
}

fn amount(units: f64) -> u128 {
    (units * WAD as f64) as u128
}

/// A price in units as an oracle gives it [1e36].
pub(crate) fn price(units: f64) -> U256 {
    U256::from((units * 1e12) as u128) * U256::from(10).pow(U256::from(24))
}

/// Loans of 1,000 to 1,000,000 units, their sizes drawn evenly in magnitude, of health 1.01 to 1.4. The
/// draws are a linear congruential generator's (Knuth, MMIX).
pub(crate) fn book(seed: u64, terms: &Terms) -> Vec<Books> {
    let mut state = seed;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut loan = || {
        let debt = 1_000.0 * 1_000_f64.powf(draw());
        let health = 1.01 + 0.39 * draw();
        let collateral = debt * health / units(terms.lltv) / START;
        let assets = amount(debt);
        let shares = assets * 1_000_000;
        let mut market = Market::new(EPOCH);
        market.borrow = Pool { assets, shares };
        market.supply.assets = LIMIT - 1;
        Books {
            market,
            loan: Loan {
                collateral: amount(collateral),
                borrow_shares: shares,
            },
            auction: Auction::default(),
        }
    };
    (0..LOANS).map(|_| loan()).collect()
}
