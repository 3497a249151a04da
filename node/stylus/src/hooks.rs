//! Names and signatures of the functions a program may import.
//!
//! Only the shapes stand here; what the functions do and cost is in `host`. A test binds the two.

use wasmparser::{FuncType, ValType};

/// Module of the host functions proper.
pub(crate) const VM_HOOKS: &str = "vm_hooks";
/// Module of the debug chains' print functions.
pub(crate) const CONSOLE: &str = "console";
/// Module of the debug chains' functions without effect.
pub(crate) const DEBUG: &str = "debug";

/// Parameters and result: `i`, `l`, `f`, `d` for i32, i64, f32, f64.
type Shape = (&'static str, &'static str, &'static str);

const VM_HOOKS_SHAPES: [Shape; 42] = [
    ("read_args", "i", ""),
    ("write_result", "ii", ""),
    ("exit_early", "i", ""),
    ("storage_load_bytes32", "ii", ""),
    ("storage_cache_bytes32", "ii", ""),
    ("storage_flush_cache", "i", ""),
    ("transient_load_bytes32", "ii", ""),
    ("transient_store_bytes32", "ii", ""),
    ("call_contract", "iiiili", "i"),
    ("delegate_call_contract", "iiili", "i"),
    ("static_call_contract", "iiili", "i"),
    ("create1", "iiiii", ""),
    ("create2", "iiiiii", ""),
    ("read_return_data", "iii", "i"),
    ("return_data_size", "", "i"),
    ("emit_log", "iii", ""),
    ("account_balance", "ii", ""),
    ("account_code", "iiii", "i"),
    ("account_code_size", "i", "i"),
    ("account_codehash", "ii", ""),
    ("evm_gas_left", "", "l"),
    ("evm_ink_left", "", "l"),
    ("block_basefee", "i", ""),
    ("chainid", "", "l"),
    ("block_coinbase", "i", ""),
    ("block_gas_limit", "", "l"),
    ("block_number", "", "l"),
    ("block_timestamp", "", "l"),
    ("contract_address", "i", ""),
    ("math_div", "ii", ""),
    ("math_mod", "ii", ""),
    ("math_pow", "ii", ""),
    ("math_add_mod", "iii", ""),
    ("math_mul_mod", "iii", ""),
    ("msg_reentrant", "", "i"),
    ("msg_sender", "i", ""),
    ("msg_value", "i", ""),
    ("tx_gas_price", "i", ""),
    ("tx_ink_price", "", "i"),
    ("tx_origin", "i", ""),
    ("pay_for_memory_grow", "i", ""),
    ("native_keccak256", "iii", ""),
];

const CONSOLE_SHAPES: [Shape; 9] = [
    ("log_txt", "ii", ""),
    ("log_i32", "i", ""),
    ("log_i64", "l", ""),
    ("log_f32", "f", ""),
    ("log_f64", "d", ""),
    ("tee_i32", "i", "i"),
    ("tee_i64", "l", "l"),
    ("tee_f32", "f", "f"),
    ("tee_f64", "d", "d"),
];

const DEBUG_SHAPES: [Shape; 3] = [
    ("null_host", "", ""),
    ("start_benchmark", "", ""),
    ("end_benchmark", "", ""),
];

/// Whether a program may import this function, and with this type.
pub(crate) fn check(
    module: &str,
    name: &str,
    ty: &FuncType,
    debug_chain: bool,
) -> Result<(), String> {
    let shapes: &[Shape] = match module {
        VM_HOOKS => &VM_HOOKS_SHAPES,
        CONSOLE if debug_chain => &CONSOLE_SHAPES,
        DEBUG if debug_chain => &DEBUG_SHAPES,
        _ => {
            return Err(format!(
                "no such import module: {module} (of {module}.{name})"
            ));
        }
    };
    let Some((_, params, results)) = shapes.iter().find(|shape| shape.0 == name) else {
        return Err(format!("no such import: {module}.{name}"));
    };
    if ty.params().iter().copied().eq(types(params))
        && ty.results().iter().copied().eq(types(results))
    {
        return Ok(());
    }
    Err(format!("wrong type for import {module}.{name}: {ty}"))
}

fn types(letters: &str) -> impl Iterator<Item = ValType> {
    letters.bytes().map(|letter| match letter {
        b'i' => ValType::I32,
        b'l' => ValType::I64,
        b'f' => ValType::F32,
        _ => ValType::F64,
    })
}
