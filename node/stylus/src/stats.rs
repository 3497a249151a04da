//! What an activation measures: sizes of a program, its module gas and the estimates of its record.
//!
//! Nitro's linear models, in integers. Every product is divided, rounding down, on its own.

use wasmparser::MemoryType;

use crate::module::Module;

/// Gas per microsecond of activation work: 7 million gas per half second, doubled for safety.
const GAS_PER_MICROSECOND: u64 = 28;
/// Bytes of native code that every program has.
const BASE_ASM: u64 = 512_000;

/// Sizes of a program. Lengths are in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Decompressed length, custom sections included.
    pub wasm_len: u64,
    /// Local functions.
    pub functions: u64,
    /// Parameters and results of all local functions.
    pub type_len: u64,
    /// Globals, the four injected ones included.
    pub globals: u64,
    /// Encoded length of all data segments.
    pub data_encoded: u64,
    /// Payload of all data segments.
    pub data_payload: u64,
    /// Encoded length of all element segments.
    pub elements_encoded: u64,
    /// Pages of initial memory.
    pub footprint: u16,
    /// Operators of all functions after instrumentation.
    pub operators: u64,
}

impl Stats {
    pub(crate) fn measure(wasm: &[u8], module: &Module<'_>, operators: u64) -> Self {
        let footprint = module
            .memories
            .first()
            .map_or(0, |memory: &MemoryType| memory.initial);
        let types = module
            .functions
            .iter()
            .filter_map(|ty| module.types.get(*ty as usize));
        Self {
            wasm_len: wasm.len() as u64,
            functions: module.functions.len() as u64,
            type_len: types
                .map(|ty| (ty.params().len() + ty.results().len()) as u64)
                .sum(),
            globals: module.globals.len() as u64 + 4,
            data_encoded: module.data.iter().map(|data| data.range.len() as u64).sum(),
            data_payload: module.data.iter().map(|data| data.data.len() as u64).sum(),
            elements_encoded: module.elements.iter().map(|e| e.range.len() as u64).sum(),
            footprint: footprint.try_into().unwrap_or(u16::MAX),
            operators,
        }
    }

    /// Module gas, line by line in the order of payment: WASM size (free before ArbOS 32), functions,
    /// data, elements, memory, code.
    pub fn module_gas(&self, arbos_version: u64) -> [u64; 6] {
        let size = if arbos_version < 32 {
            0
        } else {
            self.wasm_len * 31_733 / 100_000
        };
        let microseconds = [
            size,
            self.functions * 17_263 / 100_000,
            self.data_payload * 17_376 / 100_000,
            self.elements_encoded * 17_376 / 100_000,
            u64::from(self.footprint) * 2_217,
            self.operators * 535 / 1_000,
        ];
        microseconds.map(|line| line * GAS_PER_MICROSECOND)
    }

    /// Estimated bytes of native code.
    pub(crate) fn asm(&self) -> u64 {
        BASE_ASM
            + self.functions * 996_829 / 1_000
            + self.type_len * 11_416 / 1_000
            + self.wasm_len * 62_628 / 10_000
    }

    /// Estimated gas of starting the program from memory.
    pub(crate) fn cached_cost(&self) -> u64 {
        self.functions * 13_420 / 100_000
            + self.type_len * 89 / 100_000
            + self.wasm_len * 122 / 100_000
            + self.globals * 1_628 / 1_000
            + (self.data_encoded + self.elements_encoded) * 75_244 / 100_000
            + u64::from(self.footprint) * 5
    }

    /// Estimated gas of compiling into memory; Stylus version 1 counts the cached cost in.
    pub(crate) fn init_cost(&self, stylus_version: u16) -> u64 {
        let cached = if stylus_version == 1 {
            self.cached_cost()
        } else {
            0
        };
        cached
            + self.functions * 8_252 / 1_000
            + self.type_len * 1_059 / 1_000
            + self.wasm_len * 1_286 / 10_000
    }
}
