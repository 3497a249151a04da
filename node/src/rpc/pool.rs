//! When transactions are mined: at once, or with the next block that a client or the clock asks for.
//!
//! Waiting transactions are kept in order of arrival. Each gets a block of its own, as always on this
//! chain; those mined together share one timestamp.

use std::time::Duration;

use alloy_primitives::{Address, B256};
use tokio::sync::watch;

use crate::{
    chain::Chain,
    tx::{Tx, TxError},
};

/// Most transactions that may wait.
const MAX_WAITING: usize = 10_000;

/// When blocks come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mining {
    /// With each transaction.
    #[default]
    AtOnce,
    /// When a client asks for one.
    Manual,
    /// As time passes, with or without transactions.
    Every(Duration),
}

/// Transactions that wait, and what they wait for.
#[derive(Debug)]
pub(crate) struct Pool {
    waiting: imbl::Vector<Tx>,
    mining: watch::Sender<Mining>,
}

impl Pool {
    /// An empty pool.
    pub(crate) fn new(mining: Mining) -> Self {
        Self {
            waiting: imbl::Vector::new(),
            mining: watch::Sender::new(mining),
        }
    }

    /// When blocks come.
    pub(crate) fn mining(&self) -> Mining {
        *self.mining.borrow()
    }

    /// Where changes of it are heard.
    pub(crate) fn listen(&self) -> watch::Receiver<Mining> {
        self.mining.subscribe()
    }

    /// Changes it; what waits is mined if nothing is to wait any more.
    pub(crate) fn set_mining(&mut self, chain: &mut Chain, mining: Mining) {
        self.mining.send_replace(mining);
        if mining == Mining::AtOnce && !self.waiting.is_empty() {
            self.mine(chain);
        }
    }

    /// Takes a transaction: mines it, or lets it wait. Answers its hash.
    pub(crate) fn submit(&mut self, chain: &mut Chain, tx: Tx) -> Result<B256, TxError> {
        if self.mining() == Mining::AtOnce {
            return chain.transact(tx);
        }
        if self.waiting.len() >= MAX_WAITING {
            return Err(TxError::Invalid(format!(
                "txpool is full: {MAX_WAITING} transactions wait already; call evm_mine"
            )));
        }
        chain.check(&tx, self.waiting_of(tx.sender))?;
        let hash = tx.hash();
        self.waiting.push_back(tx);
        Ok(hash)
    }

    /// Mines what waits, or an empty block if nothing does. What has become invalid is dropped.
    pub(crate) fn mine(&mut self, chain: &mut Chain) {
        let head = chain.latest().header.number;
        for tx in std::mem::take(&mut self.waiting) {
            let latest = chain.latest();
            if latest.header.number > head {
                let time = latest.header.timestamp;
                // The time of the block before is always allowed.
                let _ = chain.set_next_timestamp(time);
            }
            let _ = chain.transact(tx);
        }
        if chain.latest().header.number == head {
            chain.mine(1, 0);
        }
    }

    /// How many transactions of `sender` wait.
    pub(crate) fn waiting_of(&self, sender: Address) -> u64 {
        self.waiting.iter().filter(|tx| tx.sender == sender).count() as u64
    }

    /// What waits, in order.
    pub(crate) const fn waiting(&self) -> &imbl::Vector<Tx> {
        &self.waiting
    }

    /// Drops everything that waits.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }
}
