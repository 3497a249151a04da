//! What the fuzzer found, each as small as it could be made, so that it stays found. The targets are in
//! `fuzz/`.

use crate::devchain::*;
use crate::door::Door;
use alloy_primitives::{Bytes, TxKind, U256, hex};
use ebb_node::evm::{CallFrame, Recording};
use jsonrpsee::{
    core::{client::ClientT, params::BatchRequestBuilder},
    rpc_params,
};
use serde_json::Value;

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

#[tokio::test]
async fn a_subscription_without_websocket_is_refused_in_a_batch_as_it_is_alone() {
    let door = Door::open().await;
    let mut batch = BatchRequestBuilder::new();
    for method in ["eth_subscribe", "eth_chainId"] {
        batch.insert(method, rpc_params!["newHeads"]).unwrap();
    }
    let answers = door.client.batch_request::<Value>(batch).await.unwrap();
    let mut answers = answers.into_iter();
    let refusal = answers.next().unwrap().unwrap_err();
    assert_eq!(refusal.code(), -32601);
    assert!(refusal.message().contains("ws://"), "{refusal}");
    assert_eq!(answers.next().unwrap().unwrap(), "0x64aba");
}
