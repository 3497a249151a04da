//! What the node remembers while one transaction runs: WASM pages, open frames, the call tree.
//!
//! Pages and frame counters belong to the transaction and are not undone by a revert; everything that
//! is undone lives in the journal. Also here: access to ArbOS's storage through that journal.

use std::{collections::HashMap, sync::Arc};

use alloy_primitives::{Address, B256, U256};
use ebb_stylus::{Pages, Record, Runner, StylusParams};
use revm::{
    Journal, context::BlockEnv, context_interface::JournalTr, database_interface::WrapDatabaseRef,
    state::AccountInfo,
};

use super::{Ctx, Env, trace::Tracer};
use crate::{
    arbos::{ARBOS, Programs, Slots},
    block::BLOCK_GAS_LIMIT,
    state::State,
    tx::PosterFee,
};

/// Most lines that programs may print in one transaction; the rest is dropped.
const MAX_CONSOLE_LINES: usize = 1_000;

/// The block that a transaction or call runs in.
#[derive(Clone, Debug)]
pub struct BlockContext {
    /// L2 block number (`ArbSys.arbBlockNumber`).
    pub number: u64,
    /// L1 block number (NUMBER, host `block_number`).
    pub l1_number: u64,
    /// Seconds since the epoch.
    pub timestamp: u64,
    /// Wei per gas; 0 in an `eth_call` without a price.
    pub base_fee: u64,
    /// COINBASE.
    pub coinbase: Address,
    /// GASLIMIT.
    pub gas_limit: u64,
    /// PREVRANDAO.
    pub prevrandao: B256,
    /// Hashes of all L2 blocks before this one, by number.
    pub hashes: imbl::Vector<B256>,
}

impl BlockContext {
    /// A block of this chain: 2^50 gas, the sequencer's coinbase, PREVRANDAO 1.
    pub fn new(number: u64, l1_number: u64, timestamp: u64, base_fee: u64) -> Self {
        Self {
            number,
            l1_number,
            timestamp,
            base_fee,
            coinbase: crate::arbos::SEQUENCER,
            gas_limit: BLOCK_GAS_LIMIT,
            prevrandao: B256::from(U256::ONE),
            hashes: imbl::Vector::new(),
        }
    }

    pub(super) fn env(&self) -> BlockEnv {
        BlockEnv {
            number: U256::from(self.l1_number),
            beneficiary: self.coinbase,
            timestamp: U256::from(self.timestamp),
            gas_limit: self.gas_limit,
            basefee: self.base_fee,
            difficulty: U256::ONE,
            prevrandao: Some(self.prevrandao),
            ..BlockEnv::default()
        }
    }
}

/// The node's part of the EVM context.
#[derive(Clone, Debug)]
pub struct Session {
    /// The block.
    pub block: BlockContext,
    /// ArbOS version in force.
    pub arbos_version: u64,
    /// Price per gas that the message offers, wei.
    pub message_price: u128,
    /// What the transaction pays for being posted to the parent chain.
    pub poster: PosterFee,
    /// WASM pages open now and at most so far.
    pub pages: Pages,
    /// Runs program frames.
    pub runner: Arc<Runner>,
    /// What the last exceptional end was, for people.
    pub failure: Option<String>,
    /// What programs printed, a line each.
    pub(super) console: Vec<String>,
    pub(super) tracer: Tracer,
    open_frames: HashMap<Address, u32>,
    /// Callers of all open frames, from the outermost.
    callers: Vec<Address>,
}

impl Session {
    pub(super) fn new(env: &Env, arbos_version: u64, poster: PosterFee) -> Self {
        Self {
            block: env.block.clone(),
            arbos_version,
            message_price: env.message_price,
            poster,
            pages: Pages::default(),
            runner: Arc::clone(&env.runner),
            failure: None,
            console: Vec::new(),
            tracer: Tracer::new(env.recording),
            open_frames: HashMap::new(),
            callers: Vec::new(),
        }
    }

    /// Whether another line may be printed.
    pub(super) fn has_room_to_print(&self) -> bool {
        self.console.len() < MAX_CONSOLE_LINES
    }

    /// A program printed a line.
    pub(super) fn print(&mut self, line: &str) {
        if self.has_room_to_print() {
            self.console.push(line.to_owned());
        }
    }

    /// A frame that `caller` opened begins; `acting` is its account unless it is a delegate call.
    pub(super) fn enter(&mut self, caller: Address, acting: Option<Address>) {
        self.callers.push(caller);
        if let Some(acting) = acting {
            *self.open_frames.entry(acting).or_default() += 1;
        }
    }

    /// The youngest frame ends.
    pub(super) fn leave(&mut self, acting: Option<Address>) {
        self.callers.pop();
        if let Some(count) = acting.and_then(|acting| self.open_frames.get_mut(&acting)) {
            *count = count.saturating_sub(1);
        }
    }

    /// How many frames are open, precompiles aside.
    pub(crate) fn depth(&self) -> usize {
        self.callers.len()
    }

    /// Who called the youngest frame; nobody if there is none.
    pub(crate) fn callers_caller(&self) -> Option<Address> {
        self.callers.last().copied()
    }

    /// Whether `acting` has more than one open frame: the host function `msg_reentrant`.
    pub(super) fn is_reentrant(&self, acting: Address) -> bool {
        self.open_frames
            .get(&acting)
            .is_some_and(|count| *count > 1)
    }
}

impl Slots for Ctx {
    fn slot(&self, slot: U256) -> U256 {
        let journaled = self.journaled_state.state.get(&ARBOS);
        match journaled.and_then(|account| account.storage.get(&slot)) {
            Some(known) => known.present_value,
            None => self.journaled_state.db().0.slot(ARBOS, slot),
        }
    }

    fn store(&mut self, slot: U256, value: U256) {
        // The journal writes only into accounts that the transaction has loaded, which warms them.
        let journal = &mut self.journaled_state;
        let was_cold = is_cold(journal, ARBOS);
        let Ok(_) = journal.load_account(ARBOS);
        let Ok(_) = journal.sstore(ARBOS, slot, value);
        if let Some(account) = journal.state.get_mut(&ARBOS).filter(|_| was_cold) {
            account.mark_cold();
        }
    }
}

/// An account as the running transaction sees it, code included; `None` if it does not exist. Warms
/// nothing: ArbOS reads accounts past the access list.
pub fn peek(ctx: &Ctx, address: Address) -> Option<AccountInfo> {
    let journal = &ctx.journaled_state;
    match journal.state.get(&address) {
        Some(known) if known.is_loaded_as_not_existing() && known.is_empty() => None,
        Some(known) if known.info.code.is_some() => Some(known.info.clone()),
        _ => journal.db().0.account(address).map(|a| a.info.clone()),
    }
}

/// Whether the running transaction has yet to touch an account.
fn is_cold(journal: &Journal<WrapDatabaseRef<State>>, who: Address) -> bool {
    let known = journal.state.get(&who);
    known.is_none_or(|account| account.is_cold_transaction_id(journal.transaction_id))
}

/// Moves wei between accounts, without frame or gas; answers whether there was enough. Warms nothing.
pub fn transfer(ctx: &mut Ctx, from: Address, to: Address, amount: U256) -> bool {
    let journal = &mut ctx.journaled_state;
    let cold = [from, to].map(|who| is_cold(journal, who));
    let Ok(refused) = journal.transfer(from, to, amount);
    for (who, was_cold) in [from, to].into_iter().zip(cold) {
        if let Some(account) = journal.state.get_mut(&who).filter(|_| was_cold) {
            account.mark_cold();
        }
    }
    refused.is_none()
}

/// Stylus parameters in force.
pub fn stylus_params(ctx: &Ctx) -> StylusParams {
    Programs::open().params(ctx, ctx.chain.arbos_version)
}

/// Activation record of a code hash.
pub(super) fn record(ctx: &Ctx, code_hash: B256) -> Record {
    Programs::open().record(ctx, code_hash)
}
