//! Ink of host functions that stay in the frame or touch storage, as Nitro's own tests publish it
//! (ink price 10000).

use crate::world::{World, prices::*, wat::call};
use alloy_primitives::B256;
use ebb_stylus::Pages;

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
