//! Limits on sizes, each accepted at the limit and refused just beyond.

use crate::world::{
    build::{accepts, activate_with, module, rejects, with_body, with_fields},
    wat::assemble,
};
use ebb_stylus::StylusParams;

#[track_caller]
fn limit(build: impl Fn(usize) -> String, most: usize, reason: &str) {
    accepts(&build(most));
    rejects(&build(most + 1), reason);
}

#[test]
fn counts() {
    // Two exports of its own and the four injected ones are in every program.
    let exports = |n: usize| {
        let exports: String = (0..n - 6)
            .map(|i| format!("(export \"e{i}\" (memory 0))"))
            .collect();
        with_fields(&exports)
    };
    limit(exports, 1024, "exports");
    limit(
        |n| with_fields(&"(data \"\")".repeat(n)),
        128,
        "data segments",
    );
    let elements = |n| with_fields(&format!("(table 1 funcref){}", "(elem func)".repeat(n)));
    limit(elements, 128, "element segments");
    limit(|n| with_fields(&"(func)".repeat(n - 1)), 4096, "functions");
    limit(
        |n| with_fields(&format!("(func (local {}))", "i32 ".repeat(n))),
        348,
        "locals",
    );
    limit(
        |n| with_fields(&format!("(table {n} funcref)")),
        4096,
        "table entries",
    );
    limit(
        |n| with_fields(&format!("(export \"{}\" (memory 0))", "e".repeat(n))),
        512,
        "export name",
    );
}

/// So many globals fit a module from ArbOS 60 on only.
#[test]
fn globals() {
    let params = StylusParams::for_arbos(60);
    let globals = |n: usize| {
        let text = with_fields(&"(global i32 (i32.const 0))".repeat(n - 4));
        activate_with(&assemble(&text), &params, 0)
    };
    assert!(globals(32_768).is_ok());
    assert!(globals(32_769).expect_err("rejected").contains("globals"));
}

#[test]
fn imports() {
    let imports = |n| module(&"(import \"debug\" \"null_host\" (func))".repeat(n), "", "");
    limit(imports, 513, "imports");
}

/// Flags, offset, kind and length take nine bytes, each small function index one.
#[test]
fn element_bytes() {
    let element = |n: usize| {
        let items = "0 ".repeat(n - 6);
        with_fields(&format!(
            "(table 4096 funcref) (elem (i32.const 0) func {items})"
        ))
    };
    limit(element, 4096, "bytes of element segments");
}

/// Overhead of the function: 12 of the prologue, 12 of one block, 5 before the end, const and end.
#[test]
fn operators_after_instrumentation() {
    limit(|n| with_body(&"nop ".repeat(n - 31)), 65_536, "operators");
}

/// `n` constants stay on the stack of an unreachable block; the meter pushes no more.
#[test]
fn operand_depth() {
    let body = |n: usize| format!("(block {} unreachable)", "i32.const 0 ".repeat(n));
    limit(|n| with_body(&body(n)), 4096, "operands");
}

#[test]
fn initial_memory() {
    let memory = |pages: usize| {
        format!(
            "(module (memory (export \"memory\") {pages} {pages})
             (func (export \"user_entrypoint\") (param i32) (result i32) (i32.const 0)))"
        )
    };
    limit(memory, 128, "at most 128");
    let params = StylusParams::for_arbos(59);
    let wasm = assemble(&memory(68));
    assert!(activate_with(&wasm, &params, 60).is_ok());
    assert!(activate_with(&wasm, &params, 61).is_err());
}
