//! One frame of a program.

use alloy_primitives::{B256, Bytes};

use crate::{EvmApi, Frame, Outcome, OutcomeKind, StylusParams};

/// Runs frames; keeps compiled programs in memory by code hash. One runner serves all threads, and
/// `run` may be entered again from inside an [`EvmApi`] call.
#[derive(Debug, Default)]
pub struct Runner {}

impl Runner {
    /// A runner with an empty cache.
    pub fn new() -> Self {
        Self {}
    }

    /// Runs one frame of the program in `code` (an account's whole code, prefix included), compiling
    /// it on first use. Entry cost, activation and pages are the caller's to check before.
    pub fn run(
        &self,
        code_hash: B256,
        code: &[u8],
        params: &StylusParams,
        frame: Frame<'_>,
        evm: &mut dyn EvmApi,
    ) -> Outcome {
        let _ = (code_hash, code, params, evm);
        Outcome {
            kind: OutcomeKind::Failure,
            data: Bytes::new(),
            gas_left: frame.gas,
            ink_left: 0,
            detail: Some("execution is not part of this commit".into()),
        }
    }
}
