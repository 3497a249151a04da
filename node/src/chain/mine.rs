//! How blocks come to be: a transaction executed into a block of its own, or empty blocks.

use std::sync::Arc;

use alloy_primitives::B256;
use revm::context_interface::result::{EVMError, ExecutionResult, InvalidTransaction, Output};

use super::{Chain, TxPlace};
use crate::{
    arbos::{self, SEQUENCER},
    block::{Block, BlockSeal, MinedTx},
    evm::{self, Env, Executed, Mode},
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
        tx.validate(&self.state, self.config.chain_id, base_fee)?;
        let mut state = self.state.clone();
        arbos::upgrade_if_due(&mut state, timestamp);
        let env = Env {
            chain_id: self.config.chain_id,
            block: self.next_block_context(timestamp),
            tx: tx.env(base_fee),
            message_price: tx.message_price(base_fee),
            mode: if tx.impersonated {
                Mode::Impersonated
            } else {
                Mode::Signed
            },
            runner: Arc::clone(&self.runner),
        };
        let executed = evm::execute(&state, env).map_err(|error| refusal(&tx, error))?;
        self.clock.consume(timestamp);
        let hash = tx.hash();
        let mined = mined(tx, &executed, base_fee);
        state.apply(executed.changes);
        self.state = state;
        self.push_block(timestamp, base_fee, vec![mined]);
        Ok(hash)
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
            arbos::upgrade_if_due(&mut self.state, timestamp);
            self.push_block(timestamp, self.base_fee(), Vec::new());
        }
    }

    /// Seals a block on top of the newest and the state as it stands.
    pub(super) fn push_block(&mut self, timestamp: u64, base_fee: u64, transactions: Vec<MinedTx>) {
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
        let block = Block::seal(seal, transactions, self.state.clone());
        for (index, tx) in block.transactions.iter().enumerate() {
            self.places.insert(
                tx.tx.hash(),
                TxPlace {
                    block: number,
                    index,
                },
            );
        }
        self.by_hash.insert(block.hash, number);
        self.hashes.push_back(block.hash);
        self.blocks.push(Arc::new(block));
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
        gas_price: base_fee.into(),
        contract,
        output,
        failure,
        logs: executed.logs().to_vec(),
        trace: executed.trace.clone(),
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
