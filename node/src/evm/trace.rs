//! The tree of calls that a transaction makes, as geth's `callTracer` shows it.
//!
//! EVM and program frames and precompile calls are entered alike. Recording never changes execution.

use alloy_primitives::{Address, Bytes, U256};
use revm::{
    handler::FrameResult,
    interpreter::{CallScheme, CreateScheme, FrameInput, InstructionResult},
};

use super::{
    Ctx,
    steps::{Step, Steps},
};

/// One call and the calls it made.
#[derive(Clone, Debug, Default)]
pub struct CallFrame {
    /// `CALL`, `STATICCALL`, `DELEGATECALL`, `CALLCODE`, `CREATE` or `CREATE2`.
    pub kind: &'static str,
    /// Who calls.
    pub from: Address,
    /// Who is called: the code's address; for a create the new contract, if it came to be.
    pub to: Option<Address>,
    /// Value in wei; none where the kind carries none.
    pub value: Option<U256>,
    /// Gas given.
    pub gas: u64,
    /// Gas used.
    pub gas_used: u64,
    /// Calldata or initcode.
    pub input: Bytes,
    /// Return or revert data; for a create the deployed code.
    pub output: Bytes,
    /// What went wrong, if anything, in geth's words.
    pub error: Option<String>,
    /// Calls made, in order.
    pub calls: Vec<CallFrame>,
}

/// Builds the tree while frames begin and end, and the steps of programs if they are wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracer {
    open: Vec<CallFrame>,
    root: CallFrame,
    steps: Option<Steps>,
}

impl Tracer {
    /// A tracer; `with_steps` records host functions, too.
    pub(super) fn new(with_steps: bool) -> Self {
        Self {
            steps: with_steps.then(Steps::default),
            ..Self::default()
        }
    }

    /// Whether host functions are recorded.
    pub(super) fn has_steps(&self) -> bool {
        self.steps.is_some()
    }

    /// Where host functions are recorded, if they are.
    pub(super) fn steps(&mut self) -> Option<&mut Steps> {
        self.steps.as_mut()
    }

    /// A frame begins.
    pub(super) fn begin(&mut self, frame: CallFrame) {
        if let Some(steps) = self.steps.as_mut().filter(|_| !self.open.is_empty()) {
            steps.enter(frame.kind, frame.to.unwrap_or_default());
        }
        self.open.push(frame);
    }

    /// SELFDESTRUCT, which clients show as a call without a frame.
    pub(super) fn self_destruct(&mut self, from: Address, heir: Address, balance: U256) {
        if let Some(steps) = &mut self.steps {
            steps.enter("SELFDESTRUCT", heir);
            steps.exit(None);
        }
        if let Some(frame) = self.open.last_mut() {
            frame.calls.push(CallFrame {
                kind: "SELFDESTRUCT",
                from,
                to: Some(heir),
                value: Some(balance),
                ..CallFrame::default()
            });
        }
    }

    /// The youngest open frame ends.
    pub(super) fn end(&mut self, result: &FrameResult) {
        let Some(mut frame) = self.open.pop() else {
            return;
        };
        if let Some(steps) = self.steps.as_mut().filter(|_| !self.open.is_empty()) {
            steps.exit(match result {
                FrameResult::Create(create) => create.address,
                FrameResult::Call(_) => None,
            });
        }
        let ended = result.interpreter_result();
        frame.gas_used = if ended.result.is_halt() {
            frame.gas
        } else {
            ended.gas.total_gas_spent()
        };
        frame.output = ended.output.clone();
        frame.error = words(ended.result);
        if let FrameResult::Create(create) = result {
            frame.to = create.address.filter(|_| ended.result.is_ok());
        }
        match self.open.last_mut() {
            Some(parent) => parent.calls.push(frame),
            None => self.root = frame,
        }
    }

    /// The whole tree, and the steps if they were wanted.
    pub(super) fn finish(self) -> (CallFrame, Vec<Step>) {
        let steps = self.steps.map(Steps::finish).unwrap_or_default();
        (self.root, steps)
    }
}

/// The node of a frame that is about to begin.
pub(super) fn node(ctx: &Ctx, input: &FrameInput) -> CallFrame {
    match input {
        FrameInput::Call(call) => CallFrame {
            kind: match call.scheme {
                CallScheme::Call => "CALL",
                CallScheme::CallCode => "CALLCODE",
                CallScheme::DelegateCall => "DELEGATECALL",
                CallScheme::StaticCall => "STATICCALL",
            },
            from: if call.scheme.is_delegate_call() {
                call.target_address
            } else {
                call.caller
            },
            to: Some(call.bytecode_address),
            value: (!call.scheme.is_static_call()).then(|| call.value.get()),
            gas: call.gas_limit,
            input: call.input.bytes(ctx),
            ..CallFrame::default()
        },
        FrameInput::Create(create) => CallFrame {
            kind: match create.scheme() {
                CreateScheme::Create2 { .. } => "CREATE2",
                _ => "CREATE",
            },
            from: create.caller(),
            value: Some(create.value()),
            gas: create.gas_limit(),
            input: create.init_code().clone(),
            ..CallFrame::default()
        },
        FrameInput::Empty => CallFrame::default(),
    }
}

fn words(result: InstructionResult) -> Option<String> {
    match result {
        ok if ok.is_ok() => None,
        InstructionResult::Revert => Some("execution reverted".into()),
        InstructionResult::CallTooDeep => Some("max call depth exceeded".into()),
        InstructionResult::OutOfFunds => Some("insufficient balance for transfer".into()),
        InstructionResult::OutOfGas => Some("out of gas".into()),
        other => Some(format!("{other:?}")),
    }
}
