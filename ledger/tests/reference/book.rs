//! The market's books in integers without a limit: shares by the rule of virtual shares (a pool of A
//! assets and S shares is priced as A + 1 assets and S + 1e6 shares), each act rounded against who asks.
//! It never calls the crate.

use super::{Int, down, ten, up, wad};

/// A conversion that needs more bits is refused, however the act would end.
const WIDTH: u64 = 128;

/// One side of a market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) assets: Int,
    pub(crate) shares: Int,
}

impl Side {
    /// Shares for assets.
    pub(crate) fn shares(&self, assets: &Int, round: fn(&Int, &Int, &Int) -> Int) -> Int {
        round(assets, &(&self.shares + ten(6)), &(&self.assets + 1))
    }

    /// Assets for shares.
    pub(crate) fn assets(&self, shares: &Int, round: fn(&Int, &Int, &Int) -> Int) -> Int {
        round(shares, &(&self.assets + 1), &(&self.shares + ten(6)))
    }

    fn add(&mut self, (assets, shares): &(Int, Int)) {
        self.assets += assets;
        self.shares += shares;
    }

    /// Each debt is rounded up for itself, so the last one may be a unit above the total.
    fn take(&mut self, (assets, shares): &(Int, Int)) {
        self.assets = (&self.assets - assets).max(Int::ZERO);
        self.shares -= shares;
    }
}

/// How much: (true, assets) or (false, shares).
pub(crate) type Amount = (bool, Int);

/// Why the books refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Overflow,
    InsufficientBalance,
    InsufficientLiquidity,
}

/// A market's totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Book {
    pub(crate) supply: Side,
    pub(crate) borrow: Side,
    pub(crate) reserve: Int,
}

/// (what the act changed, the books after it).
pub(crate) type Outcome = Result<((Int, Int), Book), Refusal>;

impl Book {
    /// Debt grows by `growth` (WAD), at most to where a total would leave its range. Of the interest
    /// `fee` basis points are the protocol's: in shares, at the price after all others have got theirs,
    /// as long as those that `waiting` shares were added to stay below 2^101. Gives (interest, new
    /// shares).
    pub(crate) fn accrue(&self, growth: &Int, fee: u32, waiting: &Int) -> Outcome {
        let below = |bits: u32| (Int::from(1) << bits) - 1;
        let room = below(103) - self.supply.assets.clone().max(self.borrow.assets.clone());
        let interest = down(&self.borrow.assets, growth, &wad()).min(room);
        let protocol = &interest * fee / 10_000;
        let mut after = self.clone();
        after.borrow.assets += &interest;
        after.supply.assets += &interest - &protocol;
        let shares = after.supply.shares(&protocol, down);
        let shares = shares
            .min(below(120) - &after.supply.shares)
            .min(below(101) - waiting);
        after.supply.add(&(protocol, shares.clone()));
        after.checked((interest, shares))
    }

    /// Assets in (up), shares out (down).
    pub(crate) fn supply(&self, (by_assets, amount): &Amount) -> Outcome {
        let change = if *by_assets {
            (amount.clone(), self.supply.shares(amount, down))
        } else {
            (self.supply.assets(amount, up), amount.clone())
        };
        let mut after = self.clone();
        after.supply.add(&change);
        after.checked(change)
    }

    /// Assets out (down), shares in (up).
    pub(crate) fn withdraw(&self, (by_assets, amount): &Amount) -> Outcome {
        let change = if *by_assets {
            (amount.clone(), self.supply.shares(amount, up))
        } else {
            (self.supply.assets(amount, down), amount.clone())
        };
        if change.1.bits() <= WIDTH && change.1 > self.supply.shares {
            return Err(Refusal::InsufficientBalance);
        }
        let mut after = self.clone();
        after.supply.take(&change);
        after.checked(change)
    }

    /// Assets out (down), debt shares up.
    pub(crate) fn borrow(&self, (by_assets, amount): &Amount) -> Outcome {
        let change = if *by_assets {
            (amount.clone(), self.borrow.shares(amount, up))
        } else {
            (self.borrow.assets(amount, down), amount.clone())
        };
        let mut after = self.clone();
        after.borrow.add(&change);
        after.checked(change)
    }

    /// Assets in (up), debt shares down, at most the debt of `owner` shares.
    pub(crate) fn repay(&self, owner: &Int, (by_assets, amount): &Amount) -> Outcome {
        let owed = self.borrow.assets(owner, up);
        let change = match by_assets {
            true if *amount < owed => (amount.clone(), self.borrow.shares(amount, down)),
            false if amount < owner => (self.borrow.assets(amount, up), amount.clone()),
            _ => (owed, owner.clone()),
        };
        let mut after = self.clone();
        after.borrow.take(&change);
        after.checked(change)
    }

    /// Debt of `owner` shares is lost: the reserve first, then the suppliers. Gives (assets, reserve's part).
    pub(crate) fn write_off(&self, owner: &Int) -> Outcome {
        let lost = self
            .borrow
            .assets(owner, up)
            .min(self.borrow.assets.clone());
        let reserve = lost.clone().min(self.reserve.clone());
        let mut after = self.clone();
        after.borrow.take(&(lost.clone(), owner.clone()));
        after.reserve -= &reserve;
        after.supply.assets = (after.supply.assets - (&lost - &reserve)).max(Int::ZERO);
        after.checked((lost, reserve))
    }

    /// Assets below 2^103, shares below 2^120, and nothing is lent or paid out that is not there.
    fn checked(self, change: (Int, Int)) -> Outcome {
        let (most_assets, most_shares) = (Int::from(1) << 103, Int::from(1) << 120);
        let sides = [&self.supply, &self.borrow];
        if change.0.bits() > WIDTH || change.1.bits() > WIDTH {
            return Err(Refusal::Overflow);
        }
        if sides
            .iter()
            .any(|side| side.assets >= most_assets || side.shares >= most_shares)
        {
            return Err(Refusal::Overflow);
        }
        if self.borrow.assets > self.supply.assets {
            return Err(Refusal::InsufficientLiquidity);
        }
        Ok((change, self))
    }
}
