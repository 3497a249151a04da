//! The liquidator's hands: asks the market for a quote, and sends what `decide` has chosen. It keeps
//! his account, and it decides nothing.

use alloy::{
    primitives::{Bytes, U256},
    providers::Provider,
    rpc::types::TransactionReceipt,
};
use anyhow::{Context, Result};
use ebb_ledger::{Auction, wad::PRICE_SCALE};

use crate::{
    abi::{IMarketEvents::Liquidate, LiquidationQuote},
    chain::{Chain, refusal},
    decide::{Action, Costs, Policy, Situation, decide},
    record,
    scene::{Borrower, Scene},
    track::Track,
};

/// A fill is wanted for this long [seconds].
const FILL_DEADLINE: u64 = 60;

/// Who liquidates.
#[derive(Debug)]
pub(crate) struct Liquidator<'a> {
    chain: &'a Chain,
    scene: &'a Scene,
    policy: Policy,
    /// What he earned after fees, before gas [loan assets].
    pub(crate) earned: U256,
    /// What he spent on gas, each at the oracle's price of its time [loan assets].
    pub(crate) gas_cost: U256,
    /// Gas of the last fill; a guess before the first.
    fill_gas: u64,
    /// Gas of the last touch; a guess before the first.
    touch_gas: u64,
}

/// What he sees of a position.
#[derive(Debug)]
pub(crate) struct Sight {
    /// The market's quote for `max_repay`.
    pub(crate) quote: LiquidationQuote,
    /// The most that he can repay [loan assets].
    max_repay: U256,
    /// The auction's record as stored.
    auction: Auction,
    /// The chain's block.
    pub(crate) block: u64,
    /// Its time [seconds].
    pub(crate) now: u64,
}

impl<'a> Liquidator<'a> {
    /// Nothing has been done yet.
    pub(crate) fn new(chain: &'a Chain, scene: &'a Scene, policy: Policy) -> Self {
        Self {
            chain,
            scene,
            policy,
            earned: U256::ZERO,
            gas_cost: U256::ZERO,
            fill_gas: 500_000,
            touch_gas: 200_000,
        }
    }

    /// Looks at a borrower's position.
    pub(crate) async fn look(&self, borrower: &Borrower) -> Result<Sight> {
        let scene = self.scene;
        let funds = scene.loan.balanceOf(scene.liquidator).call().await;
        let funds = funds.context("asking for the liquidator's balance")?;
        // The fee comes on top of the repayment: at most half of what a discount of 25 % earns, 1/6.
        let max_repay = funds / U256::from(7) * U256::from(6);
        let quote = scene.quote(borrower.address, max_repay).await?;
        let record = scene
            .market
            .auction(scene.id, borrower.address)
            .call()
            .await;
        let record = record.map_err(|error| refusal("reading the auction", error))?;
        let (block, now) = self.chain.head().await?;
        Ok(Sight {
            quote,
            max_repay,
            auction: record::unpack(record),
            block,
            now,
        })
    }

    /// What to do about it.
    pub(crate) async fn choose(&self, sight: &Sight) -> Result<Action> {
        let situation = Situation {
            quote: &sight.quote,
            max_repay: sight.max_repay,
            auction: &sight.auction,
            now: sight.now,
            terms: &self.scene.terms,
        };
        let costs = self.costs(sight.quote.price).await?;
        Ok(decide(&situation, &costs, &self.policy))
    }

    /// Repays what is on offer and books it; the fill's event and its block.
    pub(crate) async fn fill(
        &mut self,
        borrower: &Borrower,
        track: &mut Track,
        (max_repay, min_seized_per_repaid): (U256, U256),
        now: u64,
    ) -> Result<(Liquidate, u64)> {
        let scene = self.scene;
        let call = scene.market.liquidate(
            scene.params.clone(),
            borrower.address,
            max_repay,
            min_seized_per_repaid,
            U256::from(now + FILL_DEADLINE),
            scene.liquidator,
            Bytes::new(),
        );
        let act = format!("liquidating {}", borrower.name);
        let receipt = self.chain.send(&act, call.from(scene.liquidator)).await?;
        let (fill, earned) = track.book(&receipt, *scene.market.address())?;
        self.earned += earned;
        self.fill_gas = receipt.gas_used;
        self.pay_gas(&receipt, fill.price)?;
        Ok((fill, receipt.block_number.unwrap_or_default()))
    }

    /// Lets the clock run; the block in which that was done.
    pub(crate) async fn touch(&mut self, borrower: &Borrower, price: U256) -> Result<u64> {
        let scene = self.scene;
        let call = scene.market.touch(scene.params.clone(), borrower.address);
        let act = format!("touching {}", borrower.name);
        let receipt = self.chain.send(&act, call.from(scene.liquidator)).await?;
        self.touch_gas = receipt.gas_used;
        self.pay_gas(&receipt, price)?;
        Ok(receipt.block_number.unwrap_or_default())
    }

    /// What his transactions cost now. The collateral is wrapped ether, so its price values gas too.
    async fn costs(&self, price: U256) -> Result<Costs> {
        let wei = self
            .chain
            .provider
            .get_gas_price()
            .await
            .context("asking for the gas price")?;
        let cost = |gas| in_loan_assets(U256::from(gas) * U256::from(wei), price);
        Ok(Costs {
            fill: cost(self.fill_gas)?,
            touch: cost(self.touch_gas)?,
        })
    }

    /// Books the gas of a transaction.
    fn pay_gas(&mut self, receipt: &TransactionReceipt, price: U256) -> Result<()> {
        let wei = U256::from(receipt.gas_used) * U256::from(receipt.effective_gas_price);
        self.gas_cost += in_loan_assets(wei, price)?;
        Ok(())
    }
}

/// What `wei` of ether costs, rounded up [loan assets].
fn in_loan_assets(wei: U256, price: U256) -> Result<U256> {
    let product = wei.checked_mul(price).with_context(|| {
        format!("{wei} wei of gas is beyond belief; is the node's gas price right?")
    })?;
    Ok(product.div_ceil(U256::from(PRICE_SCALE)))
}
