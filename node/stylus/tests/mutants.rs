//! Garbage into the reader of programs: thousands of mutated modules and codes, the same at every run.
//!
//! Whatever comes in, activation ends with a program or a reason. Whatever is activated compiles, and
//! its frame ends within its ink. `fuzz/` drives the same checks with libFuzzer.

use crate::world::{World, code_of, hex, programs as p, wat::assemble};
use alloy_primitives::keccak256;
use ebb_stylus::{EvmEnv, Frame, OutcomeKind, Program, Runner, StylusParams};

/// How many mutants of each kind are tried; `EBB_MUTANTS` says otherwise.
const MUTANTS: usize = 3_000;

fn count() -> usize {
    let asked = std::env::var("EBB_MUTANTS").ok();
    asked.map_or(MUTANTS, |count| count.parse().expect("a number"))
}

/// Gas of a mutant's frame: enough for its host functions, little enough for its loops.
const GAS: u64 = 300_000;

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

/// Bytes that mean something at many places of a module.
const TELLING: [u8; 16] = [
    0x00, 0x01, 0x0b, 0x40, 0x41, 0x60, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xfc, 0xfd, 0xfe, 0xff, 0x70,
];

fn mutate(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=dice.below(6) / 5 {
        let at = dice.below(bytes.len());
        match dice.below(14) {
            0..=5 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            6..=8 if !bytes.is_empty() => bytes[at] = TELLING[dice.below(TELLING.len())],
            9 => bytes.insert(at, TELLING[dice.below(TELLING.len())]),
            10 if !bytes.is_empty() => drop(bytes.remove(at)),
            11 => bytes.truncate(at),
            // A number that goes on and on.
            12 => drop(bytes.splice(at..at, [0xff; 4])),
            _ => {
                let from = dice.below(other.len());
                let until = (from + dice.below(32)).min(other.len());
                bytes.splice(at..at, other[from..until].iter().copied());
            }
        }
    }
}

/// Calls what programs call, with a table, a global and data.
const CALLER: &str = r#"(module
  (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
  (import "vm_hooks" "storage_cache_bytes32" (func $cache (param i32 i32)))
  (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
  (import "vm_hooks" "emit_log" (func $log (param i32 i32 i32)))
  (import "vm_hooks" "math_pow" (func $pow (param i32 i32)))
  (import "vm_hooks" "account_code" (func $code (param i32 i32 i32 i32) (result i32)))
  (import "vm_hooks" "pay_for_memory_grow" (func $pay (param i32)))
  (import "console" "log_txt" (func $print (param i32 i32)))
  (memory (export "memory") 1 4)
  (global $g (mut i64) (i64.const 7))
  (table 2 funcref)
  (elem (i32.const 0) $load $cache)
  (data (i32.const 32) "data of the program")
  (func (export "user_entrypoint") (param i32) (result i32)
    (call_indirect (param i32 i32) (i32.const 0) (i32.const 32) (i32.const 1))
    (call $load (i32.const 0) (i32.const 64))
    (call $flush (i32.const 1))
    (call $log (i32.const 0) (i32.const 64) (i32.const 1))
    (call $pow (i32.const 0) (i32.const 32))
    (call $print (i32.const 32) (i32.const 19))
    (drop (call $code (i32.const 0) (i32.const 0) (i32.const 9) (i32.const 99)))
    (drop (memory.grow (i32.const 1)))
    (memory.fill (i32.const 0) (i32.const 1) (i32.const 64))
    (call $call (i32.const 0) (i32.const 0) (i32.const 9) (i32.const 64) (i64.const -1)
      (i32.const 128))))"#;

fn seeds() -> Vec<Vec<u8>> {
    let vectors = [
        p::ECHO,
        p::COUNTDOWN,
        p::RECURSION,
        p::LEAK,
        p::GROW,
        p::BULK,
        p::TABLES,
        p::KECCAK,
        p::DIVISION,
        p::MIXED,
    ];
    let mut seeds = vectors.map(hex).to_vec();
    seeds.push(assemble(CALLER));
    seeds
}

/// Activates `code` and, if that succeeds, runs it. Whether it succeeded.
fn survives(runner: &Runner, code: &[u8], params: &StylusParams) -> bool {
    let Ok(program) = Program::activate(code, params, 0) else {
        return false;
    };
    assert_eq!(program.module_gas(params.arbos_version).len(), 6);
    let mut world = World::new(params.arbos_version);
    let frame = Frame {
        calldata: &[1, 2, 3, 4],
        gas: GAS,
        env: EvmEnv::default(),
    };
    let outcome = runner.run(keccak256(code), code, params, frame, &mut world);
    assert!(outcome.gas_left <= GAS);
    let detail = outcome.detail.unwrap_or_default();
    let is_engines = detail.contains("compiled") || detail.contains("instrumented");
    assert!(
        outcome.kind != OutcomeKind::Failure || !is_engines,
        "an activated program must run: {detail}"
    );
    true
}

#[test]
fn mutated_modules_are_refused_or_run() {
    let (runner, seeds, mut dice) = (Runner::new(), seeds(), Dice(1));
    let (mut survivors, count) = (0, count());
    for round in 0..count {
        let params = StylusParams::for_arbos(if round % 2 == 0 { 59 } else { 51 });
        let mut wasm = seeds[dice.below(seeds.len())].clone();
        let other = seeds[dice.below(seeds.len())].clone();
        mutate(&mut dice, &mut wasm, &other);
        survivors += usize::from(survives(&runner, &code_of(&wasm), &params));
    }
    assert!(
        survivors > count / 40,
        "only {survivors} of {count} mutants ran"
    );
    assert!(survivors < count, "nothing was refused");
}

#[test]
fn mutated_codes_are_refused_or_run() {
    let (runner, mut dice) = (Runner::new(), Dice(2));
    let codes: Vec<_> = seeds().iter().map(|wasm| code_of(wasm)).collect();
    let params = StylusParams::for_arbos(59);
    for _ in 0..count() {
        let mut code = codes[dice.below(codes.len())].clone();
        let other = codes[dice.below(codes.len())].clone();
        mutate(&mut dice, &mut code, &other);
        survives(&runner, &code, &params);
    }
}
