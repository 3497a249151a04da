//! Ethereum's precompiles by ArbOS version: Cancun's and P256VERIFY from 30, Osaka's from 50.

use std::sync::OnceLock;

use revm::{
    handler::EthPrecompiles,
    precompile::{Precompiles, secp256r1::P256VERIFY},
    primitives::hardfork::SpecId,
};

/// Ethereum's precompiles at `arbos_version`, whose other rules are those of `fork`.
pub(super) fn at(arbos_version: u64, fork: SpecId) -> EthPrecompiles {
    if arbos_version >= 50 {
        return EthPrecompiles::new(SpecId::OSAKA);
    }
    static CANCUN_AND_P256: OnceLock<Precompiles> = OnceLock::new();
    let precompiles = CANCUN_AND_P256.get_or_init(|| {
        let mut set = Precompiles::cancun().clone();
        set.extend([P256VERIFY]);
        set
    });
    EthPrecompiles {
        precompiles,
        spec: fork,
    }
}
