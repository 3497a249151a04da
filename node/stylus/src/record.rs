//! The activation record of a program and the gas of entering it.
//!
//! One record per code hash, kept by the node. The entry cost is Nitro's: memory, then the cached
//! part, then (if not cached) the init part.

use crate::{pages::Pages, params::StylusParams, program::Program};

/// Start of ArbOS time: activations are dated in whole hours since this Unix second.
const ARBITRUM_START: u64 = 1_421_388_000;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// What ArbOS remembers of an activated program. `Default` is "never activated".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Stylus version of the activation; 0 means never activated.
    pub version: u16,
    /// Gas estimate of compiling into memory.
    pub init_cost: u16,
    /// Gas estimate of starting from memory.
    pub cached_cost: u16,
    /// Pages of the initial memory.
    pub footprint: u16,
    /// Hours from ArbOS's start of time to the activation, rounded down.
    pub activated_at_hours: u32,
    /// Estimated size of the native code in KiB, rounded up.
    pub asm_kb: u32,
    /// Whether a cache manager keeps the program in memory.
    pub cached: bool,
}

/// Why a program cannot be entered. The frame's whole gas is consumed, without return data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordError {
    /// No activation: activate the program first.
    NotActivated,
    /// Activated under another Stylus version: activate it again.
    NeedsUpgrade {
        /// Version of the record.
        have: u16,
        /// Version in force.
        want: u16,
    },
    /// The activation is too old: activate it again.
    Expired {
        /// Age of the activation in seconds.
        age: u64,
    },
}

impl Record {
    /// The record of a program activated at Unix second `now`. `cached` is what the record before it,
    /// if any, says: the mark survives a new activation.
    pub fn activated(program: &Program, params: &StylusParams, now: u64, cached: bool) -> Self {
        Self {
            version: params.version,
            init_cost: program.init_cost(),
            cached_cost: program.cached_cost(),
            footprint: program.footprint(),
            activated_at_hours: hours(now),
            asm_kb: program.asm_estimate().div_ceil(1024),
            cached,
        }
    }

    /// Age at Unix second `now`, in seconds.
    pub fn age(&self, now: u64) -> u64 {
        now.saturating_sub(ARBITRUM_START + HOUR * u64::from(self.activated_at_hours))
    }

    /// Whether the activation is older than the parameters allow.
    pub fn is_too_old(&self, params: &StylusParams, now: u64) -> bool {
        self.age(now) > DAY * u64::from(params.expiry_days)
    }

    /// Whether the program may be activated (again): the activation is too old, or was never made.
    pub fn is_expired(&self, params: &StylusParams, now: u64) -> bool {
        self.activated_at_hours == 0 || self.is_too_old(params, now)
    }

    /// Whether a frame may enter the program at Unix second `now`.
    pub fn check(&self, params: &StylusParams, now: u64) -> Result<(), RecordError> {
        if self.version == 0 {
            return Err(RecordError::NotActivated);
        }
        if self.version != params.version {
            return Err(RecordError::NeedsUpgrade {
                have: self.version,
                want: params.version,
            });
        }
        if self.is_too_old(params, now) {
            let age = self.age(now);
            return Err(RecordError::Expired { age });
        }
        Ok(())
    }

    /// Gas of the cached part of an entry.
    pub fn cached_gas(&self, params: &StylusParams) -> u64 {
        let least = u64::from(params.min_cached_init_gas) * 32;
        least + scaled(self.cached_cost, params.cached_cost_scalar)
    }

    /// Gas of the init part of an entry.
    pub fn init_gas(&self, params: &StylusParams) -> u64 {
        u64::from(params.min_init_gas) * 128 + scaled(self.init_cost, params.init_cost_scalar)
    }
}

/// Hours from ArbOS's start of time to Unix second `now`, rounded down.
fn hours(now: u64) -> u32 {
    (now.saturating_sub(ARBITRUM_START) / HOUR)
        .try_into()
        .unwrap_or(u32::MAX)
}

/// `cost` at `scalar` units of 2 percent, rounded up.
fn scaled(cost: u16, scalar: u8) -> u64 {
    (u64::from(cost) * u64::from(scalar) * 2).div_ceil(100)
}

/// Gas of entering a program: to be burned from the frame before it runs, with `pages` as they are
/// before the program's own are opened. `recent` tells whether the block already ran the program
/// (counts from ArbOS 60 only). `u64::MAX` if the page limit would be passed.
pub fn entry_cost(record: &Record, params: &StylusParams, pages: &Pages, recent: bool) -> u64 {
    let mut opened = *pages;
    opened.add(record.footprint);
    if opened.over_limit(params) {
        return u64::MAX;
    }
    let cached = record.cached || (params.arbos_version >= 60 && recent);
    let mut cost = pages.gas(record.footprint, params);
    if cached || record.version > 1 {
        cost = cost.saturating_add(record.cached_gas(params));
    }
    if !cached {
        cost = cost.saturating_add(record.init_gas(params));
    }
    cost
}
