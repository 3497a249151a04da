//! What frames leave behind, to the unit: warmth, pages, refunds, and the least price of returned data.
//! Prices by the specification's 3.5, 4.3 and 4.5.

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::{Bytes, U256};

#[test]
fn what_a_reverted_frame_warmed_is_cold_again() {
    for (status, access) in [(0, 100), (1, 2_600)] {
        let mut chain = chain();
        let inner = Script::default().balance(stranger());
        let inner = program_text(&mut chain, &inner.text(status));
        let outer = Script::default()
            .call(inner, &[], 0, u64::MAX)
            .balance(stranger());
        let mined = run(&mut chain, &outer, 0);
        assert_eq!(access_gas(&chain, &mined, 0), access, "status {status}");
    }
}

/// EIP-7702: a call of a program pays for the account alone and leaves its delegate cold.
#[test]
fn a_delegate_is_neither_paid_for_nor_warmed() {
    let mut chain = chain();
    let delegate = deploy(&mut chain, &EVM_ANSWER);
    let designator = [&[0xef, 0x01, 0x00], delegate.as_slice()].concat();
    chain.set_code(BOB, designator.into());
    let script = Script::default()
        .call(BOB, &[], 0, u64::MAX)
        .balance(delegate)
        .code_size(BOB);
    let mined = run(&mut chain, &script, 0);
    assert_eq!(
        (call_status(&chain, &mined), call_gas(&chain, &mined)),
        (0, 2_600 + ANSWER_GAS)
    );
    assert_eq!(access_gas(&chain, &mined, 0), 2_600);
    let steps = steps(&chain, &mined);
    let size = steps
        .iter()
        .find(|step| step.name == "account_code_size")
        .expect("a size");
    assert_eq!(
        size.outs,
        Bytes::from(vec![0, 0, 0, 23]),
        "the designator's"
    );
}

/// 17 pages beside the caller's one: 16 above the free ones, and 10 for the first time that 18 are open.
#[test]
fn pages_are_paid_again_but_not_their_first_time() {
    let mut chain = chain();
    let big = "(module (memory (export \"memory\") 17 17)
        (func (export \"user_entrypoint\") (param i32) (result i32) (i32.const 0)))";
    let big = program_text(&mut chain, big);
    for status in [0, 1] {
        let twice = Script::default()
            .call(big, &[], 0, u64::MAX)
            .call(big, &[], 0, u64::MAX);
        let mined = run(&mut chain, &twice, status);
        let [first, second] = [0, 1].map(|nth| ink(&chain, &mined, "call_contract", nth));
        assert_eq!(first - second, (2_500 + 10) * GAS_INK);
    }
    // A frame that reverts has opened its pages all the same.
    let reverter = "(module (memory (export \"memory\") 17 17)
        (func (export \"user_entrypoint\") (param i32) (result i32) (i32.const 1)))";
    let reverter = program_text(&mut chain, reverter);
    let twice = Script::default()
        .call(reverter, &[], 0, u64::MAX)
        .call(big, &[], 0, u64::MAX);
    let alone = Script::default().call(big, &[], 0, u64::MAX);
    let [after, alone] = [(twice, 1), (alone, 0)].map(|(script, nth)| {
        let mined = run(&mut chain, &script, 0);
        ink(&chain, &mined, "call_contract", nth)
    });
    assert_eq!(alone - after, 10 * GAS_INK);
}

/// Twenty slots set to zero refund 96000; a fifth of what was used is the most.
#[test]
fn refunds_are_capped_at_a_fifth() {
    for slots in [1u64, 20] {
        let mut chain = chain();
        let script = (0..slots)
            .fold(Script::default(), |script, key| script.store(key, 0))
            .flush();
        let program = program_text(&mut chain, &script.text(0));
        for key in 0..slots {
            chain.set_storage(program, U256::from(key), U256::ONE);
        }
        let mined = send(&mut chain, program, Bytes::new());
        let flush = ink(&chain, &mined, "storage_flush_cache", 0);
        assert_eq!(flush, 68_073 + slots * (2_100 + 2_900) * GAS_INK);
        let last = steps(&chain, &mined)
            .into_iter()
            .rfind(|step| step.name.contains("flush"));
        // Status and `end` are the last block.
        let left = (last.expect("a flush").end_ink - 2_452) / GAS_INK;
        let used = GAS - left;
        assert_eq!(
            mined.gas_used,
            used - (slots * 4_800).min(used / 5),
            "{slots} slots"
        );
    }
}

/// From ArbOS 31 returned data costs at least the EVM's memory: 1875 words are 5625 and 6866.
#[test]
fn returned_data_has_a_least_price() {
    for (len, floor) in [(60_000u64, 5_625 + 6_866), (65_536, 6_144 + 8_192)] {
        for status in [0, 1] {
            let mut chain = chain();
            let script = Script::default().raw(&format!(
                "(call $write_result (i32.const 0) (i32.const {len}))"
            ));
            let mined = run(&mut chain, &script, status);
            assert_eq!(
                (mined.success, mined.output.len() as u64),
                (status == 0, len)
            );
            assert_eq!(mined.gas_used, 21_000 + floor, "{len} bytes");
        }
    }
}

/// A frame that a contract opens for a program with too little for its entry fails whole.
#[test]
fn too_little_gas_for_the_entry_is_all_lost() {
    let mut chain = chain();
    let inner = program_text(&mut chain, &Script::default().text(0));
    let mut entered = [false; 2];
    for gas in [0, 1, 9_000, 9_100, 9_500, 10_000] {
        let mined = run(&mut chain, &Script::default().call(inner, &[], 0, gas), 0);
        let (status, paid) = (call_status(&chain, &mined), call_gas(&chain, &mined));
        if status == 2 {
            assert_eq!(paid, 2_600 + gas);
        } else {
            assert!(paid < 2_600 + gas);
        }
        entered[usize::from(status == 0)] = true;
    }
    assert_eq!(entered, [true; 2], "both sides of the entry cost");
}
