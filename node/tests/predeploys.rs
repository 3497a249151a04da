//! The contracts of genesis: deploying, activating and constructing a program in one transaction, its
//! refunds and its errors, and the CREATE2 factory.

use crate::devchain::*;
use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use alloy_sol_types::{SolCall, SolError, SolEvent, sol};
use ebb_node::{
    block::MinedTx,
    chain::{BASE_FEE, Chain},
    precompiles::ARB_WASM_CACHE,
    predeploys::{CACHE_MANAGER, CREATE2_FACTORY, STYLUS_DEPLOYER},
};

sol! {
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) external payable returns (address deployed);
    event ContractDeployed(address deployedContract);
    error ContractInitializationError(address newContract, bytes data);
    error EmptyBytecode();
    error InitValueButNotInitData();
    error ContractDeploymentError(bytes bytecode);
    function placeBid(address program) external payable;
    function queueSize() external view returns (uint64);
    function codehashIsCached(bytes32 codehash) external view returns (bool);
    error AlreadyCached(bytes32 codehash);
}

/// A program that keeps the first word it is ever given at slot 0, reverts when given nothing, and
/// may be sent ether.
const CONSTRUCTED: &str = r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "storage_cache_bytes32" (func $cache (param i32 i32)))
  (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 0))
    (call $cache (i32.const 1024) (i32.const 0))
    (call $flush (i32.const 0))
    (i32.ne (local.get $len) (i32.const 32))))"#;

fn initcode() -> Vec<u8> {
    program_initcode(&wat::parse_str(CONSTRUCTED).expect("well-formed text"))
}

fn through_deployer(
    chain: &mut Chain,
    init_data: &[u8],
    init_value: U256,
    salt: B256,
    value: U256,
) -> MinedTx {
    let input = deployCall {
        bytecode: initcode().into(),
        initData: init_data.to_vec().into(),
        initValue: init_value,
        salt,
    };
    let tx = transaction(
        chain,
        ALICE,
        STYLUS_DEPLOYER.into(),
        input.abi_encode().into(),
        value,
    );
    execute(chain, ALICE, tx).expect("a valid transaction")
}

fn deployed(mined: &MinedTx) -> Address {
    assert!(mined.success, "{:?} {}", mined.failure, mined.output);
    let address = deployCall::abi_decode_returns(&mined.output).expect("an address");
    let last = mined.logs.last().expect("an event");
    assert_eq!(last.address, STYLUS_DEPLOYER);
    let event = ContractDeployed::decode_log(last).expect("the event");
    assert_eq!(event.deployedContract, address);
    address
}

#[test]
fn a_program_is_deployed_activated_and_constructed_and_the_rest_refunded() {
    let mut chain = chain();
    let before = chain
        .state(Default::default())
        .expect("latest")
        .balance(ALICE);
    let mined = through_deployer(&mut chain, &word(7), U256::from(5), B256::ZERO, ether(1));
    let address = deployed(&mined);
    let state = chain.state(Default::default()).expect("latest");
    assert_eq!(state.slot(address, U256::ZERO), U256::from(7));
    assert_eq!(state.balance(address), U256::from(5));
    assert_eq!(state.balance(STYLUS_DEPLOYER), U256::ZERO);
    let spent = before - state.balance(ALICE);
    let gas = U256::from(mined.gas_used) * U256::from(BASE_FEE);
    let data_fee = spent - gas - U256::from(5);
    assert!(
        data_fee > U256::ZERO && data_fee < ether(1) / U256::from(1000),
        "{data_fee}"
    );
    assert_eq!(state.balance(Address::ZERO) - gas, data_fee);
}

#[test]
fn active_code_is_not_activated_again_and_needs_no_fee() {
    let mut chain = chain();
    let first = deployed(&through_deployer(
        &mut chain,
        &word(1),
        U256::ZERO,
        B256::ZERO,
        ether(1),
    ));
    let mined = through_deployer(
        &mut chain,
        &word(2),
        U256::from(3),
        B256::ZERO,
        U256::from(3),
    );
    let second = deployed(&mined);
    assert_ne!(first, second);
    assert_eq!(mined.logs.len(), 1, "no activation");
}

#[test]
fn the_salt_binds_the_constructors_arguments_to_the_address() {
    let salt = B256::repeat_byte(9);
    let seed = [salt.as_slice(), &word(7)].concat();
    let expected = STYLUS_DEPLOYER.create2(keccak256(seed), keccak256(initcode()));
    let mined = through_deployer(&mut chain(), &word(7), U256::ZERO, salt, ether(1));
    assert_eq!(deployed(&mined), expected);
}

#[test]
fn no_init_data_means_no_constructor() {
    let mut chain = chain();
    let mined = through_deployer(&mut chain, &[], U256::ZERO, B256::ZERO, ether(1));
    let address = deployed(&mined);
    let state = chain.state(Default::default()).expect("latest");
    assert_eq!(state.slot(address, U256::ZERO), U256::ZERO);
}

#[test]
fn misuse_is_answered_by_the_deployers_errors() {
    let mut chain = chain();
    let refused = |mined: MinedTx| {
        assert!(!mined.success);
        mined.output
    };
    let output = refused(through_deployer(
        &mut chain,
        &[1],
        U256::ZERO,
        B256::ZERO,
        ether(1),
    ));
    let error = ContractInitializationError::abi_decode(&output).expect("the error");
    assert!(error.data.is_empty());
    let output = refused(through_deployer(
        &mut chain,
        &[],
        U256::ONE,
        B256::ZERO,
        ether(1),
    ));
    assert_eq!(output, Bytes::from(InitValueButNotInitData {}.abi_encode()));
    let output = refused(through_deployer(
        &mut chain,
        &word(1),
        ether(1),
        B256::ZERO,
        U256::ONE,
    ));
    assert_eq!(
        output[..4],
        hex!("4e487b71"),
        "the value sent is too small: Panic(uint256)"
    );
    let salt = B256::repeat_byte(1);
    deployed(&through_deployer(
        &mut chain,
        &word(1),
        U256::ZERO,
        salt,
        ether(1),
    ));
    let output = refused(through_deployer(
        &mut chain,
        &word(1),
        U256::ZERO,
        salt,
        ether(1),
    ));
    assert!(
        ContractDeploymentError::abi_decode(&output).is_ok(),
        "the address is taken"
    );
    let input = deployCall {
        bytecode: Bytes::new(),
        initData: Bytes::new(),
        initValue: U256::ZERO,
        salt: B256::ZERO,
    };
    let output = refused(send(&mut chain, STYLUS_DEPLOYER, input.abi_encode()));
    assert_eq!(output, Bytes::from(EmptyBytecode {}.abi_encode()));
}

#[test]
fn the_factory_deploys_by_salt_and_init_code() {
    let mut chain = chain();
    let initcode = deploy_code(&EVM_ANSWER);
    let salt = B256::repeat_byte(3);
    let mined = send(
        &mut chain,
        CREATE2_FACTORY,
        [salt.as_slice(), &initcode].concat(),
    );
    let expected = CREATE2_FACTORY.create2(salt, keccak256(&initcode));
    assert_eq!(mined.output, Bytes::copy_from_slice(expected.as_slice()));
    assert_eq!(
        send(&mut chain, expected, Bytes::new()).output,
        Bytes::from(word(42))
    );
}

#[test]
fn the_cache_manager_caches_what_is_bid_for_once() {
    let mut chain = chain();
    let wasm = wat::parse_str(CONSTRUCTED).expect("well-formed text");
    let program = program(&mut chain, &wasm);
    let uncached = send(&mut chain, program, word(1)).gas_used;
    let bid = placeBidCall { program }.abi_encode();
    assert!(send(&mut chain, CACHE_MANAGER, bid.clone()).success);
    let codehash = code_hash(&chain, program);
    let question = codehashIsCachedCall { codehash }.abi_encode();
    assert_eq!(
        send(&mut chain, ARB_WASM_CACHE, question).output,
        Bytes::from(word(1))
    );
    assert!(send(&mut chain, program, word(1)).gas_used < uncached);
    let size = send(&mut chain, CACHE_MANAGER, queueSizeCall {}.abi_encode());
    assert!(queueSizeCall::abi_decode_returns(&size.output).is_ok_and(|size| size > 512_000));
    let again = send(&mut chain, CACHE_MANAGER, bid);
    assert_eq!(
        again.output,
        Bytes::from(AlreadyCached { codehash }.abi_encode())
    );
}
