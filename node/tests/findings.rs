//! What the fuzzer found, each as small as it could be made, so that it stays found. The targets are in
//! `fuzz/`; what they found in programs is in `stylus/tests/findings.rs`.

mod devchain;

use alloy_primitives::{Bytes, TxKind, U256, hex};
use devchain::*;
use ebb_node::evm::{CallFrame, Recording};

/// The trace of a creation by `initcode`, which fails.
fn failed_creation(initcode: &[u8]) -> CallFrame {
    let mut chain = chain();
    let input = Bytes::copy_from_slice(initcode);
    let tx = transaction(&chain, ALICE, TxKind::Create, input, U256::ZERO);
    let mined = execute(&mut chain, ALICE, tx).expect("a valid transaction");
    assert!(!mined.success && mined.output.is_empty());
    let trace = chain.trace(mined.tx.hash(), Recording::Calls);
    trace.expect("a mined transaction").calls
}

#[test]
fn a_refused_code_is_no_output_and_its_refusal_is_in_geths_words() {
    // Returns the byte EF.
    let root = failed_creation(&hex!("60ef5f5360015ff3"));
    assert_eq!(
        (root.output, root.error.as_deref()),
        (Bytes::new(), Some("invalid code: must not begin with 0xef"))
    );
}

#[test]
fn a_trace_says_why_in_geths_words() {
    for (initcode, words) in [
        (&hex!("01")[..], "stack underflow"),
        (&hex!("fe"), "invalid opcode"),
        (&hex!("5f56"), "invalid jump destination"),
        (&hex!("5f5ffd"), "execution reverted"),
    ] {
        assert_eq!(failed_creation(initcode).error.as_deref(), Some(words));
    }
}
