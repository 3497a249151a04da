//! Slot addresses inside the ArbOS account.
//!
//! A sub-storage is named by `child = keccak256(parent ‖ id)`, the root by nothing; key `k` of it lies
//! at `keccak256(child ‖ k[0..31])[0..31] ‖ k[31]`, so neighbouring keys are neighbouring slots.

use alloy_primitives::{Address, B256, U256, address, keccak256};

use crate::state::State;

/// The account that holds ArbOS's state.
pub const ARBOS: Address = address!("A4B05FffffFffFFFFfFFfffFfffFFfffFfFfFFFf");

/// Storage of the ArbOS account: in a [`State`], or in the journal of a running transaction.
pub trait Slots {
    /// Value of a slot. Never warms anything.
    fn slot(&self, slot: U256) -> U256;
    /// Writes a slot.
    fn store(&mut self, slot: U256, value: U256);
}

impl Slots for State {
    fn slot(&self, slot: U256) -> U256 {
        State::slot(self, ARBOS, slot)
    }

    fn store(&mut self, slot: U256, value: U256) {
        self.set_slot(ARBOS, slot, value);
    }
}

/// A sub-storage.
#[derive(Clone, Copy, Debug)]
pub struct Space(Option<B256>);

impl Space {
    /// The root storage.
    pub fn root() -> Self {
        Self(None)
    }

    /// The sub-storage `id` of this one.
    pub fn child(self, id: &[u8]) -> Self {
        let mut seed = self.prefix().to_vec();
        seed.extend_from_slice(id);
        Self(Some(keccak256(seed)))
    }

    /// Slot of key `key`.
    pub fn key(self, key: B256) -> U256 {
        let (head, last) = (&key[..31], key[31]);
        let mut seed = self.prefix().to_vec();
        seed.extend_from_slice(head);
        let mut slot = keccak256(seed);
        slot[31] = last;
        slot.into()
    }

    /// Slot of the number `offset`.
    pub fn offset(self, offset: u64) -> U256 {
        self.key(U256::from(offset).into())
    }

    fn prefix(&self) -> &[u8] {
        self.0.as_ref().map(B256::as_slice).unwrap_or_default()
    }
}

/// The address in the low 20 bytes of a word.
pub(super) fn address(word: U256) -> Address {
    Address::from_word(word.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_offsets_are_neighbouring_slots() {
        let programs = Space::root().child(&[8]);
        assert_eq!(programs.offset(0) + U256::ONE, programs.offset(1));
        assert_ne!(programs.offset(0), Space::root().offset(0));
        assert_ne!(programs.offset(255) + U256::ONE, programs.offset(256));
    }
}
