//! Thousands of requests that were fine until something in them was changed, the same at every run.
//! Each is answered with a result or with an error in a sentence; none is the node's own fault; and
//! the node serves on.

use std::time::Duration;

use crate::door::{ALICE, BOB, Door};
use jsonrpsee::core::client::{ClientT, Error};
use serde_json::{Value, json};

/// How many mutated requests are sent; `EBB_MUTANTS` says otherwise.
const REQUESTS: usize = 4_000;
/// Longer than any of them may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A sequence that looks random and is the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.roll() % limit.max(1) as u64) as usize
    }
}

/// One good request for each method that takes parameters.
fn requests(block: &Value, hash: &Value) -> Vec<(&'static str, Value)> {
    let call = json!({ "from": ALICE, "to": BOB, "value": "0x1", "data": "0x01020304" });
    let typed = json!({ "from": ALICE, "to": BOB, "maxFeePerGas": "0x77359400", "gas": "0xffff",
        "accessList": [{ "address": BOB, "storageKeys": [hash] }] });
    let init = json!({ "from": ALICE, "data": "0x600160005360016000f3" });
    let overrides = json!({ BOB: { "code": "0x5f5ffd", "balance": "0x5",
        "stateDiff": { (hash.as_str().unwrap()): hash } } });
    let values = json!({ "number": "0x9", "time": "0x99999999" });
    let filter = json!({ "fromBlock": "0x0", "toBlock": "latest", "address": BOB, "topics": [null, [hash]] });
    vec![
        ("eth_getBalance", json!([ALICE, "latest"])),
        ("eth_getCode", json!([ALICE, "0x0"])),
        (
            "eth_getStorageAt",
            json!([ALICE, "0x1", { "blockHash": block }]),
        ),
        ("eth_getTransactionCount", json!([ALICE, "pending"])),
        ("eth_getBlockByNumber", json!(["0x1", true])),
        ("eth_getBlockByHash", json!([block, false])),
        ("eth_getBlockReceipts", json!(["latest"])),
        ("eth_getTransactionByHash", json!([hash])),
        (
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["0x1", "0x0"]),
        ),
        ("eth_getTransactionReceipt", json!([hash])),
        ("eth_feeHistory", json!(["0x5", "latest", [10.0, 90.0]])),
        ("eth_call", json!([call, "latest", overrides, values])),
        ("eth_estimateGas", json!([call, "latest"])),
        ("eth_estimateGas", json!([init])),
        ("eth_sendTransaction", json!([call])),
        ("eth_sendTransaction", json!([typed])),
        (
            "eth_sendRawTransaction",
            json!([
                "0xf86b8085174876e800825208949c8d7b2bb1ba2d2d6fe1fc0b1a4eec95b7a3c34d8806f05b59d3b2000080830c9f97a0aa5fa9b2b0a1f0a4dcbb4bd4a0d1e6ed6fd4c5b2c9e1f3f4a5b6c7d8e9f0a1b2a05fa9b2b0a1f0a4dcbb4bd4a0d1e6ed6fd4c5b2c9e1f3f4a5b6c7d8e9f0a1b2"
            ]),
        ),
        ("eth_getLogs", json!([filter])),
        ("eth_newFilter", json!([filter])),
        ("eth_getFilterChanges", json!(["0x1"])),
        ("eth_sign", json!([ALICE, "0x0102"])),
        ("personal_sign", json!(["0x0102", ALICE])),
        ("eth_signTypedData_v4", json!([ALICE, typed_data()])),
        ("eth_signTransaction", json!([typed])),
        (
            "debug_traceTransaction",
            json!([hash, { "tracer": "callTracer" }]),
        ),
        (
            "debug_traceCall",
            json!([call, "latest", { "tracer": "stylusTracer", "stateOverrides": overrides }]),
        ),
        ("evm_increaseTime", json!([5])),
        ("evm_setNextBlockTimestamp", json!([9_999_999_999u64])),
        ("evm_mine", json!([{ "blocks": 2 }])),
        ("anvil_mine", json!(["0x2", "0x1"])),
        ("anvil_setBalance", json!([BOB, "0xffffff"])),
        ("anvil_setCode", json!([BOB, "0xeff000001b"])),
        ("anvil_setNonce", json!([BOB, "0x5"])),
        ("anvil_setStorageAt", json!([BOB, "0x0", hash])),
        ("evm_revert", json!(["0x1"])),
        ("evm_snapshot", json!([])),
        ("anvil_loadState", json!(["0x7b7d"])),
    ]
}

fn typed_data() -> Value {
    json!({
        "types": {
            "EIP712Domain": [{ "name": "name", "type": "string" }],
            "Mail": [{ "name": "to", "type": "Person[2]" }, { "name": "value", "type": "uint256" }],
            "Person": [{ "name": "who", "type": "address" }]
        },
        "primaryType": "Mail",
        "domain": { "name": "Test" },
        "message": { "to": [{ "who": BOB }, { "who": ALICE }], "value": "0x5" }
    })
}

/// Values that a parser may stumble over.
fn odd(dice: &mut Dice) -> Value {
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("0x"),
        json!("0xg"),
        json!("0x00000000000000000000000000000000000000000000000000000000000000000001"),
        json!(format!("0x{}", "f".repeat(64))),
        json!(format!("0x{}", "f".repeat(40))),
        json!(format!("0x{}", "0".repeat(4001))),
        json!("latest"),
        json!("\u{0}\u{202e}💥"),
        json!([]),
        json!([[[[]]]]),
        json!({}),
        json!({ "tracer": "{\"hostio\": function" }),
    ];
    odd[dice.below(odd.len())].clone()
}

/// Changes something somewhere inside.
fn mutate(dice: &mut Dice, value: &mut Value) {
    match value {
        Value::Array(items) if !items.is_empty() && dice.below(5) > 0 => {
            let at = dice.below(items.len());
            match dice.below(8) {
                0 => drop(items.remove(at)),
                1 => items.insert(at, odd(dice)),
                _ => mutate(dice, &mut items[at]),
            }
        }
        Value::Object(fields) if !fields.is_empty() && dice.below(5) > 0 => {
            let at = dice.below(fields.len());
            let name = fields.keys().nth(at).cloned().unwrap_or_default();
            match dice.below(8) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert("gas".to_owned(), odd(dice))),
                _ => mutate(dice, &mut fields[&name]),
            }
        }
        Value::String(text) if text.len() > 2 && text.is_ascii() && dice.below(3) > 0 => {
            let at = 2 + dice.below(text.len() - 2);
            match dice.below(3) {
                0 => text.truncate(at),
                1 => text.insert(at, char::from(b'0' + dice.below(75) as u8)),
                _ => text.replace_range(at..at + 1, ["0", "f", "8", "x"][dice.below(4)]),
            }
        }
        other => *other = odd(dice),
    }
}

#[tokio::test]
async fn mutated_requests_are_answered() {
    let door = Door::open().await;
    let hash = json!(door.send(json!({ "from": ALICE, "to": BOB })).await);
    let block = door
        .ask("eth_getBlockByNumber", json!(["latest", false]))
        .await["hash"]
        .clone();
    let (requests, mut dice) = (requests(&block, &hash), Dice(7));
    let (mut results, mut refusals) = (0, 0);
    let asked = std::env::var("EBB_MUTANTS").ok();
    let count = asked.map_or(REQUESTS, |count| count.parse().expect("a number"));
    for _ in 0..count {
        let (method, mut params) = requests[dice.below(requests.len())].clone();
        for _ in 0..=dice.below(2) {
            mutate(&mut dice, &mut params);
        }
        if is_too_much(method, &params) {
            continue;
        }
        let request = door
            .client
            .request::<Value, _>(method, crate::door::raw(&params));
        let answer = tokio::time::timeout(PATIENCE, request).await;
        match answer.unwrap_or_else(|_| panic!("no answer to {method} {params}")) {
            Ok(_) => results += 1,
            Err(Error::Call(error)) => {
                let sentence = error.message();
                assert!(
                    error.code() == 3 || error.code() <= -32000,
                    "{method} {params}: {error}"
                );
                assert_ne!(error.code(), -32603, "{method} {params}: {sentence}");
                assert!(sentence.len() > 10, "{method} {params}: {sentence}");
                refusals += 1;
            }
            Err(other) => panic!("{method} {params}: {other}"),
        }
    }
    assert!(
        results > count / 20 && refusals > count / 20,
        "{results} {refusals}"
    );
    assert_eq!(door.ask("eth_chainId", json!([])).await, "0x64aba");
}

/// Mining a hundred thousand blocks is allowed and only slow.
fn is_too_much(method: &str, params: &Value) -> bool {
    method.ends_with("mine") && params.to_string().len() > 16
}
