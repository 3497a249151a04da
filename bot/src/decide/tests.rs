//! The decision held against the law: quotes are made by `ebb-ledger`, as the market makes them, and
//! what the law would then execute must pay.

use alloy::primitives::U256;
use ebb_ledger::{Auction, Error, Fill, Health, Offer, health::value_down, profile::wad, wad::WAD};

mod cases;
mod properties;

use super::*;
use crate::rules::{self, terms};

const NOW: u64 = 1_800_000_000;
const FREE: Costs = Costs {
    fill: U256::ZERO,
    touch: U256::ZERO,
};

/// A position of the demo's market as the law sees it.
#[derive(Clone, Copy, Debug)]
struct Position {
    collateral: u128,
    debt: u128,
    price: U256,
    auction: Auction,
    now: u64,
}

impl Position {
    /// 100 ether at 1000 USDC, each owing `debt` USDC, in an auction touched `since` seconds ago in
    /// which a depth of `believed` is believed.
    fn owing(debt: u64, clock: u32, believed: u8, since: u64) -> Self {
        let auction = Auction {
            touched_at: NOW - since,
            clock,
            believed,
            ..Auction::default()
        };
        Self {
            collateral: 100 * WAD,
            debt: u128::from(debt) * 100_000_000,
            price: rules::price(1000),
            auction,
            now: NOW,
        }
    }

    fn touched(&self) -> (Health, Auction) {
        let health = Health::new(self.collateral, self.debt, self.price, terms().lltv).unwrap();
        let auction = self.auction.touched(self.now, &health, &terms());
        (health, auction.unwrap())
    }

    /// What the law executes for `max_repay`, and the offer that it fills.
    fn execute(&self, max_repay: u128) -> Result<(Offer, Fill), Error> {
        let (health, auction) = self.touched();
        let offer = Offer::new(health, &auction, self.now, &terms())?;
        let fill = offer.fill(max_repay, self.collateral, self.price, &terms())?;
        Ok((offer, fill))
    }

    /// What is left after `fill` of `offer`, `later` seconds on.
    fn after(&self, offer: &Offer, fill: &Fill, later: u64) -> Self {
        let (_, auction) = self.touched();
        Self {
            collateral: self.collateral - fill.seized,
            debt: self.debt - fill.repaid,
            price: self.price,
            auction: offer.settle(auction, fill, &terms()).unwrap(),
            now: self.now + later,
        }
    }

    /// The market's quote for `max_repay`.
    fn quote(&self, max_repay: u128) -> LiquidationQuote {
        let (health, auction) = self.touched();
        let mut quote = LiquidationQuote {
            price: self.price,
            debtBefore: U256::from(health.debt),
            clock: U256::from(auction.clock),
            ltv: U256::from(health.ltv()),
            believedDepth: U256::from(auction.believed),
            ..Default::default()
        };
        match self.execute(max_repay) {
            Ok((offer, fill)) => {
                quote.discount = U256::from(wad(offer.discount));
                quote.repaidAssets = U256::from(fill.repaid);
                quote.seizedAssets = U256::from(fill.seized);
                quote.feeAssets = U256::from(fill.fee);
            }
            Err(Error::HealthyPosition) => quote.reason = HealthyPosition::SELECTOR.into(),
            Err(_) => quote.reason = FixedBytes::repeat_byte(1),
        }
        quote
    }

    fn decide(&self, max_repay: u128, costs: &Costs, margin: u32) -> Action {
        let situation = Situation {
            quote: &self.quote(max_repay),
            max_repay: U256::from(max_repay),
            auction: &self.auction,
            now: self.now,
            terms: &terms(),
        };
        decide(&situation, costs, &Policy { margin })
    }
}

/// Whether the market accepts a fill whose caller demands this rate [1e36].
fn is_accepted(fill: &Fill, min_seized_per_repaid: U256) -> bool {
    let demanded = U256::from(fill.repaid) * min_seized_per_repaid;
    U256::from(fill.seized) * U256::from(PRICE_SCALE) >= demanded
}

/// What a fill leaves after the payment, valued at `price`: negative if it loses.
fn net(fill: &Fill, price: U256) -> i128 {
    let gain = i128::try_from(value_down(fill.seized, price)).unwrap();
    let payment = i128::try_from(fill.repaid + fill.fee).unwrap();
    gain - payment
}
