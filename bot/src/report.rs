//! What the demo prints while it plays: progress, and one aligned line a step. It computes nothing
//! about loans; every number comes from the market.

use std::{
    fmt::Arguments,
    io::{Write, stdout},
};

use alloy::primitives::U256;

use crate::{
    abi::PositionHealth,
    figures::{change, clock, decimal, depth, health, loan, percent, price},
    rules::COLLATERAL_DECIMALS,
};

/// What happened in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The clock was started or advanced.
    Touch,
    /// The discount is still too low, or the budget is used up.
    Wait,
    /// A part of the debt was repaid.
    Fill {
        /// [loan assets]
        repaid: U256,
        /// [collateral assets]
        seized: U256,
    },
}

/// A line: before and after are the same if nothing changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    /// Seconds since the first price fall.
    pub(crate) seconds: u64,
    /// The chain's block.
    pub(crate) block: u64,
    /// Whose position it is.
    pub(crate) borrower: &'a str,
    /// What was done.
    pub(crate) act: Act,
    /// Health before and after [WAD].
    pub(crate) health: (U256, U256),
    /// The discount of this step, and the one on offer after it [WAD].
    pub(crate) discount: (U256, U256),
    /// What is on sale after it; none if the loan is safe or waits for a price.
    pub(crate) sale: Option<Sale>,
}

/// What a liquidation block sells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sale {
    /// The depth that the market believes, and the one that it sees [255ths].
    pub(crate) depth: (U256, U256),
    /// Share of the debt that one liquidation block may repay [WAD].
    pub(crate) close_factor: U256,
    /// What is left of the liquidation block's budget [loan assets].
    pub(crate) room: U256,
}

/// Writes a line. Whoever stops reading (`| head`) must not stop the liquidator half-way.
pub(crate) fn line(text: Arguments<'_>) {
    let _ = writeln!(stdout(), "{text}");
}

/// Says what is being done before the first step.
pub(crate) fn progress(text: &str) {
    line(format_args!("  {text}"));
}

/// A line about a new loan of `collateral` whole units.
pub(crate) fn opened(borrower: &str, collateral: u64, safety: &PositionHealth) {
    progress(&format!(
        "{borrower} borrows {} USDC on {collateral} WETH: health {}, liquidated below {} USDC, {} lower",
        loan(safety.debt),
        health(safety.healthFactor),
        price(safety.liquidationPrice),
        percent(safety.warningZone),
    ));
}

/// How to read the table of steps.
const LEGEND: &str = "
A loan whose health is below 1 is sold in steps, a block of 12 seconds after the other:
  touch   shows the market how the loan stands and lets the auction's clock run: the discount grows
  fill    repays a part of the debt for collateral at the discount, which the fill sets back
  wait    the discount does not pay yet
  depth   how far the loan is beyond its limit, 100 % when the whole debt may be sold at once: what the
          market believes of what it sees. It believes what has lasted for a minute.
  a block how much of the debt liquidators may repay in one block: the deeper, the more";

/// The head of the table of steps.
pub(crate) fn heading() {
    line(format_args!("{LEGEND}"));
    line(format_args!(
        "\n{:>5} {:>5}  {:<8} {:<5} {:<15} {:>11} {:>11}  {:<15} {:<12} {:>8} {:>11}",
        "time",
        "block",
        "borrower",
        "act",
        "health",
        "repaid USDC",
        "seized WETH",
        "discount",
        "depth",
        "a block",
        "budget left"
    ));
}

/// A line about the price.
pub(crate) fn fall(seconds: u64, block: u64, price: U256) {
    let price = self::price(price);
    line(format_args!(
        "{:>5} {block:>5}  the price of WETH falls to {price} USDC",
        clock(seconds)
    ));
}

/// A line about a step.
pub(crate) fn step(step: &Step<'_>) {
    let (act, repaid, seized) = match step.act {
        Act::Touch => ("touch", String::new(), String::new()),
        Act::Wait => ("wait", String::new(), String::new()),
        Act::Fill { repaid, seized } => (
            "fill",
            loan(repaid),
            decimal(seized, COLLATERAL_DECIMALS, 4),
        ),
    };
    let [depth, share, room] = match step.sale {
        Some(sale) => [
            depth(sale.depth.0, sale.depth.1),
            percent(sale.close_factor),
            loan(sale.room),
        ],
        None => ["safe", "", ""].map(str::to_owned),
    };
    line(format_args!(
        "{:>5} {:>5}  {:<8} {act:<5} {:<15} {repaid:>11} {seized:>11}  {:<15} {depth:<12} {share:>8} {room:>11}",
        clock(step.seconds),
        step.block,
        step.borrower,
        change(health(step.health.0), health(step.health.1)),
        change(percent(step.discount.0), percent(step.discount.1)),
    ));
}
