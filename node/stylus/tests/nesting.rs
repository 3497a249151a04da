//! Programs that call programs: frames share nothing, and the deepest nesting fits any thread.

use crate::world::{code_of, wat};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use ebb_stylus::{
    CallKind, CallResult, CreateError, CreateResult, EvmApi, EvmEnv, Flush, Frame, OutcomeKind,
    Runner, StylusParams, WriteProtection,
};

/// Most frames the EVM nests.
const DEPTH: u32 = 1024;

/// An EVM in which every call runs the same program once more, down to `DEPTH`.
struct Tower<'a> {
    runner: &'a Runner,
    code: &'a [u8],
    depth: u32,
    deepest: u32,
}

impl Tower<'_> {
    fn run(&mut self, calldata: &[u8], gas: u64) -> ebb_stylus::Outcome {
        let params = StylusParams::for_arbos(59);
        let frame = Frame {
            calldata,
            gas,
            env: EvmEnv::default(),
        };
        self.deepest = self.deepest.max(self.depth);
        self.runner
            .run(keccak256(self.code), self.code, &params, frame, self)
    }
}

impl EvmApi for Tower<'_> {
    fn call(
        &mut self,
        _: CallKind,
        _: Address,
        input: Bytes,
        _: U256,
        gas_left: u64,
        _: u64,
    ) -> CallResult {
        if self.depth == DEPTH {
            return CallResult {
                cost: 100,
                success: false,
                data: Bytes::new(),
            };
        }
        self.depth += 1;
        let outcome = self.run(&input, gas_left - 100);
        self.depth -= 1;
        let success = outcome.kind == OutcomeKind::Success;
        CallResult {
            cost: gas_left - outcome.gas_left,
            success,
            data: outcome.data,
        }
    }

    fn storage_load(&mut self, _: B256) -> (B256, u64) {
        (B256::ZERO, 100)
    }

    fn storage_flush(&mut self, _: u64, _: &[(B256, B256)]) -> Flush {
        Flush::Done { cost: 0 }
    }

    fn transient_load(&mut self, _: B256) -> B256 {
        B256::ZERO
    }

    fn transient_store(&mut self, _: B256, _: B256) -> Result<(), WriteProtection> {
        Ok(())
    }

    fn create(
        &mut self,
        _: Bytes,
        _: U256,
        _: Option<B256>,
        _: u64,
    ) -> Result<CreateResult, CreateError> {
        Err(CreateError::OutOfGas)
    }

    fn emit_log(&mut self, _: Vec<B256>, _: Bytes) -> Result<(), WriteProtection> {
        Ok(())
    }

    fn balance(&mut self, _: Address) -> (U256, u64) {
        (U256::ZERO, 100)
    }

    fn code(&mut self, _: Address, _: u64) -> (Bytes, u64) {
        (Bytes::new(), 800)
    }

    fn codehash(&mut self, _: Address) -> (B256, u64) {
        (B256::ZERO, 100)
    }

    fn grow_pages(&mut self, _: u16) -> u64 {
        0
    }
}

/// Adds one to its own memory, calls the next frame, and returns its memory's value and the depth
/// the next frame answered, plus one.
const BODY: &str = "
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
    (drop (call $call_contract (i32.const 64) (i32.const 64) (i32.const 0) (i32.const 64)
        (i64.const -1) (i32.const 128)))
    (drop (call $read_return_data (i32.const 4) (i32.const 4) (i32.const 4)))
    (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (i32.const 1)))
    (call $write_result (i32.const 0) (i32.const 8)) (i32.const 0)";

#[test]
fn frames_nest_to_the_limit_and_share_nothing() {
    let (runner, code) = (Runner::new(), code_of(&wat::program(&[], BODY)));
    let mut tower = Tower {
        runner: &runner,
        code: &code,
        depth: 1,
        deepest: 0,
    };
    let outcome = tower.run(&[], 1 << 40);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
    assert_eq!(tower.deepest, DEPTH);
    let number = |at: usize| u32::from_le_bytes(outcome.data[at..at + 4].try_into().unwrap());
    assert_eq!((number(0), number(4)), (1, DEPTH));
}

/// Recursion inside WASM with the largest stack that any ArbOS version allows.
#[test]
fn deep_recursion_ends_in_out_of_stack() {
    let code = code_of(&wat::program(
        &[],
        "(call $deep (i32.const 0)) (i32.const 0)) (func $deep \
        (param i32) (call $deep (i32.add (local.get 0) (i32.const 1)))",
    ));
    for arbos in [49, 59] {
        let mut world = crate::world::World::new(arbos);
        let frame = Frame {
            calldata: &[],
            gas: 1 << 40,
            env: EvmEnv::default(),
        };
        let params = world.params;
        let outcome = Runner::new().run(keccak256(&code), &code, &params, frame, &mut world);
        assert_eq!(
            outcome.kind,
            OutcomeKind::OutOfStack,
            "{:?}",
            outcome.detail
        );
    }
}

#[test]
fn one_runner_serves_many_threads() {
    let (runner, code) = (Runner::new(), code_of(&wat::program(&[], BODY)));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut tower = Tower {
                    runner: &runner,
                    code: &code,
                    depth: DEPTH,
                    deepest: 0,
                };
                assert_eq!(tower.run(&[], 1 << 30).kind, OutcomeKind::Success);
            });
        }
    });
}
