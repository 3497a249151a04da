//! What the law costs borrowers and lenders on made-up price paths, beside other rules: the table of
//! `docs/decisions/0007-believed-depth.md`. It calls the law's own functions and knows no chain. It has no
//! market depth: selling moves no price, so what gradual selling spares by moving it less is not counted.
//! Model: 1-second steps; a liquidator takes all that is on offer as soon as it earns him a margin.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a simulation that breaks must break loudly"
)]

mod book;
mod paths;
mod rules;

use book::{book, price, units};
use ebb_ledger::{Books, Profile, Terms, wad::WAD};
use paths::{PATHS, Path, SECONDS};
use rules::{Rule, Tally};

const HELP: &str = "\
Prints what four rules of liquidation cost on ten price paths, as a table in Markdown.

usage: simulate [SEED]     SEED, a number, makes the loans; 1 by default

cost      value that borrowers lost in liquidations, less the debt repaid [bp of all debt]
bad debt  what no collateral covers, written off or left at the end [bp of all debt]
sold      debt repaid by liquidators [% of all debt]
left      debt of loans that are unhealthy at the end [% of all debt]
fills     liquidations
touches   touches besides";

/// The loans of `seed` under `rule` along `path`.
fn run(rule: &Rule, path: Path, seed: u64) -> Tally {
    let terms = Terms {
        lltv: WAD * 83 / 100,
        min_debt: 100 * WAD,
        closeout_debt: 1_000 * WAD,
        profile: rule.profile(),
    };
    let mut book = book(seed, &terms);
    let lent = |loan: &Books| units(loan.market.borrow.assets);
    let mut tally = Tally {
        debt: book.iter().map(lent).sum(),
        ..Tally::default()
    };
    for t in 0..SECONDS {
        let Some(prices) = path(t) else { continue };
        for loan in &mut book {
            rule.step(loan, &terms, t, prices, &mut tally);
        }
    }
    let (_, end) = path(SECONDS - 1).unwrap();
    for loan in &book {
        let health = loan.health(price(end), &terms).unwrap();
        tally.bad_debt += units(health.debt.saturating_sub(health.value));
        tally.left += if health.is_healthy() {
            0.0
        } else {
            units(health.debt)
        };
    }
    tally
}

fn main() {
    let seed = match std::env::args().nth(1).map(|word| word.parse()) {
        None => 1,
        Some(Ok(seed)) => seed,
        Some(Err(_)) => return println!("{HELP}"),
    };
    let at_once = Profile {
        observe_step: 0,
        confirmation: 0,
        ..Profile::DEFAULT
    };
    let rules = [
        ("this law", Rule::Law(Profile::DEFAULT, Some(12))),
        (
            "this law, touched by fills only",
            Rule::Law(Profile::DEFAULT, None),
        ),
        ("depth believed at once", Rule::Law(at_once, Some(12))),
        ("one clip at 5 %", Rule::OneClip),
    ];
    println!("| path | rule | cost | bad debt | sold | left | fills | touches |");
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    for (path_name, path) in PATHS {
        for (name, rule) in &rules {
            let tally = run(rule, path, seed);
            let part = |x: f64| x / tally.debt;
            println!(
                "| {path_name} | {name} | {:.1} | {:.1} | {:.1} | {:.1} | {} | {} |",
                part(tally.cost) * 10_000.0,
                part(tally.bad_debt) * 10_000.0,
                part(tally.repaid) * 100.0,
                part(tally.left) * 100.0,
                tally.fills,
                tally.touches
            );
        }
    }
}
