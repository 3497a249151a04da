//! `debug_traceTransaction` and `debug_traceCall`: the tree of calls in geth's form (`callTracer`), and
//! the host functions that programs called in Nitro's (`stylusTracer`). Opcode traces are not offered.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use alloy_rpc_types_eth::{BlockOverrides, state::StateOverride};
use jsonrpsee::core::RegisterMethodError;
use serde::{Deserialize, Serialize};

use super::{args::Args, error::Refusal, execute, table::Table, view::View};
use crate::{
    call::Overrides,
    chain::TraceError,
    evm::{CallFrame, Recording, Step, Trace},
};

/// One call, as geth's `callTracer` writes it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    #[serde(rename = "type")]
    kind: &'static str,
    from: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<U256>,
    gas: U64,
    gas_used: U64,
    input: Bytes,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Bytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revert_reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<Call>,
}

impl Call {
    fn new(frame: &CallFrame, only_top: bool) -> Self {
        let below: &[CallFrame] = if only_top { &[] } else { &frame.calls };
        let is_revert = frame.error.as_deref() == Some("execution reverted");
        Self {
            kind: frame.kind,
            from: frame.from,
            to: frame.to,
            value: frame.value,
            gas: U64::from(frame.gas),
            gas_used: U64::from(frame.gas_used),
            input: frame.input.clone(),
            output: Some(frame.output.clone()).filter(|output| !output.is_empty()),
            error: frame.error.clone(),
            revert_reason: is_revert
                .then(|| super::error::revert_reason(&frame.output))
                .flatten(),
            calls: below.iter().map(|call| Self::new(call, false)).collect(),
        }
    }
}

/// One host function, as Nitro's `stylusTracer` writes it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct HostIo {
    name: String,
    args: Bytes,
    outs: Bytes,
    start_ink: u64,
    end_ink: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<HostIo>>,
}

impl From<Step> for HostIo {
    fn from(step: Step) -> Self {
        let (address, steps) = step.frame.unzip();
        Self {
            name: step.name,
            args: step.args,
            outs: step.outs,
            start_ink: step.start_ink,
            end_ink: step.end_ink,
            address,
            steps: steps.map(|steps| steps.into_iter().map(Self::from).collect()),
        }
    }
}

/// Either answer.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Answer {
    Calls(Box<Call>),
    HostIo(Vec<HostIo>),
}

/// The part of geth's tracer options that matters here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Options {
    tracer: Option<String>,
    tracer_config: Option<TracerConfig>,
    state_overrides: Option<StateOverride>,
    block_overrides: Option<Box<BlockOverrides>>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TracerConfig {
    only_top_call: bool,
}

/// What is to be traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tracer {
    Calls { only_top: bool },
    HostIo,
}

impl Tracer {
    fn recording(self) -> Recording {
        match self {
            Self::Calls { .. } => Recording::Calls,
            Self::HostIo => Recording::Steps,
        }
    }

    fn answer(self, trace: Trace) -> Answer {
        match self {
            Self::Calls { only_top } => Answer::Calls(Box::new(Call::new(&trace.calls, only_top))),
            Self::HostIo => Answer::HostIo(trace.steps.into_iter().map(HostIo::from).collect()),
        }
    }
}

impl Options {
    fn tracer(&self) -> Result<Tracer, Refusal> {
        match self.tracer.as_deref() {
            Some("callTracer") => Ok(Tracer::Calls {
                only_top: self.tracer_config.unwrap_or_default().only_top_call,
            }),
            Some("stylusTracer") => Ok(Tracer::HostIo),
            // The script that `cargo stylus trace` sends unless told to use the native tracer: it
            // collects just what that one does, so no script has to be run.
            Some(script) if script.contains("\"hostio\": function") => Ok(Tracer::HostIo),
            _ => Err(Refusal::unsupported(
                r#"this node traces calls and host functions; ask with {"tracer": "callTracer"} or {"tracer": "stylusTracer"}"#,
            )),
        }
    }
}

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.beside(&["debug_traceTransaction"], transaction)?;
    table.beside(&["debug_traceCall"], call)
}

fn transaction(view: &View, args: &mut Args) -> Result<Answer, Refusal> {
    let hash: B256 = args.required(0, "transaction hash")?;
    let options: Options = args.optional(1, "options")?.unwrap_or_default();
    let tracer = options.tracer()?;
    let trace = view.chain.trace(hash, tracer.recording());
    let trace = trace.map_err(|error| Refusal::server(error.to_string()))?;
    Ok(tracer.answer(trace))
}

fn call(view: &View, args: &mut Args) -> Result<Answer, Refusal> {
    let options: Options = args.optional(2, "options")?.unwrap_or_default();
    let tracer = options.tracer()?;
    let (request, block, _) = execute::arguments(args)?;
    let overrides = Overrides {
        state: options.state_overrides,
        block: options.block_overrides,
    };
    let outcome = view
        .chain
        .trace_call(&request, block, &overrides, tracer.recording())?;
    let mut trace = outcome
        .trace
        .ok_or_else(|| Refusal::server(TraceError::TooLarge.to_string()))?;
    trace.calls.gas_used = outcome.gas_used;
    Ok(tracer.answer(trace))
}
