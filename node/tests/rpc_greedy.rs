//! Well-formed requests that ask for as much as they can: the node bounds what each may take, and keeps
//! serving the others meanwhile.

use crate::{
    door::{ALICE, BOB, Door, raw},
    process::Process,
};
use jsonrpsee::core::client::ClientT;
use serde_json::{Value, json};

#[tokio::test]
async fn an_account_at_the_end_of_its_nonces_is_refused() {
    let door = Door::open().await;
    door.ask("evm_setAutomine", json!([false])).await;
    for nonce in ["0xfffffffffffffffe", "0xffffffffffffffff"] {
        door.ask("anvil_setNonce", json!([ALICE, nonce])).await;
        let transfer = json!([{ "from": ALICE, "to": BOB, "gas": "0x5208" }]);
        for _ in 0..2 {
            let _ = door
                .client
                .request::<Value, _>("eth_sendTransaction", raw(&transfer))
                .await;
        }
        let next = door
            .ask("eth_getTransactionCount", json!([ALICE, "pending"]))
            .await;
        assert_eq!(next, "0xffffffffffffffff");
        door.ask("evm_mine", json!([])).await;
    }
    let error = door
        .refusal("eth_sendTransaction", json!([{ "from": ALICE, "to": BOB }]))
        .await;
    assert_eq!(error.code(), -32000, "{error}");
}

#[tokio::test]
async fn oversized_transactions_filters_and_wishes_are_refused() {
    let door = Door::open().await;
    let data = format!("0x{}", "00".repeat(95_000));
    let big = json!([{ "from": ALICE, "to": BOB, "data": data }]);
    let error = door.refusal("eth_sendTransaction", big).await;
    assert!(error.message().starts_with("oversized data"), "{error}");
    let many = vec![BOB; 2].into_iter().chain(vec![ALICE; 2]);
    let few = json!([{ "address": many.collect::<Vec<_>>() }]);
    door.ask("eth_newFilter", few).await;
    let topics: Vec<String> = (0..1_001).map(|topic| format!("0x{topic:064x}")).collect();
    for method in ["eth_newFilter", "eth_getLogs"] {
        let error = door.refusal(method, json!([{ "topics": [topics] }])).await;
        assert!(error.message().contains("at most 1000"), "{error}");
    }
    let error = door.refusal("anvil_mine", json!(["0x186a1"])).await;
    assert!(error.message().contains("too many"), "{error}");
}

#[tokio::test]
async fn a_long_call_keeps_nobody_waiting() {
    let door = Door::open().await;
    // JUMPDEST PUSH2 0400 PUSH0 KECCAK256 POP PUSH0 JUMP: seconds of hashing.
    let hasher = door
        .contract(
            "0x00000000000000000000000000000000000ff0ff",
            "5b6104005f20505f56",
        )
        .await;
    let call = json!([{ "to": hasher }]);
    let params = raw(&call);
    let mut long = std::pin::pin!(door.client.request::<Value, _>("eth_call", params));
    // Whatever is asked meanwhile, changes of the state included, is answered before it.
    let others = async {
        door.receipt(&door.send(json!({ "from": ALICE, "to": BOB })).await)
            .await;
        door.ask("eth_blockNumber", json!([])).await
    };
    tokio::select! {
        biased;
        ended = &mut long => panic!("nothing was answered before {ended:?}"),
        head = others => assert_eq!(head, "0x1"),
    }
    assert!(long.await.unwrap_err().to_string().contains("out of gas"));
}

#[tokio::test]
async fn a_node_that_may_take_no_more_memory_still_reads_and_goes_back() {
    let door = Door::without_memory().await;
    let key = json!([BOB, "0x0", format!("0x{:064x}", 1)]);
    for (method, params) in [
        ("eth_sendTransaction", json!([{ "from": ALICE, "to": BOB }])),
        ("eth_sendRawTransaction", json!(["0x00"])),
        ("evm_mine", json!([])),
        ("anvil_mine", json!(["0x10"])),
        ("evm_snapshot", json!([])),
        ("anvil_setCode", json!([BOB, "0x00"])),
        ("anvil_setBalance", json!([BOB, "0x1"])),
        ("anvil_addBalance", json!([BOB, "0x1"])),
        ("anvil_setNonce", json!([BOB, "0x1"])),
        ("anvil_setStorageAt", key),
    ] {
        let error = door.refusal(method, params).await;
        assert_eq!(error.code(), -32000, "{method}: {error}");
        assert!(error.message().contains("--memory-limit"), "{error}");
    }
    assert_eq!(door.ask("eth_blockNumber", json!([])).await, "0x0");
    assert_eq!(door.ask("evm_revert", json!(["0x1"])).await, false);
    let saved = door.ask("anvil_dumpState", json!([])).await;
    assert_eq!(door.ask("anvil_loadState", json!([saved])).await, true);
}

#[tokio::test]
async fn a_node_stops_at_its_memory_limit_and_goes_on_after_a_revert() {
    // No lower limit can be given; it takes less when it starts.
    let node = Process::start(&["--memory-limit", "64"]);
    let start = node.ask("evm_snapshot", json!([])).await;
    let mine = || {
        let params = raw(&json!(["0x1388"]));
        node.client.request::<Value, _>("anvil_mine", params)
    };
    let mut requests = 0;
    let refusal = loop {
        match mine().await {
            Ok(_) => requests += 1,
            Err(error) => break error.to_string(),
        }
        assert!(requests < 10, "5,000 blocks take 60 MB");
    };
    assert!(refusal.contains("--memory-limit"), "{refusal}");
    assert_eq!(node.block_number().await, requests * 5_000);
    assert_eq!(node.ask("evm_revert", json!([start])).await, true);
    assert_eq!(node.block_number().await, 0);
    mine().await.expect("room again");
}
