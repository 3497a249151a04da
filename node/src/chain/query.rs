//! Reading the chain: blocks by name, transactions by hash, logs by filter, state at a block.
//!
//! `latest` and `pending` read the state on top of the newest block, which includes what was set by
//! hand since; `safe` and `finalized` are the newest block, as nothing here is ever undone by others.

use std::sync::Arc;

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::B256;
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log};
use thiserror::Error;

use super::Chain;
use crate::{
    block::{Block, MinedTx},
    state::State,
};

/// Where a transaction was mined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TxPlace {
    /// Block number.
    pub block: u64,
    /// Position in the block.
    pub index: usize,
}

/// Why logs cannot be listed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LogsError {
    /// No block of that hash.
    #[error("unknown block {0}")]
    UnknownBlock(B256),
    /// The range runs backwards.
    #[error("invalid block range: fromBlock {from} is after toBlock {to}")]
    Range {
        /// First block asked for.
        from: u64,
        /// Last block asked for.
        to: u64,
    },
}

impl Chain {
    /// The block of that number, hash or tag.
    pub fn block(&self, id: BlockId) -> Option<&Arc<Block>> {
        let number = match id {
            BlockId::Hash(hash) => *self.by_hash.get(&hash.block_hash)?,
            BlockId::Number(tag) => self.resolve(tag),
        };
        self.blocks.get(usize::try_from(number).ok()?)
    }

    /// State at a block; none if there is no such block, or its state was not saved.
    pub fn state(&self, id: BlockId) -> Option<&State> {
        match id {
            BlockId::Number(BlockNumberOrTag::Latest | BlockNumberOrTag::Pending) => {
                Some(&self.state)
            }
            other => self.block(other)?.state.as_ref(),
        }
    }

    /// A mined transaction and its block.
    pub fn transaction(&self, hash: B256) -> Option<(&Arc<Block>, &MinedTx, TxPlace)> {
        let place = *self.places.get(&hash)?;
        let block = self.blocks.get(usize::try_from(place.block).ok()?)?;
        Some((block, block.transactions.get(place.index)?, place))
    }

    /// Logs that match a filter, oldest first.
    ///
    /// # Errors
    /// The filter names a block that does not exist, or a range that runs backwards.
    pub fn logs(&self, filter: &Filter) -> Result<Vec<Log>, LogsError> {
        let blocks = match filter.block_option {
            FilterBlockOption::AtBlockHash(hash) => {
                let number = self
                    .by_hash
                    .get(&hash)
                    .ok_or(LogsError::UnknownBlock(hash))?;
                *number..=*number
            }
            FilterBlockOption::Range {
                from_block,
                to_block,
            } => {
                let from = self.resolve(from_block.unwrap_or_default());
                let to = self.resolve(to_block.unwrap_or_default());
                if from > to {
                    return Err(LogsError::Range { from, to });
                }
                from..=to
            }
        };
        let last = (*blocks.end()).min(self.latest().header.number);
        let found = (*blocks.start()..=last).filter_map(|number| self.blocks.get(number as usize));
        Ok(found
            .filter(|block| filter.matches_bloom(block.header.logs_bloom))
            .flat_map(|block| block_logs(block))
            .filter(|log| filter.matches(&log.inner))
            .collect())
    }

    /// Hashes of the blocks before number `number`.
    pub(crate) fn hashes_before(&self, number: u64) -> imbl::Vector<B256> {
        let count = usize::try_from(number)
            .unwrap_or(usize::MAX)
            .min(self.hashes.len());
        self.hashes.take(count)
    }

    fn resolve(&self, tag: BlockNumberOrTag) -> u64 {
        match tag {
            BlockNumberOrTag::Number(number) => number,
            BlockNumberOrTag::Earliest => 0,
            _ => self.latest().header.number,
        }
    }
}

/// The logs of a block with their places, in order.
pub fn block_logs(block: &Block) -> impl Iterator<Item = Log> + '_ {
    let mut position = 0..;
    block
        .transactions
        .iter()
        .enumerate()
        .flat_map(move |(index, tx)| {
            let positions = position.by_ref().take(tx.logs.len());
            let logs = tx.logs.iter().zip(positions.collect::<Vec<u64>>());
            logs.map(move |(log, position)| Log {
                inner: log.clone(),
                block_hash: Some(block.hash),
                block_number: Some(block.header.number),
                block_timestamp: Some(block.header.timestamp),
                transaction_hash: Some(tx.tx.hash()),
                transaction_index: Some(index as u64),
                log_index: Some(position),
                removed: false,
            })
        })
}
