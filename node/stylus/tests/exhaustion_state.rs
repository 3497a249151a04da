//! Functions that reach into the state, at every gas limit: what they ask to be there, what they take,
//! and how they end without it. Sums as in `exhaustion`.

use crate::world::{
    Callee, World,
    prices::{AT_CONTRACT, AT_ONE, AT_ONES, CONTRACT, OUT, OUT_2},
    subject::{API, EXHAUSTED, GAS_INK, HOSTIO, LAST, PTR, READ_TWICE, Subject, block},
    wat::call,
};
use alloy_primitives::{B256, Bytes};
use ebb_stylus::OutcomeKind;

/// 2115 gas have to be there for a load, whatever it then costs.
#[test]
fn storage_load_at_every_gas() {
    let base = block(2) + HOSTIO + 2 * PTR;
    let load = call("storage_load_bytes32", &[AT_ONE, OUT]);
    let cold = Subject::of_calls(World::new(59), std::slice::from_ref(&load));
    cold.needs(2_200, base + 2_115 * GAS_INK, base + 2_105 * GAS_INK + LAST);
    let mut world = World::new(59);
    world.warm_slots.insert(B256::with_last_byte(1));
    let warm = Subject::of_calls(world, std::slice::from_ref(&load));
    warm.needs(2_200, base + 2_115 * GAS_INK, base + 105 * GAS_INK + LAST);
    // The second load is a hit and costs nothing, but asks for the same.
    let twice = Subject::of_calls(World::new(59), &[load.clone(), load]);
    let before = base + 2_105 * GAS_INK + base;
    twice.needs(4_300, before + 2_115 * GAS_INK, before + LAST);
}

#[test]
fn storage_cache_at_every_gas() {
    let base = block(2) + HOSTIO + 2 * PTR;
    let write = call("storage_cache_bytes32", &[AT_ONE, AT_ONES]);
    let subject = Subject::of_calls(World::new(59), &[write]);
    subject.needs(2_400, base + 2_310 * GAS_INK, base + LAST);
}

/// A new slot costs 22100. What lies between the sentry and that is exhaustion from ArbOS 50 and a
/// failure that keeps its gas before; before 32 the cost was looked at and not charged.
#[test]
fn a_flush_at_every_gas() {
    let calls = [
        call("storage_cache_bytes32", &[AT_ONE, AT_ONES]),
        call("storage_flush_cache", &["0"]),
    ];
    let before = block(2) + HOSTIO + 2 * PTR + block(1) + HOSTIO + API;
    for (arbos_version, cost) in [
        (31, 0),
        (32, 22_100),
        (40, 22_100),
        (50, 22_100),
        (59, 22_100),
    ] {
        let subject = Subject::of_calls(World::new(arbos_version), &calls);
        let limits = (0..2_400).chain((2_400..22_080).step_by(97));
        subject.sweep(limits.chain(22_080..22_120), |gas| {
            let Some(ink) = (gas * GAS_INK).checked_sub(before) else {
                return EXHAUSTED;
            };
            let left = ink / GAS_INK;
            let at_write = gas * GAS_INK - (block(2) + HOSTIO + 2 * PTR);
            if left < 2_300 || at_write < 2_310 * GAS_INK {
                EXHAUSTED
            } else if left < 22_100 && arbos_version < 50 {
                (OutcomeKind::Failure, ink)
            } else if left < 22_100 {
                EXHAUSTED
            } else {
                let rest = (ink - cost * GAS_INK).checked_sub(LAST);
                rest.map_or(EXHAUSTED, |rest| (OutcomeKind::Success, rest))
            }
        });
    }
}

/// A call whose base cost is not there takes all whole gas, and the program goes on with the rest.
#[test]
fn a_call_at_every_gas() {
    let arguments = [AT_CONTRACT, "0", "0", "64", "l-1", OUT];
    let before = block(6) + HOSTIO + 3 * PTR + API + READ_TWICE;
    let mut world = World::new(59);
    let callee = Callee {
        gas_used: 0,
        success: true,
        data: Bytes::new(),
    };
    world.callees.insert(CONTRACT, callee);
    let subject = Subject::of_calls(world, &[call("call_contract", &arguments)]);
    let mut gone_on = 0;
    for gas in 0..2_700 {
        let wanted = (gas * GAS_INK).checked_sub(before).and_then(|ink| {
            let cost = (ink / GAS_INK).min(2_600);
            (ink - cost * GAS_INK).checked_sub(9 + LAST)
        });
        let outcome = subject.run(gas);
        let wanted = wanted.map_or(EXHAUSTED, |rest| (OutcomeKind::Success, rest));
        assert_eq!(outcome, wanted, "with {gas} gas");
        gone_on += u32::from(gas < 2_600 && outcome.0 == OutcomeKind::Success);
    }
    assert!(gone_on > 2_000, "it goes on without its call");
}

/// A create that cannot pay its base cost is a failure that keeps its gas.
#[test]
fn creates_at_every_gas() {
    for (name, arguments, pointers, base) in [
        ("create1", vec!["0", "5", "64", OUT, OUT_2], 3, 32_000),
        (
            "create2",
            vec!["0", "33", "64", AT_ONE, OUT, OUT_2],
            4,
            32_012,
        ),
    ] {
        let bytes: u64 = arguments[1].parse().expect("a length");
        let reads = READ_TWICE + 2 * 55 * bytes.saturating_sub(32);
        let before = block(arguments.len() as u64) + HOSTIO + pointers * PTR + API + reads;
        let subject = Subject::of_calls(World::new(59), &[call(name, &arguments)]);
        let limits = (0..40).chain((40..31_980).step_by(97));
        subject.sweep(limits.chain(31_980..32_040), |gas| {
            let Some(ink) = (gas * GAS_INK).checked_sub(before) else {
                return EXHAUSTED;
            };
            if ink / GAS_INK < base {
                return (OutcomeKind::Failure, ink);
            }
            let rest = (ink - base * GAS_INK).checked_sub(LAST);
            rest.map_or(EXHAUSTED, |rest| (OutcomeKind::Success, rest))
        });
    }
}

#[test]
fn logs_at_every_gas() {
    let log = call("emit_log", &["0", "42", "1"]);
    let read = 16_381 + 55 * 10;
    let used = block(3) + HOSTIO + API + read + (2 * 375 + 8 * 10) * GAS_INK + LAST;
    Subject::of_calls(World::new(59), &[log]).needs(900, 0, used);
}

/// A balance asks for 2600 gas even if it costs 100; code for what it costs.
#[test]
fn accounts_at_every_gas() {
    let mut warm = World::new(59);
    warm.warm_accounts.insert(CONTRACT);
    warm.codes.insert(CONTRACT, Bytes::from(vec![7; 100]));
    let base = block(2) + HOSTIO + 2 * PTR + API;
    for name in ["account_balance", "account_codehash"] {
        let subject = Subject::of_calls(warm.clone(), &[call(name, &[AT_CONTRACT, OUT])]);
        subject.needs(2_700, base + 2_600 * GAS_INK, base + 100 * GAS_INK + LAST);
    }
    let size = [call("account_code_size", &[AT_CONTRACT])];
    let base = block(1) + HOSTIO + API;
    let subject = Subject::of_calls(warm.clone(), &size);
    let used = base + 800 * GAS_INK + 9 + LAST;
    subject.needs(2_700, base + 2_600 * GAS_INK, used);
    let mut cold = warm;
    cold.warm_accounts = Default::default();
    let subject = Subject::of_calls(cold.clone(), &size);
    subject.needs(3_400, 0, base + 3_300 * GAS_INK + 9 + LAST);
    // All of the code is paid for, though only four bytes are asked for.
    let code = call("account_code", &[AT_CONTRACT, "2", "4", OUT]);
    let base = block(4) + HOSTIO + API;
    let copy = PTR + 30 * (100 - 32);
    let subject = Subject::of_calls(cold, &[code]);
    subject.needs(3_400, 0, base + 3_300 * GAS_INK + copy + 9 + LAST);
}

/// The answer of the account that was asked for last is kept; an empty one only before ArbOS 40.
#[test]
fn the_last_code_is_remembered() {
    let size = call("account_code_size", &[AT_CONTRACT]);
    let twice = [size.clone(), size];
    for (arbos_version, code, second) in [
        (59, vec![1], 0),
        (32, vec![1], 0),
        (59, vec![], 800),
        (40, vec![], 800),
        (32, vec![], 0),
    ] {
        let mut world = World::new(arbos_version);
        if !code.is_empty() {
            world.codes.insert(CONTRACT, Bytes::from(code.clone()));
        }
        let subject = Subject::of_calls(world, &twice);
        let once = block(1) + HOSTIO + API + 9;
        // The first drop belongs to the block of the second call, the last to the last.
        let used = 2 * once + (3_300 + second) * GAS_INK + LAST;
        let (kind, left) = subject.run(100_000);
        assert_eq!(kind, OutcomeKind::Success);
        assert_eq!(
            100_000 * GAS_INK - left,
            used,
            "{code:?} at ArbOS {arbos_version}"
        );
    }
}
