//! One program on one world, run at many gas limits; and the prices that such runs are made of.

use alloy_primitives::{B256, keccak256};
use ebb_stylus::{Frame, OutcomeKind, Runner};

use super::{World, code_of, prices::DATA, wat::program};

pub(crate) const GAS_INK: u64 = 10_000;
pub(crate) const HOSTIO: u64 = 8_400;
pub(crate) const PTR: u64 = 5_040;
pub(crate) const API: u64 = 59_673;
/// Copies of at most 32 bytes out of the program, twice.
pub(crate) const READ_TWICE: u64 = 2 * 16_381;
/// The block that ends a program: status and `end`.
pub(crate) const LAST: u64 = 2_450 + 2;

/// The block of a call with `constants` arguments.
pub(crate) fn block(constants: u64) -> u64 {
    2_450 + constants + 3_800
}

/// What is left when the ink runs out.
pub(crate) const EXHAUSTED: (OutcomeKind, u64) = (OutcomeKind::OutOfInk, 0);

/// A program ready to be run often.
pub(crate) struct Subject {
    runner: Runner,
    hash: B256,
    code: Vec<u8>,
    pub(crate) world: World,
}

impl Subject {
    pub(crate) fn new(world: World, wasm: &[u8]) -> Self {
        let code = code_of(wasm);
        Self {
            runner: Runner::new(),
            hash: keccak256(&code),
            code,
            world,
        }
    }

    /// The calls one after the other, then status 0.
    pub(crate) fn of_calls(world: World, calls: &[String]) -> Self {
        let body = format!("{} (i32.const 0)", calls.concat());
        Self::new(world, &program(&DATA, &body))
    }

    pub(crate) fn run(&self, gas: u64) -> (OutcomeKind, u64) {
        let frame = Frame {
            calldata: &[],
            gas,
            env: self.world.env.clone(),
        };
        let mut world = self.world.clone();
        let params = world.params;
        let outcome = self
            .runner
            .run(self.hash, &self.code, &params, frame, &mut world);
        assert_eq!(
            outcome.gas_left,
            outcome.ink_left / u64::from(params.ink_price)
        );
        (outcome.kind, outcome.ink_left)
    }

    /// Runs it at these gas limits and compares kind and ink left.
    #[track_caller]
    pub(crate) fn sweep(
        &self,
        limits: impl IntoIterator<Item = u64>,
        wanted: impl Fn(u64) -> (OutcomeKind, u64),
    ) {
        for gas in limits {
            assert_eq!(self.run(gas), wanted(gas), "with {gas} gas");
        }
    }

    /// As `sweep`, for a program that runs out of ink below `least` ink and otherwise uses `used`.
    #[track_caller]
    pub(crate) fn needs(&self, most: u64, least: u64, used: u64) {
        let price = u64::from(self.world.params.ink_price);
        self.sweep(0..=most, |gas| match gas * price {
            ink if ink < least.max(used) => EXHAUSTED,
            ink => (OutcomeKind::Success, ink - used),
        });
    }
}
