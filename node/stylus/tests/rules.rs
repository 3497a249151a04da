//! What activation refuses beside limits on sizes.

use crate::world::{
    World,
    build::{accepts, activate, activate_with, module, rejects, with_body, with_fields},
    code_of,
    wat::assemble,
};
use ebb_stylus::{ActivationError, OutcomeKind, Program, Runner, StylusParams};

#[test]
fn memory_that_can_grow_has_to_pay() {
    let pay = "(import \"vm_hooks\" \"pay_for_memory_grow\" (func (param i32)))";
    let program = |imports: &str, size: &str| {
        format!(
            "(module {imports} (memory (export \"memory\") {size})
             (func (export \"user_entrypoint\") (param i32) (result i32) (i32.const 0)))"
        )
    };
    rejects(&program("", "1"), "pay_for_memory_grow");
    rejects(&program("", "1 2"), "pay_for_memory_grow");
    accepts(&program("", "1 1"));
    accepts(&program(pay, "1"));
    accepts(&program(pay, "1 65536"));
}

#[test]
fn imports_have_to_exist_with_their_types() {
    let import = |module: &str, name: &str, ty: &str| {
        self::module(
            &format!("(import \"{module}\" \"{name}\" (func {ty}))"),
            "",
            "",
        )
    };
    accepts(&import("vm_hooks", "read_args", "(param i32)"));
    rejects(
        &import("vm_hooks", "read_args", "(param i64)"),
        "wrong type",
    );
    rejects(
        &import("vm_hooks", "read_args", "(param i32) (result i32)"),
        "wrong type",
    );
    rejects(&import("vm_hooks", "read_arguments", ""), "no such import");
    rejects(
        &import("env", "read_args", "(param i32)"),
        "no such import module",
    );
    rejects(&import("vm_hooks", "stylus_x", ""), "no such import");
    let global = module("(import \"vm_hooks\" \"g\" (global i32))", "", "");
    rejects(&global, "not a function");
    let twice = "(type $a (func (param i32))) (type $b (func (param i32)))
        (import \"vm_hooks\" \"read_args\" (func (type $a)))";
    let again =
        |ty: &str| format!("{twice} (import \"vm_hooks\" \"read_args\" (func (type {ty})))");
    accepts(&module(&again("$a"), "", ""));
    rejects(&module(&again("$b"), "", ""), "twice");
}

#[test]
fn debug_imports_and_start_need_a_debug_chain() {
    let console = module(
        "(import \"console\" \"log_i32\" (func (param i32)))",
        "",
        "",
    );
    let start = with_fields("(func $s) (start $s)");
    let public = StylusParams {
        debug_chain: false,
        ..StylusParams::for_arbos(59)
    };
    for (text, reason) in [(console, "console"), (start, "start functions")] {
        accepts(&text);
        let error = activate_with(&assemble(&text), &public, 0).expect_err("rejected");
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn exports() {
    let text = "(module (memory (export \"memory\") 1 1)
        (func (export \"FUNCTION\") (param TYPE) (result i32) (i32.const 0)))";
    rejects(
        &text.replace("FUNCTION", "main").replace("TYPE", "i32"),
        "user_entrypoint",
    );
    rejects(
        &text
            .replace("FUNCTION", "user_entrypoint")
            .replace("TYPE", "i64"),
        "wrong type",
    );
    let hidden = "(module (memory 1 1)
        (func (export \"user_entrypoint\") (param i32) (result i32) (i32.const 0)))";
    rejects(hidden, "missing Memory export memory");
}

#[test]
fn reserved_names() {
    let import = "(import \"vm_hooks\" \"read_args\" (func (param i32)))";
    let export = |name: &str| module(import, &format!("(export \"{name}\" (memory 0))"), "");
    accepts(&export("a_read_args"));
    rejects(&export("read_args"), "name of an import");
    rejects(&export("a__read_args"), "name of an import");
    accepts(&export("my_stylus"));
    rejects(&export("stylus_ink_left"), "reserved");
    rejects(&export("a__b__stylus"), "reserved");
}

/// The module's name is the section's first part: kind 0, length, and a string with its own length.
#[test]
fn a_name_section_has_to_be_well_formed() {
    let mut wasm = assemble(&with_body(""));
    let names = |content: &[u8]| [&[0, 5 + content.len() as u8, 4], &b"name"[..], content].concat();
    let good = [wasm.clone(), names(&[0, 3, 2, b'a', b'b'])].concat();
    assert!(activate(&good).is_ok());
    wasm.extend(names(&[0, 3, 9, b'a', b'b']));
    let error = activate(&wasm).expect_err("rejected");
    assert!(error.contains("name section"), "{error}");
}

#[test]
fn segments_have_to_fit() {
    accepts(&with_fields("(data (i32.const 65535) \"a\")"));
    rejects(&with_fields("(data (i32.const 65535) \"ab\")"), "leaves");
    rejects(&with_fields("(data (i32.const -1) \"\")"), "leaves");
    accepts(&with_fields(
        "(table 2 funcref) (func $f) (elem (i32.const 1) $f)",
    ));
    rejects(
        &with_fields("(table 2 funcref) (func $f) (elem (i32.const 2) $f)"),
        "leaves",
    );
}

#[test]
fn segments_that_are_not_active_do_nothing() {
    let text = with_fields(
        "(data \"a\") (table 1 funcref) (func $f) (elem func $f) (elem declare func $f)",
    );
    accepts(&text);
    let outcome = World::new(59).run(&Runner::new(), &assemble(&text), &[], 1_000);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
}

#[test]
fn floats_may_stand_in_a_program_but_not_run() {
    let text = with_body("(drop (f32.const 1))");
    accepts(&text);
    let outcome = World::new(59).run(&Runner::new(), &assemble(&text), &[], 1 << 40);
    assert_eq!(outcome.kind, OutcomeKind::OutOfInk);
    let add = with_body("(drop (f32.add (f32.const 1) (f32.const 1)))");
    rejects(&add, "F32Add");
    rejects(
        &with_body("(drop (i32.trunc_sat_f32_s (f32.const 1)))"),
        "I32TruncSatF32S",
    );
}

#[test]
fn features() {
    let index_block = "(module (type $t (func (result i32))) (memory (export \"memory\") 1 1)
        (func (export \"user_entrypoint\") (param i32) (result i32)
        (block (result i32 i32) (i32.const 0) (i32.const 1)) (drop)))";
    rejects(index_block, "multi-value");
    let old = StylusParams::for_arbos(58);
    assert!(activate_with(&assemble(index_block), &old, 0).is_ok());
    let mut before = World::new(58);
    assert_eq!(
        before
            .run(&Runner::new(), &assemble(index_block), &[], 1_000)
            .kind,
        OutcomeKind::Success
    );
    rejects(&with_body("(drop (ref.null func))"), "not valid");
    rejects(&with_fields("(memory 1)"), "memor");
    rejects(&with_fields("(func (result v128) unreachable)"), "SIMD");
    rejects(&with_body("(return_call 0 (i32.const 0))"), "tail call");
    rejects(
        &with_fields("(global i32 (i32.add (i32.const 1) (i32.const 1)))"),
        "const",
    );
    let count = with_fields("(data $d \"a\") (func (data.drop $d))");
    rejects(&count, "data count");
}

#[test]
fn code_that_cannot_be_read() {
    let params = StylusParams::for_arbos(59);
    let plain = |code: &[u8]| {
        let error = Program::activate(code, &params, 0).expect_err("rejected");
        assert!(matches!(error, ActivationError::Plain(_)), "{error}");
    };
    let good = code_of(&assemble(&with_body("")));
    plain(&[]);
    plain(&[0xEF, 0xF0, 0x00]);
    plain(&[0xEF, 0xF0, 0x00, 0x00]);
    plain(&good[..good.len() - 1]);
    let mut dictionary = good.clone();
    dictionary[3] = 1;
    plain(&dictionary);
    let mut wide = good[..4].to_vec();
    let options = brotli::enc::BrotliEncoderParams {
        lgwin: 26,
        large_window: true,
        ..Default::default()
    };
    let wasm = assemble(&with_body(""));
    brotli::BrotliCompress(&mut &wasm[..], &mut wide, &options).expect("compressed");
    plain(&wide);
    let mut trailing = good.clone();
    trailing.extend([1, 2, 3]);
    assert!(Program::activate(&trailing, &params, 0).is_ok());
    let bomb = code_of(&vec![0; 131_073]);
    plain(&bomb);
    let fits = code_of(&vec![0; 131_072]);
    let error = Program::activate(&fits, &params, 0).expect_err("no WASM");
    assert!(matches!(error, ActivationError::Failure(_)));
}

/// Every prefix and every flipped byte of a module is refused or accepted, never a panic.
#[test]
fn damaged_modules_do_not_crash() {
    let wasm = crate::world::hex(crate::world::programs::TABLES);
    for end in 0..wasm.len() {
        assert!(activate(&wasm[..end]).is_err());
    }
    for index in 0..wasm.len() {
        for bit in [1, 0x10, 0x80] {
            let mut damaged = wasm.clone();
            damaged[index] ^= bit;
            let _ = activate(&damaged);
        }
    }
    let code = code_of(&wasm);
    for index in 0..code.len() {
        for bit in [1, 0x10, 0x80] {
            let mut damaged = code.clone();
            damaged[index] ^= bit;
            let _ = Program::activate(&damaged, &StylusParams::default(), 0);
        }
    }
}
