//! The market's lock, in transient storage: it costs some 300 gas where a slot of its own would cost
//! 5,000, and nothing can leave it shut, since it opens with the end of the transaction.

use crate::host;
use alloy_primitives::B256;

/// The lock's transient slot; nothing else lives there.
const KEY: B256 = B256::ZERO;
const SHUT: B256 = B256::with_last_byte(1);

/// Whether an act is under way.
pub(crate) fn is_shut() -> bool {
    host::load_transient(&KEY) == SHUT
}

/// Shuts the lock; whether it was open.
pub(crate) fn shut() -> bool {
    if is_shut() {
        return false;
    }
    host::store_transient(&KEY, &SHUT);
    true
}

/// Opens the lock.
pub(crate) fn open() {
    host::store_transient(&KEY, &B256::ZERO);
}
