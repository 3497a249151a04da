//! The loop: liquidation block after liquidation block, the price falls when its time has come, and
//! the liquidator looks at each borrower and acts. It prints a line for each step, and it computes
//! nothing of the mechanism.

use alloy::{primitives::U256, sol_types::SolError};
use anyhow::{Result, anyhow, ensure};
use ebb_ledger::auction::depth_down;

use crate::{
    abi::{IMarketErrors::HealthyPosition, LiquidationQuote},
    chain::{Chain, refusal},
    decide::{Action, Policy, Reason},
    liquidator::{Liquidator, Sight},
    report::{self, Act, Sale, Step},
    scene::Scene,
    track::{FirstUnhealthy, Track},
};

/// The run gives up after this much chain time [seconds]: a liquidator may want more than the market
/// ever offers.
const DEADLINE: u64 = 3600;
/// A waiting borrower gets a line this often [seconds].
const WAIT_LINE: u64 = 48;

/// The demonstration as it goes on.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    chain: &'a Chain,
    scene: &'a Scene,
    /// Who acts.
    pub(crate) liquidator: Liquidator<'a>,
    /// One for each borrower, in the scene's order.
    pub(crate) tracks: Vec<Track>,
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
            liquidator: Liquidator::new(chain, scene, policy),
            tracks: vec![Track::default(); borrowers],
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
                are_safe &= self.attend(index).await?;
            }
            if are_safe && self.fallen == self.scene.falls.len() {
                return Ok(());
            }
            let now = self.next_block().await?;
            ensure!(
                now < self.start + DEADLINE,
                "after {} minutes of chain time a borrower is still unhealthy: the liquidator wants \
                 more than the market offers; lower --margin",
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
        report::fall(
            now - self.start,
            receipt.block_number.unwrap_or_default(),
            fall.price,
        );
        self.fallen += 1;
        Ok(())
    }

    /// Attends to a borrower and reports; whether he needed nothing.
    async fn attend(&mut self, index: usize) -> Result<bool> {
        let borrower = &self.scene.borrowers[index];
        let sight = self.liquidator.look(borrower).await?;
        let action = self.liquidator.choose(&sight).await?;
        if action == Action::Wait(Reason::Healthy) {
            return Ok(true);
        }
        self.remember(index, &sight.quote).await?;
        let mut step = self.act(index, &sight, action).await?;
        if step.act == Act::Wait && step.seconds < self.printed[index] + WAIT_LINE {
            return Ok(false);
        }
        // Whoever repays nothing is refused, but told what is on sale.
        let after = self.scene.quote(borrower.address, U256::ZERO).await?;
        step.health.1 = after.healthBefore;
        if after.reason.0 != HealthyPosition::SELECTOR {
            step.discount.1 = after.discount;
            step.sale = Some(self.sale(&after)?);
        }
        self.printed[index] = step.seconds;
        report::step(&step);
        Ok(false)
    }

    /// Does what was chosen; the line about it, with nothing changed yet.
    async fn act(&mut self, index: usize, sight: &Sight, action: Action) -> Result<Step<'a>> {
        let scene = self.scene;
        let borrower = &scene.borrowers[index];
        let quote = &sight.quote;
        let mut step = Step {
            seconds: sight.now - self.start,
            block: sight.block,
            borrower: borrower.name,
            act: Act::Wait,
            health: (quote.healthBefore, quote.healthBefore),
            discount: (quote.discount, quote.discount),
            sale: None,
        };
        match action {
            Action::Liquidate {
                max_repay,
                min_seized_per_repaid,
            } => {
                let track = &mut self.tracks[index];
                let bounds = (max_repay, min_seized_per_repaid);
                let (fill, block) = self
                    .liquidator
                    .fill(borrower, track, bounds, sight.now)
                    .await?;
                step.act = Act::Fill {
                    repaid: fill.repaidAssets,
                    seized: fill.seizedAssets,
                };
                step.block = block;
                step.discount = (fill.discount, fill.discount);
            }
            Action::Touch => {
                step.act = Act::Touch;
                step.block = self.liquidator.touch(borrower, quote.price).await?;
            }
            Action::Wait(_) => {}
        }
        Ok(step)
    }

    /// What a liquidation block sells, by the market's quote.
    fn sale(&self, quote: &LiquidationQuote) -> Result<Sale> {
        let seen = depth_down(quote.ltv.saturating_to(), &self.scene.terms)
            .map_err(|error| anyhow!("the depth of a loan cannot be computed: {error:?}"))?;
        Ok(Sale {
            depth: (quote.believedDepth, U256::from(seen)),
            close_factor: quote.closeFactor,
            room: quote.room,
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
}
