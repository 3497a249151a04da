//! Contracts that every chain of the node holds from genesis, because tools expect them at fixed
//! addresses: the deployer of Stylus programs, the seller of places in their cache, and the CREATE2
//! factory.
//!
//! ArbOS's own precompiles are not here. `contracts/` has the sources of what is compiled.

use alloy_primitives::{Address, Bytes, address, hex};

use crate::{arbos::Programs, state::State};

/// Deploys, activates and constructs a program in one transaction; `cargo stylus deploy` calls it.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");
/// The keyless CREATE2 factory that forge, hardhat and others deploy through: salt, then init code.
pub const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");

/// Sells places in the cache of programs; `cargo stylus cache` calls it. A cache manager of the chain.
pub const CACHE_MANAGER: Address = address!("2F8Bd4EaB69764c105aDd7dE7CB0402557a44E6f");

const CACHE_MANAGER_CODE: &str = include_str!("../contracts/CacheManager.hex");
const STYLUS_DEPLOYER_CODE: &str = include_str!("../contracts/StylusDeployer.hex");
/// What the factory's address holds on every chain.
const CREATE2_FACTORY_CODE: [u8; 69] = hex!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
    "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);

/// Puts the contracts into a fresh state.
pub(crate) fn install(state: &mut State) {
    let compiled = |hexadecimal: &str| {
        let code = hex::decode(hexadecimal.trim());
        Bytes::from(code.expect("contracts/compile writes hexadecimal"))
    };
    for (address, code) in [
        (CACHE_MANAGER, compiled(CACHE_MANAGER_CODE)),
        (STYLUS_DEPLOYER, compiled(STYLUS_DEPLOYER_CODE)),
        (CREATE2_FACTORY, Bytes::from_static(&CREATE2_FACTORY_CODE)),
    ] {
        state.set_nonce(address, 1);
        state.set_code(address, code);
    }
    Programs::open().cache_managers().add(state, CACHE_MANAGER);
}
