//! Subscriptions over WebSocket, on the same port as HTTP.

use std::time::Duration;

use crate::door::{ALICE, BOB, Door};
use jsonrpsee::{
    core::client::{ClientT, Subscription, SubscriptionClientT, SubscriptionKind},
    rpc_params,
    types::SubscriptionId,
};
use jsonrpsee_ws_client::{WsClient, WsClientBuilder};
use serde_json::{Value, json};

async fn connect(door: &Door) -> WsClient {
    WsClientBuilder::default()
        .build(format!("ws://{}", door.server.address()))
        .await
        .unwrap()
}

async fn next(subscription: &mut Subscription<Value>) -> Value {
    let news = tokio::time::timeout(Duration::from_secs(10), subscription.next()).await;
    news.expect("news within ten seconds").unwrap().unwrap()
}

#[tokio::test]
async fn heads_and_logs_are_told_as_they_come() {
    let door = Door::open().await;
    // PUSH1 7, PUSH0, PUSH0, LOG1
    let logger = door
        .contract("0x00000000000000000000000000000000000000cc", "60075f5fa100")
        .await;
    let client = connect(&door).await;
    let subscribe = |params| client.subscribe("eth_subscribe", params, "eth_unsubscribe");
    let mut heads = subscribe(rpc_params!["newHeads"]).await.unwrap();
    let mut logs = subscribe(rpc_params!["logs", json!({ "address": logger })])
        .await
        .unwrap();
    let mut sent = subscribe(rpc_params!["newPendingTransactions"])
        .await
        .unwrap();

    let SubscriptionKind::Subscription(SubscriptionId::Str(id)) = heads.kind() else {
        panic!("clients expect a string: {:?}", heads.kind());
    };
    assert!(id.starts_with("0x"), "{id}");
    let first = door.send(json!({ "from": ALICE, "to": BOB })).await;
    let second = door.send(json!({ "from": ALICE, "to": logger })).await;

    assert_eq!(next(&mut heads).await["number"], "0x1");
    assert_eq!(next(&mut heads).await["number"], "0x2");
    assert_eq!(next(&mut logs).await["transactionHash"], json!(second));
    assert_eq!(next(&mut sent).await, json!(first));
    let chain_id: String = client.request("eth_chainId", rpc_params![]).await.unwrap();
    assert_eq!(chain_id, "0x64aba");
}

#[tokio::test]
async fn what_was_answered_before_the_subscription_is_no_news() {
    let door = Door::open().await;
    let client = connect(&door).await;
    for round in 1..=200u64 {
        // A block that takes a while to tell, then whoever is quick.
        door.ask("anvil_mine", json!(["0x14"])).await;
        let mut heads: Subscription<Value> = client
            .subscribe("eth_subscribe", rpc_params!["newHeads"], "eth_unsubscribe")
            .await
            .unwrap();
        door.send(json!({ "from": ALICE, "to": BOB })).await;
        let number = format!("{:#x}", round * 21);
        assert_eq!(next(&mut heads).await["number"], number);
        heads.unsubscribe().await.unwrap();
    }
}

#[tokio::test]
async fn large_logs_and_many_blocks_reach_a_slow_reader_in_order() {
    let door = Door::open().await;
    // PUSH3 020000 (128 KiB), PUSH0, LOG0
    let logger = door
        .contract(
            "0x00000000000000000000000000000000000000cc",
            "620200005fa000",
        )
        .await;
    let client = connect(&door).await;
    let subscribe = |params| client.subscribe("eth_subscribe", params, "eth_unsubscribe");
    let mut logs = subscribe(rpc_params!["logs", json!({ "address": logger })])
        .await
        .unwrap();
    let mut heads = subscribe(rpc_params!["newHeads"]).await.unwrap();
    let sent = door.send(json!({ "from": ALICE, "to": logger })).await;
    // More than the server keeps for a client that does not read.
    door.ask("anvil_mine", json!(["0x64"])).await;
    let log = next(&mut logs).await;
    assert_eq!(log["transactionHash"], json!(sent));
    assert_eq!(log["data"].as_str().unwrap().len(), 2 + 2 * 0x20000);
    for number in 1..=101 {
        assert_eq!(next(&mut heads).await["number"], format!("{number:#x}"));
    }
}

#[tokio::test]
async fn an_unknown_subscription_is_refused() {
    let door = Door::open().await;
    let client = connect(&door).await;
    let refused: Result<Subscription<Value>, _> = client
        .subscribe("eth_subscribe", rpc_params!["syncing"], "eth_unsubscribe")
        .await;
    assert!(refused.unwrap_err().to_string().contains("not supported"));
}
