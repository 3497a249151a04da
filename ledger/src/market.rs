//! A market's books: what is supplied, lent and reserved, and how each act changes them. Whatever
//! leaves rounds down, whatever is owed rounds up.

use crate::{
    Cap, Error,
    rate::{INITIAL_RATE_AT_TARGET, Rates, growth_down},
    shares::Pool,
    wad::{ASSET_LIMIT, LIMIT, WAD, add, mul_div_down, sub, within_asset_limit, within_limit},
};

/// One basis point [WAD], the unit of the protocol fee.
pub const BASIS_POINT: u128 = WAD / 10_000;

/// The largest protocol fee [basis points of the interest].
pub const MAX_FEE: u32 = 2500;

/// Fees that nobody claimed stay below two to this power [supply shares]; what would exceed it is left
/// to the suppliers.
pub const FEE_SHARES_BITS: u32 = 101;

/// A market's totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Market {
    /// What suppliers are owed, and their shares of it.
    pub supply: Pool,
    /// What borrowers owe, and their shares of it.
    pub borrow: Pool,
    /// Timestamp of the last accrual [seconds]; 0 if the market does not exist.
    pub last_update: u64,
    /// What the fees of liquidations left for bad debt [loan assets].
    pub reserve: u128,
    /// The borrow rate at the target utilisation [WAD per second].
    pub rate_at_target: u64,
    /// The protocol's share of the interest [basis points], at most [`MAX_FEE`].
    pub fee: u32,
    /// Fees that wait to be claimed, part of `supply.shares` [supply shares].
    pub fee_shares: u128,
    /// The most that may be supplied.
    pub supply_cap: Cap,
    /// The most that may be borrowed.
    pub borrow_cap: Cap,
    /// Which of the acts that raise risk are paused; the law does not look at it.
    pub paused: u8,
}

/// What an accrual did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// The average rate over the period [WAD per second].
    pub borrow_rate: u128,
    /// What was added to both sides [loan assets].
    pub assets: u128,
    /// New supply shares for the protocol's part of it.
    pub fee_shares: u128,
}

/// The part of a position that a fill changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loan {
    /// [collateral assets]
    pub collateral: u128,
    /// [borrow shares]
    pub borrow_shares: u128,
}

/// The size of an act: token units or shares, whichever the caller named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// [assets]
    Assets(u128),
    /// [shares]
    Shares(u128),
}

/// Debt that was written off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOff {
    /// [loan assets]
    pub assets: u128,
    /// [borrow shares]
    pub shares: u128,
    /// The part that the reserve paid [loan assets]; suppliers bear the rest.
    pub from_reserve: u128,
}

impl Market {
    /// A new market.
    pub fn new(now: u64) -> Self {
        Self {
            last_update: now,
            rate_at_target: INITIAL_RATE_AT_TARGET,
            ..Self::default()
        }
    }

    /// The share of the supplied assets that is lent out [WAD], rounded down.
    pub fn utilization_down(&self) -> Result<u128, Error> {
        if self.supply.assets == 0 {
            return Ok(0);
        }
        mul_div_down(self.borrow.assets, WAD, self.supply.assets)
    }

    /// Adds the interest since the last accrual to both sides, and the protocol's part of it to the
    /// shares. Interest ends where a total would leave its range, and one accrual multiplies a debt by
    /// e^41 at most: a market that nobody touched for decades still answers.
    pub fn accrue(&mut self, now: u64) -> Result<Interest, Error> {
        let elapsed = now.saturating_sub(self.last_update);
        let rates = Rates::after(self.rate_at_target, self.utilization_down()?, elapsed)?;
        self.last_update = now.max(self.last_update);
        self.rate_at_target = rates.at_target;

        let growth = growth_down(rates.borrow, elapsed)?;
        let most = (ASSET_LIMIT - 1).saturating_sub(self.supply.assets.max(self.borrow.assets));
        let assets = mul_div_down(self.borrow.assets, growth, WAD)
            .unwrap_or(most)
            .min(most);
        let fee = mul_div_down(assets, self.fee.into(), 10_000)?;
        self.borrow.assets = add(self.borrow.assets, assets)?;
        // The fee's shares are worth the fee after the rest has gone to all shares.
        self.supply.assets = add(self.supply.assets, sub(assets, fee)?)?;
        let room = (LIMIT - 1)
            .saturating_sub(self.supply.shares)
            .min(((1 << FEE_SHARES_BITS) - 1_u128).saturating_sub(self.fee_shares));
        let fee_shares = self.supply.to_shares_down(fee).unwrap_or(room).min(room);
        self.fee_shares = add(self.fee_shares, fee_shares)?;
        self.supply.assets = add(self.supply.assets, fee)?;
        self.supply.shares = add(self.supply.shares, fee_shares)?;
        Ok(Interest {
            borrow_rate: rates.borrow,
            assets,
            fee_shares,
        })
    }

    /// What `loan` owes, rounded up [loan assets].
    pub fn debt_up(&self, loan: &Loan) -> Result<u128, Error> {
        self.borrow.to_assets_up(loan.borrow_shares)
    }

    /// Takes in a supplier's assets; returns (assets up, shares down).
    pub fn supply(&mut self, size: Size) -> Result<(u128, u128), Error> {
        let (assets, shares) = match size {
            Size::Assets(assets) => (assets, self.supply.to_shares_down(assets)?),
            Size::Shares(shares) => (self.supply.to_assets_up(shares)?, shares),
        };
        self.supply = grown(self.supply, assets, shares)?;
        check_cap(self.supply, self.supply_cap)?;
        Ok((assets, shares))
    }

    /// Gives a supplier's assets back; returns (assets down, shares up).
    pub fn withdraw(&mut self, size: Size) -> Result<(u128, u128), Error> {
        let (assets, shares) = match size {
            Size::Assets(assets) => (assets, self.supply.to_shares_up(assets)?),
            Size::Shares(shares) => (self.supply.to_assets_down(shares)?, shares),
        };
        if shares > self.supply.shares {
            return Err(Error::InsufficientBalance);
        }
        self.supply = shrunk(self.supply, assets, shares)?;
        self.check_liquidity()?;
        Ok((assets, shares))
    }

    /// Lends assets out; returns (assets down, shares up).
    pub fn borrow(&mut self, size: Size) -> Result<(u128, u128), Error> {
        let (assets, shares) = match size {
            Size::Assets(assets) => (assets, self.borrow.to_shares_up(assets)?),
            Size::Shares(shares) => (self.borrow.to_assets_down(shares)?, shares),
        };
        self.borrow = grown(self.borrow, assets, shares)?;
        check_cap(self.borrow, self.borrow_cap)?;
        self.check_liquidity()?;
        Ok((assets, shares))
    }

    /// Takes back a debt, at most all of `loan`; returns (assets up, shares down).
    pub fn repay(&mut self, loan: &Loan, size: Size) -> Result<(u128, u128), Error> {
        let owed = self.debt_up(loan)?;
        let all = (owed, loan.borrow_shares);
        let (assets, shares) = match size {
            Size::Assets(assets) if assets >= owed => all,
            Size::Assets(assets) => (assets, self.borrow.to_shares_down(assets)?),
            Size::Shares(shares) if shares >= loan.borrow_shares => all,
            Size::Shares(shares) => (self.borrow.to_assets_up(shares)?, shares),
        };
        self.borrow = shrunk(self.borrow, assets, shares)?;
        Ok((assets, shares))
    }

    /// Forgives what `loan` owes: the reserve pays first, then all suppliers.
    pub fn write_off(&mut self, loan: &mut Loan) -> Result<WriteOff, Error> {
        let shares = core::mem::take(&mut loan.borrow_shares);
        let assets = self.borrow.to_assets_up(shares)?.min(self.borrow.assets);
        self.borrow = shrunk(self.borrow, assets, shares)?;
        let from_reserve = assets.min(self.reserve);
        self.reserve = sub(self.reserve, from_reserve)?;
        self.supply.assets = self
            .supply
            .assets
            .saturating_sub(sub(assets, from_reserve)?);
        Ok(WriteOff {
            assets,
            shares,
            from_reserve,
        })
    }

    /// Nothing is lent or paid out that is not there.
    fn check_liquidity(&self) -> Result<(), Error> {
        if self.borrow.assets > self.supply.assets {
            return Err(Error::InsufficientLiquidity);
        }
        Ok(())
    }
}

/// Nothing is added beyond a cap. What is above it by interest or a lower cap may stay and leave.
fn check_cap(pool: Pool, cap: Cap) -> Result<(), Error> {
    if pool.assets > cap.assets() {
        return Err(Error::CapExceeded);
    }
    Ok(())
}

/// A pool with more in it, within the limit.
fn grown(pool: Pool, assets: u128, shares: u128) -> Result<Pool, Error> {
    Ok(Pool {
        assets: within_asset_limit(add(pool.assets, assets)?)?,
        shares: within_limit(add(pool.shares, shares)?)?,
    })
}

/// A pool with less in it. Assets stop at zero: what is owed is rounded up per position, so the last
/// one may owe one unit more than the total.
fn shrunk(pool: Pool, assets: u128, shares: u128) -> Result<Pool, Error> {
    Ok(Pool {
        assets: pool.assets.saturating_sub(assets),
        shares: sub(pool.shares, shares)?,
    })
}
