//! The door as a client sees it: a server on a port of its own, asked over HTTP.

use crate::door::{ALICE, BOB, Door};
use alloy_primitives::{Bytes, address, hex};
use alloy_signer::SignerSync;
use ebb_node::rpc::accounts::{DevAccounts, TEST_MNEMONIC};
use jsonrpsee::rpc_params;
use serde_json::{Value, json};

/// Stores 42 in slot 0 when called, logs the topic 0x01..., returns nothing.
const WRITER: &str = "602a5f5560015f5fa100";
/// Reverts with Error("no"): selector, offset 32, length 2, text.
const REVERTER: &str = concat!(
    "7f08c379a0000000000000000000000000000000000000000000000000000000005f52",
    "6020600452",
    "7f0000000000000000000000000000000000000000000000000000000000000002602452",
    "7f6e6f000000000000000000000000000000000000000000000000000000000000604452",
    "60645ffd"
);

#[tokio::test]
async fn says_who_it_is() {
    let door = Door::open().await;
    assert_eq!(door.ask("eth_chainId", json!([])).await, json!("0x64aba"));
    assert_eq!(door.ask("net_version", json!([])).await, json!("412346"));
    assert_eq!(
        door.ask("eth_maxPriorityFeePerGas", json!([])).await,
        json!("0x0")
    );
    assert_eq!(
        door.ask("eth_gasPrice", json!([])).await,
        json!("0x5f5e100")
    );
    let hash = "0x47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad";
    assert_eq!(
        door.ask("web3_sha3", json!(["0x68656c6c6f20776f726c64"]))
            .await,
        json!(hash)
    );
    let accounts = door.ask("eth_accounts", json!([])).await;
    assert_eq!(
        accounts[0],
        json!("0x3f1eae7d46d88f08fc2f8ed27fcb2ab183eb2d0e")
    );
    assert_eq!(accounts.as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn a_transfer_is_mined_at_once_and_told_in_full() {
    let door = Door::open().await;
    let hash = door
        .send(json!({ "from": ALICE, "to": BOB, "value": "0x7" }))
        .await;
    let receipt = door.ask("eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["status"], "0x1");
    assert_eq!(receipt["gasUsed"], "0x5208");
    assert_eq!(receipt["gasUsedForL1"], "0x0");
    assert_eq!(receipt["effectiveGasPrice"], "0x5f5e100");
    assert_eq!(receipt["type"], "0x2");
    assert!(receipt["l1BlockNumber"].is_string());
    assert_eq!(receipt["contractAddress"], Value::Null);

    let block = door
        .ask("eth_getBlockByNumber", json!(["latest", true]))
        .await;
    assert_eq!(block["number"], "0x1");
    assert_eq!(block["transactions"][0]["hash"], json!(hash));
    assert_eq!(block["transactions"][0]["from"], json!(ALICE));
    assert_eq!(block["hash"], receipt["blockHash"]);
    let by_hash = door
        .ask("eth_getBlockByHash", json!([block["hash"], false]))
        .await;
    assert_eq!(by_hash["transactions"][0], json!(hash));
    let same = door
        .ask(
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["0x1", "0x0"]),
        )
        .await;
    assert_eq!(same, block["transactions"][0]);
    assert_eq!(
        door.ask("eth_getTransactionCount", json!([ALICE, "pending"]))
            .await,
        "0x1"
    );
    assert_eq!(
        door.ask("eth_getTransactionCount", json!([ALICE, "0x0"]))
            .await,
        "0x0"
    );
    let at_genesis = json!([BOB, { "blockNumber": "0x0" }]);
    assert_eq!(
        door.ask("eth_getBalance", at_genesis).await,
        "0xde0b6b3a7640000"
    );
    assert_eq!(
        door.ask("eth_getBalance", json!([BOB, "latest"])).await,
        "0xde0b6b3a7640007"
    );
}

#[tokio::test]
async fn a_signed_transaction_keeps_its_hash() {
    use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
    use alloy_eips::eip2718::Encodable2718;

    let door = Door::open().await;
    let accounts = DevAccounts::derive(TEST_MNEMONIC, 1).unwrap();
    let signer = accounts.iter().next().unwrap();
    let transaction = TxEip1559 {
        chain_id: 412_346,
        gas_limit: 21_000,
        max_fee_per_gas: 1_000_000_000,
        to: address!("00000000000000000000000000000000000000bb").into(),
        ..Default::default()
    };
    let signature = signer
        .sign_hash_sync(&transaction.signature_hash())
        .unwrap();
    let envelope = TxEnvelope::from(transaction.into_signed(signature));
    let raw = Bytes::from(envelope.encoded_2718());
    let hash = door.ask("eth_sendRawTransaction", json!([raw])).await;
    assert_eq!(hash, json!(envelope.tx_hash()));
    assert_eq!(
        door.receipt(hash.as_str().unwrap()).await["effectiveGasPrice"],
        "0x5f5e100"
    );

    let again = door.refusal("eth_sendRawTransaction", json!([raw])).await;
    assert!(
        again.message().starts_with("nonce too low"),
        "{}",
        again.message()
    );
    let garbage = door
        .refusal("eth_sendRawTransaction", json!(["0x02deadbeef"]))
        .await;
    assert_eq!(garbage.code(), -32602);
}

#[tokio::test]
async fn logs_are_found_and_filters_follow_the_head() {
    let door = Door::open().await;
    let writer = door
        .contract("0x00000000000000000000000000000000000000cc", WRITER)
        .await;
    let logs = door
        .ask("eth_newFilter", json!([{ "address": writer }]))
        .await;
    let blocks = door.ask("eth_newBlockFilter", json!([])).await;
    let hash = door.send(json!({ "from": ALICE, "to": writer })).await;
    door.ask("evm_mine", json!([])).await;

    let topic = "0x0000000000000000000000000000000000000000000000000000000000000001";
    let found = door.ask("eth_getFilterChanges", json!([logs])).await;
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(found[0]["transactionHash"], json!(hash));
    assert_eq!(found[0]["topics"], json!([topic]));
    assert_eq!(
        door.ask("eth_getFilterChanges", json!([logs])).await,
        json!([])
    );
    let mined = door.ask("eth_getFilterChanges", json!([blocks])).await;
    assert_eq!(mined.as_array().map(Vec::len), Some(2));

    let whole = json!([{ "fromBlock": "earliest", "topics": [topic] }]);
    assert_eq!(door.ask("eth_getLogs", whole).await, found);
    let elsewhere = json!([{ "fromBlock": "0x0", "address": BOB }]);
    assert_eq!(door.ask("eth_getLogs", elsewhere).await, json!([]));
    assert_eq!(door.receipt(&hash).await["logs"], found);
    assert_eq!(door.ask("eth_uninstallFilter", json!([logs])).await, true);
    assert_eq!(door.ask("eth_uninstallFilter", json!([logs])).await, false);
    assert_eq!(
        door.refusal("eth_getFilterChanges", json!([logs]))
            .await
            .code(),
        -32000
    );
}

#[tokio::test]
async fn a_revert_carries_its_reason_and_data() {
    let door = Door::open().await;
    let reverter = door
        .contract("0x00000000000000000000000000000000000000dd", REVERTER)
        .await;
    for method in ["eth_call", "eth_estimateGas", "eth_sendTransaction"] {
        let error = door
            .refusal(method, json!([{ "from": ALICE, "to": reverter }]))
            .await;
        assert_eq!(
            (error.code(), error.message()),
            (3, "execution reverted: no"),
            "{method}"
        );
        let data: Bytes = serde_json::from_str(error.data().unwrap().get()).unwrap();
        assert_eq!(data[..4], hex!("08c379a0"), "{method}");
    }
    // With a gas limit nothing is estimated, and the failure is mined.
    let hash = door
        .send(json!({ "from": ALICE, "to": reverter, "gas": "0x186a0" }))
        .await;
    assert_eq!(door.receipt(&hash).await["status"], "0x0");
    let tracer = json!([hash, { "tracer": "callTracer" }]);
    let trace = door.ask("debug_traceTransaction", tracer).await;
    assert_eq!(
        (&trace["type"], &trace["error"]),
        (&json!("CALL"), &json!("execution reverted"))
    );
}

#[tokio::test]
async fn the_fee_history_is_as_long_as_asked() {
    let door = Door::open().await;
    door.ask("anvil_mine", json!(["0x5"])).await;
    let history = door
        .ask("eth_feeHistory", json!(["0x3", "latest", [25.0, 75.0]]))
        .await;
    assert_eq!(history["oldestBlock"], "0x3");
    assert_eq!(history["baseFeePerGas"].as_array().map(Vec::len), Some(4));
    assert_eq!(history["gasUsedRatio"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        history["reward"],
        json!([["0x0", "0x0"], ["0x0", "0x0"], ["0x0", "0x0"]])
    );
}

#[tokio::test]
async fn a_batch_is_answered_in_order() {
    use jsonrpsee::core::{client::ClientT, params::BatchRequestBuilder};

    let door = Door::open().await;
    let mut batch = BatchRequestBuilder::new();
    batch.insert("evm_mine", rpc_params![]).unwrap();
    batch.insert("eth_blockNumber", rpc_params![]).unwrap();
    batch.insert("eth_noSuchThing", rpc_params![]).unwrap();
    let answers = door.client.batch_request::<Value>(batch).await.unwrap();
    let answers: Vec<_> = answers.into_iter().collect();
    assert_eq!(answers[1].as_ref().unwrap(), "0x1");
    let unknown = answers[2].as_ref().unwrap_err();
    assert_eq!(unknown.code(), -32601);
    assert!(
        unknown.message().contains("eth_noSuchThing"),
        "{}",
        unknown.message()
    );
}
