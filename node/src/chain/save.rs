//! A chain as a file or as the answer of `anvil_dumpState`: JSON, and back.
//!
//! Kept are blocks with their transactions, receipts and logs, the newest state, and the clock. Not
//! kept are the states of older blocks, call trees and snapshots: what needs them is refused for blocks
//! from before.

mod blocks;

use std::{collections::BTreeMap, sync::Arc};

use alloy_primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use self::blocks::SavedBlock;
use super::Chain;
use crate::{arbos, block::Block, clock::Clock, state::State};

/// First field of every saved chain; a new form gets a new number.
const FORMAT: &str = "ebb-node state 1";

/// Why a saved chain cannot be taken.
#[derive(Debug, Error)]
pub enum LoadError {
    /// It is no saved chain.
    #[error("this is not a state saved by ebb-node: {0}")]
    Malformed(String),
    /// Another version of the node wrote it.
    #[error(
        "this state has the form `{0}` and this ebb-node reads `{FORMAT}`: use the version that saved it"
    )]
    Version(String),
    /// It is of another chain.
    #[error(
        "the saved state is of chain {saved} and this node runs chain {own}: start it with --chain-id {saved}"
    )]
    ChainId {
        /// Chain id in the saved state.
        saved: u64,
        /// Chain id of the node.
        own: u64,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    format: String,
    chain_id: u64,
    /// The chain's time when it was saved, Unix seconds.
    time: u64,
    blocks: Vec<SavedBlock>,
    accounts: BTreeMap<Address, SavedAccount>,
}

/// What is read first: another form may differ in everything else.
#[derive(Debug, Deserialize)]
struct Label {
    format: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedAccount {
    balance: U256,
    nonce: u64,
    #[serde(default, skip_serializing_if = "<[u8]>::is_empty")]
    code: Bytes,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    storage: BTreeMap<U256, U256>,
}

impl Chain {
    /// The chain as JSON.
    pub fn save(&self) -> Vec<u8> {
        let saved = Saved {
            format: FORMAT.into(),
            chain_id: self.config.chain_id,
            time: self.clock.now(),
            blocks: self
                .blocks
                .iter()
                .map(|block| blocks::save(block))
                .collect(),
            accounts: self.state.accounts().map(save_account).collect(),
        };
        serde_json::to_vec(&saved).expect("keys are strings and no value refuses to be written")
    }

    /// Puts a saved chain in the place of this one; the clock runs on from when it was saved.
    /// Snapshots are gone.
    ///
    /// # Errors
    /// The JSON is no saved chain, or of another chain id. Nothing changed.
    pub fn load(&mut self, json: &[u8]) -> Result<(), LoadError> {
        let malformed = |why: &str| LoadError::Malformed(why.to_owned());
        if json.is_empty() {
            return Err(malformed("it is empty"));
        }
        let in_words = |error: serde_json::Error| LoadError::Malformed(error.to_string());
        let Label { format } = serde_json::from_slice(json).map_err(in_words)?;
        if format != FORMAT {
            return Err(LoadError::Version(format));
        }
        let saved: Saved = serde_json::from_slice(json).map_err(in_words)?;
        let own = self.config.chain_id;
        if saved.chain_id != own {
            let saved = saved.chain_id;
            return Err(LoadError::ChainId { saved, own });
        }
        let mut blocks = blocks::load(saved.blocks).map_err(|why| malformed(&why))?;
        let mut state = load_state(saved.accounts);
        arbos::complete(&mut state, blocks.iter().map(|block| &block.header));
        let newest = blocks
            .last_mut()
            .ok_or_else(|| malformed("it holds no block"))?;
        newest.state = Some(state.clone());
        self.snapshots.clear();
        self.clock = Clock::starting_at(Some(saved.time));
        self.state = state;
        self.take_blocks(blocks);
        Ok(())
    }

    /// Replaces all blocks and what is looked up by them.
    fn take_blocks(&mut self, blocks: Vec<Block>) {
        self.blocks.clear();
        self.hashes.clear();
        self.by_hash.clear();
        self.places.clear();
        for block in blocks {
            self.index(&block);
            self.blocks.push_back(Arc::new(block));
        }
    }
}

fn save_account((address, account): (Address, &crate::state::Account)) -> (Address, SavedAccount) {
    let code = account.info.code.as_ref();
    let saved = SavedAccount {
        balance: account.info.balance,
        nonce: account.info.nonce,
        code: code.map(|code| code.original_bytes()).unwrap_or_default(),
        storage: account.storage.iter().map(|(k, v)| (*k, *v)).collect(),
    };
    (address, saved)
}

fn load_state(accounts: BTreeMap<Address, SavedAccount>) -> State {
    let mut state = State::default();
    for (address, account) in accounts {
        state.set_balance(address, account.balance);
        state.set_nonce(address, account.nonce);
        if !account.code.is_empty() {
            state.set_code(address, account.code);
        }
        for (slot, value) in account.storage {
            state.set_slot(address, slot, value);
        }
    }
    state
}
