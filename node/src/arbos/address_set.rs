//! A set of addresses in ArbOS storage: owners, cache managers.
//!
//! Offset 0 is the size, offsets 1 to size the members; sub-storage 00 maps a member to its offset.

use alloy_primitives::{Address, U256};

use super::slots::{Slots, Space, address};

/// Where the set lies.
#[derive(Clone, Copy, Debug)]
pub struct AddressSet {
    list: Space,
    index: Space,
}

impl AddressSet {
    /// The set stored in `space`.
    pub(super) fn at(space: Space) -> Self {
        Self {
            list: space,
            index: space.child(&[0]),
        }
    }

    /// Whether `who` is a member.
    pub fn contains(&self, slots: &impl Slots, who: Address) -> bool {
        !slots.slot(self.index.key(who.into_word())).is_zero()
    }

    /// How many members there are.
    pub fn len(&self, slots: &impl Slots) -> u64 {
        slots.slot(self.list.offset(0)).saturating_to()
    }

    /// The members, in the order of their offsets.
    pub fn members(&self, slots: &impl Slots) -> Vec<Address> {
        (1..=self.len(slots))
            .map(|i| address(slots.slot(self.list.offset(i))))
            .collect()
    }

    /// Adds `who`; answers whether it is new.
    pub fn add(&self, slots: &mut impl Slots, who: Address) -> bool {
        if self.contains(slots, who) {
            return false;
        }
        let size = U256::from(self.len(slots)) + U256::ONE;
        slots.store(self.index.key(who.into_word()), size);
        slots.store(
            self.list.offset(size.saturating_to()),
            who.into_word().into(),
        );
        slots.store(self.list.offset(0), size);
        true
    }

    /// Removes `who`; the last member takes its place. Answers whether it was a member.
    pub fn remove(&self, slots: &mut impl Slots, who: Address) -> bool {
        let hole = slots.slot(self.index.key(who.into_word()));
        if hole.is_zero() {
            return false;
        }
        let size = U256::from(self.len(slots));
        slots.store(self.index.key(who.into_word()), U256::ZERO);
        let last_slot = self.list.offset(size.saturating_to());
        if hole < size {
            let last = slots.slot(last_slot);
            slots.store(self.list.offset(hole.saturating_to()), last);
            slots.store(self.index.key(last.into()), hole);
        }
        slots.store(last_slot, U256::ZERO);
        slots.store(self.list.offset(0), size - U256::ONE);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    #[test]
    fn members_are_added_once() {
        let mut state = State::default();
        let set = AddressSet::at(Space::root().child(&[4]));
        let who = Address::repeat_byte(7);
        assert!(!set.contains(&state, who));
        assert!(set.add(&mut state, who));
        assert!(!set.add(&mut state, who));
        assert_eq!(set.members(&state), vec![who]);
    }

    #[test]
    fn the_last_member_takes_the_place_of_a_removed_one() {
        let mut state = State::default();
        let set = AddressSet::at(Space::root().child(&[4]));
        let [a, b, c] = [1, 2, 3].map(Address::repeat_byte);
        for who in [a, b, c] {
            set.add(&mut state, who);
        }
        assert!(set.remove(&mut state, a));
        assert!(!set.remove(&mut state, a));
        assert_eq!(set.members(&state), vec![c, b]);
        assert!(set.remove(&mut state, b));
        assert!(set.remove(&mut state, c));
        assert_eq!(set.len(&state), 0);
    }
}
