//! A chain with two rich accounts, and the few motions that the tests of execution repeat.

use alloy_consensus::{TxLegacy, TypedTransaction};
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, hex, keccak256};
use alloy_sol_types::{SolCall, sol};
use ebb_node::{
    block::MinedTx,
    chain::{BASE_FEE, Chain, ChainConfig},
    precompiles::{ARB_DEBUG, ARB_WASM, ARB_WASM_CACHE},
    tx::{Tx, TxError},
};

sol! {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function cacheProgram(address program) external;
    function becomeChainOwner() external;
}

/// Who sends everything unless told otherwise.
pub(crate) const ALICE: Address = Address::repeat_byte(0xa1);
/// Another rich account.
pub(crate) const BOB: Address = Address::repeat_byte(0xb0);
/// Time of the genesis block.
pub(crate) const GENESIS_TIME: u64 = 1_760_000_000;
/// More than any test transaction needs.
pub(crate) const GAS: u64 = 30_000_000;

/// One ether, in wei.
pub(crate) fn ether(count: u64) -> U256 {
    U256::from(count) * U256::from(10).pow(U256::from(18))
}

/// A fresh chain of ArbOS 59.
pub(crate) fn chain() -> Chain {
    chain_of(59)
}

/// A fresh chain of an ArbOS version.
pub(crate) fn chain_of(arbos_version: u64) -> Chain {
    Chain::new(ChainConfig {
        arbos_version,
        genesis_time: Some(GENESIS_TIME),
        accounts: vec![(ALICE, ether(1000)), (BOB, ether(1000))],
        ..ChainConfig::default()
    })
}

/// An unsigned legacy transaction with the sender's next nonce.
pub(crate) fn transaction(
    chain: &Chain,
    from: Address,
    to: TxKind,
    input: Bytes,
    value: U256,
) -> TxLegacy {
    TxLegacy {
        chain_id: Some(chain.config().chain_id),
        nonce: chain.state(Default::default()).expect("latest").nonce(from),
        gas_price: BASE_FEE.into(),
        gas_limit: GAS,
        to,
        value,
        input,
    }
}

/// Executes a transaction of `from`; answers what it did.
pub(crate) fn execute(chain: &mut Chain, from: Address, tx: TxLegacy) -> Result<MinedTx, TxError> {
    let tx = Tx::impersonated(TypedTransaction::Legacy(tx), from)?;
    let hash = chain.transact(tx)?;
    let (_, mined, _) = chain.transaction(hash).expect("just mined");
    Ok(mined.clone())
}

/// Sends calldata to a contract.
pub(crate) fn send(chain: &mut Chain, to: Address, input: impl Into<Bytes>) -> MinedTx {
    let tx = transaction(chain, ALICE, to.into(), input.into(), U256::ZERO);
    execute(chain, ALICE, tx).expect("a valid transaction")
}

/// Deploys runtime code with the initcode that cargo-stylus uses.
pub(crate) fn deploy(chain: &mut Chain, code: &[u8]) -> Address {
    let mined = try_deploy(chain, code);
    mined
        .contract
        .unwrap_or_else(|| panic!("deployment failed: {:?}", mined.failure))
}

/// Tries to deploy runtime code.
pub(crate) fn try_deploy(chain: &mut Chain, code: &[u8]) -> MinedTx {
    let initcode = deploy_code(code);
    let tx = transaction(chain, ALICE, TxKind::Create, initcode.into(), U256::ZERO);
    execute(chain, ALICE, tx).expect("a valid transaction")
}

/// Init code that deploys `code`, as cargo-stylus writes it.
pub(crate) fn deploy_code(code: &[u8]) -> Vec<u8> {
    let mut initcode = vec![0x7f];
    initcode.extend_from_slice(&U256::from(code.len()).to_be_bytes::<32>());
    initcode.extend_from_slice(&hex!("80602b6000396000f300"));
    initcode.extend_from_slice(code);
    initcode
}

/// Init code that deploys a module.
pub(crate) fn program_initcode(wasm: &[u8]) -> Vec<u8> {
    deploy_code(&program_code(wasm))
}

/// A module as an account's code: prefix, dictionary 0, Brotli.
pub(crate) fn program_code(wasm: &[u8]) -> Vec<u8> {
    let mut code = hex!("eff00000").to_vec();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*wasm, &mut code, &params).expect("writes to memory");
    code
}

/// Activates a program with more than enough value.
pub(crate) fn activate(chain: &mut Chain, program: Address) -> MinedTx {
    let input = activateProgramCall { program }.abi_encode();
    let tx = transaction(chain, ALICE, ARB_WASM.into(), input.into(), ether(1));
    execute(chain, ALICE, tx).expect("a valid transaction")
}

/// Deploys and activates a module.
pub(crate) fn program(chain: &mut Chain, wasm: &[u8]) -> Address {
    let address = deploy(chain, &program_code(wasm));
    let mined = activate(chain, address);
    assert!(mined.success, "activation failed: {:?}", mined.failure);
    address
}

/// Deploys and activates a module in text form.
pub(crate) fn program_text(chain: &mut Chain, text: &str) -> Address {
    let wasm = wat::parse_str(text).expect("well-formed text");
    program(chain, &wasm)
}

/// Marks a program cached, after becoming an owner.
pub(crate) fn cache(chain: &mut Chain, program: Address) -> MinedTx {
    assert!(send(chain, ARB_DEBUG, becomeChainOwnerCall {}.abi_encode()).success);
    send(
        chain,
        ARB_WASM_CACHE,
        cacheProgramCall { program }.abi_encode(),
    )
}

/// Code hash of an account.
pub(crate) fn code_hash(chain: &Chain, address: Address) -> B256 {
    keccak256(
        chain
            .state(Default::default())
            .expect("latest")
            .code(address),
    )
}

/// An address and calldata behind it: what the forwarding contracts take.
pub(crate) fn forward(to: Address, input: &[u8]) -> Vec<u8> {
    [to.as_slice(), input].concat()
}

/// A number as a 32-byte word.
pub(crate) fn word(value: u64) -> Vec<u8> {
    U256::from(value).to_be_bytes::<32>().to_vec()
}

/// EVM: calls the address in the first 20 bytes with the rest; returns or reverts with its data.
pub(crate) const EVM_FORWARDER: [u8; 35] =
    hex!("601436038060145f375f5f825f5f5f3560601c5af13d5f5f3e601f573d5ffd5b3d5ff3");
/// EVM: returns 42.
pub(crate) const EVM_ANSWER: [u8; 8] = hex!("602a5f5260205ff3");
/// EVM: reverts with 42.
pub(crate) const EVM_REVERTER: [u8; 8] = hex!("602a5f5260205ffd");

/// The smallest program: it succeeds.
pub(crate) const MINIMAL: &str = r#"(module (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#;

/// A program that, given nothing, returns `msg_reentrant` as a byte; given an address and data, calls
/// it and returns or reverts with its data.
pub(crate) const FORWARDER: &str = r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "msg_reentrant" (func $reentrant (result i32)))
  (import "vm_hooks" "read_return_data" (func $returned (param i32 i32 i32) (result i32)))
  (import "vm_hooks" "call_contract"
    (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (local $status i32)
    (if (i32.eqz (local.get $len)) (then
      (i32.store8 (i32.const 0) (call $reentrant))
      (call $write_result (i32.const 0) (i32.const 1))
      (return (i32.const 0))))
    (call $read_args (i32.const 0))
    (local.set $status (call $call
      (i32.const 0) (i32.const 20) (i32.sub (local.get $len) (i32.const 20))
      (i32.const 32768) (i64.const -1) (i32.const 32800)))
    (call $write_result (i32.const 40000)
      (call $returned (i32.const 40000) (i32.const 0) (i32.load (i32.const 32800))))
    (local.get $status)))"#;

/// A program that stores the word it is given at slot 0, logs it, and returns what was there. With
/// more than a word it reverts at the end.
pub(crate) const STORE: &str = r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
  (import "vm_hooks" "storage_cache_bytes32" (func $cache (param i32 i32)))
  (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
  (import "vm_hooks" "emit_log" (func $log (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 0))
    (call $load (i32.const 1024) (i32.const 2048))
    (call $cache (i32.const 1024) (i32.const 0))
    (call $flush (i32.const 0))
    (call $log (i32.const 0) (i32.const 32) (i32.const 1))
    (call $write_result (i32.const 2048) (i32.const 32))
    (i32.gt_u (local.get $len) (i32.const 32))))"#;
