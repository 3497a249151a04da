//! What only a development node does: any sender, pretended state, snapshots, time, written state.

use crate::door::{ALICE, BOB, Door};
use serde_json::json;

#[tokio::test]
async fn anybody_may_send_and_nobody_needs_a_key() {
    let door = Door::open().await;
    let stranger = "0x00000000000000000000000000000000000000aa";
    door.ask("anvil_setBalance", json!([stranger, "0xde0b6b3a7640000"]))
        .await;
    let hash = door
        .send(json!({ "from": stranger, "to": BOB, "value": "0x1" }))
        .await;
    let transaction = door.ask("eth_getTransactionByHash", json!([hash])).await;
    assert_eq!(transaction["from"], json!(stranger));
    assert_eq!(door.receipt(&hash).await["status"], "0x1");
}

#[tokio::test]
async fn overrides_pretend_and_leave_no_trace() {
    let door = Door::open().await;
    let target = "0x00000000000000000000000000000000000000ee";
    // Returns the timestamp.
    let code = json!({ target: { "code": "0x425f5260205ff3" } });
    let call = json!([{ "to": target }, "latest", code, { "time": "0x1234" }]);
    let word = "0x0000000000000000000000000000000000000000000000000000000000001234";
    assert_eq!(door.ask("eth_call", call).await, json!(word));
    assert_eq!(
        door.ask("eth_getCode", json!([target, "latest"])).await,
        "0x"
    );
}

#[tokio::test]
async fn time_and_state_go_back_with_a_snapshot() {
    let door = Door::open().await;
    let snapshot = door.ask("evm_snapshot", json!([])).await;
    let time = door.head_time().await + 1_000;
    door.ask("evm_setNextBlockTimestamp", json!([time])).await;
    door.send(json!({ "from": ALICE, "to": BOB, "value": "0x1" }))
        .await;
    assert_eq!(door.head_time().await, time);
    // Equal is allowed, as on Arbitrum; earlier is not.
    door.ask("evm_setNextBlockTimestamp", json!([time])).await;
    assert_eq!(
        door.refusal("evm_setNextBlockTimestamp", json!([time - 1]))
            .await
            .code(),
        -32602
    );
    door.ask("evm_increaseTime", json!(["0x64"])).await;
    door.ask("anvil_mine", json!(["0x3", "0xa"])).await;
    assert_eq!(door.ask("eth_blockNumber", json!([])).await, "0x4");

    assert_eq!(door.ask("evm_revert", json!([snapshot])).await, true);
    assert_eq!(door.ask("eth_blockNumber", json!([])).await, "0x0");
    assert!(door.head_time().await < time);
    assert_eq!(door.ask("evm_revert", json!([snapshot])).await, false);
}

#[tokio::test]
async fn the_state_can_be_written() {
    let door = Door::open().await;
    let slot = "0x0000000000000000000000000000000000000000000000000000000000000005";
    door.ask("hardhat_setNonce", json!([BOB, "0x9"])).await;
    door.ask("anvil_setCode", json!([BOB, "0x00"])).await;
    assert_eq!(
        door.ask("anvil_setStorageAt", json!([BOB, "0x5", slot]))
            .await,
        true
    );
    assert_eq!(
        door.ask("eth_getTransactionCount", json!([BOB, "latest"]))
            .await,
        "0x9"
    );
    assert_eq!(
        door.ask("eth_getCode", json!([BOB, "latest"])).await,
        "0x00"
    );
    assert_eq!(
        door.ask("eth_getStorageAt", json!([BOB, "0x5", "latest"]))
            .await,
        json!(slot)
    );
}

#[tokio::test]
async fn the_base_fee_is_what_it_is_set_to() {
    let door = Door::open().await;
    door.ask("anvil_setNextBlockBaseFeePerGas", json!(["0x3b9aca00"]))
        .await;
    assert_eq!(door.ask("eth_gasPrice", json!([])).await, "0x3b9aca00");
    let hash = door.send(json!({ "from": ALICE, "to": BOB })).await;
    let receipt = door.receipt(&hash).await;
    assert_eq!(receipt["effectiveGasPrice"], "0x3b9aca00");
    let block = door
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(block["baseFeePerGas"], "0x3b9aca00");
}
