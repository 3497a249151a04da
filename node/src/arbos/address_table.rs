//! The table of addresses that stand for small numbers, in ArbOS storage.
//!
//! Offset 0 is the number of entries, offset n + 1 the address of index n; the sub-storage of the empty
//! name maps an address to its index, plus one.

use alloy_primitives::{Address, U256};

use super::slots::{Slots, Space, address};

/// In the root storage.
const ADDRESS_TABLE: u8 = 3;
const SIZE: u64 = 0;

/// The table.
#[derive(Clone, Copy, Debug)]
pub struct AddressTable(Space);

impl AddressTable {
    /// Where it lies.
    pub fn open() -> Self {
        Self(Space::root().child(&[ADDRESS_TABLE]))
    }

    /// Number of entries.
    pub fn len(self, slots: &impl Slots) -> u64 {
        slots.slot(self.0.offset(SIZE)).saturating_to()
    }

    /// Index of an address.
    pub fn index_of(self, slots: &impl Slots, who: Address) -> Option<u64> {
        let entry: u64 = slots.slot(self.entry(who)).saturating_to();
        entry.checked_sub(1)
    }

    /// The address at an index.
    pub fn at(self, slots: &impl Slots, index: u64) -> Option<Address> {
        let is_known = index < self.len(slots);
        is_known.then(|| address(slots.slot(self.0.offset(index + 1))))
    }

    /// Adds an address that is not in the table; answers its index.
    pub fn add(self, slots: &mut impl Slots, who: Address) -> u64 {
        let index = self.len(slots);
        let entry = index + 1;
        slots.store(self.0.offset(SIZE), U256::from(entry));
        slots.store(self.0.offset(entry), who.into_word().into());
        slots.store(self.entry(who), U256::from(entry));
        index
    }

    fn entry(self, who: Address) -> U256 {
        self.0.child(&[]).key(who.into_word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    #[test]
    fn entries_are_found_both_ways() {
        let mut state = State::default();
        let table = AddressTable::open();
        let [a, b] = [1, 2].map(Address::repeat_byte);
        assert_eq!(table.index_of(&state, a), None);
        assert_eq!((table.add(&mut state, a), table.add(&mut state, b)), (0, 1));
        assert_eq!(table.index_of(&state, b), Some(1));
        assert_eq!(table.at(&state, 0), Some(a));
        assert_eq!(table.at(&state, 2), None);
        assert_eq!(table.len(&state), 2);
    }
}
