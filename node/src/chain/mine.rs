//! How blocks come to be: a transaction executed into a block of its own, or empty blocks.

use std::sync::Arc;

use alloy_primitives::B256;
use revm::context_interface::result::{EVMError, ExecutionResult, InvalidTransaction, Output};

use super::{Chain, TxPlace};
use crate::{
    arbos::{self, SEQUENCER},
    block::{Block, BlockSeal, MinedTx},
    evm::{self, BlockContext, Env, Executed, Mode, Recording},
    state::State,
    tx::{Tx, TxError},
};

impl Chain {
    /// Executes a transaction and mines it; answers its hash. One that reverts or runs out of gas is
    /// mined too, with status 0.
    ///
    /// # Errors
    /// The transaction may not enter a block; nothing changed.
    pub fn transact(&mut self, tx: Tx) -> Result<B256, TxError> {
        let timestamp = self.clock.peek(self.latest().header.timestamp);
        let base_fee = self.base_fee();
        self.check(&tx, 0)?;
        let mut state = self.state.clone();
        self.start_block(&mut state, timestamp);
        let env = self.env(&tx, self.next_block_context(timestamp));
        let executed = evm::execute(&state, env).map_err(|error| refusal(&tx, error))?;
        self.clock.consume(timestamp);
        let hash = tx.hash();
        let mined = mined(tx, &executed, base_fee);
        self.state = state.clone();
        self.state.apply(executed.changes);
        self.push_block(timestamp, base_fee, vec![mined], state);
        Ok(hash)
    }

    /// What the execution of a transaction depends on.
    pub(super) fn env(&self, tx: &Tx, block: BlockContext) -> Env {
        Env {
            chain_id: self.config.chain_id,
            tx: tx.env(block.base_fee),
            message_price: tx.message_price(block.base_fee),
            posted: tx.posted(),
            mode: if tx.impersonated {
                Mode::Impersonated
            } else {
                Mode::Signed
            },
            recording: Recording::Nothing,
            runner: Arc::clone(&self.runner),
            block,
        }
    }

    /// Checks whether a transaction could be mined after `ahead` others of its sender.
    ///
    /// # Errors
    /// It could not.
    pub fn check(&self, tx: &Tx, ahead: u64) -> Result<(), TxError> {
        tx.validate(&self.state, self.config.chain_id, self.base_fee(), ahead)
    }

    /// Mines `blocks` empty blocks, each `interval` seconds after the one before (0: the clock's
    /// time).
    pub fn mine(&mut self, blocks: u64, interval: u64) {
        for index in 0..blocks {
            let last = self.latest().header.timestamp;
            if interval > 0 && index > 0 {
                self.clock.set_next(last.saturating_add(interval));
            }
            let timestamp = self.clock.take(last);
            let mut state = self.state.clone();
            self.start_block(&mut state, timestamp);
            self.state = state.clone();
            self.push_block(timestamp, self.base_fee(), Vec::new(), state);
        }
    }

    /// What ArbOS does to the state before the transactions of the next block.
    fn start_block(&self, state: &mut State, timestamp: u64) {
        let number = self.blocks.len() as u64;
        arbos::start_block(state, number, self.latest().hash, timestamp);
    }

    /// Seals a block on top of the newest and the state as it stands.
    pub(super) fn push_block(
        &mut self,
        timestamp: u64,
        base_fee: u64,
        transactions: Vec<MinedTx>,
        before: State,
    ) {
        let number = self.blocks.len() as u64;
        let seal = BlockSeal {
            number,
            parent: self
                .blocks
                .last()
                .map(|block| block.hash)
                .unwrap_or_default(),
            timestamp,
            base_fee,
            l1_number: self.l1_number(timestamp),
            coinbase: SEQUENCER,
            arbos_version: arbos::version(&self.state),
        };
        let block = Block::seal(seal, transactions, before, self.state.clone());
        self.index(&block);
        self.blocks.push_back(Arc::new(block));
    }

    /// Makes a block and its transactions findable.
    pub(super) fn index(&mut self, block: &Block) {
        let number = block.header.number;
        for (index, tx) in block.transactions.iter().enumerate() {
            let place = TxPlace {
                block: number,
                index,
            };
            self.places.insert(tx.tx.hash(), place);
        }
        self.by_hash.insert(block.hash, number);
        self.hashes.push_back(block.hash);
    }
}

/// What a transaction did, for its block.
fn mined(tx: Tx, executed: &Executed, base_fee: u64) -> MinedTx {
    let result = &executed.result;
    let (output, contract) = match result {
        ExecutionResult::Success {
            output: Output::Create(code, address),
            ..
        } => (code.clone(), *address),
        result => (result.output().cloned().unwrap_or_default(), None),
    };
    let failure = match result {
        ExecutionResult::Success { .. } => None,
        ExecutionResult::Revert { .. } => Some("execution reverted".to_owned()),
        ExecutionResult::Halt { .. } => executed.halted.clone(),
    };
    MinedTx {
        tx,
        success: result.is_success(),
        gas_used: result.tx_gas_used(),
        l1_gas: executed.l1_gas,
        gas_price: base_fee.into(),
        contract,
        output,
        failure,
        logs: executed.logs().to_vec(),
        console: executed.console.clone(),
    }
}

/// The EVM's refusal in the words of [`TxError`].
fn refusal(tx: &Tx, error: evm::Refused) -> TxError {
    match error {
        EVMError::Transaction(InvalidTransaction::CallGasCostMoreThanGasLimit {
            initial_gas,
            gas_limit,
        }) => TxError::IntrinsicGas {
            have: gas_limit,
            want: initial_gas,
        },
        EVMError::Transaction(InvalidTransaction::LackOfFundForMaxFee { fee, balance }) => {
            TxError::InsufficientFunds {
                sender: tx.sender,
                have: *balance,
                want: *fee,
            }
        }
        EVMError::Transaction(InvalidTransaction::RejectCallerWithCode) => {
            TxError::Invalid(format!("sender not an eoa: address {}", tx.sender))
        }
        EVMError::Transaction(InvalidTransaction::CreateInitCodeSizeLimit) => {
            TxError::Invalid("max initcode size exceeded: limit 49152".into())
        }
        other => TxError::Invalid(other.to_string()),
    }
}
