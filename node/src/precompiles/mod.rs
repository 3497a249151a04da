//! ArbOS's precompiles, beside Ethereum's.
//!
//! Each file holds one contract: its ABI and what its methods do and cost. Gas by Nitro's framework
//! (specification 5.1); state by `arbos`, journaled like all other state. A precompile sees no other
//! contract and calls none.

mod arb_address_table;
mod arb_debug;
mod arb_gas_info;
mod arb_info;
mod arb_owner;
mod arb_owner_public;
mod arb_retryable_tx;
mod arb_sys;
mod arb_wasm;
mod arb_wasm_cache;
mod arbos_test;
mod ethereum;
mod historic;
mod invocation;

use alloy_primitives::{Address, address, map::AddressSet};
use alloy_sol_types::SolInterface;
use revm::{
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, InterpreterResult},
    primitives::hardfork::SpecId,
};

use crate::evm::Ctx;
use invocation::{Answer, Fault, Invocation};

pub(crate) use arb_wasm::words_of_error;

/// Calls to the parent chain and facts about this one.
pub const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
/// Facts about accounts.
pub const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
/// Facts about owners and fees that anyone may read.
pub const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
/// Changes that owners may make.
pub const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
/// Facts about prices.
pub const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
/// Activates Stylus programs and tells their prices.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// Keeps Stylus programs cached.
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// Calls that only ArbOS makes, of itself. Not the account of its state.
pub const ARBOS_ACTS: Address = address!("00000000000000000000000000000000000a4b05");
/// Only on development chains.
pub const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");

/// Short names for addresses.
pub const ARB_ADDRESS_TABLE: Address = address!("0000000000000000000000000000000000000066");
/// Empty since Nitro: keys of a signature scheme.
const ARB_BLS: Address = address!("0000000000000000000000000000000000000067");
/// Empty since Nitro: functions of aggregators.
pub const ARB_FUNCTION_TABLE: Address = address!("0000000000000000000000000000000000000068");
/// Burns gas.
pub const ARBOS_TEST: Address = address!("0000000000000000000000000000000000000069");
/// Batch posters.
pub const ARB_AGGREGATOR: Address = address!("000000000000000000000000000000000000006d");
/// Tickets from the parent chain.
pub const ARB_RETRYABLE_TX: Address = address!("000000000000000000000000000000000000006e");
/// Counts of the chain before Nitro.
pub const ARB_STATISTICS: Address = address!("000000000000000000000000000000000000006f");
/// Mints for owners of a native token, of whom there are none.
const ARB_NATIVE_TOKEN_MANAGER: Address = address!("0000000000000000000000000000000000000073");
/// Before this ArbOS version calls of it succeed as those of an account without code.
const NATIVE_TOKEN_FROM: u64 = 41;

/// The addresses of all of ArbOS's precompiles.
const ADDRESSES: [Address; 17] = [
    ARB_SYS,
    ARB_INFO,
    ARB_ADDRESS_TABLE,
    ARB_BLS,
    ARB_FUNCTION_TABLE,
    ARBOS_TEST,
    ARB_OWNER_PUBLIC,
    ARB_GAS_INFO,
    ARB_AGGREGATOR,
    ARB_RETRYABLE_TX,
    ARB_STATISTICS,
    ARB_OWNER,
    ARB_WASM,
    ARB_WASM_CACHE,
    ARB_NATIVE_TOKEN_MANAGER,
    ARB_DEBUG,
    ARBOS_ACTS,
];

/// The addresses of all of ArbOS's precompiles.
pub fn addresses() -> impl Iterator<Item = Address> {
    ADDRESSES.into_iter()
}

/// Ethereum's and ArbOS's precompiles at one ArbOS version.
#[derive(Debug)]
pub struct Precompiles {
    ethereum: EthPrecompiles,
    warm: AddressSet,
}

impl Precompiles {
    /// The precompiles that exist at `arbos_version`, whose Ethereum rules are `fork`.
    pub fn new(arbos_version: u64, fork: SpecId) -> Self {
        let ethereum = ethereum::at(arbos_version, fork);
        let mut warm = ethereum.warm_addresses().clone();
        warm.extend(addresses());
        Self { ethereum, warm }
    }

    /// Whether there is a precompile at `address`.
    pub(crate) fn contains(&self, address: Address) -> bool {
        self.warm.contains(&address)
    }
}

impl PrecompileProvider<Ctx> for Precompiles {
    type Output = InterpreterResult;

    /// The set is fixed when an execution starts; the journal takes its addresses then.
    fn set_spec(&mut self, _spec: SpecId) -> bool {
        false
    }

    fn run(
        &mut self,
        ctx: &mut Ctx,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        let method: fn(&mut Invocation<'_>) -> Answer = match inputs.bytecode_address {
            ARB_SYS => arb_sys::run,
            ARB_INFO => arb_info::run,
            ARB_OWNER_PUBLIC => arb_owner_public::run,
            ARB_GAS_INFO => arb_gas_info::run,
            ARB_WASM => arb_wasm::run,
            ARB_WASM_CACHE => arb_wasm_cache::run,
            ARB_DEBUG => arb_debug::run,
            ARB_OWNER => return Ok(Some(arb_owner::run(Invocation::new(ctx, inputs)))),
            ARB_ADDRESS_TABLE => arb_address_table::run,
            ARB_FUNCTION_TABLE => historic::function_table,
            ARBOS_TEST => arbos_test::run,
            ARB_AGGREGATOR => historic::aggregator,
            ARB_RETRYABLE_TX => arb_retryable_tx::run,
            ARB_STATISTICS => historic::statistics,
            ARB_NATIVE_TOKEN_MANAGER if ctx.chain.arbos_version < NATIVE_TOKEN_FROM => {
                |_| Ok(Vec::new())
            }
            ARB_BLS | ARB_NATIVE_TOKEN_MANAGER | ARBOS_ACTS => |_| Err(Fault::Burn(None)),
            _ => return self.ethereum.run(ctx, inputs),
        };
        let mut invocation = Invocation::new(ctx, inputs);
        let answer = method(&mut invocation);
        Ok(Some(invocation.settle(answer)))
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.warm
    }
}

/// Reads the call out of calldata; anything malformed or unknown burns all gas.
fn decode<C: SolInterface>(invocation: &Invocation<'_>) -> Result<C, Fault> {
    C::abi_decode(invocation.calldata()).map_err(|_| Fault::Burn(None))
}
