//! ArbOS's own state: where it lies in the storage of the ArbOS account, and how to read and write it.
//!
//! Parameters, records, module hashes, the data pricer, cache managers and owners are ordinary slots,
//! laid out as Nitro lays them out, so that reverts, snapshots and raw readers treat them like all
//! other state. This module knows no gas: precompiles charge for what they touch.

mod address_set;
mod programs;
mod slots;

pub use address_set::AddressSet;
pub use programs::Programs;
pub use slots::{ARBOS, Slots, Space};

use alloy_primitives::{Address, Bytes, U256, address};
use ebb_stylus::StylusParams;

use crate::state::State;

/// The sequencer's address: COINBASE of every block.
pub const SEQUENCER: Address = address!("A4B000000000000000000073657175656e636572");

const VERSION: u64 = 0;
const NETWORK_FEE_ACCOUNT: u64 = 3;
const CHAIN_ID: u64 = 4;
const OWNERS: u8 = 4;

/// ArbOS version in force.
pub fn version(slots: &impl Slots) -> u64 {
    slots.slot(Space::root().offset(VERSION)).saturating_to()
}

/// Account that collects base fees and data fees; the zero address on a development chain.
pub fn network_fee_account(slots: &impl Slots) -> Address {
    slots::address(slots.slot(Space::root().offset(NETWORK_FEE_ACCOUNT)))
}

/// The chain's owners.
pub fn owners() -> AddressSet {
    AddressSet::at(Space::root().child(&[OWNERS]))
}

/// Writes a fresh ArbOS state: version, chain id, Stylus parameters and data pricer of that version,
/// the zero address as the only owner, and the byte FE as code of every precompile.
pub fn initialise(
    state: &mut State,
    chain_id: u64,
    params: &StylusParams,
    precompiles: impl IntoIterator<Item = Address>,
) {
    state.set_nonce(ARBOS, 1);
    let root = Space::root();
    state.set_slot(
        ARBOS,
        root.offset(VERSION),
        U256::from(params.arbos_version),
    );
    state.set_slot(ARBOS, root.offset(CHAIN_ID), U256::from(chain_id));
    owners().add(state, Address::ZERO);
    Programs::initialise(state, params);
    for address in precompiles {
        state.set_nonce(address, 1);
        state.set_code(address, Bytes::from_static(&[0xfe]));
    }
}
