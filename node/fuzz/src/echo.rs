//! An EVM where nothing exists: it answers every question with something made of the question, never
//! looks at the gas it is told of, and remembers a digest of everything it heard. Two runs of a frame
//! are the same if and only if what they asked and how they ended is.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use ebb_stylus::{
    CallKind, CallResult, CreateError, CreateResult, EvmApi, Flush, Pages, StylusParams,
    WriteProtection,
};

/// Answers; remembers a digest of the questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    params: StylusParams,
    pages: Pages,
    /// Digest of all questions so far.
    pub heard: B256,
}

impl Echo {
    /// Has heard nothing yet.
    pub fn new(params: StylusParams) -> Self {
        Self {
            params,
            pages: Pages::default(),
            heard: B256::ZERO,
        }
    }

    fn hear(&mut self, what: &str, question: &[&[u8]]) {
        self.heard =
            keccak256([self.heard.as_slice(), what.as_bytes(), &question.concat()].concat());
    }
}

impl EvmApi for Echo {
    fn storage_load(&mut self, key: B256) -> (B256, u64) {
        self.hear("load", &[key.as_slice()]);
        (keccak256(key), if key[0] == 0 { 100 } else { 2_100 })
    }

    fn storage_flush(&mut self, gas_left: u64, entries: &[(B256, B256)]) -> Flush {
        for (key, value) in entries {
            self.hear("store", &[key.as_slice(), value.as_slice()]);
        }
        match 22_100u64.saturating_mul(entries.len() as u64) {
            cost if cost > gas_left => Flush::OutOfGas,
            cost => Flush::Done { cost },
        }
    }

    fn transient_load(&mut self, key: B256) -> B256 {
        self.hear("tload", &[key.as_slice()]);
        key
    }

    fn transient_store(&mut self, key: B256, value: B256) -> Result<(), WriteProtection> {
        self.hear("tstore", &[key.as_slice(), value.as_slice()]);
        match value[31] {
            0xff => Err(WriteProtection),
            _ => Ok(()),
        }
    }

    fn call(
        &mut self,
        kind: CallKind,
        to: Address,
        input: Bytes,
        value: U256,
        _: u64,
        _: u64,
    ) -> CallResult {
        let value = value.to_be_bytes::<32>();
        self.hear("call", &[&[kind as u8], to.as_slice(), &input, &value]);
        CallResult {
            cost: 2_600,
            success: input.len() % 2 == 0,
            data: input,
        }
    }

    fn create(
        &mut self,
        code: Bytes,
        endowment: U256,
        salt: Option<B256>,
        _: u64,
    ) -> Result<CreateResult, CreateError> {
        let endowment = endowment.to_be_bytes::<32>();
        self.hear(
            "create",
            &[&code, &endowment, salt.unwrap_or_default().as_slice()],
        );
        match code.len() % 4 {
            0 => Err(CreateError::WriteProtection),
            1 => Err(CreateError::OutOfGas),
            rest => Ok(CreateResult {
                cost: 32_000,
                address: (rest == 2).then(|| Address::from_word(keccak256(&code))),
                data: code,
            }),
        }
    }

    fn emit_log(&mut self, topics: Vec<B256>, data: Bytes) -> Result<(), WriteProtection> {
        self.hear("log", &[&topics.concat(), &data]);
        match data.first() {
            Some(0xff) => Err(WriteProtection),
            _ => Ok(()),
        }
    }

    fn balance(&mut self, address: Address) -> (U256, u64) {
        self.hear("balance", &[address.as_slice()]);
        (U256::from_be_slice(address.as_slice()), 2_600)
    }

    fn code(&mut self, address: Address, _: u64) -> (Bytes, u64) {
        self.hear("code", &[address.as_slice()]);
        (Bytes::copy_from_slice(address.as_slice()), 3_300)
    }

    fn codehash(&mut self, address: Address) -> (B256, u64) {
        self.hear("codehash", &[address.as_slice()]);
        (address.into_word(), 2_600)
    }

    fn grow_pages(&mut self, pages: u16) -> u64 {
        self.hear("grow", &[&pages.to_be_bytes()]);
        let params = self.params;
        self.pages.grow(pages, &params)
    }

    fn console(&mut self, line: &str) {
        self.hear("print", &[line.as_bytes()]);
    }
}
