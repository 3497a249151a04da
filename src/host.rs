//! The host functions that this contract calls by itself: slots, transient slots, hashes, events and
//! the call's value, in bytes as the virtual machine has them, where the SDK would turn every word around twice.

#![allow(unsafe_code, reason = "host functions take pointers")]

use alloy_primitives::B256;
use stylus_sdk::hostio;

// The SDK does not declare these two.
#[link(wasm_import_module = "vm_hooks")]
extern "C" {
    fn transient_load_bytes32(key: *const u8, dest: *mut u8);
    fn transient_store_bytes32(key: *const u8, value: *const u8);
}

/// The word of a slot.
pub(crate) fn load(key: &B256) -> B256 {
    let mut word = B256::ZERO;
    // SAFETY: 32 readable bytes in, 32 writable bytes out; the host touches nothing else.
    unsafe { hostio::storage_load_bytes32(key.as_ptr(), word.as_mut_ptr()) };
    word
}

/// Writes a slot; it reaches the state with the next flush of the virtual machine's cache, which comes
/// before every call and at the end.
pub(crate) fn store(key: &B256, word: &B256) {
    // SAFETY: both pointers are to 32 readable bytes; nothing else caches slots.
    unsafe { hostio::storage_cache_bytes32(key.as_ptr(), word.as_ptr()) };
}

/// The word of a transient slot.
pub(crate) fn load_transient(key: &B256) -> B256 {
    let mut word = B256::ZERO;
    // SAFETY: as for `load`.
    unsafe { transient_load_bytes32(key.as_ptr(), word.as_mut_ptr()) };
    word
}

/// Writes a transient slot.
pub(crate) fn store_transient(key: &B256, word: &B256) {
    // SAFETY: as for `store`.
    unsafe { transient_store_bytes32(key.as_ptr(), word.as_ptr()) };
}

/// `keccak256`.
pub(crate) fn keccak256(bytes: &[u8]) -> B256 {
    let mut hash = B256::ZERO;
    // SAFETY: as many readable bytes as it is told, 32 writable ones.
    unsafe { hostio::native_keccak256(bytes.as_ptr(), bytes.len(), hash.as_mut_ptr()) };
    hash
}

/// Whether the call carries ether.
pub(crate) fn has_value() -> bool {
    let mut value = B256::ZERO;
    // SAFETY: 32 writable bytes.
    unsafe { hostio::msg_value(value.as_mut_ptr()) };
    !value.is_zero()
}

/// Emits an event: its topics, at most four, and then its data.
pub(crate) fn emit_log(log: &[u8], topics: usize) {
    // SAFETY: as many readable bytes as it is told.
    unsafe { hostio::emit_log(log.as_ptr(), log.len(), topics) };
}
