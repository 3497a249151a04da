//! Programs that make host calls one after the other, for tests of what single calls charge and leave.
//!
//! Data lies in memory from 0 on in slots of 32 bytes; outputs go to `OUT` and beyond. The trace of a
//! run tells each call's ink.

#[path = "../../stylus/tests/world/imports.rs"]
mod imports;

use alloy_primitives::{Address, B256, Bytes, U256};
use ebb_node::{
    block::MinedTx,
    chain::Chain,
    evm::{Recording, Step},
};

use crate::devchain::{program_text, send};
use imports::IMPORTS;

/// Where outputs go: far from data.
pub(crate) const OUT: u32 = 8_192;
/// Ink of a unit of gas.
pub(crate) const GAS_INK: u64 = 10_000;

/// What a call charges before its gas: base, three pointers, two empty copies.
pub(crate) const CALL_INK: u64 = 83_193 + 2 * 16_381;
/// Gas of `EVM_ANSWER`: two pushes of 3, two of 2, a store of 3 into a new word of 3.
pub(crate) const ANSWER_GAS: u64 = 16;

/// A program under construction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    data: Vec<u8>,
    body: String,
}

impl Script {
    /// Puts bytes in memory, at the next multiple of 32; answers where.
    fn place(&mut self, bytes: &[u8]) -> usize {
        let at = self.data.len().next_multiple_of(32);
        self.data.resize(at, 0);
        self.data.extend_from_slice(bytes);
        at
    }

    /// Any operators.
    pub(crate) fn raw(mut self, text: &str) -> Self {
        self.body += text;
        self
    }

    pub(crate) fn call(mut self, to: Address, input: &[u8], value: u64, gas: u64) -> Self {
        let (to, data) = (self.place(to.as_slice()), self.place(input));
        let value = self.place(&U256::from(value).to_be_bytes::<32>());
        let len = input.len();
        self.raw(&format!(
            "(drop (call $call_contract (i32.const {to}) (i32.const {data}) (i32.const {len})
               (i32.const {value}) (i64.const {gas}) (i32.const {OUT})))"
        ))
    }

    pub(crate) fn static_call(mut self, to: Address, input: &[u8]) -> Self {
        let (to, data, len) = (self.place(to.as_slice()), self.place(input), input.len());
        self.raw(&format!(
            "(drop (call $static_call_contract (i32.const {to}) (i32.const {data})
               (i32.const {len}) (i64.const -1) (i32.const {OUT})))"
        ))
    }

    pub(crate) fn delegate_call(mut self, to: Address, input: &[u8]) -> Self {
        let (to, data, len) = (self.place(to.as_slice()), self.place(input), input.len());
        self.raw(&format!(
            "(drop (call $delegate_call_contract (i32.const {to}) (i32.const {data})
               (i32.const {len}) (i64.const -1) (i32.const {OUT})))"
        ))
    }

    pub(crate) fn create(mut self, initcode: &[u8], endowment: u64) -> Self {
        let code = self.place(initcode);
        let endowment = self.place(&U256::from(endowment).to_be_bytes::<32>());
        let (len, address, size) = (initcode.len(), OUT, OUT + 32);
        self.raw(&format!(
            "(call $create1 (i32.const {code}) (i32.const {len}) (i32.const {endowment})
               (i32.const {address}) (i32.const {size}))"
        ))
    }

    pub(crate) fn store(mut self, key: u64, value: u64) -> Self {
        let key = self.place(&U256::from(key).to_be_bytes::<32>());
        let value = self.place(&U256::from(value).to_be_bytes::<32>());
        self.raw(&format!(
            "(call $storage_cache_bytes32 (i32.const {key}) (i32.const {value}))"
        ))
    }

    pub(crate) fn flush(self) -> Self {
        self.raw("(call $storage_flush_cache (i32.const 0))")
    }

    pub(crate) fn balance(mut self, of: Address) -> Self {
        let of = self.place(of.as_slice());
        self.raw(&format!(
            "(call $account_balance (i32.const {of}) (i32.const {OUT}))"
        ))
    }

    pub(crate) fn code_size(mut self, of: Address) -> Self {
        let of = self.place(of.as_slice());
        self.raw(&format!(
            "(drop (call $account_code_size (i32.const {of})))"
        ))
    }

    /// The module's text; it ends with `status`.
    pub(crate) fn text(&self, status: u32) -> String {
        let imports: String = IMPORTS
            .iter()
            .map(|(name, ty)| format!("(import \"vm_hooks\" \"{name}\" (func ${name} {ty}))"))
            .collect();
        let data: String = self
            .data
            .iter()
            .map(|byte| format!("\\{byte:02x}"))
            .collect();
        let body = &self.body;
        format!(
            "(module {imports} (memory (export \"memory\") 1 1) (data (i32.const 0) \"{data}\")
             (func (export \"user_entrypoint\") (param i32) (result i32) {body} (i32.const {status})))"
        )
    }
}

/// Gas that a transaction's call used beyond its intrinsic gas.
pub(crate) fn gas_of(mined: &MinedTx, input: &[u8]) -> u64 {
    let calldata: u64 = input
        .iter()
        .map(|byte| if *byte == 0 { 4 } else { 16 })
        .sum();
    mined.gas_used - 21_000 - calldata
}

/// Sends a call; answers success, output and gas beyond the intrinsic.
pub(crate) fn ask(chain: &mut Chain, to: Address, input: Vec<u8>) -> (bool, Bytes, u64) {
    let mined = send(chain, to, input.clone());
    (mined.success, mined.output.clone(), gas_of(&mined, &input))
}

/// Every host function of a transaction, with what it opened.
pub(crate) fn steps(chain: &Chain, mined: &MinedTx) -> Vec<Step> {
    let trace = chain.trace(mined.tx.hash(), Recording::Steps);
    trace.expect("a trace").steps
}

/// Ink of the `nth` call of a host function in the outermost program.
#[track_caller]
pub(crate) fn ink(chain: &Chain, mined: &MinedTx, name: &str, nth: usize) -> u64 {
    let steps = steps(chain, mined);
    let step = steps.iter().filter(|step| step.name == name).nth(nth);
    let step = step.unwrap_or_else(|| panic!("{name} was not called {nth} times"));
    step.start_ink - step.end_ink
}

/// Gas that `account_balance` paid for its access: 100 if warm, 2600 if cold.
#[track_caller]
pub(crate) fn access_gas(chain: &Chain, mined: &MinedTx, nth: usize) -> u64 {
    (ink(chain, mined, "account_balance", nth) - 78_153) / GAS_INK
}

/// Runs a script as a program with some wei of its own.
pub(crate) fn run(chain: &mut Chain, script: &Script, status: u32) -> MinedTx {
    let program = program_text(chain, &script.text(status));
    chain.set_balance(program, U256::from(1_000_000));
    send(chain, program, Bytes::new())
}

/// Gas that the first call of the program cost.
#[track_caller]
pub(crate) fn call_gas(chain: &Chain, mined: &MinedTx) -> u64 {
    let ink = ink(chain, mined, "call_contract", 0) - CALL_INK;
    assert_eq!(ink % GAS_INK, 0);
    ink / GAS_INK
}

/// Status of the first call: 0 or 2.
pub(crate) fn call_status(chain: &Chain, mined: &MinedTx) -> u8 {
    let steps = steps(chain, mined);
    let call = steps
        .iter()
        .find(|step| step.name.contains("call_contract"));
    *call.expect("a call").outs.last().expect("a status")
}

/// An address nobody has touched.
pub(crate) fn stranger() -> Address {
    Address::from_word(B256::repeat_byte(0x5a))
}
