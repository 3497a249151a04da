//! The decision held against the law: quotes are made by `ebb-ledger`, as the market makes them, and
//! what the law would then execute must pay.

use alloy::primitives::U256;
use ebb_ledger::{Auction, Fill, Health, Offer, Terms, health::value_down, profile::wad, wad::WAD};

mod cases;
mod properties;

use super::*;
use crate::rules;

const NOW: u64 = 1_800_000_000;
const FREE: Costs = Costs {
    fill: U256::ZERO,
    touch: U256::ZERO,
};

/// A position of the demo's market as the law sees it.
#[derive(Clone, Copy, Debug)]
struct Position {
    collateral: U256,
    debt: U256,
    price: U256,
    auction: Auction,
    now: u64,
}

fn terms() -> Terms {
    rules::terms(&rules::params(
        Default::default(),
        Default::default(),
        Default::default(),
    ))
}

impl Position {
    /// 1 ether at 1000 USDC, owing `debt` USDC, in an auction touched `since` seconds ago.
    fn owing(debt: u64, clock: u32, observed: u32, since: u64) -> Self {
        let auction = Auction {
            touched_at: NOW - since,
            clock,
            observed,
            ..Auction::default()
        };
        Self {
            collateral: WAD,
            debt: rules::units(debt, rules::LOAN_DECIMALS),
            price: rules::price(1000),
            auction,
            now: NOW,
        }
    }

    fn touched(&self) -> (Health, Auction) {
        let health = Health::new(self.collateral, self.debt, self.price, terms().lltv).unwrap();
        (
            health,
            self.auction.touched(self.now, &health, &terms()).unwrap(),
        )
    }

    /// What the law executes for `max_repay`, and the offer that it fills.
    fn execute(&self, max_repay: U256) -> Result<(Offer, Fill), Error> {
        let (health, auction) = self.touched();
        let offer = Offer::new(health, &auction, self.now, &terms())?;
        let fill = offer.fill(max_repay, self.collateral, self.price, &terms())?;
        Ok((offer, fill))
    }

    /// The market's quote for `max_repay`.
    fn quote(&self, max_repay: U256) -> LiquidationQuote {
        let (health, auction) = self.touched();
        let mut quote = LiquidationQuote {
            price: self.price,
            debtBefore: health.debt,
            clock: U256::from(auction.clock),
            observed: U256::from(auction.observed),
            ..Default::default()
        };
        match self.execute(max_repay) {
            Ok((offer, fill)) => {
                quote.discount = wad(offer.discount);
                quote.repaidAssets = fill.repaid;
                quote.seizedAssets = fill.seized;
                quote.feeAssets = fill.fee;
            }
            Err(Error::HealthyPosition) => quote.reason = HealthyPosition::SELECTOR.into(),
            Err(_) => quote.reason = FixedBytes::repeat_byte(1),
        }
        quote
    }

    fn decide(&self, max_repay: U256, costs: &Costs, margin: u32) -> Action {
        let situation = Situation {
            quote: &self.quote(max_repay),
            max_repay,
            touched_at: self.auction.touched_at,
            now: self.now,
            profile: &terms().profile,
        };
        decide(&situation, costs, &Policy { margin }).unwrap()
    }
}

/// What a fill leaves after the payment, valued at `price`: negative if it loses.
fn net(fill: &Fill, price: U256) -> i128 {
    let gain: i128 = value_down(fill.seized, price).to();
    let payment: i128 = (fill.repaid + fill.fee).to();
    gain - payment
}
