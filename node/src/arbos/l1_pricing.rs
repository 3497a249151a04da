//! The price of posting transactions to the parent chain, and what was collected for it.
//!
//! Nobody posts here, so the price stays what it is set to and the collected wei stay in their pool.

use alloy_primitives::{Address, U256, address};

use super::slots::{Slots, Space};

/// Account that collects what transactions pay for being posted.
pub const L1_FEE_POOL: Address = address!("A4B00000000000000000000000000000000000f6");

/// In the root storage.
const L1_PRICING: u8 = 0;
const UNITS: u64 = 6;
const PRICE: u64 = 7;
const COLLECTED: u64 = 11;

/// Wei per unit of posted data: a sixteenth of a byte.
pub fn l1_price(slots: &impl Slots) -> U256 {
    slots.slot(space().offset(PRICE))
}

/// Sets the price, wei per unit.
pub fn set_l1_price(slots: &mut impl Slots, price: U256) {
    slots.store(space().offset(PRICE), price);
}

/// Units of all transactions since genesis, as far as they had a price.
pub fn l1_units(slots: &impl Slots) -> U256 {
    slots.slot(space().offset(UNITS))
}

/// Wei collected since genesis.
pub fn l1_fees(slots: &impl Slots) -> U256 {
    slots.slot(space().offset(COLLECTED))
}

/// Books a transaction of `units` that paid `fee` wei.
pub(crate) fn collect(slots: &mut impl Slots, units: u64, fee: U256) {
    let (all, fees) = (l1_units(slots), l1_fees(slots));
    slots.store(space().offset(UNITS), all.saturating_add(U256::from(units)));
    slots.store(space().offset(COLLECTED), fees.saturating_add(fee));
}

fn space() -> Space {
    Space::root().child(&[L1_PRICING])
}
