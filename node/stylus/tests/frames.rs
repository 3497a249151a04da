//! Frames of the ten programs: outcome, output and ink of every run.

use crate::world::{World, hex, programs::*};
use alloy_primitives::keccak256;
use ebb_stylus::{Outcome, OutcomeKind, Pages, Runner};

const GAS: u64 = 10_000_000;

/// Runs at ArbOS 59 with one page open; answers the outcome and the ink it took. ArbOS 51 has to agree,
/// but for how far memory may grow.
fn run(wasm: &str, calldata: &[u8]) -> (Outcome, u64) {
    let newer = run_with(&mut World::new(59), wasm, calldata);
    if wasm != GROW {
        assert_eq!(run_with(&mut World::new(51), wasm, calldata), newer);
    }
    newer
}

fn run_with(world: &mut World, wasm: &str, calldata: &[u8]) -> (Outcome, u64) {
    world.pages = Pages { open: 1, ever: 1 };
    let outcome = world.run(&Runner::new(), &hex(wasm), calldata, GAS);
    assert_eq!(outcome.gas_left, outcome.ink_left / 10_000);
    let ink = GAS * 10_000 - outcome.ink_left;
    (outcome, ink)
}

fn assert_runs(wasm: &str, runs: &[(u32, OutcomeKind, u64)]) {
    for (argument, kind, ink) in runs {
        let (outcome, used) = run(wasm, &argument.to_le_bytes());
        assert_eq!(
            (outcome.kind, used),
            (*kind, *ink),
            "argument {argument}: {outcome:?}"
        );
        assert!(outcome.data.is_empty());
    }
}

use OutcomeKind::{Failure, OutOfInk, OutOfStack, Revert, Success};
const ALL: u64 = GAS * 10_000;

#[test]
fn echo() {
    for (len, ink) in [(0, 69631), (4, 69631), (100, 79151)] {
        let calldata = vec![0xAB; len];
        let (outcome, used) = run(ECHO, &calldata);
        assert_eq!((outcome.kind, used), (Success, ink));
        assert_eq!(outcome.data, calldata);
    }
}

#[test]
fn countdown() {
    assert_runs(
        COUNTDOWN,
        &[
            (0, Success, 26485),
            (1, Success, 37274),
            (1000, Success, 3469838),
        ],
    );
}

#[test]
fn recursion_and_its_limit() {
    assert_runs(RECURSION, &[(0, Success, 37426), (10, Success, 185006)]);
    for depth in [40u32, 100] {
        let mut world = World::new(59);
        world.params.max_stack_depth = 200;
        let (outcome, used) = run_with(&mut world, RECURSION, &depth.to_le_bytes());
        assert_eq!((outcome.kind, used, outcome.gas_left), (OutOfStack, ALL, 0));
    }
}

/// Space is lost with every branch out: 10 calls of 6 words do not fit 50, though they never nest.
#[test]
fn branching_out_leaks_stack_space() {
    assert_runs(LEAK, &[(3, Success, 66629)]);
    let mut world = World::new(59);
    world.params.max_stack_depth = 50;
    assert_eq!(
        run_with(&mut world, LEAK, &10u32.to_le_bytes()).0.kind,
        OutOfStack
    );
    world.params.max_stack_depth = 7 + 10 * 6;
    assert_eq!(
        run_with(&mut world, LEAK, &10u32.to_le_bytes()).0.kind,
        OutOfStack
    );
    world.params.max_stack_depth = 7 + 10 * 6 + 1;
    assert_eq!(
        run_with(&mut world, LEAK, &10u32.to_le_bytes()).0.kind,
        Success
    );
}

#[test]
fn growing_memory() {
    assert_runs(
        GROW,
        &[
            (0, Success, 39273),
            (1, Success, 30873),
            (2, Success, 10030873),
            (100, Success, 9320690873),
            (128, OutOfInk, ALL),
            (65536, OutOfInk, ALL),
        ],
    );
}

/// Before ArbOS 59 the request's high bits were dropped: the grow is nearly free and fails.
#[test]
fn growing_by_more_than_a_counter_holds_before_arbos_59() {
    for (pages, ink) in [(65536u32, 39273), (65537, 30873)] {
        let (outcome, used) = run_with(&mut World::new(51), GROW, &pages.to_le_bytes());
        assert_eq!((outcome.kind, used), (Success, ink));
    }
}

#[test]
fn bulk_memory() {
    assert_runs(
        BULK,
        &[
            (0, Success, 25152),
            (32, Success, 31552),
            (1000, Success, 225152),
            (40000, Failure, 8025152),
        ],
    );
}

#[test]
fn tables() {
    for (argument, kind, ink) in [(0, Success, 47765), (1, Revert, 47839), (2, Failure, 42862)] {
        let (outcome, used) = run(TABLES, &[argument]);
        assert_eq!((outcome.kind, used), (kind, ink), "argument {argument}");
    }
}

#[test]
fn keccak_and_early_exit() {
    for (len, ink) in [(0, 201483), (64, 202443), (65, 223473), (1000, 860523)] {
        let calldata = vec![7; len];
        let (outcome, used) = run(KECCAK, &calldata);
        assert_eq!((outcome.kind, used), (Revert, ink));
        assert_eq!(outcome.data.as_ref(), keccak256(&calldata).as_slice());
    }
}

#[test]
fn a_trap_keeps_the_gas() {
    let (outcome, used) = run(DIVISION, &[1]);
    assert_eq!((outcome.kind, used), (Success, 23944));
    let (outcome, used) = run(DIVISION, &[0]);
    assert_eq!((outcome.kind, used), (Failure, 23944));
    assert!(outcome.data.is_empty() && outcome.detail.is_some());
}

#[test]
fn mixed_operators() {
    for calldata in [&[][..], &[1, 2, 3]] {
        let (outcome, used) = run(MIXED, calldata);
        assert_eq!((outcome.kind, used), (Success, 10667));
    }
}

/// One unit of ink less than a run needs is not enough; what it needs is.
#[test]
fn ink_runs_out_exactly() {
    let mut world = World::new(59);
    world.params.ink_price = 1;
    let runner = Runner::new();
    let wasm = hex(MIXED);
    assert_eq!(world.run(&runner, &wasm, &[], 10_667).kind, Success);
    let short = world.run(&runner, &wasm, &[], 10_666);
    assert_eq!((short.kind, short.gas_left), (OutOfInk, 0));
}

#[test]
fn an_endless_loop_stops() {
    let (outcome, _) = run(COUNTDOWN, &u32::MAX.to_le_bytes());
    assert_eq!(outcome.kind, OutOfInk);
}
