//! When blocks come: at once, on demand, as time passes; and a chain taken out and put in again.

use std::time::Duration;

use crate::door::{ALICE, BOB, Door};
use serde_json::{Value, json};

fn transfer() -> Value {
    json!({ "from": ALICE, "to": BOB, "value": "0x1" })
}

async fn head(door: &Door) -> Value {
    door.ask("eth_blockNumber", json!([])).await
}

#[tokio::test]
async fn transactions_wait_for_a_block_and_share_its_time() {
    let door = Door::open().await;
    door.ask("evm_setAutomine", json!([false])).await;
    assert_eq!(door.ask("anvil_getAutomine", json!([])).await, false);
    let first = door.send(transfer()).await;
    let second = door.send(transfer()).await;
    assert_eq!(head(&door).await, "0x0");
    assert_eq!(door.receipt(&first).await, Value::Null);
    let waiting = door.ask("eth_getTransactionByHash", json!([second])).await;
    assert_eq!(
        (&waiting["nonce"], &waiting["blockNumber"]),
        (&json!("0x1"), &Value::Null)
    );
    let count = |tag: &str| door.ask("eth_getTransactionCount", json!([ALICE, tag]));
    assert_eq!(
        (count("latest").await, count("pending").await),
        (json!("0x0"), json!("0x2"))
    );
    assert_eq!(door.ask("txpool_status", json!([])).await["pending"], "0x2");
    door.ask("evm_mine", json!([])).await;
    let (first, second) = (door.receipt(&first).await, door.receipt(&second).await);
    assert_eq!(
        (&first["status"], &second["status"]),
        (&json!("0x1"), &json!("0x1"))
    );
    let time = |number: &Value| door.ask("eth_getBlockByNumber", json!([number, false]));
    assert_eq!(
        time(&first["blockNumber"]).await["timestamp"],
        time(&second["blockNumber"]).await["timestamp"]
    );
    door.send(transfer()).await;
    door.ask("evm_setAutomine", json!([true])).await;
    assert_eq!(
        head(&door).await,
        "0x3",
        "what waits is mined when nothing is to wait"
    );
}

#[tokio::test]
async fn a_waiting_transaction_must_be_next_and_affordable() {
    let door = Door::open().await;
    door.ask("evm_setAutomine", json!([false])).await;
    door.send(transfer()).await;
    let mut gap = transfer();
    gap["nonce"] = json!("0x5");
    let error = door.refusal("eth_sendTransaction", json!([gap])).await;
    assert!(error.message().starts_with("nonce too high"), "{error}");
}

#[tokio::test]
async fn blocks_come_as_time_passes() {
    let door = Door::open().await;
    door.ask("evm_setIntervalMining", json!([1])).await;
    assert_eq!(door.ask("anvil_getIntervalMining", json!([])).await, 1);
    let hash = door.send(transfer()).await;
    assert_eq!(door.receipt(&hash).await, Value::Null);
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(door.receipt(&hash).await["status"], "0x1");
    assert_eq!(
        head(&door).await,
        "0x2",
        "one with the transaction, one without"
    );
    door.ask("evm_setIntervalMining", json!([0])).await;
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    assert_eq!(head(&door).await, "0x2");
}

#[tokio::test]
async fn a_chain_can_be_taken_out_and_put_in_again() {
    let door = Door::open().await;
    door.contract("0x00000000000000000000000000000000000000aa", "5f35604055")
        .await;
    let hash = door.send(transfer()).await;
    let before = door
        .ask("eth_getBlockByNumber", json!(["latest", true]))
        .await;
    let receipt = door.receipt(&hash).await;
    let saved = door.ask("anvil_dumpState", json!([])).await;

    let other = Door::open().await;
    other.ask("anvil_mine", json!(["0x9"])).await;
    assert_eq!(other.ask("anvil_loadState", json!([saved])).await, true);
    assert_eq!(
        other
            .ask("eth_getBlockByNumber", json!(["latest", true]))
            .await,
        before
    );
    assert_eq!(other.receipt(&hash).await, receipt);
    let code = json!(["0x00000000000000000000000000000000000000aa", "latest"]);
    assert_eq!(other.ask("eth_getCode", code).await, "0x5f35604055");
    let next = other.send(transfer()).await;
    assert_eq!(other.receipt(&next).await["blockNumber"], "0x2");

    let error = other.refusal("eth_getBalance", json!([ALICE, "0x0"])).await;
    assert!(error.message().contains("was not saved"), "{error}");
    let tracer = json!([hash, { "tracer": "stylusTracer" }]);
    assert_eq!(
        other.refusal("debug_traceTransaction", tracer).await.code(),
        -32000
    );
}

#[tokio::test]
async fn what_is_no_saved_chain_changes_nothing() {
    let door = Door::open().await;
    let good = door.ask("anvil_dumpState", json!([])).await;
    door.send(transfer()).await;
    let text = String::from_utf8(alloy_primitives::hex::decode(good.as_str().unwrap()).unwrap());
    let hex = |text: String| json!([alloy_primitives::hex::encode_prefixed(text)]);
    let good = text.unwrap();
    for (bad, words) in [
        ("".to_owned(), "not a state saved"),
        ("{}".to_owned(), "not a state saved"),
        (good[..good.len() / 2].to_owned(), "not a state saved"),
        (
            good.replace("state 1", "state 2"),
            "the version that saved it",
        ),
        (
            good.replace("\"chainId\":412346", "\"chainId\":1"),
            "--chain-id 1",
        ),
        (
            good.replace("\"number\":\"0x0\"", "\"number\":\"0x7\""),
            "does not follow",
        ),
    ] {
        let error = door.refusal("anvil_loadState", hex(bad)).await;
        assert_eq!(error.code(), -32602);
        assert!(error.message().contains(words), "{error}");
    }
    assert_eq!(head(&door).await, "0x1");
}
