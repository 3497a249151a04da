//! What the door does with requests that no honest client sends: it answers each with an error and
//! keeps serving.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::door::{ALICE, BOB, Door};
use serde_json::{Value, json};

/// Sends one HTTP request as it is; status code and body of the answer.
async fn post(address: SocketAddr, content_type: &'static str, body: String) -> (u16, String) {
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: http://page.example\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses early may close before the body is written.
        let _ = stream.write_all(body.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        (status, answer)
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn malformed_requests_are_answered_with_errors() {
    let door = Door::open().await;
    let address = door.server.address();
    for (body, code) in [
        ("{", "-32700"),
        ("[1,", "-32700"),
        ("\u{0}\u{1}", "-32700"),
        ("{}", "-32700"),
        ("[]", "-32600"),
        (
            r#"{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}"#,
            "-32600",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":{"address":"0x"}}"#,
            "-32602",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":[]}"#,
            "-32602",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ebb_nothing","params":[]}"#,
            "-32601",
        ),
    ] {
        let (_, answer) = post(address, "application/json", body.to_owned()).await;
        assert!(answer.contains(code), "{body:?} -> {answer}");
    }
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let (_, answer) = post(address, "application/json", deep).await;
    assert!(answer.contains("error"), "{answer}");
    assert_eq!(post(address, "text/plain", "{}".to_owned()).await.0, 415);
    assert_eq!(door.ask("eth_chainId", json!([])).await, "0x64aba");
}

#[tokio::test]
async fn pages_of_any_origin_may_ask() {
    let door = Door::open().await;
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#.to_owned();
    let (status, answer) = post(door.server.address(), "application/json", body).await;
    assert_eq!(status, 200);
    assert!(
        answer
            .to_lowercase()
            .contains("access-control-allow-origin: *"),
        "{answer}"
    );
}

#[tokio::test]
async fn oversized_requests_are_refused() {
    let door = Door::open().await;
    let body = format!(r#"{{"x":"{}"}}"#, "a".repeat(17 << 20));
    let (status, answer) = post(door.server.address(), "application/json", body).await;
    assert_eq!(status, 413, "{answer}");
    assert_eq!(door.ask("eth_chainId", json!([])).await, "0x64aba");
}

#[tokio::test]
async fn bad_parameters_are_refused_with_a_sentence() {
    let door = Door::open().await;
    let huge = format!("0x{}", "f".repeat(64));
    for (method, params) in [
        ("eth_getBalance", json!(["0x1234", "latest"])),
        ("eth_getBalance", json!([ALICE, "soon"])),
        ("eth_getBlockByNumber", json!(["latest", "yes"])),
        ("eth_getStorageAt", json!([ALICE])),
        ("eth_sendTransaction", json!([{ "from": ALICE }])),
        (
            "eth_sendTransaction",
            json!([{ "from": ALICE, "to": BOB, "gasPrice": "0x1", "maxFeePerGas": "0x1" }]),
        ),
        (
            "eth_sendTransaction",
            json!([{ "from": ALICE, "to": BOB, "data": "0x01", "input": "0x02" }]),
        ),
        ("eth_sendRawTransaction", json!(["0x"])),
        ("evm_increaseTime", json!([huge])),
        ("evm_increaseTime", json!(["soon"])),
        ("evm_setNextBlockTimestamp", json!([1])),
        ("anvil_mine", json!([huge])),
        ("anvil_setStorageAt", json!([ALICE, "0x0", "0x01"])),
        ("evm_revert", json!([])),
        (
            "eth_getLogs",
            json!([{ "fromBlock": "0x5", "toBlock": "0x1" }]),
        ),
    ] {
        let error = door.refusal(method, params.clone()).await;
        assert_eq!(error.code(), -32602, "{method} {params}: {error}");
        assert!(error.message().len() > 10, "{method}: {error}");
    }
}

#[tokio::test]
async fn what_the_node_does_not_offer_it_says() {
    let door = Door::open().await;
    for method in ["eth_getProof", "anvil_reset", "anvil_setMinGasPrice"] {
        let error = door.refusal(method, json!([])).await;
        assert_eq!(error.code(), -32601);
        assert!(error.message().contains("not supported"), "{error}");
    }
}

#[tokio::test]
async fn the_chain_refuses_in_geths_words() {
    let door = Door::open().await;
    let gas = "0x5208";
    for (transaction, words) in [
        (
            json!({ "from": ALICE, "to": BOB, "value": "0xffffffffffffffffffff", "gas": gas }),
            "insufficient funds",
        ),
        (
            json!({ "from": ALICE, "to": BOB, "nonce": "0x7", "gas": gas }),
            "nonce too high",
        ),
        (
            json!({ "from": ALICE, "to": BOB, "gas": "0x64" }),
            "intrinsic gas too low",
        ),
        (
            json!({ "from": ALICE, "to": BOB, "gasPrice": "0x1", "gas": gas }),
            "max fee per gas less than block base fee",
        ),
        (
            json!({ "from": ALICE, "to": BOB, "chainId": "0x1", "gas": gas }),
            "invalid chain id",
        ),
    ] {
        let error = door
            .refusal("eth_sendTransaction", json!([transaction]))
            .await;
        assert_eq!(error.code(), -32000, "{error}");
        assert!(error.message().starts_with(words), "{error}");
    }
    assert_eq!(door.ask("eth_blockNumber", json!([])).await, "0x0");
}

#[tokio::test]
async fn an_endless_loop_ends_and_the_node_goes_on() {
    let door = Door::open().await;
    // JUMPDEST PUSH0 JUMP
    let looper = door
        .contract("0x00000000000000000000000000000000000ff0ff", "5b5f56")
        .await;
    let error = door.refusal("eth_call", json!([{ "to": looper }])).await;
    assert_eq!((error.code(), error.message()), (-32000, "out of gas"));
    let send = json!({ "from": ALICE, "to": looper, "gas": "0xf4240" });
    let receipt = door.receipt(&door.send(send).await).await;
    assert_eq!(
        (&receipt["status"], &receipt["gasUsed"]),
        (&json!("0x0"), &json!("0xf4240"))
    );
    assert_eq!(
        door.ask(
            "eth_getTransactionReceipt",
            json!([BOB.to_owned() + "000000000000000000000000"])
        )
        .await,
        Value::Null
    );
}
