//! A program as activation makes it: checked, instrumented and measured.
//!
//! Holds no compiled code (that is the runner's) and pays for nothing: the caller burns the module gas
//! and the data fee and keeps the record.

use std::fmt;

use alloy_primitives::{B256, keccak256};

use crate::{code, instrument, module::Module, params::StylusParams, stats::Stats};

/// Why an activation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivationError {
    /// A plain error: the precompile reverts without data and keeps its unused gas.
    Plain(String),
    /// A failure: all gas of the precompile is consumed. The text says what is wrong with the module.
    Failure(String),
}

impl fmt::Display for ActivationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(reason) => f.write_str(reason),
            Self::Failure(reason) => write!(f, "program activation failed: {reason}"),
        }
    }
}

impl std::error::Error for ActivationError {}

/// A validated and instrumented program with its estimates.
#[derive(Clone, Debug)]
pub struct Program {
    wasm: Vec<u8>,
    stats: Stats,
    init_cost: u16,
    cached_cost: u16,
    asm_estimate: u32,
    module_hash: B256,
}

impl Program {
    /// Decompresses, validates and instruments an account's code. `open_pages` are the pages open in
    /// the transaction. Comes before any module gas is paid.
    pub fn activate(
        code: &[u8],
        params: &StylusParams,
        open_pages: u16,
    ) -> Result<Self, ActivationError> {
        let wasm = code::decompress(code, params.max_wasm_size).map_err(ActivationError::Plain)?;
        let page_limit = params.page_limit.saturating_sub(open_pages);
        Self::prepare(&wasm, params, page_limit).map_err(ActivationError::Failure)
    }

    /// The program of an account that was activated before: as [`activate`](Self::activate), but
    /// pages were dealt with then.
    pub(crate) fn activated(code: &[u8], params: &StylusParams) -> Result<Self, String> {
        let wasm = code::decompress(code, params.max_wasm_size)?;
        Self::prepare(&wasm, params, u16::MAX)
    }

    fn prepare(wasm: &[u8], params: &StylusParams, page_limit: u16) -> Result<Self, String> {
        let module = Module::read(wasm, params.version)?;
        let instrumented = instrument::instrument(&module, params, page_limit)?;
        let stats = Stats::measure(wasm, &module, instrumented.operators);
        let too_big = |what: &str| format!("the program is too big: its {what} does not fit");
        Ok(Self {
            init_cost: u16::try_from(stats.init_cost(params.version))
                .map_err(|_| too_big("init cost"))?,
            cached_cost: u16::try_from(stats.cached_cost()).map_err(|_| too_big("cached cost"))?,
            asm_estimate: u32::try_from(stats.asm()).map_err(|_| too_big("native size"))?,
            module_hash: keccak256([wasm, &params.version.to_be_bytes()].concat()),
            wasm: instrumented.wasm,
            stats,
        })
    }

    /// The instrumented binary.
    pub fn wasm(&self) -> &[u8] {
        &self.wasm
    }

    /// Sizes of the program.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Module gas, line by line in the order of payment: WASM size, functions, data, elements,
    /// memory, code. If a line is not affordable all gas is burned.
    pub fn module_gas(&self, arbos_version: u64) -> [u64; 6] {
        self.stats.module_gas(arbos_version)
    }

    /// Gas estimate of compiling the program into memory.
    pub fn init_cost(&self) -> u16 {
        self.init_cost
    }

    /// Gas estimate of starting the program from memory.
    pub fn cached_cost(&self) -> u16 {
        self.cached_cost
    }

    /// Estimated size of the native code, in bytes; the data fee is paid for it.
    pub fn asm_estimate(&self) -> u32 {
        self.asm_estimate
    }

    /// Pages of the initial memory.
    pub fn footprint(&self) -> u16 {
        self.stats.footprint
    }

    /// A deterministic stand-in for the prover's module hash: keccak256(wasm ‖ version as u16,
    /// big-endian). It affects no gas and nothing a contract can read.
    pub fn module_hash(&self) -> B256 {
        self.module_hash
    }
}
