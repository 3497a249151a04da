//! Bodies of requests to a node of their own: whatever comes, it answers in time and as JSON-RPC
//! demands, never with a fault of its own, and serves on.
//!
//! An input that begins with a bracket is the body; from all others requests are made by grammar.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Unstructured;
use ebb_fuzz::{door::Door, requests::Grammar, scene::Scene};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tokio::runtime::Runtime;

/// Most requests of one input.
const REQUESTS: usize = 24;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
});

/// One answer of the protocol: a result or an error that is not the node's own fault.
fn check_answer(request: &str, answer: &Value) {
    assert_eq!(answer["jsonrpc"], "2.0", "{request} -> {answer}");
    let is_error = answer.get("error").is_some();
    assert_ne!(
        answer.get("result").is_some(),
        is_error,
        "{request} -> {answer}"
    );
    if is_error {
        let error = &answer["error"];
        assert_ne!(error["code"], -32603, "{request} -> {answer}");
        assert!(
            error["code"].is_i64() && error["message"].is_string(),
            "{request} -> {answer}"
        );
    }
}

async fn ask(door: &mut Door, body: &[u8]) -> Option<Value> {
    let (status, answer) = door.post(body).await;
    let request = String::from_utf8_lossy(body);
    assert!(matches!(status, 200 | 400), "{request} -> HTTP {status}");
    // Notifications are not answered: the library says `null`, also to an id that is none.
    if answer == b"null" {
        return None;
    }
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    match &answer {
        Value::Array(answers) => answers
            .iter()
            .for_each(|answer| check_answer(&request, answer)),
        answer => check_answer(&request, answer),
    }
    Some(answer)
}

async fn session(bytes: &[u8]) {
    let scene = Scene::new(59);
    let mut grammar = Grammar::new(scene.known);
    let mut door = Door::open(scene.chain).await;
    if matches!(bytes.first(), Some(b'{' | b'[')) {
        ask(&mut door, bytes).await;
    } else {
        let mut u = Unstructured::new(bytes);
        for _ in 0..REQUESTS {
            if u.is_empty() {
                break;
            }
            let Ok(body) = grammar.body(&mut u) else {
                break;
            };
            if let Some(answer) = ask(&mut door, body.to_string().as_bytes()).await {
                grammar.learn(&answer["result"]);
            }
        }
    }
    let alive = br#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#;
    let alive = ask(&mut door, alive).await.expect("an answer");
    assert_eq!(alive["result"], "0x64aba");
}

fuzz_target!(|bytes: &[u8]| RUNTIME.block_on(session(bytes)));
