//! Between assets and shares. Virtual shares and a virtual asset, which nobody owns, make the price of
//! a share expensive to move for a first depositor or a donor (Morpho Blue's `SharesMathLib`).

use crate::{
    Error,
    wad::{add, mul_div_down, mul_div_up},
};

/// Shares that an empty pool is taken to have.
pub const VIRTUAL_SHARES: u128 = 1_000_000;
/// Assets that an empty pool is taken to have.
pub const VIRTUAL_ASSETS: u128 = 1;

/// A pool's two totals: what its shares claim, and how many shares there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// [assets]
    pub assets: u128,
    /// [shares]
    pub shares: u128,
}

impl Pool {
    /// Shares worth `assets`, rounded down.
    pub fn to_shares_down(&self, assets: u128) -> Result<u128, Error> {
        mul_div_down(
            assets,
            add(self.shares, VIRTUAL_SHARES)?,
            add(self.assets, VIRTUAL_ASSETS)?,
        )
    }

    /// Shares worth `assets`, rounded up.
    pub fn to_shares_up(&self, assets: u128) -> Result<u128, Error> {
        mul_div_up(
            assets,
            add(self.shares, VIRTUAL_SHARES)?,
            add(self.assets, VIRTUAL_ASSETS)?,
        )
    }

    /// Assets that `shares` claim, rounded down.
    pub fn to_assets_down(&self, shares: u128) -> Result<u128, Error> {
        mul_div_down(
            shares,
            add(self.assets, VIRTUAL_ASSETS)?,
            add(self.shares, VIRTUAL_SHARES)?,
        )
    }

    /// Assets that `shares` claim, rounded up.
    pub fn to_assets_up(&self, shares: u128) -> Result<u128, Error> {
        mul_div_up(
            shares,
            add(self.assets, VIRTUAL_ASSETS)?,
            add(self.shares, VIRTUAL_SHARES)?,
        )
    }
}
