//! `debug_traceTransaction` with `callTracer`: the tree of calls of a mined transaction, in geth's
//! form. Opcode traces are not offered.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use jsonrpsee::core::RegisterMethodError;
use serde::{Deserialize, Serialize};

use super::{args::Args, error::Refusal, node::Node, table::Table};
use crate::evm::CallFrame;

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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<Call>,
}

impl From<&CallFrame> for Call {
    fn from(frame: &CallFrame) -> Self {
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
            calls: frame.calls.iter().map(Self::from).collect(),
        }
    }
}

/// The part of geth's tracer options that matters here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Options {
    tracer: Option<String>,
    tracer_config: TracerConfig,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TracerConfig {
    only_top_call: bool,
}

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.bind(&["debug_traceTransaction"], transaction)
}

fn transaction(node: &mut Node, args: &mut Args) -> Result<Call, Refusal> {
    let hash: B256 = args.required(0, "transaction hash")?;
    let options: Options = args.optional(1, "options")?.unwrap_or_default();
    if options.tracer.as_deref() != Some("callTracer") {
        return Err(Refusal::unsupported(
            r#"only the call tree is traced; ask with {"tracer": "callTracer"}"#,
        ));
    }
    let (_, mined, _) = node
        .chain
        .transaction(hash)
        .ok_or_else(|| Refusal::server(format!("transaction not found: {hash}")))?;
    let mut call = Call::from(&mined.trace);
    if options.tracer_config.only_top_call {
        call.calls.clear();
    }
    Ok(call)
}
