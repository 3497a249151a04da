//! The market's lock, in transient storage: it costs some 300 gas where a slot of its own would cost
//! 5,000, and nothing can leave it shut, since it opens with the end of the transaction. The SDK does
//! not declare these two host functions.

use alloy_primitives::B256;

/// The lock's transient slot; nothing else lives there.
const KEY: B256 = B256::ZERO;
const SHUT: B256 = B256::with_last_byte(1);

/// Shuts the lock; whether it was open.
pub(crate) fn shut() -> bool {
    if host::load(KEY) == SHUT {
        return false;
    }
    host::store(KEY, SHUT);
    true
}

/// Opens the lock.
pub(crate) fn open() {
    host::store(KEY, B256::ZERO);
}

#[cfg(target_arch = "wasm32")]
#[allow(
    unsafe_code,
    reason = "two host functions that the SDK does not declare"
)]
mod host {
    use alloy_primitives::B256;

    #[link(wasm_import_module = "vm_hooks")]
    extern "C" {
        fn transient_load_bytes32(key: *const u8, dest: *mut u8);
        fn transient_store_bytes32(key: *const u8, value: *const u8);
    }

    pub(super) fn load(key: B256) -> B256 {
        let mut value = B256::ZERO;
        // SAFETY: 32 readable bytes in, 32 writable bytes out; the host touches nothing else.
        unsafe { transient_load_bytes32(key.as_ptr(), value.as_mut_ptr()) };
        value
    }

    pub(super) fn store(key: B256, value: B256) {
        // SAFETY: both pointers are to 32 readable bytes; the host writes no memory.
        unsafe { transient_store_bytes32(key.as_ptr(), value.as_ptr()) };
    }
}

/// Off the virtual machine a thread stands for a transaction.
#[cfg(not(target_arch = "wasm32"))]
mod host {
    use alloy_primitives::B256;
    use std::cell::Cell;

    std::thread_local!(static SLOT: Cell<B256> = const { Cell::new(B256::ZERO) });

    pub(super) fn load(_key: B256) -> B256 {
        SLOT.get()
    }

    pub(super) fn store(_key: B256, value: B256) {
        SLOT.set(value);
    }
}
