//! ArbOS's precompiles beside those of Stylus and ArbSys: what they answer and, to the unit, what they cost.
//!
//! 800 to open ArbOS's state (not in pure methods) and for each slot read, 20000 for each written (5000
//! for zero), 3 for each word of arguments and of the answer.

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::{B256, Bytes, U256, address};
use alloy_sol_types::{SolCall, SolError, sol};
use ebb_node::{
    arbos::{ARBOS, SEQUENCER},
    chain::Chain,
    precompiles::*,
};

sol! {
    function burnArbGas(uint256 gasAmount) external pure;
    function events(bool flag, bytes32 value) external payable returns (address, uint256);
    function eventsView() external view;
    function customRevert(uint64 number) external pure;
    function legacyError() external pure;
    error Custom(uint64 number, string message, bool flag);
    function register(address addr) external returns (uint256);
    function lookup(address addr) external view returns (uint256);
    function lookupIndex(uint256 index) external view returns (address);
    function compress(address addr) external returns (bytes);
    function decompress(bytes calldata buf, uint256 offset) external view returns (address, uint256);
    function getStats() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
    function getBatchPosters() external view returns (address[]);
    function getLifetime() external view returns (uint256);
    function getTimeout(bytes32 ticketId) external view returns (uint256);
    error NoTicketWithID();
}

#[test]
fn burnt_gas_is_gone() {
    let mut chain = chain();
    for amount in [0u64, 1, 12_345] {
        let input = burnArbGasCall {
            gasAmount: U256::from(amount),
        }
        .abi_encode();
        let (success, output, gas) = ask(&mut chain, ARBOS_TEST, input);
        assert!(success && output.is_empty());
        assert_eq!(gas, 3 + amount);
    }
    // More than there is: all of it, and still a success.
    let all = burnArbGasCall {
        gasAmount: U256::from(u64::MAX),
    }
    .abi_encode();
    let mined = send(&mut chain, ARBOS_TEST, all);
    assert!(mined.success);
    assert_eq!(mined.gas_used, GAS);
    let too_wide = burnArbGasCall {
        gasAmount: U256::MAX,
    }
    .abi_encode();
    let (success, _, gas) = ask(&mut chain, ARBOS_TEST, too_wide);
    assert!(!success);
    assert_eq!(gas, 3);
}

/// Nitro's own measure of a call from a program: 36 bytes to a pure method of a warm precompile.
#[test]
fn calls_of_every_kind_cost_what_nitro_measures() {
    let input = burnArbGasCall {
        gasAmount: U256::ZERO,
    }
    .abi_encode();
    let call = Script::default().call(ARBOS_TEST, &input, 0, u64::MAX);
    let delegate = Script::default().delegate_call(ARBOS_TEST, &input);
    let statically = Script::default().static_call(ARBOS_TEST, &input);
    for (script, name) in [
        (call, "call_contract"),
        (delegate, "delegate_call_contract"),
        (statically, "static_call_contract"),
    ] {
        let mut chain = chain();
        let program = program_text(&mut chain, &script.text(0));
        let mined = send(&mut chain, program, Bytes::new());
        assert_eq!(ink(&chain, &mined, name, 0), 1_146_395, "{name}");
    }
}

#[test]
fn a_debug_chain_emits_and_fails_on_demand() {
    let mut chain = chain();
    let input = eventsCall {
        flag: true,
        value: B256::repeat_byte(9),
    }
    .abi_encode();
    let mined = send(&mut chain, ARB_DEBUG, input.clone());
    assert_eq!(mined.output[..32], *ALICE.into_word());
    assert_eq!(mined.logs.len(), 2);
    assert_eq!(mined.logs[1].topics()[3], ALICE.into_word());
    let events = (375 * 3 + 8 * 32) + (375 * 5 + 8 * 64);
    assert_eq!(gas_of(&mined, &input), 800 + 6 + events + 6);
    let view = eventsViewCall {}.abi_encode();
    assert_eq!(ask(&mut chain, ARB_DEBUG, view), (false, Bytes::new(), 800));
    let legacy = legacyErrorCall {}.abi_encode();
    assert_eq!(ask(&mut chain, ARB_DEBUG, legacy), (false, Bytes::new(), 0));
    let (success, output, gas) = ask(
        &mut chain,
        ARB_DEBUG,
        customRevertCall { number: 1024 }.abi_encode(),
    );
    let error = Custom::abi_decode(&output).expect("the error");
    assert!(!success && error.flag && error.number == 1024);
    assert_eq!(
        error.message,
        r"This spider family wards off bugs: /\oo/\ //\(oo)//\ /\oo/\"
    );
    // Selector, three words of head, the length and two words of text.
    assert_eq!(gas, 3 + 3 * 7);
}

#[test]
fn addresses_get_short_names() {
    let mut chain = chain();
    let registered =
        |chain: &mut Chain, addr| ask(chain, ARB_ADDRESS_TABLE, registerCall { addr }.abi_encode());
    let fresh = 800 + 3 + 800 + 800 + 3 * 20_000 + 3;
    assert_eq!(registered(&mut chain, BOB), (true, word(0).into(), fresh));
    assert_eq!(registered(&mut chain, ALICE), (true, word(1).into(), fresh));
    assert_eq!(registered(&mut chain, BOB), (true, word(0).into(), 1_606));
    let find = lookupCall { addr: ALICE }.abi_encode();
    assert_eq!(
        ask(&mut chain, ARB_ADDRESS_TABLE, find),
        (true, word(1).into(), 1_606)
    );
    let unknown = lookupCall { addr: ARBOS }.abi_encode();
    assert_eq!(
        ask(&mut chain, ARB_ADDRESS_TABLE, unknown),
        (false, Bytes::new(), 1_603)
    );
    let at = |index| {
        lookupIndexCall {
            index: U256::from(index),
        }
        .abi_encode()
    };
    let bob = Bytes::from(BOB.into_word().to_vec());
    assert_eq!(
        ask(&mut chain, ARB_ADDRESS_TABLE, at(0)),
        (true, bob, 2_406)
    );
    assert_eq!(
        ask(&mut chain, ARB_ADDRESS_TABLE, at(2)),
        (false, Bytes::new(), 1_603)
    );
    for (addr, len, gas) in [(ALICE, 1, 2_400 + 3 * 4 + 6), (ARBOS, 21, 800 + 3 * 4 + 6)] {
        let compressed = send(
            &mut chain,
            ARB_ADDRESS_TABLE,
            compressCall { addr }.abi_encode(),
        );
        let buf = compressCall::abi_decode_returns(&compressed.output).expect("bytes");
        assert_eq!(buf.len(), len);
        let input = decompressCall {
            buf,
            offset: U256::ZERO,
        }
        .abi_encode();
        let (_, output, used) = ask(&mut chain, ARB_ADDRESS_TABLE, input);
        assert_eq!(
            output[..],
            [addr.into_word().to_vec(), word(len as u64)].concat()
        );
        assert_eq!(used, gas);
    }
}

#[test]
fn what_is_only_history_answers_fixed_values() {
    let mut chain = chain();
    let (_, output, gas) = ask(&mut chain, ARB_STATISTICS, getStatsCall {}.abi_encode());
    assert_eq!(output[..32], word(1));
    assert_eq!((output.len(), gas), (192, 818));
    let (_, output, gas) = ask(
        &mut chain,
        ARB_AGGREGATOR,
        getBatchPostersCall {}.abi_encode(),
    );
    let posters = getBatchPostersCall::abi_decode_returns(&output).expect("a list");
    assert_eq!((posters, gas), (vec![SEQUENCER], 2_409));
    let week = getLifetimeCall {}.abi_encode();
    assert_eq!(
        ask(&mut chain, ARB_RETRYABLE_TX, week),
        (true, word(604_800).into(), 803)
    );
    let input = getTimeoutCall {
        ticketId: B256::ZERO,
    }
    .abi_encode();
    let (success, output, gas) = ask(&mut chain, ARB_RETRYABLE_TX, input);
    assert!(!success && NoTicketWithID::abi_decode(&output).is_ok());
    assert_eq!(gas, 1_606);
}

/// The manager of a native token came with ArbOS 41; before, its address was like any other.
#[test]
fn a_precompile_of_the_future_is_an_account_without_code() {
    let manager = address!("0000000000000000000000000000000000000073");
    for (arbos_version, success) in [(40, true), (41, false), (59, false)] {
        let mut chain = chain_of(arbos_version);
        let mined = send(&mut chain, manager, vec![1, 2, 3, 4]);
        assert_eq!(mined.success, success, "ArbOS {arbos_version}");
    }
}
