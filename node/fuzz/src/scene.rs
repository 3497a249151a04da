//! A chain with something on it: rich accounts, contracts that forward calls, programs that forward
//! calls and store words. The pieces are those of the node's own tests.

use std::sync::LazyLock;

use alloy_primitives::{Address, Bytes, address};
use ebb_node::chain::Chain;

use crate::devchain::{
    ALICE, BOB, EVM_ANSWER, EVM_FORWARDER, EVM_REVERTER, FORWARDER, STORE, activate, chain_of,
    ether, program_code,
};

/// The first account of the test mnemonic, whose key the node lends.
const LENT: Address = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

static PROGRAMS: LazyLock<[Bytes; 2]> = LazyLock::new(|| {
    [FORWARDER, STORE].map(|text| {
        let wasm = wat::parse_str(text).expect("well-formed text");
        program_code(&wasm).into()
    })
});

/// A chain and the accounts on it that are worth calling.
#[derive(Debug)]
pub struct Scene {
    /// The chain.
    pub chain: Chain,
    /// Its accounts; the first is rich.
    pub known: Vec<Address>,
}

impl Scene {
    /// A fresh scene at an ArbOS version.
    ///
    /// # Panics
    /// The programs cannot be activated.
    pub fn new(arbos_version: u64) -> Self {
        let mut chain = chain_of(arbos_version);
        chain.set_balance(LENT, ether(1000));
        let mut known = vec![LENT, ALICE, BOB];
        let mut put = |chain: &mut Chain, code: Bytes| {
            let address = Address::repeat_byte(0xc0 + known.len() as u8);
            chain.set_code(address, code);
            known.push(address);
            address
        };
        for program in PROGRAMS.iter() {
            let address = put(&mut chain, program.clone());
            let mined = activate(&mut chain, address);
            assert!(mined.success, "activation failed: {:?}", mined.failure);
        }
        for code in [&EVM_FORWARDER[..], &EVM_ANSWER, &EVM_REVERTER] {
            put(&mut chain, Bytes::copy_from_slice(code));
        }
        Self { chain, known }
    }
}
