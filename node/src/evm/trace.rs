//! The tree of calls that a transaction makes, as geth's `callTracer` shows it.
//!
//! EVM and program frames and precompile calls are entered alike. Recording never changes execution,
//! and happens only on demand, in a replay or a traced call.

use alloy_primitives::{Address, Bytes, U256};
use ebb_stylus::HostStep;
use revm::{
    context_interface::result::HaltReason,
    handler::FrameResult,
    interpreter::{CallScheme, CreateScheme, FrameInput, InstructionResult, SuccessOrHalt},
};

use super::{
    Ctx, spec,
    steps::{Step, Steps},
};

/// Most bytes that are recorded of one execution, and what an entry counts beside its data.
const MAX_TRACE: usize = 64 << 20;
const ENTRY_SIZE: usize = 128;

/// One call and the calls it made.
#[derive(Clone, Debug, Default)]
pub struct CallFrame {
    /// `CALL`, `STATICCALL`, `DELEGATECALL`, `CALLCODE`, `CREATE`, `CREATE2` or `SELFDESTRUCT`.
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

/// What of an execution is recorded. Nothing is by default: it would hold what programs copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recording {
    /// Nothing.
    #[default]
    Nothing,
    /// The tree of calls.
    Calls,
    /// The host functions that programs call.
    Steps,
}

/// What was recorded: either is empty if it was not asked for.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The tree of calls.
    pub calls: CallFrame,
    /// The host functions that programs called.
    pub steps: Vec<Step>,
}

/// Records while frames begin and end, up to a limit.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracer {
    recording: Recording,
    open: Vec<CallFrame>,
    root: CallFrame,
    steps: Steps,
    /// Bytes recorded.
    size: usize,
}

impl Tracer {
    /// A tracer that records nothing yet.
    pub(super) fn new(recording: Recording) -> Self {
        Self {
            recording,
            ..Self::default()
        }
    }

    /// What is recorded.
    pub(super) fn recording(&self) -> Recording {
        self.recording
    }

    /// Counts what is about to be recorded; whether it still is to be.
    fn admits(&mut self, bytes: usize) -> bool {
        if self.recording == Recording::Nothing {
            return false;
        }
        self.size = self.size.saturating_add(bytes + ENTRY_SIZE);
        if self.size > MAX_TRACE {
            let size = self.size;
            *self = Self::default();
            self.size = size;
        }
        self.recording != Recording::Nothing
    }

    /// A frame begins.
    pub(super) fn begin(&mut self, frame: CallFrame) {
        let recording = self.recording;
        match recording {
            Recording::Steps if self.admits(0) => {
                self.steps.enter(frame.kind, frame.to.unwrap_or_default());
            }
            Recording::Calls if self.admits(frame.input.len()) => self.open.push(frame),
            _ => {}
        }
    }

    /// SELFDESTRUCT, which clients show as a call without a frame.
    pub(super) fn self_destruct(&mut self, from: Address, heir: Address, balance: U256) {
        if self.recording == Recording::Steps && self.admits(0) {
            self.steps.enter("SELFDESTRUCT", heir);
            self.steps.exit(None);
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

    /// A host function ended.
    pub(super) fn step(&mut self, step: HostStep) {
        if self.admits(step.args.len() + step.outs.len()) {
            self.steps.push(step);
        }
    }

    /// The youngest open frame ends.
    pub(super) fn end(&mut self, result: &FrameResult) {
        let ended = result.interpreter_result();
        if self.recording == Recording::Steps {
            self.steps.exit(match result {
                FrameResult::Create(create) => create.address,
                FrameResult::Call(_) => None,
            });
        }
        if !self.admits(ended.output.len()) {
            return;
        }
        let Some(mut frame) = self.open.pop() else {
            return;
        };
        frame.gas_used = if ended.result.is_halt() {
            frame.gas
        } else {
            ended.gas.total_gas_spent()
        };
        if ended.result.is_ok_or_revert() {
            frame.output = ended.output.clone();
        }
        frame.error = words(ended.result);
        if let FrameResult::Create(create) = result {
            frame.to = create.address.filter(|_| ended.result.is_ok());
        }
        match self.open.last_mut() {
            Some(parent) => parent.calls.push(frame),
            None => self.root = frame,
        }
    }

    /// What was recorded; none if nothing was to be, or there was too much of it.
    pub(super) fn finish(self) -> Option<Trace> {
        (self.recording != Recording::Nothing).then(|| Trace {
            calls: self.root,
            steps: self.steps.finish(),
        })
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
            input: match ctx.chain.tracer.recording() {
                Recording::Calls => call.input.bytes(ctx),
                _ => Bytes::new(),
            },
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
            // Shared, not copied.
            input: create.init_code().clone(),
            ..CallFrame::default()
        },
        FrameInput::Empty => CallFrame::default(),
    }
}

fn words(result: InstructionResult) -> Option<String> {
    match SuccessOrHalt::<HaltReason>::from(result) {
        SuccessOrHalt::Success(_) => None,
        SuccessOrHalt::Halt(reason) => Some(spec::words(&reason)),
        _ => Some("execution reverted".into()),
    }
}
