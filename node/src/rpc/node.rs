//! The state behind the door: the chain, the keys that the node lends, and the filters. It lives on
//! one thread (see `engine`) and is only touched by the methods of the table.

use std::{fmt, sync::Arc};

use alloy_primitives::B256;
use tokio::sync::broadcast;

use super::{
    accounts::DevAccounts,
    filters::Filters,
    pool::Pool,
    report::Reporter,
    settings::{MemoryLimit, Settings},
    shape,
    subscribe::News,
    view::View,
};
use crate::{
    chain::{Chain, LoadError},
    tx::{Tx, TxError},
};

/// Blocks that a slow subscriber may lag behind before it misses some.
const NEWS_BUFFER: usize = 1024;

/// Everything that a method may read or change.
pub(crate) struct Node {
    pub(crate) chain: Chain,
    pub(crate) accounts: DevAccounts,
    pub(crate) filters: Filters,
    pub(crate) pool: Pool,
    reporter: Reporter,
    memory: MemoryLimit,
    /// Number of the newest block that was announced.
    announced: u64,
    news: broadcast::Sender<News>,
}

impl Node {
    /// A node over `chain` that lends the keys of `accounts`.
    pub(crate) fn new(chain: Chain, accounts: DevAccounts, settings: Settings) -> Self {
        let announced = chain.latest().header.number;
        let (news, _) = broadcast::channel(NEWS_BUFFER);
        Self {
            chain,
            accounts,
            filters: Filters::default(),
            pool: Pool::new(settings.mining),
            reporter: Reporter::new(settings.output),
            memory: settings.memory,
            announced,
            news,
        }
    }

    /// The chain as it stands, for those who read.
    pub(crate) fn view(&self) -> View {
        View {
            chain: self.chain.clone(),
            waiting: self.pool.waiting().clone(),
            reporter: self.reporter,
        }
    }

    /// How much memory may be taken.
    pub(crate) const fn memory(&self) -> &MemoryLimit {
        &self.memory
    }

    /// Where new blocks are announced.
    pub(crate) fn news(&self) -> broadcast::Sender<News> {
        self.news.clone()
    }

    /// Takes a transaction; answers its hash.
    pub(crate) fn submit(&mut self, tx: Tx) -> Result<B256, TxError> {
        self.pool.submit(&mut self.chain, tx)
    }

    /// Mines what waits, or an empty block.
    pub(crate) fn mine(&mut self) {
        self.pool.mine(&mut self.chain);
    }

    /// Puts a saved chain in the place of this one. Its blocks are no news.
    pub(crate) fn load(&mut self, json: &[u8]) -> Result<(), LoadError> {
        self.chain.load(json)?;
        self.pool.clear();
        self.announced = self.chain.latest().header.number;
        Ok(())
    }

    /// The blocks that were mined since the last call, which it prints.
    pub(crate) fn report(&mut self) -> Vec<News> {
        let head = self.chain.latest().header.number;
        // `evm_revert` takes blocks back; their successors are new ones.
        let first = std::mem::replace(&mut self.announced, head).min(head) + 1;
        let blocks = (first..=head).filter_map(|number| self.chain.block(number.into()));
        let news: Vec<News> = blocks.map(Arc::clone).collect();
        for block in &news {
            let printed = block.transactions.iter().flat_map(|tx| &tx.console);
            printed.for_each(|line| self.reporter.console(line));
            shape::lines(block).for_each(|line| self.reporter.transaction(&line));
        }
        news
    }

    /// Tells those who follow the chain of new blocks.
    pub(crate) fn announce(&self, news: Vec<News>) {
        for block in news {
            // Fails only if nobody listens.
            let _ = self.news.send(block);
        }
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("announced", &self.announced)
            .finish_non_exhaustive()
    }
}
