//! ArbOwner: who may act, what acting costs and leaves behind, and what the changes do.

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::{Address, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall, SolEvent, sol};
use ebb_node::{
    block::MinedTx,
    chain::{BASE_FEE, Chain},
    precompiles::{ARB_DEBUG, ARB_OWNER, ARB_WASM, ARB_WASM_CACHE},
};

sol! {
    function setInkPrice(uint32 price) external;
    function setWasmMinInitGas(uint8 gas, uint16 cached) external;
    function setWasmPageLimit(uint16 limit) external;
    function setWasmActivationGas(uint64 gas) external;
    function setL2BaseFee(uint256 priceInWei) external;
    function setInfraFeeAccount(address account) external;
    function scheduleArbOSUpgrade(uint64 newVersion, uint64 timestamp) external;
    function getAllChainOwners() external view returns (address[]);
    function addChainOwner(address newOwner) external;
    function removeChainOwner(address ownerToRemove) external;
    function addWasmCacheManager(address manager) external;
    function removeWasmCacheManager(address manager) external;
    function isCacheManager(address manager) external view returns (bool);
    function inkPrice() external view returns (uint32);
    function minInitGas() external view returns (uint64, uint64);
    event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
}

/// A chain that ALICE owns.
fn owned(chain: Chain) -> Chain {
    let mut chain = chain;
    assert!(send(&mut chain, ARB_DEBUG, becomeChainOwnerCall {}.abi_encode()).success);
    chain
}

fn act(chain: &mut Chain, change: impl SolCall) -> MinedTx {
    send(chain, ARB_OWNER, change.abi_encode())
}

#[test]
fn a_stranger_loses_all_gas() {
    let mined = act(&mut chain(), setInkPriceCall { price: 1 });
    assert!(!mined.success);
    assert_eq!(mined.gas_used, GAS);
    let why = mined.failure.expect("a reason");
    assert!(
        why.starts_with("unauthorized caller to access-controlled method"),
        "{why}"
    );
}

#[test]
fn an_owner_pays_nothing_beyond_the_transaction_and_leaves_an_event() {
    let mut chain = owned(chain());
    let call = setInkPriceCall { price: 0x123456 };
    let input = call.abi_encode();
    let mined = act(&mut chain, call);
    assert!(mined.success);
    let calldata: u64 = input
        .iter()
        .map(|byte| if *byte == 0 { 4 } else { 16 })
        .sum();
    assert_eq!(mined.gas_used, 21_000 + calldata);
    let event = OwnerActs::decode_log(&mined.logs[0]).expect("the event");
    assert_eq!((event.method.as_slice(), event.owner), (&input[..4], ALICE));
    assert_eq!(event.data.data, Bytes::from(input));
    let price = send(&mut chain, ARB_WASM, inkPriceCall {}.abi_encode());
    assert_eq!(price.output, Bytes::from(word(0x123456)));
}

/// Questions leave the event, too, and inside of programs; a static call can leave none.
#[test]
fn whatever_an_owner_calls_leaves_an_event_outside_of_static_calls() {
    let question = getAllChainOwnersCall {}.abi_encode();
    let owner = becomeChainOwnerCall {}.abi_encode();
    let owner = Script::default().call(ARB_DEBUG, &owner, 0, u64::MAX);
    let plain = owner.clone().call(ARB_OWNER, &question, 0, u64::MAX);
    let statically = owner.static_call(ARB_OWNER, &question);
    for (script, events) in [(plain, 1), (statically, 0)] {
        let mut chain = chain();
        let program = program_text(&mut chain, &script.text(0));
        let mined = send(&mut chain, program, Bytes::new());
        let steps = steps(&chain, &mined);
        let mut calls = steps
            .iter()
            .filter(|step| step.name.ends_with("call_contract"));
        assert!(
            calls.all(|call| call.outs.last() == Some(&0)),
            "all calls succeed"
        );
        assert_eq!(mined.logs.len(), events);
        for log in &mined.logs {
            let event = OwnerActs::decode_log(log).expect("the event");
            assert_eq!(event.owner, program);
            assert_eq!(event.data.data, Bytes::from(question.clone()));
        }
    }
}

#[test]
fn refused_changes_are_plain_reverts_that_cost_nothing() {
    let mut chain = owned(chain());
    for mined in [
        act(&mut chain, setInkPriceCall { price: 0 }),
        act(&mut chain, setInkPriceCall { price: 1 << 24 }),
        act(&mut chain, removeChainOwnerCall { ownerToRemove: BOB }),
        act(&mut chain, removeWasmCacheManagerCall { manager: BOB }),
        act(
            &mut chain,
            scheduleArbOSUpgradeCall {
                newVersion: 60,
                timestamp: 0,
            },
        ),
        send(&mut chain, ARB_OWNER, [1, 2, 3, 4]),
    ] {
        assert!(!mined.success && mined.output.is_empty() && mined.logs.is_empty());
        assert!(mined.gas_used < 22_000, "{}", mined.gas_used);
    }
}

#[test]
fn owners_and_managers_come_and_go() {
    let mut chain = owned(chain());
    assert!(act(&mut chain, addChainOwnerCall { newOwner: BOB }).success);
    assert!(act(&mut chain, addWasmCacheManagerCall { manager: BOB }).success);
    let question = isCacheManagerCall { manager: BOB }.abi_encode();
    let answer = send(&mut chain, ARB_WASM_CACHE, question.clone());
    assert_eq!(answer.output, Bytes::from(word(1)));
    assert!(act(&mut chain, removeWasmCacheManagerCall { manager: BOB }).success);
    assert_eq!(
        send(&mut chain, ARB_WASM_CACHE, question).output,
        Bytes::from(word(0))
    );
    assert!(
        act(
            &mut chain,
            removeChainOwnerCall {
                ownerToRemove: ALICE
            }
        )
        .success
    );
    assert!(!act(&mut chain, setInkPriceCall { price: 5 }).success);
}

#[test]
fn the_ink_price_changes_what_a_program_costs() {
    let mut chain = owned(chain());
    let program = program_text(&mut chain, MINIMAL);
    let before = send(&mut chain, program, Bytes::new()).gas_used;
    assert!(act(&mut chain, setInkPriceCall { price: 1 }).success);
    let after = send(&mut chain, program, Bytes::new()).gas_used;
    // One block of 1 + 1 + 2450 ink: rounded up, 1 unit of gas at 10000 ink, 2452 at 1.
    assert_eq!(after - before, 2_451);
}

#[test]
fn least_entry_costs_are_kept_in_units_rounded_up() {
    let mut chain = owned(chain());
    assert!(
        act(
            &mut chain,
            setWasmMinInitGasCall {
                gas: 129,
                cached: 33
            }
        )
        .success
    );
    let answer = send(&mut chain, ARB_WASM, minInitGasCall {}.abi_encode());
    assert_eq!(answer.output, Bytes::from([word(256), word(64)].concat()));
    // With the types of Nitro's implementation there is room for more.
    let selector = keccak256("setWasmMinInitGas(uint64,uint64)")[..4].to_vec();
    let wide = [selector, word(9_999), word(1_025)].concat();
    assert!(send(&mut chain, ARB_OWNER, wide).success);
    let answer = send(&mut chain, ARB_WASM, minInitGasCall {}.abi_encode());
    assert_eq!(
        answer.output,
        Bytes::from([word(79 * 128), word(33 * 32)].concat())
    );
}

#[test]
fn a_page_limit_closes_the_door_to_bigger_programs() {
    let mut chain = owned(chain());
    let big = MINIMAL.replace("1 1)", "3 3)");
    let program = program_text(&mut chain, &big);
    assert!(act(&mut chain, setWasmPageLimitCall { limit: 2 }).success);
    let mined = send(&mut chain, program, Bytes::new());
    assert!(!mined.success);
    assert_eq!(mined.gas_used, GAS);
}

#[test]
fn activation_gas_is_added_to_an_activation() {
    let gas = |extra| {
        let mut chain = owned(chain());
        assert!(act(&mut chain, setWasmActivationGasCall { gas: extra }).success);
        let wasm = wat::parse_str(MINIMAL).expect("well-formed text");
        let program = deploy(&mut chain, &program_code(&wasm));
        activate(&mut chain, program).gas_used
    };
    assert_eq!(gas(12_345) - gas(0), 12_345);
}

#[test]
fn fees_follow_what_owners_set() {
    let mut chain = owned(chain());
    let infra = Address::repeat_byte(0x1f);
    assert!(act(&mut chain, setInfraFeeAccountCall { account: infra }).success);
    let fee = U256::from(3 * BASE_FEE);
    assert!(act(&mut chain, setL2BaseFeeCall { priceInWei: fee }).success);
    assert_eq!(chain.base_fee(), 3 * BASE_FEE);
    let before = chain.state(Default::default()).expect("latest").clone();
    let mut tx = transaction(&chain, ALICE, BOB.into(), Bytes::new(), U256::ZERO);
    tx.gas_price = u128::from(BASE_FEE);
    assert!(
        execute(&mut chain, ALICE, tx.clone()).is_err(),
        "below the base fee"
    );
    tx.gas_price = 3 * u128::from(BASE_FEE);
    let mined = execute(&mut chain, ALICE, tx).expect("a valid transaction");
    assert_eq!(mined.gas_price, 3 * u128::from(BASE_FEE));
    let after = chain.state(Default::default()).expect("latest");
    let earned = |who| after.balance(who) - before.balance(who);
    assert_eq!(earned(infra), U256::from(21_000 * BASE_FEE));
    assert_eq!(earned(Address::ZERO), U256::from(2 * 21_000 * BASE_FEE));
}
