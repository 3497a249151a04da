//! Signatures of the accounts whose keys the node knows: who made them can be recovered.

use crate::door::{ALICE, BOB, Door};
use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, Signature, hex};
use serde_json::{Value, json};

fn signature(answer: &Value) -> Signature {
    let bytes = hex::decode(answer.as_str().expect("text")).expect("hexadecimal");
    Signature::from_raw(&bytes).expect("65 bytes")
}

fn alice() -> Address {
    ALICE.parse().expect("an address")
}

fn mail(value: &str) -> Value {
    json!({
        "types": {
            "EIP712Domain": [{ "name": "name", "type": "string" }, { "name": "chainId", "type": "uint256" }],
            "Mail": [{ "name": "to", "type": "address" }, { "name": "value", "type": "uint256" }]
        },
        "primaryType": "Mail",
        "domain": { "name": "Test", "chainId": 412346 },
        "message": { "to": BOB, "value": value }
    })
}

#[tokio::test]
async fn typed_data_is_signed_as_object_and_as_text() {
    let door = Door::open().await;
    let data = mail("0x2a");
    let typed: TypedData = serde_json::from_value(data.clone()).expect("typed data");
    let hash = typed.eip712_signing_hash().expect("a hash");
    for data in [data.clone(), json!(data.to_string())] {
        let answer = door.ask("eth_signTypedData_v4", json!([ALICE, data])).await;
        let signer = signature(&answer).recover_address_from_prehash(&hash);
        assert_eq!(signer.expect("recovers"), alice());
    }
}

#[tokio::test]
async fn a_message_is_signed_with_its_prefix() {
    let door = Door::open().await;
    for (method, params) in [
        ("personal_sign", json!(["0x68656c6c6f", ALICE])),
        ("eth_sign", json!([ALICE, "0x68656c6c6f"])),
    ] {
        let answer = door.ask(method, params).await;
        let signer = signature(&answer).recover_address_from_msg("hello");
        assert_eq!(signer.expect("recovers"), alice(), "{method}");
    }
}

#[tokio::test]
async fn a_signed_transaction_can_be_sent_later() {
    let door = Door::open().await;
    let transfer = json!({ "from": ALICE, "to": BOB, "value": "0x1" });
    let raw = door.ask("eth_signTransaction", json!([transfer])).await;
    assert_eq!(door.ask("eth_blockNumber", json!([])).await, "0x0");
    let hash = door.ask("eth_sendRawTransaction", json!([raw])).await;
    let receipt = door.receipt(hash.as_str().expect("a hash")).await;
    assert_eq!(
        (&receipt["status"], &receipt["from"]),
        (&json!("0x1"), &json!(ALICE))
    );
}

#[tokio::test]
async fn what_cannot_be_signed_is_refused() {
    let door = Door::open().await;
    let stranger = "0x00000000000000000000000000000000000000ee";
    let error = door
        .refusal("eth_signTypedData_v4", json!([stranger, mail("0x1")]))
        .await;
    assert!(error.message().starts_with("unknown account"), "{error}");
    let mut circular = mail("0x1");
    circular["types"]["Mail"][0]["type"] = json!("Mail");
    for bad in [json!({}), json!("{"), mail("much"), circular] {
        let error = door
            .refusal("eth_signTypedData_v4", json!([ALICE, bad]))
            .await;
        assert_eq!(error.code(), -32602, "{error}");
    }
}
