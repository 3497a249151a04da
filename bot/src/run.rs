//! The loop: liquidation block after liquidation block, the price falls when its time has come, and
//! the liquidator looks at each borrower, lets `decide` choose, acts, and reports. It keeps the books
//! in `track` and computes nothing of the mechanism.

use alloy::{primitives::U256, providers::Provider, rpc::types::TransactionReceipt};
use anyhow::{Context, Result, anyhow, ensure};
use ebb_ledger::wad::{PRICE_SCALE, mul_div_up};

use crate::{
    abi::LiquidationQuote,
    chain::{Chain, refusal},
    decide::{Action, Costs, Policy, Reason, Situation, decide},
    report::{self, Act, Step},
    scene::{Borrower, Scene},
    track::{FirstUnhealthy, Track},
};

/// The run gives up after this much chain time [seconds]: a liquidator may want more than the market
/// ever offers.
const DEADLINE: u64 = 3 * 3600;
/// A fill is wanted for this long [seconds].
const FILL_DEADLINE: u64 = 60;
/// A waiting borrower gets a line this often [seconds].
const WAIT_LINE: u64 = 60;

/// The liquidator at work.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    chain: &'a Chain,
    scene: &'a Scene,
    policy: Policy,
    /// One for each borrower, in the scene's order.
    pub(crate) tracks: Vec<Track>,
    /// What the liquidator earned after fees, before gas [loan assets].
    pub(crate) earned: U256,
    /// What he spent on gas, each at the oracle's price of its time [loan assets].
    pub(crate) gas_cost: U256,
    /// Gas of the last fill and of the last touch; guesses before the first.
    gas: [u64; 2],
    /// Price falls so far.
    fallen: usize,
    /// Timestamp of the first fall.
    start: u64,
    /// When each borrower last got a line [seconds since the start].
    printed: Vec<u64>,
}

impl<'a> Run<'a> {
    /// Nothing has fallen yet.
    pub(crate) fn new(chain: &'a Chain, scene: &'a Scene, policy: Policy) -> Self {
        let borrowers = scene.borrowers.len();
        Self {
            chain,
            scene,
            policy,
            tracks: vec![Track::default(); borrowers],
            earned: U256::ZERO,
            gas_cost: U256::ZERO,
            gas: [500_000, 200_000],
            fallen: 0,
            start: 0,
            printed: vec![0; borrowers],
        }
    }

    /// Runs until the price has fallen for the last time and every borrower is healthy.
    pub(crate) async fn until_all_are_safe(&mut self) -> Result<()> {
        self.start = self.next_block().await?;
        loop {
            self.fall_if_due().await?;
            let mut are_safe = true;
            for index in 0..self.scene.borrowers.len() {
                are_safe &= self.look_at(index).await?;
            }
            if are_safe && self.fallen == self.scene.falls.len() {
                return Ok(());
            }
            let now = self.next_block().await?;
            ensure!(
                now < self.start + DEADLINE,
                "after {} minutes of chain time a borrower is still unhealthy: the liquidator \
                 wants more than the market offers; lower --margin",
                DEADLINE / 60
            );
        }
    }

    /// Lets the next liquidation block begin; its first second.
    async fn next_block(&self) -> Result<u64> {
        let (_, now) = self.chain.head().await?;
        let length = u64::from(self.scene.terms.profile.block_time);
        let begins = (now / length + 1) * length;
        self.chain.wait_until(begins).await?;
        Ok(begins)
    }

    /// Lowers the price if its time has come.
    async fn fall_if_due(&mut self) -> Result<()> {
        let (_, now) = self.chain.head().await?;
        let due = self
            .scene
            .falls
            .get(self.fallen)
            .filter(|fall| now >= self.start + fall.at);
        let Some(fall) = due else {
            return Ok(());
        };
        let call = self
            .scene
            .oracle
            .setPrice(fall.price)
            .from(self.scene.payer);
        let receipt = self.chain.send("setting the price", call).await?;
        let block = receipt.block_number.unwrap_or_default();
        report::fall(now - self.start, block, fall.price);
        self.fallen += 1;
        Ok(())
    }

    /// Looks at a borrower, acts, reports; whether he is healthy.
    async fn look_at(&mut self, index: usize) -> Result<bool> {
        let scene = self.scene;
        let borrower = &scene.borrowers[index];
        let funds = scene.loan.balanceOf(scene.liquidator).call().await;
        // The fee comes on top of the repayment: at most half of what a discount of 25 % earns, 1/6.
        let max_repay =
            funds.context("asking for the liquidator's balance")? / U256::from(7) * U256::from(6);
        let quote = self.quote(borrower, max_repay).await?;
        let record = scene
            .market
            .auction(scene.id, borrower.address)
            .call()
            .await;
        let record = record.map_err(|error| refusal("reading the auction", error))?;
        let (block, now) = self.chain.head().await?;
        let situation = Situation {
            quote: &quote,
            max_repay,
            touched_at: record.touchedAt.saturating_to(),
            now,
            profile: &scene.terms.profile,
        };
        let action = decide(&situation, &self.costs(quote.price).await?, &self.policy)
            .map_err(|error| anyhow!("{}'s quote makes no sense: {error:?}", borrower.name))?;
        if action == Action::Wait(Reason::Healthy) {
            return Ok(true);
        }
        self.remember(index, &quote).await?;
        let (act, block, room) = match action {
            Action::Liquidate {
                max_repay,
                min_seized_per_repaid,
            } => {
                self.fill(index, max_repay, min_seized_per_repaid, now)
                    .await?
            }
            Action::Touch => (Act::Touch, self.touch(borrower, &quote).await?, quote.room),
            Action::Wait(_) => (Act::Wait, block, quote.room),
        };
        let after = self.quote(borrower, max_repay).await?;
        let seconds = now - self.start;
        if act != Act::Wait || seconds >= self.printed[index] + WAIT_LINE {
            self.printed[index] = seconds;
            report::step(&Step {
                seconds,
                block,
                borrower: borrower.name,
                act,
                health: (quote.healthBefore, after.healthBefore),
                discount: (quote.discount, after.discount),
                room,
            });
        }
        Ok(false)
    }

    /// The market's quote for a repayment of at most `max_repay`.
    async fn quote(&self, borrower: &Borrower, max_repay: U256) -> Result<LiquidationQuote> {
        let params = self.scene.params.clone();
        let call = self
            .scene
            .market
            .previewLiquidation(params, borrower.address, max_repay);
        call.call()
            .await
            .map_err(|error| refusal("asking for a quote", error))
    }

    /// What the liquidator's transactions cost now. The collateral is wrapped ether, so its price
    /// values gas too.
    async fn costs(&self, price: U256) -> Result<Costs> {
        let wei = self
            .chain
            .provider
            .get_gas_price()
            .await
            .context("asking for the gas price")?;
        let [fill, touch] = self
            .gas
            .map(|gas| U256::from(gas).saturating_mul(U256::from(wei)));
        Ok(Costs {
            fill: in_loan_assets(fill, price)?,
            touch: in_loan_assets(touch, price)?,
        })
    }

    /// Keeps the position as it was when it first became unhealthy.
    async fn remember(&mut self, index: usize, quote: &LiquidationQuote) -> Result<()> {
        if self.tracks[index].first.is_some() {
            return Ok(());
        }
        let account = self.scene.borrowers[index].address;
        let position = self
            .scene
            .market
            .position(self.scene.id, account)
            .call()
            .await;
        let position = position.map_err(|error| refusal("reading the position", error))?;
        self.tracks[index].first = Some(FirstUnhealthy {
            collateral: position.collateral,
            debt: quote.debtBefore,
            fall: self.fallen.saturating_sub(1),
        });
        Ok(())
    }

    /// Repays what is on offer; what to report.
    async fn fill(
        &mut self,
        index: usize,
        max_repay: U256,
        min_seized_per_repaid: U256,
        now: u64,
    ) -> Result<(Act, u64, U256)> {
        let scene = self.scene;
        let borrower = &scene.borrowers[index];
        let call = scene.market.liquidate(
            scene.params.clone(),
            borrower.address,
            max_repay,
            min_seized_per_repaid,
            U256::from(now + FILL_DEADLINE),
            scene.liquidator,
            Default::default(),
        );
        let act = format!("liquidating {}", borrower.name);
        let receipt = self.chain.send(&act, call.from(scene.liquidator)).await?;
        let (fill, earned) = self.tracks[index].book(&receipt, *scene.market.address())?;
        self.earned += earned;
        self.gas[0] = receipt.gas_used;
        self.pay_gas(&receipt, fill.price)?;
        let act = Act::Fill {
            repaid: fill.repaidAssets,
            seized: fill.seizedAssets,
        };
        Ok((act, receipt.block_number.unwrap_or_default(), fill.room))
    }

    /// Lets the clock run; the block in which that was done.
    async fn touch(&mut self, borrower: &Borrower, quote: &LiquidationQuote) -> Result<u64> {
        let call = self
            .scene
            .market
            .touch(self.scene.params.clone(), borrower.address);
        let act = format!("touching {}", borrower.name);
        let receipt = self
            .chain
            .send(&act, call.from(self.scene.liquidator))
            .await?;
        self.gas[1] = receipt.gas_used;
        self.pay_gas(&receipt, quote.price)?;
        Ok(receipt.block_number.unwrap_or_default())
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
    mul_div_up(wei, price, PRICE_SCALE).map_err(|_| {
        anyhow!("{wei} wei of gas at this price is beyond belief; is the node's gas price right?")
    })
}
