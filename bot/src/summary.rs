//! What the demo prints in the end: each borrower's loss beside that at Aave's terms, and the accounts.
//! It adds up; the numbers come from the market's events by `track`, and from `compare`.

use std::time::Duration;

use alloy::primitives::U256;

use crate::{
    compare::Clips,
    figures::{loan, share},
    report::line,
};

/// What became of a borrower.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loss {
    /// Who owes.
    pub(crate) borrower: &'static str,
    /// What he owed when he first became unhealthy [loan assets].
    pub(crate) debt: U256,
    /// Fills at Ebb.
    pub(crate) fills: u32,
    /// [loan assets]
    pub(crate) repaid: U256,
    /// Value of the collateral taken less what was repaid [loan assets].
    pub(crate) cost: U256,
    /// The same loan at Aave's terms.
    pub(crate) aave: Clips,
}

/// The summary's table: a row for each borrower, and one for all.
pub(crate) fn table(losses: &[Loss]) {
    let sides = ("Ebb, step by step", "Aave's terms, by clips");
    line(format_args!(
        "\n{:<10} {:>13} | {:^42} | {:^42}",
        "", "", sides.0, sides.1
    ));
    line(format_args!(
        "{:<10} {:>13} | {:>6} {:>13} {:>11} {:>9} | {:>6} {:>13} {:>11} {:>9}",
        "borrower",
        "debt USDC",
        "fills",
        "repaid",
        "lost",
        "of debt",
        "clips",
        "repaid",
        "lost",
        "of debt"
    ));
    let mut all = Loss {
        borrower: "all",
        ..Loss::default()
    };
    for loss in losses {
        row(loss);
        all.debt += loss.debt;
        all.fills += loss.fills;
        all.repaid += loss.repaid;
        all.cost += loss.cost;
        all.aave.count += loss.aave.count;
        all.aave.repaid += loss.aave.repaid;
        all.aave.cost += loss.aave.cost;
        all.aave.bad_debt += loss.aave.bad_debt;
    }
    row(&all);
    if all.aave.bad_debt > 0 {
        line(format_args!(
            "at Aave's terms {} USDC would be bad debt",
            loan(U256::from(all.aave.bad_debt))
        ));
    }
}

/// A row of the summary.
fn row(loss: &Loss) {
    let (repaid, cost) = (U256::from(loss.aave.repaid), U256::from(loss.aave.cost));
    line(format_args!(
        "{:<10} {:>13} | {:>6} {:>13} {:>11} {:>9} | {:>6} {:>13} {:>11} {:>9}",
        loss.borrower,
        loan(loss.debt),
        loss.fills,
        loan(loss.repaid),
        loan(loss.cost),
        share(loss.cost, loss.debt),
        loss.aave.count,
        loan(repaid),
        loan(cost),
        share(cost, loss.debt),
    ));
}

/// What the comparison compares.
const RULE: &str = "
Lost is the value of the collateral taken, at the oracle's price of the moment, less the debt repaid.
Aave's terms: the same position from the moment when it became unhealthy, at the same prices and the
same liquidation threshold. Whenever its health is below 1, one clip repays 50 % of the debt (100 % at
health 0.95 or below) for collateral worth 5 % more; if it is still below 1, another clip follows.
Interest, and what the remaining collateral gains or loses with the price, are left out on both sides.
";

/// The rule of the comparison, the bad debt and the liquidator's account.
pub(crate) fn closing(bad_debt: U256, earned: U256, gas: U256, took: Duration) {
    line(format_args!("{RULE}"));
    if bad_debt.is_zero() {
        line(format_args!("bad debt: none"));
    } else {
        line(format_args!("bad debt: {} USDC", loan(bad_debt)));
    }
    let (earned, gas) = (loan(earned), loan(gas));
    line(format_args!(
        "the liquidator earned {earned} USDC after fees and spent {gas} USDC on gas"
    ));
    line(format_args!("took {:.1} s", took.as_secs_f64()));
}
