//! Gas of whole transactions, to the unit: the end-to-end sums of the specification, 9.2, and the
//! gas of activations and of ArbWasm's getters, 5.2 and 5.3.

use crate::devchain::*;
use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_sol_types::{SolCall, SolEvent, SolValue, sol};
use ebb_node::precompiles::ARB_WASM;

const ECHO: &[u8] = &hex!(
    "0061736d01000000010f0360017f0060027f7f0060017f017f022e0208766d5f686f6f6b7309726561645f61726773000008766d5f686f6f6b730c77726974655f726573756c74000103020102050401010101071c02066d656d6f727902000f757365725f656e747279706f696e7400020a10010e004100100041002000100141000b"
);
const COUNTDOWN: &[u8] = &hex!(
    "0061736d01000000010f0360017f0060027f7f0060017f017f02160108766d5f686f6f6b7309726561645f61726773000003020102050401010101071c02066d656d6f727902000f757365725f656e747279706f696e7400010a27012501017f410010004100280200210102402001450d000340200141016b22010d000b0b41000b"
);
const RECURSION: &[u8] = &hex!(
    "0061736d01000000010f0360017f0060027f7f0060017f017f02160108766d5f686f6f6b7309726561645f6172677300000303020202050401010101071c02066d656d6f727902000f757365725f656e747279706f696e7400010a22020d0041001000410028020010020b1200200045047f410005200041016b10020b0b"
);
const GROW: &[u8] = &hex!(
    "0061736d01000000010f0360017f0060027f7f0060017f017f02350208766d5f686f6f6b73137061795f666f725f6d656d6f72795f67726f77000008766d5f686f6f6b7309726561645f617267730000030201020503010001071c02066d656d6f727902000f757365725f656e747279706f696e7400020a1201100041001001410028020040001a41000b"
);
const DIVISION: &[u8] = &hex!(
    "0061736d01000000010f0360017f0060027f7f0060017f017f02160108766d5f686f6f6b7309726561645f61726773000003020102050401010101071c02066d656d6f727902000f757365725f656e747279706f696e7400010a1301110041001000410141002d00006e1a41000b"
);

sol! {
    event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
    function stylusVersion() external view returns (uint16);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function programVersion(address program) external view returns (uint16);
    function programInitGas(address program) external view returns (uint64 gas, uint64 cached);
    function minInitGas() external view returns (uint64 gas, uint64 cached);
    function activationGas() external view returns (uint64);
}

/// The ArbOS versions that every figure here holds for.
const VERSIONS: [u64; 2] = [51, 59];

/// Intrinsic gas of a transaction: 21000, 4 per zero byte and 16 per other byte of calldata.
fn intrinsic(input: &[u8]) -> u64 {
    21_000
        + input
            .iter()
            .map(|byte| if *byte == 0 { 4 } else { 16 })
            .sum::<u64>()
}

#[test]
fn activation_costs_and_charges_what_nitro_does() {
    let vectors: [(&[u8], u64, u64); 5] = [
        (ECHO, 1_812_746, 43_642_862_901_794),
        (COUNTDOWN, 1_813_642, 43_642_353_291_416),
        (RECURSION, 1_813_978, 43_731_133_139_412),
        (GROW, 1_812_718, 43_647_109_654_944),
        (DIVISION, 1_812_382, 43_631_651_473_478),
    ];
    let all = VERSIONS.map(|version| vectors.map(|vector| (version, vector)));
    for (arbos_version, (wasm, gas, fee)) in all.into_iter().flatten() {
        let mut chain = chain_of(arbos_version);
        // From ArbOS 59 an activation reads its extra gas.
        let (stylus_version, gas) = match arbos_version {
            59 => (3, gas),
            _ => (2, gas - 800),
        };
        let program = deploy(&mut chain, &program_code(wasm));
        let before = chain
            .state(Default::default())
            .expect("latest")
            .balance(ALICE);
        let mined = activate(&mut chain, program);
        assert!(mined.success, "{:?}", mined.failure);
        let input = activateProgramCall { program }.abi_encode();
        assert_eq!(mined.gas_used, intrinsic(&input) + gas);
        let (version, data_fee) = <(u16, U256)>::abi_decode(&mined.output).expect("two words");
        assert_eq!((version, data_fee), (stylus_version, U256::from(fee)));
        let paid = U256::from(fee) + U256::from(mined.gas_used) * U256::from(mined.gas_price);
        let after = chain
            .state(Default::default())
            .expect("latest")
            .balance(ALICE);
        assert_eq!(before - after, paid);
        let event = ProgramActivated::decode_log(&mined.logs[0]).expect("the event");
        assert_eq!(event.address, ARB_WASM);
        assert_eq!((event.program, event.dataFee), (program, U256::from(fee)));
        assert_eq!(event.codehash, code_hash(&chain, program));
    }
}

#[test]
fn echo_costs_what_the_vectors_say_uncached_and_cached() {
    for arbos_version in VERSIONS {
        let mut chain = chain_of(arbos_version);
        let echo = program(&mut chain, ECHO);
        let mined = send(&mut chain, echo, hex!("01020304"));
        assert!(mined.success);
        assert_eq!(mined.output, Bytes::from(hex!("01020304")));
        assert_eq!(mined.gas_used, 30_292);
        let cached = cache(&mut chain, echo);
        assert!(cached.success, "{:?}", cached.failure);
        assert_eq!(send(&mut chain, echo, hex!("01020304")).gas_used, 21_434);
    }
}

#[test]
fn countdown_costs_its_ink_rounded_up() {
    for arbos_version in VERSIONS {
        let mut chain = chain_of(arbos_version);
        let countdown = program(&mut chain, COUNTDOWN);
        for (count, ink) in [(0u32, 26_485u64), (1, 37_274), (1000, 3_469_838)] {
            let input = count.to_le_bytes();
            let mined = send(&mut chain, countdown, input);
            assert!(mined.success);
            assert_eq!(
                mined.gas_used,
                intrinsic(&input) + 9_221 + ink.div_ceil(10_000)
            );
        }
    }
}

#[test]
fn a_trap_keeps_its_gas() {
    for arbos_version in VERSIONS {
        let mut chain = chain_of(arbos_version);
        let division = program(&mut chain, DIVISION);
        let failed = send(&mut chain, division, hex!("00"));
        assert!(!failed.success);
        assert!(failed.output.is_empty());
        assert_eq!(failed.gas_used, 30_226);
        let passed = send(&mut chain, division, hex!("01"));
        assert!(passed.success);
        assert_eq!(passed.gas_used, 30_238);
    }
}

#[test]
fn memory_growth_is_paid() {
    for arbos_version in VERSIONS {
        let mut chain = chain_of(arbos_version);
        let grow = program(&mut chain, GROW);
        let mined = send(&mut chain, grow, 2u32.to_le_bytes());
        assert!(mined.success);
        assert_eq!(mined.gas_used, 31_254);
        let beyond = send(&mut chain, grow, 128u32.to_le_bytes());
        assert!(!beyond.success);
        assert_eq!(beyond.gas_used, GAS);
    }
}

#[test]
fn running_out_of_stack_takes_the_whole_limit() {
    for arbos_version in VERSIONS {
        let mut chain = chain_of(arbos_version);
        let recursion = program(&mut chain, RECURSION);
        let shallow = send(&mut chain, recursion, 10u32.to_le_bytes());
        assert!(shallow.success);
        assert_eq!(
            shallow.gas_used,
            intrinsic(&10u32.to_le_bytes()) + 9_231 + 19
        );
        let deep = send(&mut chain, recursion, 5_000u32.to_le_bytes());
        assert!(!deep.success);
        assert_eq!(deep.gas_used, GAS);
        assert_eq!(deep.failure.as_deref(), Some("max call depth exceeded"));
    }
}

#[test]
fn getters_cost_what_nitro_charges() {
    let mut chain = chain();
    let echo = program(&mut chain, ECHO);
    let hash = code_hash(&chain, echo);
    let mut check = |input: Vec<u8>, gas: u64, answer: Vec<u8>| {
        let mined = send(&mut chain, ARB_WASM, input.clone());
        assert_eq!(mined.output, Bytes::from(answer));
        assert_eq!(mined.gas_used, intrinsic(&input) + gas);
    };
    check(stylusVersionCall {}.abi_encode(), 903, word(3));
    check(
        codehashVersionCall { codehash: hash }.abi_encode(),
        1_706,
        word(3),
    );
    check(
        programVersionCall { program: echo }.abi_encode(),
        4_306,
        word(3),
    );
    let both = [word(8_832 + 26 + 352 + 11), word(352 + 11)].concat();
    check(
        programInitGasCall { program: echo }.abi_encode(),
        4_309,
        both,
    );
    check(
        minInitGasCall {}.abi_encode(),
        906,
        [word(8_832), word(352)].concat(),
    );
    check(activationGasCall {}.abi_encode(), 1_603, word(0));
}

#[test]
fn gas_above_the_limit_of_a_transaction_is_held_back() {
    let mut chain = chain();
    let spin = program_text(
        &mut chain,
        r#"(module (memory (export "memory") 0 0)
            (func (export "user_entrypoint") (param i32) (result i32) (loop (br 0)) unreachable))"#,
    );
    let mut tx = transaction(&chain, ALICE, spin.into(), Bytes::new(), U256::ZERO);
    tx.gas_limit = 40_000_000;
    let mined = execute(&mut chain, ALICE, tx).expect("a larger limit is accepted");
    assert!(!mined.success);
    assert_eq!(mined.failure.as_deref(), Some("out of gas"));
    assert_eq!(mined.gas_used, 32_000_000);
}

#[test]
fn fees_go_to_the_network_fee_account() {
    let mut chain = chain();
    let mined = send(&mut chain, BOB, Bytes::new());
    assert_eq!(mined.gas_used, 21_000);
    let state = chain.state(Default::default()).expect("latest");
    let fee = U256::from(21_000u64) * U256::from(100_000_000u64);
    assert_eq!(state.balance(Address::ZERO), fee);
    assert_eq!(state.balance(ALICE), ether(1000) - fee);
}
