//! Activation of ten programs: every figure that gas, fees or entry costs depend on.
//!
//! The numbers come from a simulator written from the specification alone, not from this crate.

mod world;

use alloy_primitives::U256;
use ebb_stylus::{DataPricer, Pages, Program, Record, StylusParams, entry_cost};
use wasmparser::{Operator, Parser, Payload};
use world::{code_of, hex, programs::*};

struct Vector {
    wasm: &'static str,
    /// wasm_len, functions, type_len, globals, encoded data and elements, footprint, operators.
    stats: [u64; 7],
    asm: u32,
    init: u16,
    cached: u16,
    /// Module gas, line by line.
    module_gas: [u64; 6],
    /// Whole gas of `activateProgram` at ArbOS 59.
    activation_gas: u64,
    /// Data fee on a fresh chain, in wei.
    fee: u64,
    /// Words of each function's stack frame.
    frames: &'static [i32],
    /// Ink of each basic block, by function.
    blocks: &'static [&'static [i64]],
    /// Entry cost, uncached and cached.
    entry: [u64; 2],
}

const VECTORS: [Vector; 10] = [
    Vector {
        wasm: ECHO,
        stats: [131, 1, 2, 4, 0, 1, 60],
        asm: 513838,
        init: 26,
        cached: 11,
        module_gas: [1148, 0, 0, 0, 62076, 896],
        activation_gas: 1812746,
        fee: 43642862901794,
        frames: &[6],
        blocks: &[&[6251, 6326, 2452]],
        entry: [9221, 363],
    },
    Vector {
        wasm: COUNTDOWN,
        stats: [130, 1, 2, 4, 0, 1, 120],
        asm: 513832,
        init: 26,
        cached: 11,
        module_gas: [1148, 0, 0, 0, 62076, 1792],
        activation_gas: 1813642,
        fee: 43642353291416,
        frames: &[7],
        blocks: &[&[6251, 4342, 2451, 3436, 2451, 2451, 2452]],
        entry: [9221, 363],
    },
    Vector {
        wasm: RECURSION,
        stats: [126, 2, 4, 4, 0, 1, 147],
        asm: 514827,
        init: 36,
        cached: 11,
        module_gas: [1092, 0, 0, 0, 62076, 2184],
        activation_gas: 1813978,
        fee: 43731133139412,
        frames: &[7, 8],
        blocks: &[&[6251, 6921, 2451], &[3460, 2452, 6396, 2451, 2451]],
        entry: [9231, 363],
    },
    Vector {
        wasm: LEAK,
        stats: [128, 2, 2, 4, 0, 1, 147],
        asm: 514816,
        init: 34,
        cached: 11,
        module_gas: [1120, 0, 0, 0, 62076, 2184],
        activation_gas: 1814006,
        fee: 43730198762496,
        frames: &[7, 6],
        blocks: &[&[6251, 3332, 6250, 3436, 2451, 2452], &[3215, 2451]],
        entry: [9229, 363],
    },
    Vector {
        wasm: GROW,
        stats: [139, 1, 2, 4, 0, 1, 53],
        asm: 513888,
        init: 27,
        cached: 11,
        module_gas: [1232, 0, 0, 0, 62076, 784],
        activation_gas: 1812718,
        fee: 43647109654944,
        frames: &[6],
        blocks: &[&[6251, 11182]],
        entry: [9222, 363],
    },
    Vector {
        wasm: BULK,
        stats: [129, 1, 2, 4, 0, 1, 90],
        asm: 513825,
        init: 26,
        cached: 11,
        module_gas: [1120, 0, 0, 0, 62076, 1344],
        activation_gas: 1813166,
        fee: 43641758745975,
        frames: &[11],
        blocks: &[&[6251, 5461]],
        entry: [9221, 363],
    },
    Vector {
        wasm: TABLES,
        stats: [175, 3, 6, 4, 7, 1, 244],
        asm: 516153,
        init: 52,
        cached: 16,
        module_gas: [1540, 0, 0, 28, 62076, 3640],
        activation_gas: 1815910,
        fee: 43843768029468,
        frames: &[8, 6, 6],
        blocks: &[
            &[
                6251, 6459, 2451, 16712, 2451, 2451, 16712, 2451, 2451, 16712, 2451,
            ],
            &[2452],
            &[2526],
        ],
        entry: [9252, 368],
    },
    Vector {
        wasm: KECCAK,
        stats: [214, 1, 2, 4, 11, 1, 90],
        asm: 514358,
        init: 37,
        cached: 19,
        module_gas: [1876, 0, 0, 0, 62076, 1344],
        activation_gas: 1813922,
        fee: 43687029134554,
        frames: &[7],
        blocks: &[&[6251, 6327, 6252, 6251, 2452]],
        entry: [9240, 371],
    },
    Vector {
        wasm: DIVISION,
        stats: [110, 1, 2, 4, 0, 1, 50],
        asm: 513706,
        init: 24,
        cached: 11,
        module_gas: [952, 0, 0, 0, 62076, 728],
        activation_gas: 1812382,
        fee: 43631651473478,
        frames: &[6],
        blocks: &[&[6251, 4253]],
        entry: [9219, 363],
    },
    Vector {
        wasm: MIXED,
        stats: [137, 1, 2, 5, 0, 2, 58],
        asm: 513876,
        init: 27,
        cached: 18,
        module_gas: [1204, 0, 0, 0, 124152, 868],
        activation_gas: 1874850,
        fee: 43646090434188,
        frames: &[8],
        blocks: &[&[10667]],
        entry: [9229, 370],
    },
];

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
