//! Contracts that every chain of the node holds from genesis, because tools expect them at fixed
//! addresses: the deployer of Stylus programs and the CREATE2 factory.
//!
//! ArbOS's own precompiles are not here. `contracts/` has the sources of what is compiled.

use alloy_primitives::{Address, Bytes, address, hex};

use crate::state::State;

/// Deploys, activates and constructs a program in one transaction; `cargo stylus deploy` calls it.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");
/// The keyless CREATE2 factory that forge, hardhat and others deploy through: salt, then init code.
pub const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");

const STYLUS_DEPLOYER_CODE: &str = include_str!("../contracts/StylusDeployer.hex");
/// What the factory's address holds on every chain.
const CREATE2_FACTORY_CODE: [u8; 69] = hex!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
    "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);

/// Puts the contracts into a fresh state.
pub(crate) fn install(state: &mut State) {
    let deployer =
        hex::decode(STYLUS_DEPLOYER_CODE.trim()).expect("contracts/compile writes hexadecimal");
    for (address, code) in [
        (STYLUS_DEPLOYER, Bytes::from(deployer)),
        (CREATE2_FACTORY, Bytes::from_static(&CREATE2_FACTORY_CODE)),
    ] {
        state.set_nonce(address, 1);
        state.set_code(address, code);
    }
}
