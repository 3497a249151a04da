//! ArbOS's own state: where it lies in the storage of the ArbOS account, and how to read and write it.
//!
//! Parameters, records, module hashes, the data pricer, cache managers and owners are ordinary slots,
//! laid out as Nitro lays them out, so that reverts, snapshots and raw readers treat them like all
//! other state. This module knows no gas: precompiles charge for what they touch.

mod address_set;
mod address_table;
mod history;
mod l1_pricing;
mod programs;
mod sent_messages;
mod slots;
mod upgrade;

pub use address_set::AddressSet;
pub use address_table::AddressTable;
pub use history::HISTORY;
pub(crate) use l1_pricing::collect;
pub use l1_pricing::{L1_FEE_POOL, l1_fees, l1_price, l1_units, set_l1_price};
pub use programs::Programs;
pub use sent_messages::{Appended, SentMessages};
pub use slots::{ARBOS, Slots, Space};
pub use upgrade::Upgrade;

use alloy_consensus::Header;
use alloy_primitives::{Address, B256, Bytes, U256, address};
use ebb_stylus::StylusParams;

use crate::state::State;

/// The sequencer's address: COINBASE of every block.
pub const SEQUENCER: Address = address!("A4B000000000000000000073657175656e636572");

/// Base fee of a fresh chain and its minimum: 0.1 gwei.
pub const INITIAL_BASE_FEE: u64 = 100_000_000;

const VERSION: u64 = 0;
const NETWORK_FEE_ACCOUNT: u64 = 3;
const CHAIN_ID: u64 = 4;
const INFRA_FEE_ACCOUNT: u64 = 6;
const L2_PRICING: u8 = 1;
const OWNERS: u8 = 4;
/// In the sub-storage of L2 pricing.
const BASE_FEE: u64 = 2;
const MINIMUM_BASE_FEE: u64 = 3;

/// ArbOS version in force.
pub fn version(slots: &impl Slots) -> u64 {
    slots.slot(Space::root().offset(VERSION)).saturating_to()
}

/// Account that collects base fees and data fees; the zero address on a development chain.
pub fn network_fee_account(slots: &impl Slots) -> Address {
    slots::address(slots.slot(Space::root().offset(NETWORK_FEE_ACCOUNT)))
}

/// Chooses who collects base fees and data fees.
pub fn set_network_fee_account(slots: &mut impl Slots, account: Address) {
    slots.store(
        Space::root().offset(NETWORK_FEE_ACCOUNT),
        account.into_word().into(),
    );
}

/// Account that collects the minimum part of base fees in the network's place; zero: there is none.
pub fn infra_fee_account(slots: &impl Slots) -> Address {
    slots::address(slots.slot(Space::root().offset(INFRA_FEE_ACCOUNT)))
}

/// Chooses who collects the minimum part of base fees.
pub fn set_infra_fee_account(slots: &mut impl Slots, account: Address) {
    slots.store(
        Space::root().offset(INFRA_FEE_ACCOUNT),
        account.into_word().into(),
    );
}

/// Base fee in force, wei per gas.
pub fn base_fee(slots: &impl Slots) -> u64 {
    slots.slot(l2_pricing().offset(BASE_FEE)).saturating_to()
}

/// Sets the base fee, wei per gas.
pub fn set_base_fee(slots: &mut impl Slots, fee: u64) {
    slots.store(l2_pricing().offset(BASE_FEE), U256::from(fee));
}

/// What the base fee is not to fall below, wei per gas.
pub fn minimum_base_fee(slots: &impl Slots) -> u64 {
    slots
        .slot(l2_pricing().offset(MINIMUM_BASE_FEE))
        .saturating_to()
}

/// Sets the least base fee, wei per gas.
pub fn set_minimum_base_fee(slots: &mut impl Slots, fee: u64) {
    slots.store(l2_pricing().offset(MINIMUM_BASE_FEE), U256::from(fee));
}

fn l2_pricing() -> Space {
    Space::root().child(&[L2_PRICING])
}

/// The chain's owners.
pub fn owners() -> AddressSet {
    AddressSet::at(Space::root().child(&[OWNERS]))
}

/// Writes a fresh ArbOS state: version, chain id, base fee, Stylus parameters and data pricer of that version,
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
    set_base_fee(state, INITIAL_BASE_FEE);
    set_minimum_base_fee(state, INITIAL_BASE_FEE);
    owners().add(state, Address::ZERO);
    Programs::initialise(state, params);
    for address in precompiles {
        state.set_nonce(address, 1);
        state.set_code(address, Bytes::from_static(&[0xfe]));
    }
    if params.arbos_version >= history::HISTORY_FROM {
        history::install(state);
    }
}

/// What ArbOS does before the transactions of block `number` of time `now`: it keeps the hash of the
/// block before, then carries out the scheduled upgrade, if it is due.
pub fn start_block(state: &mut State, number: u64, parent: B256, now: u64) {
    if version(state) >= history::HISTORY_FROM {
        history::keep(state, number, parent);
    }
    upgrade::upgrade_if_due(state, now);
}

/// Gives a state that an older version of the node saved what it lacks: the contract of earlier blocks'
/// hashes, with those that the chain's `headers` tell.
pub fn complete<'a>(state: &mut State, headers: impl IntoIterator<Item = &'a Header>) {
    if version(state) < history::HISTORY_FROM || !state.code(HISTORY).is_empty() {
        return;
    }
    history::install(state);
    for header in headers.into_iter().skip(1) {
        history::keep(state, header.number, header.parent_hash);
    }
}
