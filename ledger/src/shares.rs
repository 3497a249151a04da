//! Between assets and shares. Virtual shares and a virtual asset, which nobody owns, make the price of
//! a share expensive to move for a first depositor or a donor (Morpho Blue's `SharesMathLib`).

use crate::{
    Error,
    wad::{add, mul_div_down, mul_div_up},
};
use alloy_primitives::U256;

/// Shares that an empty pool is taken to have.
pub const VIRTUAL_SHARES: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);
/// Assets that an empty pool is taken to have.
pub const VIRTUAL_ASSETS: U256 = U256::ONE;

/// A pool's two totals: what its shares claim, and how many shares there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// [assets]
    pub assets: U256,
    /// [shares]
    pub shares: U256,
}

impl Pool {
    /// Shares worth `assets`, rounded down.
    pub fn to_shares_down(&self, assets: U256) -> Result<U256, Error> {
        mul_div_down(
            assets,
            add(self.shares, VIRTUAL_SHARES)?,
            add(self.assets, VIRTUAL_ASSETS)?,
        )
    }

    /// Shares worth `assets`, rounded up.
    pub fn to_shares_up(&self, assets: U256) -> Result<U256, Error> {
        mul_div_up(
            assets,
            add(self.shares, VIRTUAL_SHARES)?,
            add(self.assets, VIRTUAL_ASSETS)?,
        )
    }

    /// Assets that `shares` claim, rounded down.
    pub fn to_assets_down(&self, shares: U256) -> Result<U256, Error> {
        mul_div_down(
            shares,
            add(self.assets, VIRTUAL_ASSETS)?,
            add(self.shares, VIRTUAL_SHARES)?,
        )
    }

    /// Assets that `shares` claim, rounded up.
    pub fn to_assets_up(&self, shares: U256) -> Result<U256, Error> {
        mul_div_up(
            shares,
            add(self.assets, VIRTUAL_ASSETS)?,
            add(self.shares, VIRTUAL_SHARES)?,
        )
    }
}
