//! A small EVM for the tests: one account's storage, a list of warm things, and callees by address.
//!
//! Holds just enough state to answer every question of a program; calls answer what a test put there.

pub(crate) mod build;
pub(crate) mod imports;
pub(crate) mod prices;
pub(crate) mod programs;
pub(crate) mod subject;
pub(crate) mod vectors;
pub(crate) mod wat;

pub(crate) use build::code_of;

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use ebb_stylus::{
    CallKind, CallResult, CreateError, CreateResult, EvmApi, EvmEnv, Flush, Frame, Outcome, Pages,
    Runner, StylusParams, WriteProtection, gas,
};

/// What a callee does with the gas it is given.
#[derive(Clone, Debug)]
pub(crate) struct Callee {
    pub(crate) gas_used: u64,
    pub(crate) success: bool,
    pub(crate) data: Bytes,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) params: StylusParams,
    pub(crate) pages: Pages,
    pub(crate) is_static: bool,
    /// Values at the start of the transaction.
    pub(crate) original: BTreeMap<B256, B256>,
    pub(crate) storage: BTreeMap<B256, B256>,
    pub(crate) transient: BTreeMap<B256, B256>,
    pub(crate) warm_slots: BTreeSet<B256>,
    pub(crate) warm_accounts: BTreeSet<Address>,
    pub(crate) codes: BTreeMap<Address, Bytes>,
    pub(crate) balances: BTreeMap<Address, U256>,
    pub(crate) callees: BTreeMap<Address, Callee>,
    pub(crate) calls: Vec<(CallKind, Address, Bytes, U256, u64)>,
    pub(crate) logs: Vec<(Vec<B256>, Bytes)>,
    pub(crate) printed: Vec<String>,
    pub(crate) refund: i64,
    pub(crate) env: EvmEnv,
}

impl World {
    pub(crate) fn new(arbos_version: u64) -> Self {
        Self {
            params: StylusParams::for_arbos(arbos_version),
            ..Self::default()
        }
    }

    /// Runs the module with this much gas after the entry cost. Its initial memory counts as open.
    pub(crate) fn run(
        &mut self,
        runner: &Runner,
        wasm: &[u8],
        calldata: &[u8],
        gas: u64,
    ) -> Outcome {
        let code = code_of(wasm);
        let frame = Frame {
            calldata,
            gas,
            env: self.env.clone(),
        };
        let params = self.params;
        runner.run(keccak256(&code), &code, &params, frame, self)
    }

    fn access(&mut self, address: Address) -> u64 {
        if self.warm_accounts.insert(address) {
            gas::COLD_ACCOUNT
        } else {
            gas::WARM_ACCESS
        }
    }
}

impl EvmApi for World {
    fn storage_load(&mut self, key: B256) -> (B256, u64) {
        let cold = self.warm_slots.insert(key);
        let value = self.storage.get(&key).copied().unwrap_or_default();
        (
            value,
            if cold {
                gas::COLD_SLOT
            } else {
                gas::WARM_ACCESS
            },
        )
    }

    fn storage_flush(&mut self, gas_left: u64, entries: &[(B256, B256)]) -> Flush {
        if self.is_static {
            return Flush::WriteProtection;
        }
        let mut budget = gas_left + 1;
        for (key, new) in entries {
            let cold = self.warm_slots.insert(*key);
            let original = self.original.get(key).copied().unwrap_or_default();
            let current = self.storage.get(key).copied().unwrap_or_default();
            let (cost, refund) = gas::slot_cost(original, current, *new, cold);
            let Some(rest) = budget.checked_sub(cost) else {
                return Flush::OutOfGas;
            };
            budget = rest;
            self.refund += refund;
            self.storage.insert(*key, *new);
        }
        if budget == 0 {
            Flush::OutOfGas
        } else {
            Flush::Done {
                cost: gas_left + 1 - budget,
            }
        }
    }

    fn transient_load(&mut self, key: B256) -> B256 {
        self.transient.get(&key).copied().unwrap_or_default()
    }

    fn transient_store(&mut self, key: B256, value: B256) -> Result<(), WriteProtection> {
        if self.is_static {
            return Err(WriteProtection);
        }
        self.transient.insert(key, value);
        Ok(())
    }

    fn call(
        &mut self,
        kind: CallKind,
        to: Address,
        input: Bytes,
        value: U256,
        gas_left: u64,
        gas_requested: u64,
    ) -> CallResult {
        let has_value = !value.is_zero();
        if self.is_static && has_value {
            return CallResult {
                cost: 0,
                success: false,
                data: Bytes::new(),
            };
        }
        let cold = self.access(to) == gas::COLD_ACCOUNT;
        let callee = self.callees.get(&to).cloned();
        let empty = callee.is_none();
        let Some(gas) = gas::CallGas::new(gas_left, gas_requested, cold, has_value, empty) else {
            return CallResult {
                cost: gas_left,
                success: false,
                data: Bytes::new(),
            };
        };
        self.calls.push((kind, to, input, value, gas.forward));
        let callee = callee.unwrap_or(Callee {
            gas_used: 0,
            success: true,
            data: Bytes::new(),
        });
        let returned = gas.forward - callee.gas_used;
        CallResult {
            cost: gas.cost(returned),
            success: callee.success,
            data: callee.data,
        }
    }

    fn create(
        &mut self,
        code: Bytes,
        _endowment: U256,
        salt: Option<B256>,
        gas_left: u64,
    ) -> Result<CreateResult, CreateError> {
        if self.is_static {
            return Err(CreateError::WriteProtection);
        }
        let base = gas::create_base(code.len() as u64, salt.is_some());
        gas::create_split(gas_left, base).ok_or(CreateError::OutOfGas)?;
        let address = Some(Address::from_word(keccak256(&code)));
        Ok(CreateResult {
            cost: base,
            address,
            data: Bytes::new(),
        })
    }

    fn emit_log(&mut self, topics: Vec<B256>, data: Bytes) -> Result<(), WriteProtection> {
        if self.is_static {
            return Err(WriteProtection);
        }
        self.logs.push((topics, data));
        Ok(())
    }

    fn balance(&mut self, address: Address) -> (U256, u64) {
        let gas = self.access(address);
        (
            self.balances.get(&address).copied().unwrap_or_default(),
            gas,
        )
    }

    fn code(&mut self, address: Address, gas_left: u64) -> (Bytes, u64) {
        let cold = self.access(address) == gas::COLD_ACCOUNT;
        let cost = gas::code_touch_cost(24_576, cold);
        let code = self.codes.get(&address).cloned().unwrap_or_default();
        (if gas_left < cost { Bytes::new() } else { code }, cost)
    }

    fn codehash(&mut self, address: Address) -> (B256, u64) {
        let gas = self.access(address);
        (
            self.codes.get(&address).map(keccak256).unwrap_or_default(),
            gas,
        )
    }

    fn grow_pages(&mut self, pages: u16) -> u64 {
        let params = self.params;
        self.pages.grow(pages, &params)
    }

    fn console(&mut self, line: &str) {
        self.printed.push(line.to_owned());
    }
}

/// Bytes from hex without prefix.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    alloy_primitives::hex::decode(text).expect("test data is hex")
}
