//! Executing a mined transaction once more, on the state that it met, to see what it did inside.

use alloy_primitives::B256;
use thiserror::Error;

use super::Chain;
use crate::evm::{self, BlockContext, Env, Recording, Trace};

/// Why there is no trace.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TraceError {
    /// No such transaction.
    #[error("transaction not found: {0}")]
    Unknown(B256),
    /// Its block was loaded, and blocks are saved without the states before them.
    #[error(
        "the transaction was mined before the node last stopped, so it cannot be executed again"
    )]
    Saved,
    /// What it did does not fit.
    #[error("the trace is too large: it exceeds 64 MiB")]
    TooLarge,
}

impl Chain {
    /// What a mined transaction did inside. The first call carries the gas of the whole transaction,
    /// as in geth.
    ///
    /// # Errors
    /// There is no such transaction, or no trace of it.
    pub fn trace(&self, hash: B256, recording: Recording) -> Result<Trace, TraceError> {
        let (block, mined, _) = self.transaction(hash).ok_or(TraceError::Unknown(hash))?;
        let before = block.before.as_ref().ok_or(TraceError::Saved)?;
        let header = &block.header;
        let base_fee = header.base_fee_per_gas.unwrap_or_default();
        let (number, time) = (header.number, header.timestamp);
        let mut context = BlockContext::new(number, block.l1_number, time, base_fee);
        context.hashes = self.hashes_before(number);
        let env = Env {
            recording,
            ..self.env(&mined.tx, context)
        };
        let executed = evm::execute(before, env).map_err(|_| TraceError::Saved)?;
        let mut trace = executed.trace.ok_or(TraceError::TooLarge)?;
        trace.calls.gas = alloy_consensus::Transaction::gas_limit(&mined.tx.envelope);
        trace.calls.gas_used = mined.gas_used;
        Ok(trace)
    }
}
