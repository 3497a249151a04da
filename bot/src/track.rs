//! What became of each borrower, added up from the market's events: no chain is read here, and nothing
//! is decided.

use alloy::{
    primitives::{Address, U256},
    rpc::types::TransactionReceipt,
};
use anyhow::{Context, Result, anyhow};
use ebb_ledger::health::value_down;

use crate::{
    abi::IMarketEvents::{BadDebt, Liquidate},
    compare,
    scene::Scene,
    summary::Loss,
};

/// A borrower's account.
#[derive(Clone, Debug, Default)]
pub(crate) struct Track {
    /// The position when it first became unhealthy.
    pub(crate) first: Option<FirstUnhealthy>,
    /// How many fills there were.
    pub(crate) fills: u32,
    /// [loan assets]
    pub(crate) repaid: U256,
    /// Value of what was seized, each at the oracle's price of its time [loan assets].
    pub(crate) seized_value: U256,
    /// Written off [loan assets].
    pub(crate) bad_debt: U256,
}

/// A position before the first fill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FirstUnhealthy {
    /// [collateral assets]
    pub(crate) collateral: U256,
    /// [loan assets]
    pub(crate) debt: U256,
    /// The fall that made it unhealthy, an index into the scene's.
    pub(crate) fall: usize,
}

impl Track {
    /// Books the fill in `receipt`; returns its event and what the liquidator earned [loan assets].
    pub(crate) fn book(
        &mut self,
        receipt: &TransactionReceipt,
        market: Address,
    ) -> Result<(Liquidate, U256)> {
        let logs = || receipt.logs().iter().filter(|log| log.address() == market);
        let fill = logs()
            .find_map(|log| log.log_decode::<Liquidate>().ok())
            .context("the market reported a fill without its event")?
            .inner
            .data;
        for log in logs().filter_map(|log| log.log_decode::<BadDebt>().ok()) {
            self.bad_debt += log.inner.data.assets;
        }
        // Assets stay below 2^120.
        let value = U256::from(value_down(fill.seizedAssets.saturating_to(), fill.price));
        self.fills += 1;
        self.repaid += fill.repaidAssets;
        self.seized_value += value;
        let earned = value.saturating_sub(fill.repaidAssets + fill.feeAssets);
        Ok((fill, earned))
    }

    /// The borrower's line of the summary; none if he was never unhealthy.
    pub(crate) fn loss(&self, borrower: &'static str, scene: &Scene) -> Result<Option<Loss>> {
        let Some(first) = self.first else {
            return Ok(None);
        };
        let lived_through = scene.falls.iter().skip(first.fall);
        let prices: Vec<U256> = lived_through.map(|fall| fall.price).collect();
        let aave = compare::clips(
            first.collateral.saturating_to(),
            first.debt.saturating_to(),
            &prices,
            scene.terms.lltv,
        )
        .map_err(|error| anyhow!("{borrower}'s clips cannot be computed: {error:?}"))?;
        Ok(Some(Loss {
            borrower,
            debt: first.debt,
            fills: self.fills,
            repaid: self.repaid,
            cost: self.seized_value.saturating_sub(self.repaid),
            aave,
        }))
    }
}
