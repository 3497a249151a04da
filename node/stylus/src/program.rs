//! A program after activation.

use alloy_primitives::B256;

use crate::{code, params::StylusParams};

/// Why an activation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivationError {
    /// A plain error: the precompile reverts without data and keeps its unused gas.
    Plain(String),
    /// A failure: all gas of the precompile is consumed. The text says what is wrong with the module.
    Failure(String),
}

/// A validated and instrumented program with its estimates.
#[derive(Clone, Debug)]
pub struct Program {
    init_cost: u16,
    cached_cost: u16,
    asm_estimate: u32,
    footprint: u16,
    module_hash: B256,
}

impl Program {
    /// Decompresses, validates and instruments an account's code. `open_pages` are the pages open in
    /// the transaction. A failure precedes all module gas.
    pub fn activate(
        code: &[u8],
        params: &StylusParams,
        open_pages: u16,
    ) -> Result<Self, ActivationError> {
        let _ = open_pages;
        code::decompress(code, params.max_wasm_size).map_err(ActivationError::Plain)?;
        Err(ActivationError::Failure(
            "validation is not part of this commit".into(),
        ))
    }

    /// Module gas, line by line in the order of payment: WASM size, functions, data, elements,
    /// memory, code. If a line is not affordable all gas is burned.
    pub fn module_gas(&self, arbos_version: u64) -> [u64; 6] {
        let _ = arbos_version;
        [0; 6]
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
        self.footprint
    }

    /// A deterministic stand-in for the prover's module hash: keccak256(wasm ‖ version as u16,
    /// big-endian). It affects no gas and nothing a contract can read.
    pub fn module_hash(&self) -> B256 {
        self.module_hash
    }
}
