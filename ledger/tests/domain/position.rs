//! Positions at a moment: collateral, debt, price, auction record, and what a touch and a fill make of
//! them, in the order of the contract.

use super::{Dice, int, law, most, record, wide};
use crate::reference::{Int, Law, quote::Position};
use alloy_primitives::U256;
use ebb_ledger::{
    Auction, Error, Fill, Health, Offer, Terms,
    auction::depth_down,
    wad::{MILLION, PRICE_SCALE, WAD, mul_div_up},
};

/// Everything that a liquidation depends on.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) terms: Terms,
    pub(crate) collateral: u128,
    pub(crate) debt: u128,
    pub(crate) price: U256,
    pub(crate) auction: Auction,
    pub(crate) now: u64,
}

impl Dice {
    /// A price of 1e-3 to 1e5 per unit between tokens of 6, 8 or 18 decimals; rarely zero or huge.
    pub(crate) fn price(&mut self) -> U256 {
        match self.roll() % 64 {
            0 => return U256::ZERO,
            1 => return self.word(),
            _ => {}
        }
        let decimals = [6, 8, 18];
        let (loan, collateral) = (decimals[self.pick(3)], decimals[self.pick(3)]);
        let digits = U256::from(self.within(1_000, 10_000));
        let magnitude = u32::try_from(self.pick(8)).unwrap();
        let ten = |exponent: u32| U256::from(10).pow(U256::from(exponent));
        digits * ten(36 + loan + magnitude) / ten(collateral + 6)
    }

    fn pick(&mut self, of: u64) -> usize {
        usize::try_from(self.roll() % of).unwrap()
    }

    /// A loan-to-value [WAD]: mostly unhealthy and solvent, sometimes healthy, insolvent or hopeless.
    pub(crate) fn ltv(&mut self, lltv: u128) -> u128 {
        let (lltv, one) = (u64::try_from(lltv).unwrap(), 1_000_000_000_000_000_000);
        let ltv = match self.roll() % 8 {
            0 => self.within(lltv / 2, lltv),
            1 => self.within(one, 2 * one),
            2 => return u128::from(self.within(one, 9 * one)) * u128::from(self.within(1, 1_000)),
            _ => self.within(lltv, one),
        };
        ltv.into()
    }

    /// An auction record as a history could leave it at `now`.
    pub(crate) fn auction(&mut self, terms: &Terms, debt: u128, now: u64) -> Auction {
        let p = &terms.profile;
        let block = now / u64::from(p.block_time);
        let block_index = (block - self.within(0, 3).min(2)) & 0x1fff_ffff;
        let mut auction = Auction {
            block_index: u32::try_from(block_index).unwrap(),
            block_room: self.part(debt, 0, 300).min(most()),
            block_discount: self.field(0, p.max_discount),
            ..Auction::default()
        };
        if self.one_in(8) {
            return auction;
        }
        let ago = if self.one_in(2) {
            self.within(0, p.confirmation.into())
        } else {
            self.within(0, 2 * u64::from(p.stale_after))
        };
        auction.touched_at = now - ago;
        auction.clock = self.field(0, p.bad_debt_duration);
        auction.is_paused = self.one_in(8);
        if !auction.is_paused {
            self.believe(&mut auction, p.confirmation);
        }
        auction
    }

    /// A belief, and what was seen since the position is deeper than that.
    fn believe(&mut self, auction: &mut Auction, confirmation: u32) {
        let byte = |x: u32| u8::try_from(x).unwrap();
        let believed = self.field(0, 255);
        auction.believed = byte(believed);
        if believed < 255 && confirmation > 0 && self.one_in(2) {
            auction.pending = byte(self.field(believed + 1, 255));
            auction.observed = self.field(0, confirmation - 1);
        }
    }

    /// A random position under random legal terms.
    pub(crate) fn case(&mut self) -> Case {
        let debt = self.amount(120);
        let terms = self.terms(debt);
        let ltv = self.ltv(terms.lltv);
        let price = self.price();
        let value = U256::from(debt) * U256::from(WAD) / U256::from(ltv.max(1));
        let scaled = value.saturating_mul(U256::from(PRICE_SCALE));
        let collateral = scaled
            .checked_div(price)
            .map_or(1, |x| x.saturating_to::<u128>());
        let collateral = collateral.saturating_add(self.within(0, 2).into());
        let now = self.within(1_700_000_000, 1 << 39);
        let auction = self.auction(&terms, debt, now);
        Case {
            terms,
            collateral: collateral.min(most()),
            debt,
            price,
            auction,
            now,
        }
    }

    /// The amounts of a legal case replaced by words of any size.
    pub(crate) fn oversized(&mut self) -> Case {
        let mut case = self.case();
        (case.collateral, case.debt) = (self.amount(128), self.amount(128));
        (case.price, case.auction.block_room) = (self.word(), self.amount(128));
        case.terms.min_debt = self.amount(128).max(1);
        case.terms.closeout_debt = self.amount(128).max(case.terms.min_debt);
        case
    }

    /// A case whose position is not healthy, or `None`.
    pub(crate) fn unhealthy(&mut self) -> Option<Case> {
        Some(self.case()).filter(|case| !case.health().is_healthy())
    }
}

impl Case {
    pub(crate) fn health(&self) -> Health {
        Health::new(self.collateral, self.debt, self.price, self.terms.lltv).unwrap()
    }

    pub(crate) fn law(&self) -> Law {
        law(&self.terms)
    }

    pub(crate) fn reference(&self) -> Position {
        let (collateral, debt) = (int(self.collateral), int(self.debt));
        Position {
            collateral,
            debt,
            record: record(&self.auction),
        }
    }

    /// The price and the time for the reference.
    pub(crate) fn moment(&self) -> (Int, Int) {
        (wide(self.price), self.now.into())
    }

    /// Touches the clock.
    pub(crate) fn touch(&mut self) {
        let touched = self.auction.touched(self.now, &self.health(), &self.terms);
        self.auction = touched.unwrap();
    }

    /// The position after a touch.
    pub(crate) fn touched(&self) -> Self {
        let mut touched = self.clone();
        touched.touch();
        touched
    }

    /// What is on sale, after a touch.
    pub(crate) fn offer(&self) -> Result<Offer, Error> {
        let touched = self.touched();
        Offer::new(self.health(), &touched.auction, self.now, &self.terms)
    }

    /// A fill that changes nothing.
    pub(crate) fn quote(&self, max_repay: u128) -> Result<Fill, Error> {
        self.offer()?
            .fill(max_repay, self.collateral, self.price, &self.terms)
    }

    /// A fill and everything that it changes; bad debt goes. Gives the offer and the fill.
    pub(crate) fn fill(&mut self, max_repay: u128) -> Result<(Offer, Fill), Error> {
        let offer = self.offer()?;
        let fill = self.quote(max_repay)?;
        self.touch();
        self.auction = offer.settle(self.auction, &fill, &self.terms)?;
        self.debt -= fill.repaid;
        self.collateral -= fill.seized;
        if self.collateral == 0 {
            self.debt = 0;
        }
        self.touch();
        Ok((offer, fill))
    }

    /// The depth of the position at this price.
    pub(crate) fn depth(&self) -> u8 {
        depth_down(self.health().ltv(), &self.terms).unwrap()
    }

    /// Whether the position may use the insolvency path.
    pub(crate) fn is_distressed(&self) -> bool {
        self.touched().auction.is_distressed()
    }

    /// What one block may sell of `amount`, believing `depth`: ⌈amount · f⌉, to a unit.
    pub(crate) fn share_of(&self, amount: u128, depth: u8) -> u128 {
        let close_factor = u128::from(self.terms.profile.close_factor);
        let rise = (MILLION - close_factor) * u128::from(depth);
        mul_div_up(amount, close_factor * 255 + rise, 255 * MILLION).unwrap()
    }
}
