//! Modules that Nitro's validator lets through, made of the fuzzer's bytes by wasm-smith: some host
//! functions imported with their true types, one memory, the entry point, and anything for bodies.
//!
//! A random module would touch memory far outside its page at once; so most constants are made small
//! and some modules are built without traps.

use arbitrary::{Result, Unstructured};
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Instruction, MemorySection, MemoryType, Module, TypeSection, ValType,
    reencode::{Error, Reencode},
};
use wasm_smith::{Config, InstructionKind, InstructionKinds};
use wasmparser::{Operator, Parser};

/// Parameters and result of a host function: `i`, `l`, `f`, `d` for i32, i64, f32, f64.
type Hook = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const HOOKS: [Hook; 49] = [
    ("vm_hooks", "read_args", "i", ""), ("vm_hooks", "write_result", "ii", ""),
    ("vm_hooks", "exit_early", "i", ""), ("vm_hooks", "storage_load_bytes32", "ii", ""),
    ("vm_hooks", "storage_cache_bytes32", "ii", ""), ("vm_hooks", "storage_flush_cache", "i", ""),
    ("vm_hooks", "transient_load_bytes32", "ii", ""), ("vm_hooks", "transient_store_bytes32", "ii", ""),
    ("vm_hooks", "call_contract", "iiiili", "i"), ("vm_hooks", "delegate_call_contract", "iiili", "i"),
    ("vm_hooks", "static_call_contract", "iiili", "i"), ("vm_hooks", "create1", "iiiii", ""),
    ("vm_hooks", "create2", "iiiiii", ""), ("vm_hooks", "read_return_data", "iii", "i"),
    ("vm_hooks", "return_data_size", "", "i"), ("vm_hooks", "emit_log", "iii", ""),
    ("vm_hooks", "account_balance", "ii", ""), ("vm_hooks", "account_code", "iiii", "i"),
    ("vm_hooks", "account_code_size", "i", "i"), ("vm_hooks", "account_codehash", "ii", ""),
    ("vm_hooks", "evm_gas_left", "", "l"), ("vm_hooks", "evm_ink_left", "", "l"),
    ("vm_hooks", "block_basefee", "i", ""), ("vm_hooks", "chainid", "", "l"),
    ("vm_hooks", "block_coinbase", "i", ""), ("vm_hooks", "block_gas_limit", "", "l"),
    ("vm_hooks", "block_number", "", "l"), ("vm_hooks", "block_timestamp", "", "l"),
    ("vm_hooks", "contract_address", "i", ""), ("vm_hooks", "math_div", "ii", ""),
    ("vm_hooks", "math_mod", "ii", ""), ("vm_hooks", "math_pow", "ii", ""),
    ("vm_hooks", "math_add_mod", "iii", ""), ("vm_hooks", "math_mul_mod", "iii", ""),
    ("vm_hooks", "msg_reentrant", "", "i"), ("vm_hooks", "msg_sender", "i", ""),
    ("vm_hooks", "msg_value", "i", ""), ("vm_hooks", "tx_gas_price", "i", ""),
    ("vm_hooks", "tx_ink_price", "", "i"), ("vm_hooks", "tx_origin", "i", ""),
    ("vm_hooks", "native_keccak256", "iii", ""), ("console", "log_txt", "ii", ""),
    ("console", "log_i32", "i", ""), ("console", "log_i64", "l", ""),
    ("console", "log_f32", "f", ""), ("console", "tee_i32", "i", "i"),
    ("console", "tee_i64", "l", "l"), ("console", "tee_f64", "d", "d"),
    ("debug", "null_host", "", ""),
];

/// A module of the fuzzer's bytes.
///
/// # Errors
/// The bytes make none.
pub fn generate(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let shape = shape(u)?;
    let (is_bulk, is_tame, is_small) = (u.ratio(1, 4)?, u.ratio(1, 2)?, u.ratio(7, 8)?);
    let wasm = wasm_smith::Module::new(config(shape, is_bulk, is_tame), u)?.to_bytes();
    Ok(if is_small {
        with_small_constants(&wasm)
    } else {
        wasm
    })
}

fn config(shape: Vec<u8>, is_bulk: bool, is_tame: bool) -> Config {
    use InstructionKind as K;
    Config {
        module_shape: Some(shape),
        allowed_instructions: InstructionKinds::new(&[
            K::NumericInt,
            K::Parametric,
            K::Variable,
            K::MemoryInt,
            K::Control,
        ]),
        allow_start_export: false,
        allow_floats: false,
        bulk_memory_enabled: is_bulk,
        // With bulk operators a data section brings a count section, which Nitro refuses.
        max_data_segments: if is_bulk { 0 } else { 4 },
        max_element_segments: if is_bulk { 0 } else { 4 },
        disallow_traps: is_tame,
        exceptions_enabled: false,
        gc_enabled: false,
        max_funcs: 12,
        max_globals: 8,
        max_instructions: 200,
        max_memories: 1,
        max_table_elements: 64,
        max_types: 70,
        memory64_enabled: false,
        multi_value_enabled: false,
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: false,
        simd_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        extended_const_enabled: false,
        ..Config::default()
    }
}

/// Imports and exports: up to eight host functions, and the payment if the memory may grow.
fn shape(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut hooks = Vec::new();
    for _ in 0..u.int_in_range(0..=8)? {
        let hook = *u.choose(&HOOKS)?;
        if !hooks.contains(&hook) {
            hooks.push(hook);
        }
    }
    let minimum = u.int_in_range(0..=3)?;
    let growth = u.int_in_range(0..=3)?;
    if growth > 0 {
        hooks.push(("vm_hooks", "pay_for_memory_grow", "i", ""));
    }
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    for (index, (module, name, params, results)) in hooks.iter().enumerate() {
        types.ty().function(letters(params), letters(results));
        imports.import(module, name, EntityType::Function(index as u32));
    }
    types.ty().function([ValType::I32], [ValType::I32]);
    let entrypoint = hooks.len() as u32;
    let mut functions = FunctionSection::new();
    functions.function(entrypoint);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum,
        maximum: (growth < 3).then_some(minimum + growth),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("user_entrypoint", ExportKind::Func, entrypoint);
    let mut body = Function::new([]);
    body.instruction(&Instruction::I32Const(0));
    body.instruction(&Instruction::End);
    let mut code = CodeSection::new();
    code.function(&body);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&functions)
        .section(&memories)
        .section(&exports)
        .section(&code);
    Ok(module.finish())
}

fn letters(letters: &str) -> Vec<ValType> {
    let ty = |letter| match letter {
        b'i' => ValType::I32,
        b'l' => ValType::I64,
        b'f' => ValType::F32,
        _ => ValType::F64,
    };
    letters.bytes().map(ty).collect()
}

/// Brings constants into the first page.
struct Small;

impl Reencode for Small {
    type Error = std::convert::Infallible;

    fn instruction<'a>(
        &mut self,
        operator: Operator<'a>,
    ) -> std::result::Result<Instruction<'a>, Error<Self::Error>> {
        Ok(match operator {
            Operator::I32Const { value } => Instruction::I32Const(value & 0x3fff),
            other => wasm_encoder::reencode::utils::instruction(self, other)?,
        })
    }
}

fn with_small_constants(wasm: &[u8]) -> Vec<u8> {
    let mut module = Module::new();
    Small
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .expect("what wasm-smith makes can be read");
    module.finish()
}
