//! Executes one transaction or call: EVM frames by revm, program frames by `ebb-stylus`, in one
//! journaled state.
//!
//! A frame's kind is decided by its code: `EF F0 00` is a program (Nitro's routing), anything else is
//! EVM. Nothing here mines, validates fees or keeps state: it turns a state and an [`Env`] into an
//! [`Executed`].

mod api;
mod handler;
mod machine;
mod program;
mod session;
mod spec;
mod steps;
mod subframe;
mod trace;

pub use session::{BlockContext, Session, peek, stylus_params, transfer};
pub use steps::Step;
pub use trace::{CallFrame, Recording, Trace};

use std::{convert::Infallible, sync::Arc};

use ebb_stylus::Runner;
use revm::{
    Context, Journal,
    context::{BlockEnv, CfgEnv, TxEnv},
    context_interface::{
        ContextTr, JournalTr,
        result::{EVMError, ExecutionResult},
    },
    database_interface::WrapDatabaseRef,
    handler::{Handler, MainContext},
    primitives::Log,
    state::EvmState,
};

use crate::{arbos, precompiles::Precompiles, state::State, tx::Posted};
use handler::ArbHandler;
use machine::Machine;

/// The EVM's context: state, block, transaction, and the node's [`Session`].
pub type Ctx = Context<
    BlockEnv,
    TxEnv,
    CfgEnv,
    WrapDatabaseRef<State>,
    Journal<WrapDatabaseRef<State>>,
    Session,
>;

/// Everything an execution depends on besides the state.
#[derive(Clone, Debug)]
pub struct Env {
    /// Chain id.
    pub chain_id: u64,
    /// The block it runs in.
    pub block: BlockContext,
    /// The transaction as the EVM sees it.
    pub tx: TxEnv,
    /// Price per gas that the message offers (wei): the host function `tx_gas_price`.
    pub message_price: u128,
    /// What is posted to the parent chain, and paid for.
    pub posted: Posted,
    /// What is skipped or capped because of who asks.
    pub mode: Mode,
    /// What is recorded of it.
    pub recording: Recording,
    /// Runs program frames and keeps compiled programs.
    pub runner: Arc<Runner>,
}

/// Who asks for the execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A transaction of an account with a key.
    Signed,
    /// A transaction of any account; its sender may hold code.
    Impersonated,
    /// `eth_estimateGas`: capped like a transaction, no nonce needed.
    Estimate,
    /// `eth_call`: no nonce needed, not capped by the transaction gas limit.
    Call,
}

/// What an execution did.
#[derive(Clone, Debug)]
pub struct Executed {
    /// Outcome, gas and output.
    pub result: ExecutionResult,
    /// Accounts that it touched.
    pub changes: EvmState,
    /// Gas that paid for being posted to the parent chain.
    pub l1_gas: u64,
    /// What was recorded; none if nothing was to be, or it was too much.
    pub trace: Option<Trace>,
    /// What programs printed.
    pub console: Vec<String>,
    /// What stopped it, for people; none unless it halted.
    pub halted: Option<String>,
}

impl Executed {
    /// Events, in order; none unless it succeeded.
    pub fn logs(&self) -> &[Log] {
        match &self.result {
            ExecutionResult::Success { logs, .. } => logs,
            _ => &[],
        }
    }
}

/// Error of [`execute`]: the transaction was refused before it ran.
pub type Refused = EVMError<Infallible>;

/// Executes one transaction or call on `state`, which stays as it is.
///
/// # Errors
/// The EVM refuses the transaction: intrinsic gas, balance, nonce, initcode size.
pub fn execute(state: &State, env: Env) -> Result<Executed, Refused> {
    let arbos_version = arbos::version(state);
    let cfg = spec::config(env.chain_id, arbos_version, env.mode);
    let fork = cfg.spec;
    let block = env.block.env();
    let poster = env.posted.fee(state, env.block.base_fee);
    let session = Session::new(&env, arbos_version, poster);
    let ctx = Context::mainnet()
        .with_db(WrapDatabaseRef(state.clone()))
        .with_cfg(cfg)
        .with_block(block)
        .with_tx(env.tx)
        .with_chain(session);
    let instructions = spec::instructions(fork);
    let mut machine = Machine::new(ctx, instructions, Precompiles::new(arbos_version, fork));
    let result = ArbHandler::new(env.mode).run(&mut machine)?;
    let ctx = machine.into_context();
    finish(ctx, result)
}

fn finish(mut ctx: Ctx, result: ExecutionResult) -> Result<Executed, Refused> {
    let changes = ctx.journal_mut().finalize();
    let session = ctx.chain;
    let halted = match &result {
        ExecutionResult::Halt { reason, .. } => {
            Some(session.failure.unwrap_or_else(|| spec::words(reason)))
        }
        _ => None,
    };
    let trace = session.tracer.finish();
    Ok(Executed {
        result,
        changes,
        l1_gas: session.poster.gas,
        trace,
        console: session.console,
        halted,
    })
}
