//! What `eth_estimateGas` promises: a transaction sent with the estimate succeeds, whatever it does
//! with its gas and however far the clock has moved since the newest block.

use crate::devchain::*;
use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, TxKind, U256, hex};
use alloy_rpc_types_eth::{BlockOverrides, TransactionRequest};
use alloy_sol_types::{SolCall, sol};
use ebb_node::{
    block::MinedTx,
    call::{EstimateError, Overrides},
    chain::Chain,
    precompiles::ARB_WASM,
    predeploys::STYLUS_DEPLOYER,
};

sol! {
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) external payable returns (address);
}

/// EVM: given n, calls itself with n - 1 and all its gas; at 0, writes a slot. Reverts if the inner call
/// does not succeed.
const NEST: [u8; 36] =
    hex!("5f3580600c576001600755005b60019003" "5f525f5f60205f5f305af16022575f5ffd5b00");
/// EVM: given n and v, stores v at slots n - 1 down to 0.
const FILL: [u8; 22] = hex!("5f355b8015601457600190036020358155600256" "5b00");
/// EVM: stores the time at a slot of its own, unless that was done in this very second.
const DAILY: [u8; 17] = hex!("425f541060085700" "5b425f5542425500" "00");
/// EVM: reverts with less than a million gas.
const GREEDY: [u8; 13] = hex!("620f42405a11600c575f5ffd5b");

fn estimate(chain: &Chain, to: TxKind, input: &[u8], value: U256) -> Result<u64, EstimateError> {
    let mut request = TransactionRequest::default()
        .from(ALICE)
        .value(value)
        .input(Bytes::copy_from_slice(input).into());
    request.to = Some(to);
    chain.estimate_gas(&request, BlockId::latest(), &Overrides::default())
}

/// Estimates, and sends with no more than that.
fn send_as_estimated(chain: &mut Chain, to: TxKind, input: Vec<u8>, value: U256) -> MinedTx {
    let gas_limit = estimate(chain, to, &input, value).expect("an estimate");
    let mut tx = transaction(chain, ALICE, to, input.into(), value);
    tx.gas_limit = gas_limit;
    let mined = execute(chain, ALICE, tx).expect("valid");
    assert!(mined.success, "{:?} with {gas_limit}", mined.failure);
    mined
}

fn call(chain: &mut Chain, to: Address, input: Vec<u8>) -> MinedTx {
    send_as_estimated(chain, to.into(), input, U256::ZERO)
}

#[test]
fn a_sixty_fourth_kept_back_at_each_depth_is_allowed_for() {
    let mut chain = chain();
    let nest = deploy(&mut chain, &NEST);
    for depth in [0, 1, 2, 10, 60, 200] {
        call(&mut chain, nest, word(depth));
    }
}

#[test]
fn refunds_do_not_lower_an_estimate_below_what_is_needed() {
    let mut chain = chain();
    let fill = deploy(&mut chain, &FILL);
    for slots in [1, 7, 100] {
        call(&mut chain, fill, [word(slots), word(1)].concat());
        let cleared = call(&mut chain, fill, [word(slots), word(0)].concat());
        // A fifth at most is given back, and it was needed meanwhile.
        assert!(cleared.gas_used < 21_000 + slots * 5_400);
    }
}

#[test]
fn a_threshold_on_gas_left_is_found() {
    let mut chain = chain();
    let greedy = deploy(&mut chain, &GREEDY);
    call(&mut chain, greedy, Vec::new());
}

#[test]
fn programs_called_and_calling_get_what_they_need() {
    let mut chain = chain();
    let store = program_text(&mut chain, STORE);
    let forwarder = program_text(&mut chain, FORWARDER);
    let evm = deploy(&mut chain, &EVM_FORWARDER);
    call(&mut chain, store, word(1));
    call(&mut chain, store, word(0));
    let inner = forward(store, &word(5));
    call(&mut chain, evm, inner.clone());
    call(
        &mut chain,
        forwarder,
        forward(evm, &forward(store, &word(6))),
    );
    let mut deep = inner;
    for _ in 0..12 {
        deep = forward(evm, &forward(forwarder, &deep));
    }
    call(&mut chain, evm, deep);
}

#[test]
fn creation_and_activation_get_what_they_need() {
    let mut chain = chain();
    let module = wat::parse_str(STORE).expect("well-formed text");
    let initcode = program_initcode(&module);
    let created = send_as_estimated(&mut chain, TxKind::Create, initcode, U256::ZERO);
    let program = created.contract.expect("a contract");
    let input = activateProgramCall { program }.abi_encode();
    send_as_estimated(&mut chain, ARB_WASM.into(), input, ether(1));
    // The same code is active already; another one is deployed and activated at once.
    let other = wat::parse_str(FORWARDER).expect("well-formed text");
    let at_once = deployCall {
        bytecode: program_initcode(&other).into(),
        initData: Bytes::new(),
        initValue: U256::ZERO,
        salt: Default::default(),
    };
    let input = at_once.abi_encode();
    send_as_estimated(&mut chain, STYLUS_DEPLOYER.into(), input, ether(1));
}

#[test]
fn an_estimate_is_made_for_the_time_that_the_transaction_will_meet() {
    let mut chain = chain();
    let daily = deploy(&mut chain, &DAILY);
    let stored = call(&mut chain, daily, Vec::new());
    assert!(stored.gas_used > 60_000, "{}", stored.gas_used);
    // In the same second nothing is due, but the transaction may well come in the next.
    let now = chain.latest().header.timestamp;
    chain.set_time(now).expect("allowed");
    let gas = estimate(&chain, daily.into(), &[], U256::ZERO).expect("an estimate");
    assert!(gas > 40_000, "{gas}");
    chain.set_next_timestamp(now).expect("allowed");
    let gas = estimate(&chain, daily.into(), &[], U256::ZERO).expect("an estimate");
    assert!(
        gas < 30_000,
        "nothing is due at the time that was set: {gas}"
    );
    chain.set_next_timestamp(now + 1).expect("allowed");
    assert!(call(&mut chain, daily, Vec::new()).gas_used > 40_000);
    chain.increase_time(86_400);
    assert!(call(&mut chain, daily, Vec::new()).gas_used > 40_000);
}

#[test]
fn an_estimate_at_an_old_block_or_a_pretended_time_is_made_there() {
    let mut chain = chain();
    let daily = deploy(&mut chain, &DAILY);
    call(&mut chain, daily, Vec::new());
    let head = &chain.latest().header;
    let (number, time) = (BlockId::number(head.number), head.timestamp);
    chain.increase_time(86_400);
    let request = TransactionRequest::default().from(ALICE).to(daily);
    let gas = |at, time: Option<u64>| {
        let block = time.map(|time| Box::new(BlockOverrides::default().with_time(time)));
        let overrides = Overrides { state: None, block };
        chain
            .estimate_gas(&request, at, &overrides)
            .expect("an estimate")
    };
    assert!(gas(number, None) < 30_000);
    assert!(gas(BlockId::latest(), None) > 40_000);
    assert!(gas(BlockId::latest(), Some(time)) < 30_000);
}
