//! Storage behind a write-back cache, and transient storage without one.
//!
//! The cache belongs to one frame. Writes reach the state only by a flush; what is not flushed when
//! the frame ends is lost. Prices per access are Nitro's; slot costs come from the EVM side.

use std::collections::BTreeMap;

use alloy_primitives::B256;
use wasmtime::{Caller, Linker};

use super::{API, HOSTIO, PTR};
use crate::{
    api::Flush,
    gas::{COLD_SLOT, WARM_ACCESS},
    hooks::VM_HOOKS,
    ink::{Escape, Host},
    run::FrameState,
};

/// Most gas that one cache access costs.
const CACHE_ACCESS: u64 = 10;
/// Gas that has to be left for a write (EIP-2200).
const STORE_SENTRY: u64 = 2_300;
const STATIC: Escape = Escape::Host("a static call may not change state");

type Frame<'a> = Caller<'a, FrameState>;

/// Slots a frame has seen, and how often it asked.
#[derive(Debug, Default)]
pub(crate) struct StorageCache {
    slots: BTreeMap<B256, Slot>,
    reads: u64,
    writes: u64,
}

#[derive(Debug)]
struct Slot {
    value: B256,
    /// The state's value, if it is known.
    known: Option<B256>,
}

impl StorageCache {
    /// Gas of the next load, hit or miss.
    fn read_gas(&mut self) -> u64 {
        self.reads += 1;
        match self.reads {
            0..=32 => 0,
            33..=128 => 2,
            _ => CACHE_ACCESS,
        }
    }

    /// Gas of the next write.
    fn write_gas(&mut self) -> u64 {
        self.writes += 1;
        match self.writes {
            0..=8 => 0,
            9..=64 => 7,
            _ => CACHE_ACCESS,
        }
    }

    fn write(&mut self, key: B256, value: B256) {
        self.slots
            .entry(key)
            .or_insert(Slot { value, known: None })
            .value = value;
    }

    /// The slots whose state differs or is not known; they count as stored from here on.
    fn take_dirty(&mut self) -> Vec<(B256, B256)> {
        let dirty = self
            .slots
            .iter_mut()
            .filter(|(_, slot)| slot.known != Some(slot.value));
        dirty
            .map(|(key, slot)| {
                slot.known = Some(slot.value);
                (*key, slot.value)
            })
            .collect()
    }
}

pub(super) fn link(linker: &mut Linker<FrameState>) -> wasmtime::Result<()> {
    linker.func_wrap(
        VM_HOOKS,
        "storage_load_bytes32",
        |f: Frame<'_>, key: u32, dest: u32| Ok(load(f, key, dest)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "storage_cache_bytes32",
        |f: Frame<'_>, key: u32, value: u32| Ok(cache(f, key, value)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "storage_flush_cache",
        |f: Frame<'_>, clear: u32| Ok(flush(f, clear != 0)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "transient_load_bytes32",
        |f: Frame<'_>, key: u32, dest: u32| Ok(transient_load(f, key, dest)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "transient_store_bytes32",
        |f: Frame<'_>, key: u32, value: u32| Ok(transient_store(f, key, value)?),
    )?;
    Ok(())
}

fn load(frame: Frame<'_>, key: u32, dest: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 2 * PTR)?;
    let params = host.frame().params;
    // Before ArbOS 32 the ink was taken for gas.
    let api_gas = if params.arbos_version < 32 {
        API
    } else {
        params.ink_to_gas(API)
    };
    host.require_gas(COLD_SLOT + CACHE_ACCESS + api_gas)?;
    let key = host.read_word(key)?;
    let mut gas = host.frame().storage.read_gas();
    let cached = host.frame().storage.slots.get(&key).map(|slot| slot.value);
    let value = match cached {
        Some(value) => value,
        None => {
            let (value, access) = host.evm().storage_load(key);
            gas = gas.saturating_add(access).saturating_add(api_gas);
            host.frame().storage.slots.insert(
                key,
                Slot {
                    value,
                    known: Some(value),
                },
            );
            value
        }
    };
    host.buy_gas(gas)?;
    host.write(dest, value.as_slice())?;
    host.step(
        "storage_load_bytes32",
        &[key.as_slice()],
        &[value.as_slice()],
    );
    Ok(())
}

/// Static frames are stopped at the flush, not here.
fn cache(frame: Frame<'_>, key: u32, value: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 2 * PTR)?;
    host.require_gas(STORE_SENTRY + CACHE_ACCESS)?;
    let (key, value) = (host.read_word(key)?, host.read_word(value)?);
    let storage = &mut host.frame().storage;
    let gas = storage.write_gas();
    storage.write(key, value);
    host.buy_gas(gas)?;
    let args = [key.as_slice(), value.as_slice()];
    host.step("storage_cache_bytes32", &args, &[]);
    Ok(())
}

fn flush(frame: Frame<'_>, clear: bool) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + API)?;
    store_dirty(&mut host, clear)?;
    host.step("storage_flush_cache", &[&[u8::from(clear)]], &[]);
    Ok(())
}

fn store_dirty(host: &mut Host<'_>, clear: bool) -> Result<(), Escape> {
    host.require_gas(STORE_SENTRY)?;
    let gas_left = host.gas_left();
    let storage = &mut host.frame().storage;
    let dirty = storage.take_dirty();
    if clear {
        storage.slots.clear();
    }
    if dirty.is_empty() {
        return Ok(());
    }
    let arbos = host.frame().params.arbos_version;
    match host.evm().storage_flush(gas_left, &dirty) {
        Flush::Done { cost } if arbos >= 32 => host.buy_gas(cost),
        Flush::Done { .. } => Ok(()),
        Flush::WriteProtection => Err(STATIC),
        Flush::OutOfGas if arbos >= 50 => host.buy_gas(gas_left.saturating_add(1)),
        Flush::OutOfGas => Err(Escape::Host("the gas does not cover the flush")),
    }
}

fn transient_load(frame: Frame<'_>, key: u32, dest: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 2 * PTR + API)?;
    host.buy_gas(WARM_ACCESS)?;
    let key = host.read_word(key)?;
    let value = host.evm().transient_load(key);
    host.write(dest, value.as_slice())?;
    let (args, outs) = ([key.as_slice()], [value.as_slice()]);
    host.step("transient_load_bytes32", &args, &outs);
    Ok(())
}

fn transient_store(frame: Frame<'_>, key: u32, value: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 2 * PTR + API)?;
    host.buy_gas(WARM_ACCESS)?;
    let (key, value) = (host.read_word(key)?, host.read_word(value)?);
    let stored = host.evm().transient_store(key, value);
    stored.map_err(|_| STATIC)?;
    let args = [key.as_slice(), value.as_slice()];
    host.step("transient_store_bytes32", &args, &[]);
    Ok(())
}
