//! The chain: blocks, the state after each, the clock, snapshots.
//!
//! One block a transaction, mined at once; no mempool. A block keeps its whole state (shared with its
//! neighbours), so old blocks answer like the newest. The base fee and the L1 price change only by hand,
//! and the L1 block number is an estimate: one block per 12 s of chain time since genesis.

mod admin;
mod mine;
mod query;
mod replay;
mod save;

pub use admin::TimeError;
pub use query::{LogsError, TxPlace, block_logs};
pub use replay::TraceError;
pub use save::LoadError;

use std::sync::Arc;

use alloy_primitives::{Address, B256, U256};
use ebb_stylus::{Runner, StylusParams};

use crate::{
    arbos,
    block::Block,
    clock::Clock,
    evm::BlockContext,
    precompiles, predeploys,
    state::{Map, State},
};

/// Chain id of Nitro's development chain.
pub const DEV_CHAIN_ID: u64 = 412_346;
/// ArbOS version that `nitro --dev` boots.
pub const DEV_ARBOS_VERSION: u64 = 59;
/// Base fee of a fresh chain: 0.1 gwei, Arbitrum's minimum.
pub const BASE_FEE: u64 = arbos::INITIAL_BASE_FEE;
/// Seconds of chain time per estimated L1 block.
pub const L1_BLOCK_SECONDS: u64 = 12;

/// What a chain starts from.
#[derive(Clone, Debug)]
pub struct ChainConfig {
    /// Chain id.
    pub chain_id: u64,
    /// ArbOS version, 30 or later.
    pub arbos_version: u64,
    /// Time of the genesis block and of the clock at start; none: wall time.
    pub genesis_time: Option<u64>,
    /// L1 block number at all times; none: an estimate that follows the chain's clock.
    pub l1_block_number: Option<u64>,
    /// Wei per unit of data that transactions pay for being posted to the parent chain.
    pub l1_price_per_unit: u128,
    /// Accounts with their balances in wei.
    pub accounts: Vec<(Address, U256)>,
}

impl Default for ChainConfig {
    fn default() -> Self {
        Self {
            chain_id: DEV_CHAIN_ID,
            arbos_version: DEV_ARBOS_VERSION,
            genesis_time: None,
            l1_block_number: None,
            l1_price_per_unit: 0,
            accounts: Vec::new(),
        }
    }
}

/// A development chain. Not synchronised: its owner serialises changes. A clone is cheap, shares
/// everything with its original, and sees no later change of it.
#[derive(Clone, Debug)]
pub struct Chain {
    config: Arc<ChainConfig>,
    blocks: imbl::Vector<Arc<Block>>,
    hashes: imbl::Vector<B256>,
    by_hash: Map<B256, u64>,
    places: Map<B256, TxPlace>,
    /// State on top of the newest block: its state, and what was set by hand since.
    state: State,
    clock: Clock,
    snapshots: imbl::Vector<Snapshot>,
    next_snapshot: u64,
    runner: Arc<Runner>,
}

/// What `revert` goes back to.
#[derive(Clone, Debug)]
struct Snapshot {
    id: u64,
    blocks: usize,
    state: State,
    clock: Clock,
}

impl Chain {
    /// A chain with its genesis block.
    pub fn new(config: ChainConfig) -> Self {
        let mut state = State::default();
        let params = StylusParams::for_arbos(config.arbos_version);
        arbos::initialise(
            &mut state,
            config.chain_id,
            &params,
            precompiles::addresses(),
        );
        arbos::set_l1_price(&mut state, U256::from(config.l1_price_per_unit));
        predeploys::install(&mut state);
        for (address, balance) in &config.accounts {
            state.set_balance(*address, *balance);
        }
        let mut chain = Self {
            clock: Clock::starting_at(config.genesis_time),
            config: Arc::new(config),
            blocks: imbl::Vector::new(),
            hashes: imbl::Vector::new(),
            by_hash: Map::default(),
            places: Map::default(),
            state,
            snapshots: imbl::Vector::new(),
            next_snapshot: 1,
            runner: Arc::new(Runner::new()),
        };
        let before = chain.state.clone();
        // A time that was asked for holds, however long all this took.
        let asked = chain.config.genesis_time;
        let time = asked.unwrap_or_else(|| chain.clock.now());
        chain.push_block(time, BASE_FEE, Vec::new(), before);
        chain
    }

    /// What the chain started from.
    pub fn config(&self) -> &ChainConfig {
        &self.config
    }

    /// The newest block.
    pub fn latest(&self) -> &Arc<Block> {
        self.blocks.last().expect("a chain has its genesis block")
    }

    /// Base fee of the next block, in wei per gas. It changes only when it is set.
    pub fn base_fee(&self) -> u64 {
        arbos::base_fee(&self.state)
    }

    /// ArbOS version in force.
    pub fn arbos_version(&self) -> u64 {
        arbos::version(&self.state)
    }

    /// Context of the block after the newest.
    pub(crate) fn next_block_context(&self, timestamp: u64) -> BlockContext {
        let number = self.blocks.len() as u64;
        let mut block = BlockContext::new(
            number,
            self.l1_number(timestamp),
            timestamp,
            self.base_fee(),
        );
        block.hashes = self.hashes.clone();
        block
    }

    /// What runs and keeps compiled programs.
    pub(crate) fn runner(&self) -> Arc<Runner> {
        Arc::clone(&self.runner)
    }

    /// L1 block number at a chain time: pinned, or estimated.
    fn l1_number(&self, timestamp: u64) -> u64 {
        if let Some(pinned) = self.config.l1_block_number {
            return pinned;
        }
        let genesis = self
            .blocks
            .front()
            .map_or(timestamp, |block| block.header.timestamp);
        timestamp.saturating_sub(genesis) / L1_BLOCK_SECONDS
    }
}
