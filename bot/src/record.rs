//! Reads an auction record as the market stores and logs it: one word, whose layout `AuctionLib.sol`
//! tells. It only reads.

use alloy::primitives::{B256, U256};
use ebb_ledger::Auction;

/// Every field's bits, the lowest first, as `AuctionLib.sol` lists them.
const WIDTHS: [usize; 9] = [36, 1, 24, 8, 8, 12, 29, 120, 18];

/// The record in `word`.
pub(crate) fn unpack(word: B256) -> Auction {
    let mut rest = U256::from_be_bytes(word.0);
    let fields = WIDTHS.map(|width| {
        let field = rest & ((U256::ONE << width) - U256::ONE);
        rest >>= width;
        field
    });
    let [
        touched_at,
        is_paused,
        clock,
        believed,
        pending,
        observed,
        block_index,
        block_room,
        block_discount,
    ] = fields;
    // Each field is narrower than what takes it.
    Auction {
        touched_at: touched_at.saturating_to(),
        is_paused: !is_paused.is_zero(),
        clock: clock.saturating_to(),
        believed: believed.saturating_to(),
        pending: pending.saturating_to(),
        observed: observed.saturating_to(),
        block_index: block_index.saturating_to(),
        block_room: block_room.saturating_to(),
        block_discount: block_discount.saturating_to(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widths_are_the_interfaces() {
        let source = include_str!("../../src/interfaces/AuctionLib.sol");
        let (_, rest) = source.split_once("@dev From the lowest bit:").unwrap();
        let (list, _) = rest.split_once('.').unwrap();
        let widths: Vec<usize> = list
            .split(|letter: char| !letter.is_alphanumeric())
            .filter_map(|word| word.parse().ok())
            .collect();
        assert_eq!(widths, WIDTHS);
        assert_eq!(WIDTHS.iter().sum::<usize>(), 256);
    }

    #[test]
    fn every_field_is_read_from_its_place() {
        let fields: [u128; 9] = [
            1_800_000_000,
            1,
            599,
            254,
            17,
            59,
            123_456_789,
            1 << 119,
            50_000,
        ];
        let word = fields
            .iter()
            .zip(WIDTHS)
            .rev()
            .fold(U256::ZERO, |word, (&field, width)| {
                (word << width) | U256::from(field)
            });
        let expected = Auction {
            touched_at: 1_800_000_000,
            is_paused: true,
            clock: 599,
            believed: 254,
            pending: 17,
            observed: 59,
            block_index: 123_456_789,
            block_room: 1 << 119,
            block_discount: 50_000,
        };
        assert_eq!(unpack(word.into()), expected);
        assert_eq!(unpack(B256::ZERO), Auction::default());
    }
}
