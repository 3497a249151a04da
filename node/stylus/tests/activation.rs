//! Activation of ten programs: every figure that gas, fees or entry costs depend on.
//!
//! The numbers come from a simulator written from the specification alone, not from this crate.

use crate::world::{
    World, code_of, hex,
    programs::ECHO,
    vectors::{VECTORS, Vector},
};
use alloy_primitives::U256;
use ebb_stylus::{DataPricer, Pages, Program, Record, Runner, StylusParams, entry_cost};
use wasmparser::{Operator, Parser, Payload};

fn activate(vector: &Vector, arbos_version: u64) -> Program {
    let params = StylusParams::for_arbos(arbos_version);
    Program::activate(&code_of(&hex(vector.wasm)), &params, 0).expect("the program is valid")
}

#[test]
fn sizes_and_estimates() {
    for vector in &VECTORS {
        let program = activate(vector, 59);
        let s = program.stats();
        let data = s.data_encoded + s.elements_encoded;
        let sizes = [s.wasm_len, s.functions, s.type_len, s.globals, data];
        assert_eq!(sizes, vector.stats[..5]);
        assert_eq!(
            [u64::from(program.footprint()), s.operators],
            vector.stats[5..]
        );
        assert_eq!(program.asm_estimate(), vector.asm);
        assert_eq!(
            (program.init_cost(), program.cached_cost()),
            (vector.init, vector.cached)
        );
    }
}

#[test]
fn module_gas_and_whole_activation() {
    for vector in &VECTORS {
        let program = activate(vector, 59);
        assert_eq!(program.module_gas(59), vector.module_gas);
        let sum: u64 = vector.module_gas.iter().sum();
        assert_eq!(1_748_626 + sum, vector.activation_gas);
        assert_eq!(
            program.module_gas(31)[0],
            0,
            "the size line is free before ArbOS 32"
        );
    }
}

#[test]
fn data_fee_on_a_fresh_chain() {
    for vector in &VECTORS {
        let fee = DataPricer::default().sell(vector.asm, 1_800_000_000);
        assert_eq!(fee, U256::from(vector.fee));
    }
}

#[test]
fn frames_and_blocks_in_the_instrumented_code() {
    for vector in &VECTORS {
        let program = activate(vector, 59);
        let (frames, blocks) = read_charges(program.wasm());
        assert_eq!(frames, vector.frames);
        assert_eq!(blocks, vector.blocks);
    }
}

#[test]
fn entry_cost_uncached_and_cached() {
    let params = StylusParams::for_arbos(59);
    for vector in &VECTORS {
        let program = activate(vector, 59);
        let mut record = Record::activated(&program, &params, 1_800_000_000, false);
        let pages = Pages::default();
        assert_eq!(entry_cost(&record, &params, &pages, false), vector.entry[0]);
        assert_eq!(entry_cost(&record, &params, &pages, true), vector.entry[0]);
        record.cached = true;
        assert_eq!(entry_cost(&record, &params, &pages, false), vector.entry[1]);
    }
}

/// Nitro's published end-to-end figure: a call of its 187-byte fixture, which is `ECHO` with a name
/// section, costs 9236 gas with 4 bytes of calldata.
#[test]
fn published_entry_and_execution() {
    let mut wasm = hex(ECHO);
    let module_name = [b'n'; 46];
    wasm.extend([&[0, 54, 4], &b"name"[..], &[0, 47, 46], &module_name].concat());
    assert_eq!(wasm.len(), 187);
    let params = StylusParams::default();
    let program = Program::activate(&code_of(&wasm), &params, 0).expect("the program is valid");
    assert_eq!((program.init_cost(), program.cached_cost()), (34, 11));
    let record = Record::activated(&program, &params, 1_800_000_000, false);
    let entry = entry_cost(&record, &params, &Pages::default(), false);
    let outcome = World::new(59).run(&Runner::new(), &wasm, &[1, 2, 3, 4], 100_000);
    assert_eq!(entry + 100_000 - outcome.gas_left, 9236);
}

#[test]
fn recent_programs_are_cheap_from_arbos_60() {
    let params = StylusParams::for_arbos(60);
    let program = activate(&VECTORS[0], 60);
    let record = Record::activated(&program, &params, 1_800_000_000, false);
    assert_eq!(entry_cost(&record, &params, &Pages::default(), true), 363);
    assert_eq!(entry_cost(&record, &params, &Pages::default(), false), 9221);
}

#[test]
fn version_one_counts_the_cached_cost_into_the_init_cost() {
    let params = StylusParams::for_arbos(30);
    let program = activate(&VECTORS[0], 30);
    let record = Record::activated(&program, &params, 1_800_000_000, false);
    assert_eq!(program.init_cost(), 26 + 11);
    assert_eq!(
        entry_cost(&record, &params, &Pages::default(), false),
        9216 + 37
    );
}

/// Reads the depth checker's frame and the meter's blocks back from each function.
fn read_charges(wasm: &[u8]) -> (Vec<i32>, Vec<Vec<i64>>) {
    let (mut frames, mut blocks) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CodeSectionEntry(body) = payload.expect("the module is well-formed") else {
            continue;
        };
        let operators: Vec<_> = body.get_operators_reader().unwrap().into_iter().collect();
        let operators: Vec<_> = operators.into_iter().map(Result::unwrap).collect();
        blocks.push(Vec::new());
        for pair in operators.windows(2) {
            match pair {
                [Operator::I32Const { value }, Operator::I32LeU] => frames.push(*value),
                [Operator::I64Const { value }, Operator::I64LtU] => {
                    blocks.last_mut().unwrap().push(*value);
                }
                _ => {}
            }
        }
    }
    (frames, blocks)
}
