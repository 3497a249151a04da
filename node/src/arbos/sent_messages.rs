//! The tree of messages sent to the parent chain: a Merkle accumulator in ArbOS storage.
//!
//! Offset 0 is the number of leaves, offset 2 + n the root of a complete tree of 2^n leaves that waits
//! for its pair, or zero. A leaf is the hash of a message's hash, so that it can be no inner node.

use alloy_primitives::{B256, U256, keccak256};

use super::slots::{Slots, Space};

/// In the root storage.
const SENT_MESSAGES: u8 = 5;
const SIZE: u64 = 0;
const FIRST_LEVEL: u64 = 2;

/// The accumulator.
#[derive(Clone, Copy, Debug)]
pub struct SentMessages(Space);

/// What a new leaf did.
#[derive(Clone, Debug, Default)]
pub struct Appended {
    /// Index of the leaf.
    pub position: u64,
    /// Roots of the trees that it completed, from level 1 on.
    pub joined: Vec<B256>,
    /// Whether the tree has grown by a level.
    pub is_new_level: bool,
}

impl SentMessages {
    /// Where it lies.
    pub fn open() -> Self {
        Self(Space::root().child(&[SENT_MESSAGES]))
    }

    /// How many messages were sent.
    pub fn len(self, slots: &impl Slots) -> u64 {
        slots.slot(self.0.offset(SIZE)).saturating_to()
    }

    /// Roots of the waiting trees by level, zero where none waits.
    pub fn partials(self, slots: &impl Slots) -> Vec<B256> {
        (0..levels(self.len(slots)))
            .map(|level| self.partial(slots, level))
            .collect()
    }

    /// Root of the whole, missing leaves being zero; zero if there is none.
    pub fn root(self, slots: &impl Slots) -> B256 {
        let mut root: Option<(B256, u32)> = None;
        for (level, partial) in (0..).zip(self.partials(slots)) {
            if partial.is_zero() {
                continue;
            }
            root = Some(match root {
                None => (partial, level),
                Some((mut hash, from)) => {
                    for _ in from..level {
                        hash = join(hash, B256::ZERO);
                    }
                    (join(partial, hash), level + 1)
                }
            });
        }
        root.map(|(hash, _)| hash).unwrap_or_default()
    }

    /// Adds the hash of a message.
    pub fn append(self, slots: &mut impl Slots, hash: B256) -> Appended {
        let position = self.len(slots);
        slots.store(self.0.offset(SIZE), U256::from(position + 1));
        let mut appended = Appended {
            position,
            ..Appended::default()
        };
        let mut node = keccak256(hash);
        for level in 0.. {
            appended.is_new_level = level == levels(position);
            let waiting = self.partial(slots, level);
            if appended.is_new_level || waiting.is_zero() {
                self.set_partial(slots, level, node);
                break;
            }
            node = join(waiting, node);
            self.set_partial(slots, level, B256::ZERO);
            appended.joined.push(node);
        }
        appended
    }

    fn partial(self, slots: &impl Slots, level: u64) -> B256 {
        slots.slot(self.0.offset(FIRST_LEVEL + level)).into()
    }

    fn set_partial(self, slots: &mut impl Slots, level: u64, root: B256) {
        slots.store(self.0.offset(FIRST_LEVEL + level), root.into());
    }
}

/// Levels that a tree of `size` leaves has below its root: log2, rounded up as Nitro does, so that a
/// full tree has one more.
fn levels(size: u64) -> u64 {
    u64::from(u64::BITS - size.leading_zeros())
}

fn join(left: B256, right: B256) -> B256 {
    keccak256([left, right].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    fn leaf(index: u8) -> B256 {
        keccak256(B256::repeat_byte(index))
    }

    #[test]
    fn leaves_join_in_pairs() {
        let mut state = State::default();
        let messages = SentMessages::open();
        let sent: Vec<_> = (1..=4)
            .map(|index| messages.append(&mut state, B256::repeat_byte(index)))
            .collect();
        let (left, right) = (join(leaf(1), leaf(2)), join(leaf(3), leaf(4)));
        assert!(sent[0].joined.is_empty() && sent[0].is_new_level);
        assert_eq!(sent[1].joined, [left]);
        assert!(sent[2].joined.is_empty() && !sent[2].is_new_level);
        assert_eq!(sent[3].joined, [right, join(left, right)]);
        assert_eq!(sent[3].position, 3);
        assert_eq!(messages.root(&state), join(left, right));
        assert_eq!(messages.len(&state), 4);
    }

    #[test]
    fn missing_leaves_are_zero() {
        let mut state = State::default();
        let messages = SentMessages::open();
        assert_eq!(messages.root(&state), B256::ZERO);
        for index in 1..=3 {
            messages.append(&mut state, B256::repeat_byte(index));
        }
        let left = join(leaf(1), leaf(2));
        assert_eq!(messages.root(&state), join(left, join(leaf(3), B256::ZERO)));
    }
}
