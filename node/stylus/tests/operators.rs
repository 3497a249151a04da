//! Every operator that a program may run, priced alone, against Nitro's table typed anew.
//!
//! Each operator stands in one basic block with constants as operands, so the ink of the run is the
//! block's: 2450, one per constant, the operator, 9 to drop its result, one each for status and `end`.

use crate::world::{World, wat::assemble};
use ebb_stylus::{OutcomeKind, Runner};

/// Enough for every program here.
const GAS: u64 = 1_000_000;
const HEADER: u64 = 2_450;

/// Text of an operator, its operands and result (`i` for i32, `l` for i64), its price.
type Row = (&'static str, &'static str, &'static str, u64);

const COMPARISONS: [&str; 10] = [
    "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u",
];
const BITWISE: [&str; 8] = ["and", "or", "xor", "shl", "shr_s", "shr_u", "rotl", "rotr"];
const DIVISIONS: [&str; 4] = ["div_s", "div_u", "rem_s", "rem_u"];

/// Operators that are not of one of the families above.
const SINGLE: [Row; 65] = [
    ("nop", "", "", 1),
    ("drop", "i", "", 9),
    ("select", "iii", "i", 1250),
    ("local.get $i", "", "i", 75),
    ("local.tee $i", "i", "i", 75),
    ("local.set $i", "i", "", 210),
    ("global.get $g", "", "i", 225),
    ("global.set $g", "i", "", 575),
    ("memory.size", "", "i", 3000),
    ("memory.grow", "i", "i", 8050),
    // One byte each: 100.
    ("memory.copy", "iii", "", 950 + 100),
    ("memory.fill", "iii", "", 950 + 100),
    ("i32.load", "i", "i", 670),
    ("i32.load8_s", "i", "i", 670),
    ("i32.load8_u", "i", "i", 670),
    ("i32.load16_s", "i", "i", 670),
    ("i32.load16_u", "i", "i", 670),
    ("i64.load", "i", "l", 680),
    ("i64.load8_s", "i", "l", 680),
    ("i64.load8_u", "i", "l", 680),
    ("i64.load16_s", "i", "l", 680),
    ("i64.load16_u", "i", "l", 680),
    ("i64.load32_s", "i", "l", 680),
    ("i64.load32_u", "i", "l", 680),
    ("i32.store", "ii", "", 825),
    ("i32.store8", "ii", "", 825),
    ("i32.store16", "ii", "", 825),
    ("i64.store", "il", "", 950),
    ("i64.store8", "il", "", 950),
    ("i64.store16", "il", "", 950),
    ("i64.store32", "il", "", 950),
    ("i32.eqz", "i", "i", 170),
    ("i64.eqz", "l", "i", 225),
    ("i32.clz", "i", "i", 210),
    ("i32.ctz", "i", "i", 210),
    ("i64.clz", "l", "l", 210),
    ("i64.ctz", "l", "l", 210),
    ("i32.popcnt", "i", "i", 2650),
    ("i64.popcnt", "l", "l", 6000),
    ("i32.add", "ii", "i", 70),
    ("i32.sub", "ii", "i", 70),
    ("i64.add", "ll", "l", 100),
    ("i64.sub", "ll", "l", 100),
    ("i32.mul", "ii", "i", 160),
    ("i64.mul", "ll", "l", 160),
    ("i32.wrap_i64", "l", "i", 100),
    ("i64.extend_i32_s", "i", "l", 100),
    ("i64.extend_i32_u", "i", "l", 100),
    ("i32.extend8_s", "i", "i", 100),
    ("i32.extend16_s", "i", "i", 100),
    ("i64.extend8_s", "l", "l", 100),
    ("i64.extend16_s", "l", "l", 100),
    ("i64.extend32_s", "l", "l", 100),
    // Offsets and alignments change no price.
    ("i32.load offset=8 align=1", "i", "i", 670),
    ("i64.store offset=65000 align=1", "il", "", 950),
    ("local.get $p", "", "i", 75),
    ("local.get $l", "", "l", 75),
    ("local.tee $l", "l", "l", 75),
    ("local.set $l", "l", "", 210),
    ("global.get $c", "", "l", 225),
    ("drop", "l", "", 9),
    ("select", "lli", "l", 1250),
    ("i32.const 2147483647", "", "i", 1),
    ("i64.const -9223372036854775808", "", "l", 1),
    ("i64.const 1", "", "l", 1),
];

/// A program of one basic block: constants, the operator, what drops its result.
fn program(operator: &str, operands: &str, result: &str) -> Vec<u8> {
    let constants: String = operands
        .chars()
        .map(|kind| match kind {
            'i' => "i32.const 1 ",
            _ => "i64.const 1 ",
        })
        .collect();
    let drop = if result.is_empty() { "" } else { "drop" };
    assemble(&format!(
        "(module (memory (export \"memory\") 1 1)
         (global $g (mut i32) (i32.const 0)) (global $c i64 (i64.const 7))
         (func (export \"user_entrypoint\") (param $p i32) (result i32) (local $i i32) (local $l i64)
           {constants} {operator} {drop} i32.const 0))"
    ))
}

#[track_caller]
fn check((operator, operands, result, price): (&str, &str, &str, u64), arbos_version: u64) {
    let mut world = World::new(arbos_version);
    let wasm = program(operator, operands, result);
    let outcome = world.run(&Runner::new(), &wasm, &[], GAS);
    assert_eq!(
        outcome.kind,
        OutcomeKind::Success,
        "{operator}: {:?}",
        outcome.detail
    );
    let drop = if result.is_empty() { 0 } else { 9 };
    let wanted = HEADER + operands.len() as u64 + price + drop + 2;
    let used = GAS * 10_000 - outcome.ink_left;
    assert_eq!(used, wanted, "{operator} at ArbOS {arbos_version}");
}

#[test]
fn every_operator_has_its_price() {
    for arbos_version in [31, 59] {
        for row in SINGLE {
            check(row, arbos_version);
        }
    }
}

#[test]
fn families_of_integer_operators_have_their_price() {
    let family = |names: &[&str], word: &str, operands: &str, result: &str, price| {
        for name in names {
            check((&format!("{word}.{name}"), operands, result, price), 59);
        }
    };
    family(&COMPARISONS, "i32", "ii", "i", 170);
    family(&COMPARISONS, "i64", "ll", "i", 225);
    family(&BITWISE, "i32", "ii", "i", 70);
    family(&BITWISE, "i64", "ll", "l", 100);
    family(&DIVISIONS, "i32", "ii", "i", 1120);
    family(&DIVISIONS, "i64", "ll", "l", 1270);
}

/// What touches a float can stand in a program, but a block that holds it costs more than there is.
#[test]
fn floats_can_never_be_paid() {
    for (operator, operands) in [
        ("f32.const 1 drop", ""),
        ("f64.const 1 drop", ""),
        ("f32.load drop", "i"),
        ("f64.load drop", "i"),
        ("f32.reinterpret_i32 drop", "i"),
        ("f64.reinterpret_i64 drop", "l"),
        ("f32.const 1 i32.reinterpret_f32 drop", ""),
        ("f64.const 1 i64.reinterpret_f64 drop", ""),
        ("f32.const 1 f32.store", "i"),
        ("f64.const 1 f64.store", "i"),
    ] {
        let mut world = World::new(59);
        world.params.ink_price = 1;
        let wasm = program(operator, operands, "");
        let outcome = world.run(&Runner::new(), &wasm, &[], u64::MAX - 1);
        assert_eq!(outcome.kind, OutcomeKind::OutOfInk, "{operator}");
    }
}
