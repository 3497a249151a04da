//! Well-formed requests that ask for as much as they can: the node bounds what each may take, and keeps
//! serving the others meanwhile.

use crate::door::{ALICE, BOB, Door, raw};
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
