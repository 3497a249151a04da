//! `debug_traceTransaction` and `debug_traceCall` over the wire, as geth's and Nitro's tracers answer.

use crate::door::{ALICE, Door};
use alloy_primitives::hex;
use serde_json::{Value, json};

const ARB_WASM: &str = "0x0000000000000000000000000000000000000071";
/// A program that answers with its arguments.
const ECHO: &str = r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 0))
    (call $write_result (i32.const 0) (local.get $len))
    (i32.const 0)))"#;

/// Deploys and activates ECHO at an address of its own.
async fn echo(door: &Door) -> &'static str {
    let address = "0x00000000000000000000000000000000000ec400";
    let wasm = wat::parse_str(ECHO).expect("well-formed text");
    let code = hex::encode(crate::devchain::program_code(&wasm));
    door.contract(address, &code).await;
    let activate = format!("0x58c780c2{:0>64}", &address[2..]);
    let value = "0x2386f26fc10000";
    let transaction = json!({ "from": ALICE, "to": ARB_WASM, "data": activate, "value": value });
    let hash = door.send(transaction).await;
    assert_eq!(door.receipt(&hash).await["status"], "0x1");
    address
}

#[tokio::test]
async fn host_functions_are_traced_in_nitros_form() {
    let door = Door::open().await;
    let program = echo(&door).await;
    let hash = door
        .send(json!({ "from": ALICE, "to": program, "data": "0xabcd" }))
        .await;
    let native = json!([hash, { "tracer": "stylusTracer" }]);
    let steps = door.ask("debug_traceTransaction", native).await;
    let names: Vec<&str> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "user_entrypoint",
            "read_args",
            "write_result",
            "user_returned"
        ]
    );
    let read = &steps[1];
    assert_eq!(
        (&read["args"], &read["outs"]),
        (&json!("0x"), &json!("0xabcd"))
    );
    let ink = read["startInk"].as_u64().unwrap() - read["endInk"].as_u64().unwrap();
    assert_eq!(ink, 8_400 + 5_040);
    // The script of `cargo stylus trace`, by what it is known by.
    let script = json!([hash, { "tracer": "{ \"hostio\": function(info) {} }" }]);
    assert_eq!(door.ask("debug_traceTransaction", script).await, steps);
}

#[tokio::test]
async fn a_call_is_traced_with_what_it_pretends() {
    let door = Door::open().await;
    let program = echo(&door).await;
    let request = json!({ "to": program, "data": "0x01" });
    let host = json!([request, "latest", { "tracer": "stylusTracer" }]);
    assert_eq!(
        door.ask("debug_traceCall", host)
            .await
            .as_array()
            .map(Vec::len),
        Some(4)
    );
    let code = json!({ program: { "code": "0x5f5ffd" } });
    let pretend = json!([request, "latest", { "tracer": "callTracer", "stateOverrides": code }]);
    let tree = door.ask("debug_traceCall", pretend).await;
    assert_eq!(
        (&tree["type"], &tree["error"]),
        (&json!("CALL"), &json!("execution reverted"))
    );
}

#[tokio::test]
async fn the_access_list_of_a_call_names_what_it_touches() {
    let door = Door::open().await;
    // Reads slot 5, then the balance of a stranger.
    let stranger = "0x00000000000000000000000000000000000000000000000000000000dead0001";
    let code = format!("600554507f{}31", &stranger[2..]);
    let reader = door
        .contract("0x0000000000000000000000000000000000ec4001", &code)
        .await;
    let request = json!([{ "from": ALICE, "to": reader }]);
    let answer = door.ask("eth_createAccessList", request).await;
    let slot = format!("0x{:064x}", 5);
    assert_eq!(
        answer["accessList"],
        json!([
            { "address": reader, "storageKeys": [slot] },
            { "address": "0x00000000000000000000000000000000dead0001", "storageKeys": [] }
        ])
    );
    // 21000; two addresses and a slot of the list; PUSH1 SLOAD POP PUSH32 BALANCE, warm.
    let gas = 21_000 + 2 * 2_400 + 1_900 + 3 + 100 + 2 + 3 + 100;
    assert_eq!(answer["gasUsed"], format!("{gas:#x}"));
}

#[tokio::test]
async fn an_unknown_tracer_is_refused_with_the_known_ones() {
    let door = Door::open().await;
    for options in [
        json!({}),
        json!({ "tracer": "prestateTracer" }),
        Value::Null,
    ] {
        let error = door
            .refusal(
                "debug_traceCall",
                json!([{ "to": ALICE }, "latest", options]),
            )
            .await;
        assert_eq!(error.code(), -32601);
        assert!(error.message().contains("stylusTracer"), "{error}");
    }
}
