//! What owners change of Stylus: one parameter a method, with Nitro's bounds and units.

use ebb_stylus::StylusParams;

use super::{Call, Fault};

/// Units of gas in which the least entry costs are kept.
const INIT_GAS_UNIT: u64 = 128;
const CACHED_INIT_GAS_UNIT: u64 = 32;
/// Percent in which the scale of init costs is kept.
const SCALAR_UNIT: u64 = 2;
const MAX_INK_PRICE: u32 = (1 << 24) - 1;

/// Changes of one Stylus parameter.
pub(super) fn set(params: &mut StylusParams, change: Call) -> Result<(), Fault> {
    match change {
        Call::setInkPrice(args) if (1..=MAX_INK_PRICE).contains(&args.price) => {
            params.ink_price = args.price;
        }
        Call::setInkPrice(_) => return Err(Fault::Plain),
        Call::setWasmMaxStackDepth(args) => params.max_stack_depth = args.depth,
        Call::setWasmFreePages(args) => params.free_pages = args.pages,
        Call::setWasmPageGas(args) => params.page_gas = args.gas,
        Call::setWasmPageLimit(args) => params.page_limit = args.limit,
        Call::setWasmMaxSize(args) if params.arbos_version >= 40 => {
            params.max_wasm_size = args.size;
        }
        // The published types are narrower than the implementation's: both count single units of gas.
        Call::setWasmMinInitGas_0(args) => {
            set_least_entry(params, args.gas.into(), args.cached.into());
        }
        Call::setWasmMinInitGas_1(args) => set_least_entry(params, args.gas, args.cached),
        Call::setWasmInitCostScalar(args) => {
            let scalar = args.percent.div_ceil(SCALAR_UNIT);
            params.init_cost_scalar = scalar.try_into().unwrap_or(u8::MAX);
        }
        Call::setWasmExpiryDays(args) => params.expiry_days = args.days_,
        Call::setWasmKeepaliveDays(args) => params.keepalive_days = args.days_,
        Call::setWasmBlockCacheSize(args) => params.block_cache_size = args.count,
        _ => return Err(Fault::Burn(None)),
    }
    Ok(())
}

fn set_least_entry(params: &mut StylusParams, gas: u64, cached: u64) {
    params.min_init_gas = units(gas, INIT_GAS_UNIT);
    params.min_cached_init_gas = units(cached, CACHED_INIT_GAS_UNIT);
}

/// `gas` in whole units, rounded up.
fn units(gas: u64, unit: u64) -> u8 {
    gas.div_ceil(unit).try_into().unwrap_or(u8::MAX)
}
