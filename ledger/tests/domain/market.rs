//! Markets as a history could leave them, sizes of acts on them, and the way to the reference's books.

use super::{Dice, int};
use crate::reference::{
    Int,
    book::{Amount, Book, Outcome, Refusal, Side},
    growth::Curve,
};
use ebb_ledger::{
    Cap, Error, Market,
    market::{FEE_SHARES_BITS, MAX_FEE, Size},
    rate::{
        ADJUSTMENT_SPEED, CURVE_STEEPNESS, MAX_RATE_AT_TARGET, MIN_RATE_AT_TARGET,
        TARGET_UTILIZATION,
    },
    shares::Pool,
    wad::LIMIT,
};

impl Dice {
    /// A market that lent at most what is supplied, its share prices 1e-6 and above, without caps.
    pub(crate) fn market(&mut self) -> Market {
        let assets = self.amount(103);
        let shares = assets.saturating_mul(1_000_000).min(LIMIT - 1);
        let lent = self.part(assets, 0, 1_000);
        let supply = Pool {
            assets,
            shares: self.part(shares, 100, 1_000),
        };
        let lent_shares = lent.saturating_mul(1_000_000).min(LIMIT - 1);
        let borrow = Pool {
            assets: lent,
            shares: self.part(lent_shares, 100, 1_000),
        };
        Market {
            supply,
            borrow,
            last_update: 1_700_000_000,
            reserve: self.part(lent, 0, 100),
            rate_at_target: self.within(MIN_RATE_AT_TARGET, MAX_RATE_AT_TARGET),
            fee: self.field(0, MAX_FEE),
            // A part of the supply shares, sometimes all that fits.
            fee_shares: self
                .part(supply.shares, 0, 500)
                .min((1 << FEE_SHARES_BITS) - 1),
            ..Market::default()
        }
    }

    /// How much of a pool somebody wants, for the crate and for the reference.
    pub(crate) fn size(&mut self, pool: Pool) -> (Size, Amount) {
        let any = self.amount(120);
        let is_any = self.one_in(4);
        let by_assets = self.one_in(2);
        let whole = if by_assets { pool.assets } else { pool.shares };
        let amount = if is_any {
            any
        } else {
            self.part(whole, 0, 1_100)
        };
        let size = if by_assets {
            Size::Assets(amount)
        } else {
            Size::Shares(amount)
        };
        (size, (by_assets, int(amount)))
    }

    /// A cap near `assets`, often none.
    pub(crate) fn cap(&mut self, assets: u128) -> Cap {
        if self.one_in(4) {
            return Cap::default();
        }
        Cap::new_down(self.part(assets, 900, 1_200))
    }
}

/// The curve of section 8 for the reference.
pub(crate) fn curve() -> Curve {
    Curve {
        target: int(TARGET_UTILIZATION),
        steepness: int(CURVE_STEEPNESS),
        speed: int(ADJUSTMENT_SPEED),
        least: MIN_RATE_AT_TARGET.into(),
        most: MAX_RATE_AT_TARGET.into(),
    }
}

/// The totals for the reference.
pub(crate) fn book(market: &Market) -> Book {
    let side = |pool: Pool| Side {
        assets: int(pool.assets),
        shares: int(pool.shares),
    };
    Book {
        supply: side(market.supply),
        borrow: side(market.borrow),
        reserve: int(market.reserve),
    }
}

/// Whether the act on `market`, which gave `result`, did what the reference says.
pub(crate) fn agrees(market: &Market, result: Result<(u128, u128), Error>, exact: Outcome) -> bool {
    match (result, exact) {
        (Ok((a, b)), Ok((change, after))) => (int(a), int(b)) == change && book(market) == after,
        (Err(Error::Overflow), Err(Refusal::Overflow))
        | (Err(Error::InsufficientBalance), Err(Refusal::InsufficientBalance))
        | (Err(Error::InsufficientLiquidity), Err(Refusal::InsufficientLiquidity)) => true,
        _ => false,
    }
}

/// Whether a share of `after` claims at least what one of `before` did.
pub(crate) fn is_share_no_cheaper(after: &Pool, before: &Pool) -> bool {
    let price = |pool: &Pool| (int(pool.assets) + 1, int(pool.shares) + 1_000_000);
    let ((a, b), (c, d)) = (price(after), price(before));
    a * d >= c * b
}

/// What is owed to nobody but the lenders: what was supplied and not lent, and the reserve.
pub(crate) fn cash(market: &Market) -> Int {
    int(market.supply.assets) - int(market.borrow.assets) + int(market.reserve)
}
