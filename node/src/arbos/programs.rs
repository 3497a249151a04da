//! Stylus in ArbOS storage: parameters, one record and one module hash per code hash, the data pricer,
//! cache managers, activation gas.
//!
//! Words are packed big-endian from the left, as Nitro packs them.

use alloy_primitives::{B256, U256};
use ebb_stylus::{DataPricer, Record, StylusParams};

use super::{
    address_set::AddressSet,
    slots::{Slots, Space},
};

/// Maximum size of a module before ArbOS keeps it as a parameter (version 40), in bytes.
const WASM_SIZE_BEFORE_40: u32 = 131_072;

/// The programs sub-storage.
#[derive(Clone, Copy, Debug)]
pub struct Programs(Space);

impl Programs {
    /// Where programs lie.
    pub fn open() -> Self {
        Self(Space::root().child(&[8]))
    }

    /// Writes the parameters and the fresh data pricer of a new chain.
    pub(super) fn initialise(slots: &mut impl Slots, params: &StylusParams) {
        let programs = Self::open();
        programs.set_params(slots, params);
        programs.set_pricer(slots, &DataPricer::default());
    }

    /// The parameters in force at ArbOS version `arbos_version`.
    pub fn params(&self, slots: &impl Slots, arbos_version: u64) -> StylusParams {
        let mut word = Unpacker::new(slots.slot(self.space(0).offset(0)));
        let mut params = StylusParams {
            version: word.take(2) as u16,
            ink_price: word.take(3),
            max_stack_depth: word.take(4),
            free_pages: word.take(2) as u16,
            page_gas: word.take(2) as u16,
            page_limit: word.take(2) as u16,
            min_init_gas: word.take(1) as u8,
            min_cached_init_gas: word.take(1) as u8,
            init_cost_scalar: word.take(1) as u8,
            cached_cost_scalar: word.take(1) as u8,
            expiry_days: word.take(2) as u16,
            keepalive_days: word.take(2) as u16,
            block_cache_size: word.take(2) as u16,
            ..StylusParams::for_arbos(arbos_version)
        };
        params.max_wasm_size = if arbos_version < 40 {
            WASM_SIZE_BEFORE_40
        } else {
            word.take(4)
        };
        params
    }

    /// Writes the parameters.
    pub fn set_params(&self, slots: &mut impl Slots, params: &StylusParams) {
        let mut word = Packer::default();
        word.put(params.version.into(), 2);
        word.put(params.ink_price, 3);
        word.put(params.max_stack_depth, 4);
        word.put(params.free_pages.into(), 2);
        word.put(params.page_gas.into(), 2);
        word.put(params.page_limit.into(), 2);
        word.put(params.min_init_gas.into(), 1);
        word.put(params.min_cached_init_gas.into(), 1);
        word.put(params.init_cost_scalar.into(), 1);
        word.put(params.cached_cost_scalar.into(), 1);
        word.put(params.expiry_days.into(), 2);
        word.put(params.keepalive_days.into(), 2);
        word.put(params.block_cache_size.into(), 2);
        if params.arbos_version >= 40 {
            word.put(params.max_wasm_size, 4);
        }
        slots.store(self.space(0).offset(0), word.word());
    }

    /// The record of a code hash; all zero if it was never activated.
    pub fn record(&self, slots: &impl Slots, code_hash: B256) -> Record {
        let mut word = Unpacker::new(slots.slot(self.space(1).key(code_hash)));
        Record {
            version: word.take(2) as u16,
            init_cost: word.take(2) as u16,
            cached_cost: word.take(2) as u16,
            footprint: word.take(2) as u16,
            activated_at_hours: word.take(3),
            asm_kb: word.take(3),
            cached: word.take(1) != 0,
        }
    }

    /// Writes the record of a code hash.
    pub fn set_record(&self, slots: &mut impl Slots, code_hash: B256, record: &Record) {
        let mut word = Packer::default();
        word.put(record.version.into(), 2);
        word.put(record.init_cost.into(), 2);
        word.put(record.cached_cost.into(), 2);
        word.put(record.footprint.into(), 2);
        word.put(record.activated_at_hours, 3);
        word.put(record.asm_kb, 3);
        word.put(record.cached.into(), 1);
        slots.store(self.space(1).key(code_hash), word.word());
    }

    /// Writes the module hash of a code hash.
    pub fn set_module_hash(&self, slots: &mut impl Slots, code_hash: B256, module_hash: B256) {
        slots.store(self.space(2).key(code_hash), module_hash.into());
    }

    /// State of the data pricer.
    pub fn pricer(&self, slots: &impl Slots) -> DataPricer {
        let field = |offset| slots.slot(self.space(3).offset(offset));
        DataPricer {
            demand: field(0).saturating_to(),
            bytes_per_second: field(1).saturating_to(),
            last_update: field(2).saturating_to(),
            min_price: field(3).saturating_to(),
            inertia: field(4).saturating_to(),
        }
    }

    /// Writes the state of the data pricer.
    pub fn set_pricer(&self, slots: &mut impl Slots, pricer: &DataPricer) {
        let fields = [
            U256::from(pricer.demand),
            U256::from(pricer.bytes_per_second),
            U256::from(pricer.last_update),
            U256::from(pricer.min_price),
            U256::from(pricer.inertia),
        ];
        for (offset, value) in (0..).zip(fields) {
            slots.store(self.space(3).offset(offset), value);
        }
    }

    /// Who may cache programs besides the owners.
    pub fn cache_managers(&self) -> AddressSet {
        AddressSet::at(self.space(4))
    }

    /// Extra gas of an activation (ArbOS 59 and later).
    pub fn activation_gas(&self, slots: &impl Slots) -> u64 {
        slots.slot(self.space(5).offset(0)).saturating_to()
    }

    /// Sets the extra gas of an activation.
    pub fn set_activation_gas(&self, slots: &mut impl Slots, gas: u64) {
        slots.store(self.space(5).offset(0), U256::from(gas));
    }

    fn space(&self, id: u8) -> Space {
        self.0.child(&[id])
    }
}

/// Reads big-endian fields of a word from the left.
struct Unpacker {
    bytes: [u8; 32],
    at: usize,
}

impl Unpacker {
    fn new(word: U256) -> Self {
        Self {
            bytes: word.to_be_bytes(),
            at: 0,
        }
    }

    /// The next field of `len` bytes, at most 4.
    fn take(&mut self, len: usize) -> u32 {
        let field = &self.bytes[self.at..self.at + len];
        self.at += len;
        field
            .iter()
            .fold(0, |value, byte| value << 8 | u32::from(*byte))
    }
}

/// Writes big-endian fields into a word from the left.
#[derive(Default)]
struct Packer {
    bytes: [u8; 32],
    at: usize,
}

impl Packer {
    /// Appends the low `len` bytes of `value`, at most 4.
    fn put(&mut self, value: u32, len: usize) {
        self.bytes[self.at..self.at + len].copy_from_slice(&value.to_be_bytes()[4 - len..]);
        self.at += len;
    }

    fn word(self) -> U256 {
        U256::from_be_bytes(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    #[test]
    fn parameters_survive_packing() {
        for version in [31, 40, 51, 59, 60] {
            let params = StylusParams::for_arbos(version);
            let mut state = State::default();
            Programs::initialise(&mut state, &params);
            assert_eq!(Programs::open().params(&state, version), params);
            assert_eq!(Programs::open().pricer(&state), DataPricer::default());
        }
    }

    #[test]
    fn records_survive_packing() {
        let record = Record {
            version: 3,
            init_cost: 26,
            cached_cost: 11,
            footprint: 120,
            activated_at_hours: 0x01_02_03,
            asm_kb: 0x0a_0b_0c,
            cached: true,
        };
        let mut state = State::default();
        Programs::open().set_record(&mut state, B256::repeat_byte(9), &record);
        assert_eq!(
            Programs::open().record(&state, B256::repeat_byte(9)),
            record
        );
        assert_eq!(
            Programs::open().record(&state, B256::ZERO),
            Record::default()
        );
    }
}
