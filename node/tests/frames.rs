//! Frames that programs open, to the unit: base costs, stipend, 63/64, what fails and what it costs.
//! Prices by the specification's 3.6 and 3.7.

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::{Bytes, U256, hex};

/// EVM: returns the gas that it has after two units.
const EVM_GAS: [u8; 7] = hex!("5a5f5260205ff3");
#[test]
fn value_costs_9000_and_the_stipend_is_paid_by_the_caller() {
    for (gas, value, cost) in [
        (u64::MAX, 0, 2_600 + ANSWER_GAS),
        (u64::MAX, 1, 2_600 + 9_000 + ANSWER_GAS),
        // Nothing is asked for: the callee runs on the stipend.
        (0, 1, 2_600 + 9_000 + ANSWER_GAS),
    ] {
        let mut chain = chain();
        let answer = deploy(&mut chain, &EVM_ANSWER);
        let script = Script::default().call(answer, &[], value, gas);
        let mined = run(&mut chain, &script, 0);
        assert_eq!(
            (call_status(&chain, &mined), call_gas(&chain, &mined)),
            (0, cost)
        );
    }
    // All of the stipend is used: 2300 more.
    let mut chain = chain();
    let invalid = deploy(&mut chain, &[0xfe]);
    let mined = run(&mut chain, &Script::default().call(invalid, &[], 1, 100), 0);
    let cost = 2_600 + 9_000 + 100 + 2_300;
    assert_eq!(
        (call_status(&chain, &mined), call_gas(&chain, &mined)),
        (2, cost)
    );
}

#[test]
fn value_to_an_empty_account_costs_25000_more() {
    let mut chain = chain();
    let payer = Script::default().call(stranger(), &[], 1, 0);
    let payer = program_text(&mut chain, &payer.text(0));
    chain.set_balance(payer, U256::from(2));
    // The second time it is there.
    for (paid, cost) in [(1, 2_600 + 25_000 + 9_000), (2, 2_600 + 9_000)] {
        let mined = send(&mut chain, payer, Bytes::new());
        assert_eq!(call_gas(&chain, &mined), cost);
        let state = chain.state(Default::default()).expect("latest");
        assert_eq!(state.balance(stranger()), U256::from(paid));
    }
}

#[test]
fn a_call_without_the_funds_costs_its_base() {
    let mut chain = chain();
    let answer = deploy(&mut chain, &EVM_ANSWER);
    let mined = run(
        &mut chain,
        &Script::default().call(answer, &[], 2_000_000, 50_000),
        0,
    );
    assert_eq!(
        (call_status(&chain, &mined), call_gas(&chain, &mined)),
        (2, 2_600 + 9_000)
    );
}

#[test]
fn value_in_a_static_frame_fails_for_nothing_and_looks_at_nothing() {
    let mut chain = chain();
    let inner = Script::default()
        .call(stranger(), &[], 1, 0)
        .balance(stranger());
    let inner = program_text(&mut chain, &inner.text(0));
    let outer = Script::default().static_call(inner, &[]);
    let mined = run(&mut chain, &outer, 0);
    let steps = steps(&chain, &mined);
    let opened = steps
        .iter()
        .find(|step| step.name == "static_call_contract");
    let (_, inside) = opened.and_then(|step| step.frame.clone()).expect("a frame");
    let find = |name: &str| {
        inside
            .iter()
            .find(|step| step.name == name)
            .expect("a step")
    };
    let (call, balance) = (find("call_contract"), find("account_balance"));
    assert_eq!(call.start_ink - call.end_ink, CALL_INK);
    assert_eq!(call.outs.last(), Some(&2));
    assert_eq!(
        balance.start_ink - balance.end_ink,
        78_153 + 2_600 * GAS_INK
    );
}

#[test]
fn a_64th_of_what_the_base_leaves_stays_with_the_caller() {
    let mut chain = chain();
    let gas = deploy(&mut chain, &EVM_GAS);
    let script = Script::default()
        .call(gas, &[], 0, u64::MAX)
        .raw("(call $write_result (i32.const 9000) (call $read_return_data (i32.const 9000) (i32.const 0) (i32.const 32)))");
    let mined = run(&mut chain, &script, 0);
    let steps = steps(&chain, &mined);
    let call = steps
        .iter()
        .find(|step| step.name == "call_contract")
        .expect("a call");
    let left = (call.start_ink - CALL_INK) / GAS_INK;
    let forwarded = (left - 2_600) * 63 / 64;
    assert_eq!(
        U256::from_be_slice(&mined.output),
        U256::from(forwarded - 2)
    );
}

#[test]
fn creates_that_fail_give_no_address_and_keep_a_64th() {
    // Reverts with a word; deploys EF, which is refused; runs into an invalid operator.
    let revert = hex!("602a5f5260205ffd");
    let ef = hex!("60ef5f5360015ff3");
    for (initcode, takes_all) in [(&revert[..], false), (&ef[..], true), (&[0xfe][..], true)] {
        let mut chain = chain();
        let mined = run(&mut chain, &Script::default().create(initcode, 0), 0);
        let steps = steps(&chain, &mined);
        let create = steps
            .iter()
            .find(|step| step.name == "create1")
            .expect("a create");
        assert_eq!(create.outs[..20], [0; 20]);
        let start = create.start_ink - 83_193 - 2 * 16_381;
        let paid = (start - create.end_ink) / GAS_INK;
        let rest = start / GAS_INK - 32_000;
        let wanted = if takes_all {
            32_000 + rest - rest / 64
        } else {
            32_000 + ANSWER_GAS
        };
        assert_eq!(paid, wanted, "{initcode:?}");
        let returned = u32::from_be_bytes(create.outs[20..24].try_into().expect("a length"));
        assert_eq!(returned, if takes_all { 0 } else { 32 });
    }
}

/// A create for more than there is costs 32000, and the nonce stays.
#[test]
fn a_create_without_the_funds_costs_its_base() {
    let mut chain = chain();
    let script = Script::default().create(&EVM_ANSWER, 2_000_000);
    let mined = run(&mut chain, &script, 0);
    let paid = ink(&chain, &mined, "create1", 0) - 83_193 - 2 * 16_381;
    assert_eq!(paid, 32_000 * GAS_INK);
}
