//! Stylus parameters of the chain and the conversion between gas and ink.
//!
//! Holds the values a frame, an activation or an entry cost depends on; never reads or writes chain
//! state, which is the node's work. Values by ArbOS version follow Nitro's upgrade table.

/// Stylus parameters in force, as ArbOS keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StylusParams {
    /// ArbOS version of the chain.
    pub arbos_version: u64,
    /// Stylus version: programs activated under another one must be activated again.
    pub version: u16,
    /// Ink per unit of gas, 1 to 2^24 - 1.
    pub ink_price: u32,
    /// Stack space of a frame, in words of the depth checker.
    pub max_stack_depth: u32,
    /// Pages that cost nothing, shared by all frames of a transaction.
    pub free_pages: u16,
    /// Gas per open page above the free ones.
    pub page_gas: u16,
    /// Most pages that may be open at once.
    pub page_limit: u16,
    /// Least gas of an uncached entry, in units of 128.
    pub min_init_gas: u8,
    /// Least gas of a cached entry, in units of 32.
    pub min_cached_init_gas: u8,
    /// Scale of a program's own init cost, in units of 2 percent.
    pub init_cost_scalar: u8,
    /// Scale of a program's own cached cost, in units of 2 percent.
    pub cached_cost_scalar: u8,
    /// Days after which an activation expires.
    pub expiry_days: u16,
    /// Days after which an activation may be prolonged.
    pub keepalive_days: u16,
    /// Capacity of a block's list of recent programs (effective from ArbOS 60).
    pub block_cache_size: u16,
    /// Most bytes of a decompressed module.
    pub max_wasm_size: u32,
    /// Whether programs may import the `console` and `debug` modules and hold a start function.
    pub debug_chain: bool,
}

impl Default for StylusParams {
    /// ArbOS 59, which a fresh `nitro --dev` boots.
    fn default() -> Self {
        Self::for_arbos(59)
    }
}

impl StylusParams {
    /// The parameters that `nitro --dev` has at this ArbOS version (30 or later; an earlier one is
    /// treated as 30). The chain is a debug chain, as the dev chain is.
    pub fn for_arbos(arbos_version: u64) -> Self {
        Self {
            arbos_version,
            version: match arbos_version {
                0..=30 => 1,
                31..=58 => 2,
                _ => 3,
            },
            ink_price: 10_000,
            max_stack_depth: if arbos_version < 50 { 262_144 } else { 22_000 },
            free_pages: 2,
            page_gas: 1_000,
            page_limit: 128,
            min_init_gas: if arbos_version < 31 { 72 } else { 69 },
            min_cached_init_gas: 11,
            init_cost_scalar: 50,
            cached_cost_scalar: 50,
            expiry_days: 365,
            keepalive_days: 31,
            block_cache_size: 32,
            max_wasm_size: if arbos_version < 60 { 131_072 } else { 262_144 },
            debug_chain: true,
        }
    }

    /// Ink that `gas` buys, saturating.
    pub fn gas_to_ink(&self, gas: u64) -> u64 {
        gas.saturating_mul(u64::from(self.ink_price))
    }

    /// Whole units of gas in `ink`, rounded down. An ink price of zero counts as one.
    pub fn ink_to_gas(&self, ink: u64) -> u64 {
        ink / u64::from(self.ink_price.max(1))
    }
}
