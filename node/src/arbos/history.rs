//! Hashes of earlier blocks in a contract's storage (EIP-2935), as Arbitrum keeps them from ArbOS 40 on.
//!
//! The contract is Arbitrum's own: it asks ArbSys for the block's number and keeps 393168 hashes. Instead
//! of calling it at the start of each block, the node writes the slot that the call would write.

use alloy_primitives::{Address, B256, Bytes, U256, address, bytes};

use crate::state::State;

/// Where the contract lies.
pub const HISTORY: Address = address!("0000F90827F1C53a10cb7A02335B175320002935");
/// From this ArbOS version on it is there.
pub(super) const HISTORY_FROM: u64 = 40;

/// Hashes that are kept.
const WINDOW: u64 = 393_168;
const CODE: Bytes = bytes!(
    "3373fffffffffffffffffffffffffffffffffffffffe1460605760203603605c575f3563a3b1b31d5f5260205f6004601c60645afa15605c575f51600181038211605c57816205ffd0910311605c576205ffd09006545f5260205ff35b5f5ffd5b5f356205ffd0600163a3b1b31d5f5260205f6004601c60645afa15605c575f5103065500"
);

/// Deploys the contract.
pub(super) fn install(state: &mut State) {
    state.set_nonce(HISTORY, 1);
    state.set_code(HISTORY, CODE);
}

/// Keeps the hash of the block before block `number`.
pub(super) fn keep(state: &mut State, number: u64, parent: B256) {
    let slot = number.saturating_sub(1) % WINDOW;
    state.set_slot(HISTORY, U256::from(slot), parent.into());
}
