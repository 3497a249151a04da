//! The frame machine: revm's, with program frames run by `ebb-stylus` where revm would interpret.
//!
//! A program frame is opened like any other (depth, value transfer, checkpoint) and closed like any
//! other; only its running differs. Calls that a program makes are whole sub-loops of this machine, so
//! EVM and programs nest either way.

use alloy_primitives::{Address, KECCAK256_EMPTY};
use ebb_stylus::is_program;
use revm::{
    context::Evm,
    context_interface::local::FrameStack,
    handler::{
        EthFrame, EvmTr, FrameData, FrameInitOrResult, FrameResult, ItemOrResult,
        evm::{ContextDbError, FrameInitResult},
        instructions::{EthInstructions, InstructionProvider},
    },
    interpreter::{
        FrameInput, InstructionResult, InterpreterAction, interpreter::EthInterpreter,
        interpreter_action::FrameInit,
    },
    state::Bytecode,
};

use super::{
    Ctx, program,
    trace::{self, Recording},
};
use crate::precompiles::Precompiles;

/// From this ArbOS version on an account that is delegated to a precompile has no code to run.
const EMPTY_PRECOMPILES_FROM: u64 = 50;

type Instructions = EthInstructions<EthInterpreter, Ctx>;
type Inner = Evm<Ctx, (), Instructions, Precompiles, EthFrame<EthInterpreter>>;

/// A database that cannot fail leaves nothing to fail with.
pub(super) type FrameError = ContextDbError<Ctx>;

/// Executes frames.
pub(super) struct Machine {
    inner: Inner,
}

impl Machine {
    pub(super) fn new(ctx: Ctx, instructions: Instructions, precompiles: Precompiles) -> Self {
        Self {
            inner: Evm::new(ctx, instructions, precompiles),
        }
    }

    pub(super) fn into_context(self) -> Ctx {
        self.inner.ctx
    }

    /// The running frame.
    pub(super) fn frame(&mut self) -> &mut EthFrame<EthInterpreter> {
        self.inner.frame_stack.get()
    }

    /// Runs a call or create of the running (program) frame to its end.
    ///
    /// # Errors
    /// Only what the EVM cannot recover from; the transaction is then void.
    pub(super) fn run_inside(&mut self, input: FrameInput) -> Result<FrameResult, FrameError> {
        let base = self.inner.frame_stack.index();
        let frame = self.frame();
        let depth = frame.depth + 1;
        let memory = frame.interpreter.memory.new_child_context();
        let result = self.run_until(
            base,
            FrameInit {
                depth,
                memory,
                frame_input: input,
            },
        )?;
        self.frame().interpreter.memory.free_child_context();
        Ok(result)
    }

    /// Runs `init` and everything it opens until frame `base` is on top again.
    fn run_until(
        &mut self,
        base: Option<usize>,
        init: FrameInit,
    ) -> Result<FrameResult, FrameError> {
        if let ItemOrResult::Result(result) = self.frame_init(init)? {
            return Ok(result);
        }
        loop {
            let result = match self.frame_run()? {
                ItemOrResult::Result(result) => result,
                ItemOrResult::Item(init) => match self.frame_init(init)? {
                    ItemOrResult::Result(result) => result,
                    ItemOrResult::Item(_) => continue,
                },
            };
            if self.frame().is_finished() {
                self.inner.frame_stack.pop();
            }
            if self.inner.frame_stack.index() == base {
                return Ok(result);
            }
            let Evm {
                ctx, frame_stack, ..
            } = &mut self.inner;
            frame_stack
                .get()
                .return_result::<_, FrameError>(ctx, result)?;
        }
    }

    /// Whether EIP-7702 delegates an account to a precompile, whose code no call then runs.
    fn delegates_to_precompile(&self, address: Address) -> bool {
        let ctx = &self.inner.ctx;
        let account = ctx.journaled_state.state.get(&address);
        let code = account.and_then(|account| account.info.code.as_ref());
        ctx.chain.arbos_version >= EMPTY_PRECOMPILES_FROM
            && code
                .and_then(Bytecode::eip7702_address)
                .is_some_and(|delegate| self.inner.precompiles.contains(delegate))
    }

    /// Closes the running frame: what geth does on leaving the interpreter.
    fn close(&mut self, result: &FrameResult) {
        let frame = self.frame();
        let acting = counted(&frame.input, &frame.data);
        self.inner.ctx.chain.leave(acting);
        self.inner.ctx.chain.tracer.end(result);
    }
}

/// The acting address of a frame that counts for `msg_reentrant`: not a delegate call.
fn counted(input: &FrameInput, data: &FrameData) -> Option<Address> {
    match (input, data) {
        (FrameInput::Call(call), _) => {
            let delegated = call.scheme.is_delegate_call() || call.scheme.is_call_code();
            (!delegated).then_some(call.target_address)
        }
        (_, FrameData::Create(create)) => Some(create.created_address),
        _ => None,
    }
}

/// EIP-3541 as Arbitrum has it: code that begins with EF is refused unless it is a program.
fn refuse_ef(data: &FrameData, action: &mut InterpreterAction) {
    if let (FrameData::Create(_), InterpreterAction::Return(result)) = (data, action) {
        let code = &result.output;
        if result.result.is_ok() && code.first() == Some(&0xef) && !is_program(code) {
            result.result = InstructionResult::CreateContractStartingWithEF;
        }
    }
}

impl EvmTr for Machine {
    type Context = Ctx;
    type Instructions = Instructions;
    type Precompiles = Precompiles;
    type Frame = EthFrame<EthInterpreter>;

    fn all(&self) -> (&Ctx, &Instructions, &Precompiles, &FrameStack<Self::Frame>) {
        self.inner.all()
    }

    fn all_mut(
        &mut self,
    ) -> (
        &mut Ctx,
        &mut Instructions,
        &mut Precompiles,
        &mut FrameStack<Self::Frame>,
    ) {
        self.inner.all_mut()
    }

    fn frame_init(
        &mut self,
        mut init: FrameInit,
    ) -> Result<FrameInitResult<'_, Self::Frame>, FrameError> {
        if let FrameInput::Call(call) = &mut init.frame_input
            && self.delegates_to_precompile(call.bytecode_address)
        {
            call.known_bytecode = (KECCAK256_EMPTY, Bytecode::default());
        }
        if self.inner.ctx.chain.tracer.recording() != Recording::Nothing {
            let node = trace::node(&self.inner.ctx, &init.frame_input);
            self.inner.ctx.chain.tracer.begin(node);
        }
        let (caller, acting) = match self.inner.frame_init(init)? {
            ItemOrResult::Item(frame) => (
                frame.interpreter.input.caller_address,
                counted(&frame.input, &frame.data),
            ),
            ItemOrResult::Result(result) => {
                self.inner.ctx.chain.tracer.end(&result);
                return Ok(ItemOrResult::Result(result));
            }
        };
        self.inner.ctx.chain.enter(caller, acting);
        Ok(ItemOrResult::Item(self.frame()))
    }

    fn frame_run(&mut self) -> Result<FrameInitOrResult<Self::Frame>, FrameError> {
        let is_program = is_program(self.frame().interpreter.bytecode.original_byte_slice());
        let mut action = if is_program {
            InterpreterAction::Return(program::run(self)?)
        } else {
            let Evm {
                ctx,
                instruction,
                frame_stack,
                ..
            } = &mut self.inner;
            let interpreter = &mut frame_stack.get().interpreter;
            interpreter.run_plain(
                instruction.instruction_table(),
                instruction.gas_table(),
                ctx,
            )
        };
        refuse_ef(&self.frame().data, &mut action);
        let Evm {
            ctx, frame_stack, ..
        } = &mut self.inner;
        let next = frame_stack
            .get()
            .process_next_action::<_, FrameError>(ctx, action)?;
        if let ItemOrResult::Result(result) = &next {
            self.frame().set_finished(true);
            self.close(result);
        }
        Ok(next)
    }

    fn frame_return_result(
        &mut self,
        result: FrameResult,
    ) -> Result<Option<FrameResult>, FrameError> {
        self.inner.frame_return_result(result)
    }
}
