//! Ink of single host functions, as Nitro's own tests publish it (ink price 10000).

mod world;

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, Bytes};
use ebb_stylus::{OutcomeKind, Pages};
use world::{
    Callee, World,
    wat::{call, last_call},
};

/// Somebody with code, at byte 12 of the programs' data.
const CONTRACT: Address = Address::repeat_byte(0x11);

/// Programs' data: word 0 ends in `CONTRACT`, word 1 is 1, word 2 is zero, word 3 is all ones.
static DATA: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let one = B256::with_last_byte(1);
    [
        CONTRACT.into_word(),
        one,
        B256::ZERO,
        B256::repeat_byte(0xFF),
    ]
    .concat()
});

const AT_CONTRACT: &str = "12";
const AT_ONE: &str = "32";
const AT_ZERO: &str = "64";
const AT_ONES: &str = "96";
/// Room for outputs.
const OUT: &str = "1024";
const OUT_2: &str = "1060";

fn ink(world: &World, calls: &[String]) -> u64 {
    let (_, outcome, ink) = last_call(world, &DATA, calls);
    assert_eq!(
        outcome.kind,
        OutcomeKind::Success,
        "{calls:?}: {:?}",
        outcome.detail
    );
    ink
}

fn one(name: &str, arguments: &[&str]) -> u64 {
    ink(&World::new(59), &[call(name, arguments)])
}

#[test]
fn plain_values() {
    for name in [
        "return_data_size",
        "evm_gas_left",
        "evm_ink_left",
        "chainid",
        "block_gas_limit",
        "block_number",
        "block_timestamp",
        "tx_ink_price",
        "msg_reentrant",
    ] {
        assert_eq!(one(name, &[]), 8_400, "{name}");
    }
    for name in [
        "block_basefee",
        "block_coinbase",
        "contract_address",
        "msg_sender",
        "msg_value",
        "tx_gas_price",
        "tx_origin",
    ] {
        assert_eq!(one(name, &[OUT]), 13_440, "{name}");
    }
}

#[test]
fn arithmetic() {
    assert_eq!(one("math_div", &[AT_ONE, AT_ONES]), 43_520);
    assert_eq!(one("math_mod", &[AT_ONE, AT_ONES]), 43_520);
    assert_eq!(one("math_add_mod", &[AT_ONE, AT_ONES, AT_ONES]), 49_560);
    assert_eq!(one("math_mul_mod", &[AT_ONE, AT_ONES, AT_ONES]), 52_660);
    // The exponent's significant bytes decide: 0, 1, 2, 10 and 32 of them.
    assert_eq!(one("math_pow", &[AT_ONES, AT_ZERO]), 23_520 + 20_500);
    assert_eq!(one("math_pow", &[AT_ONES, AT_ONE]), 61_520);
    assert_eq!(one("math_pow", &[AT_ONE, "66"]), 79_020);
    assert_eq!(one("math_pow", &[AT_ONE, "74"]), 219_020);
    assert_eq!(one("math_pow", &[AT_ONE, AT_ONES]), 604_020);
}

#[test]
fn hashing_arguments_and_results() {
    for (len, ink) in [
        ("10", 121_800),
        ("64", 121_800),
        ("100", 163_800),
        ("1000", 751_800),
    ] {
        assert_eq!(one("native_keccak256", &["0", len, OUT]), ink);
    }
    assert_eq!(one("read_args", &[OUT]), 15_480);
    assert_eq!(one("write_result", &["0", "0"]), 41_162);
    assert_eq!(
        one("write_result", &["0", "64"]),
        8_400 + 2 * (16_381 + 55 * 32)
    );
}

#[test]
fn memory_pages() {
    let mut world = World::new(59);
    world.pages = Pages { open: 1, ever: 1 };
    assert_eq!(ink(&world, &[call("pay_for_memory_grow", &["0"])]), 8_400);
    assert_eq!(
        ink(&world, &[call("pay_for_memory_grow", &["100"])]),
        9_320_660_000
    );
}

#[test]
fn transient_storage() {
    assert_eq!(one("transient_load_bytes32", &[AT_ONE, OUT]), 1_078_153);
    assert_eq!(
        one("transient_store_bytes32", &[AT_ONE, AT_ONES]),
        1_078_153
    );
}

fn store(value: &str) -> String {
    call("storage_cache_bytes32", &[AT_ONE, value])
}

fn flush() -> String {
    call("storage_flush_cache", &["0"])
}

fn load() -> String {
    call("storage_load_bytes32", &[AT_ONE, OUT])
}

fn world_with_slot() -> World {
    let mut world = World::new(59);
    world
        .storage
        .insert(B256::with_last_byte(1), B256::with_last_byte(9));
    world.original = world.storage.clone();
    world
}

#[test]
fn storage_flush() {
    assert_eq!(
        ink(&World::new(59), &[store(AT_ONES), flush()]),
        221_068_073
    );
    let world = world_with_slot();
    assert_eq!(ink(&world, &[store(AT_ONES), flush()]), 50_068_073);
    assert_eq!(
        ink(&world, &[store(AT_ONES), flush(), store(AT_ONE), flush()]),
        1_068_073
    );
    assert_eq!(
        ink(&world, &[store(AT_ONES), store(AT_ONE), flush()]),
        50_068_073
    );
    assert_eq!(ink(&world, &[store(AT_ZERO), flush()]), 50_068_073);
    assert_eq!(ink(&world, &[flush()]), 68_073);
    assert_eq!(ink(&world, &[load(), flush()]), 68_073);
}

#[test]
fn storage_load() {
    let world = world_with_slot();
    let clear = || call("storage_flush_cache", &["1"]);
    assert_eq!(ink(&world, &[load()]), 21_068_480);
    assert_eq!(ink(&world, &[load(), load()]), 18_480);
    assert_eq!(ink(&world, &[load(), flush(), load()]), 18_480);
    assert_eq!(ink(&world, &[load(), clear(), load()]), 1_068_480);
    assert_eq!(ink(&world, &[store(AT_ONES)]), 18_480);
}

/// The 33rd load and the 9th write cost more; clearing the cache does not start anew.
#[test]
fn storage_cache_accesses_get_dearer() {
    let world = world_with_slot();
    let mut loads = vec![load(); 32];
    assert_eq!(ink(&world, &loads), 18_480);
    loads.push(load());
    assert_eq!(ink(&world, &loads), 18_480 + 20_000);
    let mut stores = vec![store(AT_ONES); 8];
    assert_eq!(ink(&world, &stores), 18_480);
    stores.extend([call("storage_flush_cache", &["1"]), store(AT_ONES)]);
    assert_eq!(ink(&world, &stores), 18_480 + 70_000);
}

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
