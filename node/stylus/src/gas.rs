//! Gas formulas of host operations whose work the EVM side does.
//!
//! Pure arithmetic for the implementer of [`EvmApi`](crate::EvmApi): slot writes (EIP-2929, 2200 and
//! 3529), calls (EIP-150 with Nitro's order of charges), creates, code reads and the floor for return
//! data. Nothing here touches state.

use alloy_primitives::B256;

/// Gas of an access to a warm account or slot (EIP-2929).
pub const WARM_ACCESS: u64 = 100;
/// Gas of the first access to an account in a transaction (EIP-2929).
pub const COLD_ACCOUNT: u64 = 2_600;
/// Gas of the first access to a slot in a transaction (EIP-2929).
pub const COLD_SLOT: u64 = 2_100;

const CALL_VALUE: u64 = 9_000;
const CALL_STIPEND: u64 = 2_300;
const NEW_ACCOUNT: u64 = 25_000;
const CREATE: u64 = 32_000;
const INITCODE_HASH_WORD: u64 = 6;
const SLOT_SET: u64 = 20_000;
const SLOT_RESET: u64 = 2_900;
const SLOT_CLEAR_REFUND: i64 = 4_800;
const SLOT_RESTORE_ZERO_REFUND: i64 = 19_900;
const SLOT_RESTORE_REFUND: i64 = 2_800;
const CODE_SIZE: u64 = 700;
const MAINNET_CODE_LIMIT: u64 = 24_576;

/// 32-byte words needed for `len` bytes, rounded up.
pub fn words(len: u64) -> u64 {
    len.div_ceil(32)
}

/// Cost of writing one slot and the change of the refund counter: an SSTORE without its sentry.
pub fn slot_cost(original: B256, current: B256, new: B256, cold: bool) -> (u64, i64) {
    let access = if cold { COLD_SLOT } else { 0 };
    let (cost, refund) = if current == new {
        (WARM_ACCESS, 0)
    } else if original == current {
        match (original.is_zero(), new.is_zero()) {
            (true, _) => (SLOT_SET, 0),
            (false, true) => (SLOT_RESET, SLOT_CLEAR_REFUND),
            (false, false) => (SLOT_RESET, 0),
        }
    } else {
        (WARM_ACCESS, dirty_slot_refund(original, current, new))
    };
    (access + cost, refund)
}

fn dirty_slot_refund(original: B256, current: B256, new: B256) -> i64 {
    let clearing = match (original.is_zero(), current.is_zero(), new.is_zero()) {
        (false, true, _) => -SLOT_CLEAR_REFUND,
        (false, false, true) => SLOT_CLEAR_REFUND,
        _ => 0,
    };
    let restoring = match (new == original, original.is_zero()) {
        (true, true) => SLOT_RESTORE_ZERO_REFUND,
        (true, false) => SLOT_RESTORE_REFUND,
        (false, _) => 0,
    };
    clearing + restoring
}

/// Gas of a call from a program, before the callee runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallGas {
    /// Base cost, charged in any case.
    pub base: u64,
    /// Gas the callee receives, stipend included. The stipend is not deducted from the cost.
    pub forward: u64,
}

impl CallGas {
    /// Gas of a call. `target_empty` is EIP-161 emptiness and matters only with value. `None`: the
    /// base cost exceeds `left`, so the call is not made and costs all of `left`; the target is warm
    /// nevertheless.
    pub fn new(
        left: u64,
        requested: u64,
        cold: bool,
        has_value: bool,
        target_empty: bool,
    ) -> Option<Self> {
        let cold_part = if cold { COLD_ACCOUNT - WARM_ACCESS } else { 0 };
        let new_part = if has_value && target_empty {
            NEW_ACCOUNT
        } else {
            0
        };
        let value_part = if has_value { CALL_VALUE } else { 0 };
        let base = WARM_ACCESS + cold_part + new_part + value_part;
        let rest = left.checked_sub(base)?;
        let share = (u128::from(rest) * 63 / 64) as u64;
        let stipend = if has_value { CALL_STIPEND } else { 0 };
        Some(Self {
            base,
            forward: share.min(requested).saturating_add(stipend),
        })
    }

    /// Whole cost of the call once the callee has handed `returned` gas back.
    pub fn cost(&self, returned: u64) -> u64 {
        self.base
            .saturating_add(self.forward.saturating_sub(returned))
    }
}

/// Base cost of a create: 32000, and for CREATE2 6 per word of initcode.
pub fn create_base(initcode_len: u64, salted: bool) -> u64 {
    let hashing = if salted {
        INITCODE_HASH_WORD.saturating_mul(words(initcode_len))
    } else {
        0
    };
    CREATE.saturating_add(hashing)
}

/// `(kept, forwarded)` of a create with `gas_left` and base cost `base`: a 64th, rounded down, stays
/// with the creator. The create's cost is `gas_left - (returned + kept)`. `None`: the base cost is
/// not affordable.
pub fn create_split(gas_left: u64, base: u64) -> Option<(u64, u64)> {
    let rest = gas_left.checked_sub(base)?;
    let kept = rest / 64;
    Some((kept, rest - kept))
}

/// Cost of reading an account's code: 700 for each whole 24576 bytes of the chain's code size limit,
/// and the access itself.
pub fn code_touch_cost(max_code_size: u64, cold: bool) -> u64 {
    let access = if cold { COLD_ACCOUNT } else { WARM_ACCESS };
    (max_code_size / MAINNET_CODE_LIMIT)
        .saturating_mul(CODE_SIZE)
        .saturating_add(access)
}

/// What the EVM's memory would have cost for `len` bytes of return data. From ArbOS 31 a frame that
/// returns data keeps at most its gas at start (before the entry cost) less this, and runs out of gas
/// if it started with less.
pub fn return_data_floor(len: u64) -> u64 {
    let words = words(len);
    words
        .saturating_mul(3)
        .saturating_add(words.saturating_mul(words) / 512)
}
