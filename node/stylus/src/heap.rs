//! The heap bound: makes a program pay for memory before it grows.
//!
//! Lowers the declared maximum to what one counter can hold and inserts a host call before every
//! `memory.grow`, unless the memory cannot grow at all. The call is charged even if the grow fails.

use wasmparser::{MemoryType, Operator, ValType};

use crate::{instrument::Globals, module::Module};

/// Most pages a memory may declare as its maximum; also given to memories that declare none.
const MAXIMUM: u64 = 65_534;
/// Most pages of initial memory.
const INITIAL_LIMIT: u64 = 128;

/// Name of the host function that programs pay through.
const PAY: &str = "pay_for_memory_grow";

/// The memory as instrumented, and the function to pay through if it can grow.
pub(crate) fn bound(
    module: &Module<'_>,
    page_limit: u16,
) -> Result<(MemoryType, Option<u32>), String> {
    let [memory] = module.memories[..] else {
        return Err("a program needs exactly one memory of its own".into());
    };
    let limit = INITIAL_LIMIT.min(u64::from(page_limit));
    if memory.initial > limit {
        let pages = memory.initial;
        return Err(format!(
            "the memory starts with {pages} pages: at most {limit} may be open"
        ));
    }
    let maximum = memory
        .maximum
        .map_or(MAXIMUM, |maximum| maximum.min(MAXIMUM));
    let bounded = MemoryType {
        maximum: Some(maximum),
        ..memory
    };
    if maximum == memory.initial {
        return Ok((bounded, None));
    }
    let pay = module.import_index("vm_hooks", PAY).ok_or_else(|| {
        format!("missing import {PAY}: a program whose memory can grow has to import it")
    })?;
    let ty = module
        .function_type(pay)
        .ok_or_else(|| format!("no type for {PAY}"))?;
    if ty.params() != [ValType::I32] || !ty.results().is_empty() {
        return Err(format!(
            "wrong type for import {PAY}: it takes one i32 and returns nothing"
        ));
    }
    Ok((bounded, Some(pay)))
}

/// Inserts the payment before every `memory.grow`.
pub(crate) fn pay_before_grow<'a>(
    body: Vec<Operator<'a>>,
    pay: u32,
    globals: Globals,
) -> Vec<Operator<'a>> {
    let mut bounded = Vec::with_capacity(body.len());
    for operator in body {
        if matches!(operator, Operator::MemoryGrow { .. }) {
            bounded.extend([
                Operator::GlobalSet {
                    global_index: globals.scratch,
                },
                Operator::GlobalGet {
                    global_index: globals.scratch,
                },
                Operator::GlobalGet {
                    global_index: globals.scratch,
                },
                Operator::Call {
                    function_index: pay,
                },
            ]);
        }
        bounded.push(operator);
    }
    bounded
}
