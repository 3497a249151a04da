//! Running one frame of a program in wasmtime, and telling how it ended.
//!
//! Programs are compiled once and kept in memory; every frame gets a fresh instance and shares nothing
//! with another, recursive ones included. Gas for entering, return data floors and the mapping to EVM
//! results are the caller's.

use std::fmt;

use alloy_primitives::{Address, B256, Bytes};
use wasmtime::{InstancePre, Store};

use crate::{
    api::{EvmApi, HostStep},
    engines::{Engines, WASM_STACK},
    env::{EvmEnv, Frame, Outcome, OutcomeKind},
    host::storage::StorageCache,
    ink::Handles,
    outcome::{outcome, status},
    params::StylusParams,
    rules::ENTRYPOINT,
    scope::EvmScope,
};

/// Native stack of one frame's host side: this crate, and the EVM between two nested frames.
const HOST_STACK: usize = 4 << 20;
/// Stack allocated when less than a frame's share is left. Only touched pages take memory.
const STACK_SEGMENT: usize = 128 << 20;

/// What a frame's host functions work on.
pub(crate) struct FrameState {
    pub(crate) evm: EvmScope,
    pub(crate) env: EvmEnv,
    pub(crate) params: StylusParams,
    pub(crate) calldata: Bytes,
    pub(crate) output: Vec<u8>,
    /// Of the last call or create.
    pub(crate) return_data: Bytes,
    pub(crate) storage: StorageCache,
    pub(crate) last_code: Option<(Address, Bytes)>,
    /// Whether a tracer listens.
    pub(crate) traced: bool,
    /// Known once the instance exists.
    pub(crate) handles: Option<Handles>,
}

/// Runs frames; keeps compiled programs in memory by code hash. One runner serves all threads, and
/// `run` may be entered again from inside an [`EvmApi`] call.
pub struct Runner {
    engines: Engines,
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").finish_non_exhaustive()
    }
}

impl Default for Runner {
    fn default() -> Self {
        Self::new()
    }
}

impl Runner {
    /// A runner with an empty cache.
    pub fn new() -> Self {
        Self {
            engines: Engines::new(),
        }
    }

    /// Runs one frame of the program in `code` (an account's whole code, prefix included), compiling
    /// it on first use. Entry cost, activation and pages are the caller's to check before; code that
    /// could not have been activated ends in `Failure`.
    pub fn run(
        &self,
        code_hash: B256,
        code: &[u8],
        params: &StylusParams,
        frame: Frame<'_>,
        evm: &mut dyn EvmApi,
    ) -> Outcome {
        stacker::maybe_grow(WASM_STACK + HOST_STACK, STACK_SEGMENT, || {
            let gas = frame.gas;
            let run = self
                .engines
                .ready(code_hash, code, params)
                .and_then(|ready| execute(ready.program(), params, frame, evm));
            run.unwrap_or_else(|reason| Outcome {
                kind: OutcomeKind::Failure,
                data: Bytes::new(),
                gas_left: gas,
                ink_left: params.gas_to_ink(gas),
                detail: Some(reason),
            })
        })
    }
}

fn execute(
    program: &InstancePre<FrameState>,
    params: &StylusParams,
    frame: Frame<'_>,
    evm: &mut dyn EvmApi,
) -> Result<Outcome, String> {
    let arguments = u32::try_from(frame.calldata.len()).map_err(|_| "calldata exceeds 4 GiB")?;
    let traced = evm.wants_steps();
    EvmScope::enter(evm, |evm| {
        let state = FrameState {
            evm,
            env: frame.env,
            params: *params,
            calldata: Bytes::copy_from_slice(frame.calldata),
            output: Vec::new(),
            return_data: Bytes::new(),
            storage: StorageCache::default(),
            last_code: None,
            traced,
            handles: None,
        };
        let mut store = Store::new(program.module().engine(), state);
        let ink = params.gas_to_ink(frame.gas);
        start(program, &mut store, ink, arguments).map_err(|error| format!("{error:#}"))
    })
}

fn start(
    program: &InstancePre<FrameState>,
    store: &mut Store<FrameState>,
    ink: u64,
    arguments: u32,
) -> wasmtime::Result<Outcome> {
    let instance = program.instantiate(&mut *store)?;
    let entrypoint = instance.get_typed_func::<u32, u32>(&mut *store, ENTRYPOINT)?;
    let handles = Handles::find(&instance, &mut *store)
        .ok_or_else(|| wasmtime::Error::msg("the program is not instrumented"))?;
    let max_stack = store.data().params.max_stack_depth;
    handles.start(&mut *store, ink, max_stack)?;
    store.data_mut().handles = Some(handles);
    trace_boundary(store, "user_entrypoint", &arguments.to_be_bytes(), &[], ink);
    let result = entrypoint.call(&mut *store, arguments);
    if let Some(status) = status(&result) {
        trace_boundary(store, "user_returned", &[], &status.to_be_bytes(), ink);
    }
    Ok(outcome(result, handles, store))
}

/// Tells a tracer that the frame begins or ends. Both name the ink that the frame began with.
fn trace_boundary(
    store: &mut Store<FrameState>,
    name: &'static str,
    args: &[u8],
    outs: &[u8],
    ink: u64,
) {
    if store.data().traced {
        store.data_mut().evm.get().step(HostStep {
            name,
            args: args.to_vec(),
            outs: outs.to_vec(),
            start_ink: ink,
            end_ink: ink,
        });
    }
}
