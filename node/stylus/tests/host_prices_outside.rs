//! Ink of host functions that concern other accounts, as Nitro's own tests publish it (ink price
//! 10000).

use crate::world::{Callee, World, prices::*, wat::call};
use alloy_primitives::Bytes;

#[test]
fn accounts() {
    let mut world = World::new(59);
    assert_eq!(
        ink(&world, &[call("account_codehash", &[AT_CONTRACT, OUT])]),
        26_078_153
    );
    assert_eq!(
        ink(&world, &[call("account_balance", &[AT_CONTRACT, OUT])]),
        26_078_153
    );
    world.warm_accounts.insert(CONTRACT);
    assert_eq!(
        ink(&world, &[call("account_balance", &[AT_CONTRACT, OUT])]),
        1_078_153
    );
}

#[test]
fn codes() {
    for (size, price) in [
        (120, 33_075_753),
        (206, 33_078_333),
        (179, 33_077_523),
        (135, 33_076_203),
    ] {
        let mut world = World::new(59);
        world.codes.insert(CONTRACT, Bytes::from(vec![0xFE; size]));
        let whole = call("account_code", &[AT_CONTRACT, "0", "500", OUT]);
        assert_eq!(ink(&world, std::slice::from_ref(&whole)), price);
        let length = call("account_code_size", &[AT_CONTRACT]);
        assert_eq!(ink(&world, std::slice::from_ref(&length)), 33_068_073);
        assert_eq!(
            ink(&world, &[whole, length]),
            68_073,
            "the code was just looked at"
        );
    }
}

#[test]
fn an_empty_code_is_not_remembered_from_arbos_40() {
    let length = || call("account_code_size", &[AT_CONTRACT]);
    assert_eq!(
        ink(&World::new(59), &[length(), length()]),
        68_073 + 8_000_000
    );
    assert_eq!(ink(&World::new(32), &[length(), length()]), 68_073);
}

#[test]
fn logs() {
    for (topics, len, price) in [
        ("0", "0", 3_834_454),
        ("0", "10", 4_634_454),
        ("0", "100", 11_838_194),
        ("1", "132", 15_589_954),
        ("2", "164", 19_341_714),
        ("3", "196", 23_093_474),
        ("4", "228", 26_845_234),
    ] {
        assert_eq!(one("emit_log", &["0", len, topics]), price);
    }
}

fn world_with_callee(gas_used: u64, output: usize) -> World {
    let mut world = World::new(59);
    let data = Bytes::from(vec![0xDD; output]);
    world.callees.insert(
        CONTRACT,
        Callee {
            gas_used,
            success: true,
            data,
        },
    );
    world
}

const MAX: &str = "l-1";

#[test]
fn calls() {
    let mut world = world_with_callee(3, 0);
    world.warm_accounts.insert(CONTRACT);
    let free = call(
        "call_contract",
        &[AT_CONTRACT, "0", "36", AT_ZERO, MAX, OUT],
    );
    assert_eq!(ink(&world, &[free]), 1_146_395);
    let world = world_with_callee(221, 0);
    let plain = call("call_contract", &[AT_CONTRACT, "0", "4", AT_ZERO, MAX, OUT]);
    assert_eq!(ink(&world, &[plain]), 28_325_955);
    for name in ["delegate_call_contract", "static_call_contract"] {
        let call = call(name, &[AT_CONTRACT, "0", "4", MAX, OUT]);
        assert_eq!(ink(&world, &[call]), 28_325_955, "{name}");
    }
    let paying = call("call_contract", &[AT_CONTRACT, "0", "4", AT_ONE, MAX, OUT]);
    assert_eq!(ink(&world, &[paying]), 118_325_955);
}

#[test]
fn return_data() {
    let world = world_with_callee(0, 20_000);
    let first = call("call_contract", &[AT_CONTRACT, "0", "0", AT_ZERO, MAX, OUT]);
    for (size, price) in [
        ("10", 73_113),
        ("100", 75_153),
        ("1000", 102_153),
        ("10000", 372_153),
    ] {
        let read = call("read_return_data", &[OUT, "0", size]);
        assert_eq!(ink(&world, &[first.clone(), read]), price);
    }
    let past = call("read_return_data", &["70000", "20000", "1"]);
    assert_eq!(ink(&world, &[first, past]), 73_113);
}

#[test]
fn creates() {
    let base = 83_193 + 2 * 16_381;
    let created = one("create1", &["0", "32", AT_ZERO, OUT, OUT_2]);
    assert_eq!(created, base + 320_000_000);
    let salted = one("create2", &["0", "32", AT_ZERO, AT_ONE, OUT, OUT_2]);
    assert_eq!(salted, base + 5_040 + 320_060_000);
}
