//! What a program asks of the EVM: the seam to the node's state and call machinery.
//!
//! The implementer answers with values and costs in gas; charging them in the right order is this
//! crate's work. Nothing here knows which EVM stands behind it.

use alloy_primitives::{Address, B256, Bytes, U256};

/// The frame is static: the operation would change state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteProtection;

/// Kind of a call from a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// An ordinary call, with value.
    Call,
    /// Runs the target's code on the acting address, keeping caller and value.
    DelegateCall,
    /// A call that may not change state.
    StaticCall,
}

/// Answer to [`EvmApi::call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallResult {
    /// Gas to charge to the caller.
    pub cost: u64,
    /// Whether the callee succeeded.
    pub success: bool,
    /// The callee's output on success and on revert, otherwise empty.
    pub data: Bytes,
}

/// Answer to [`EvmApi::create`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateResult {
    /// Gas to charge to the creator.
    pub cost: u64,
    /// Address of the new contract; `None` if the create failed.
    pub address: Option<Address>,
    /// Revert data; empty unless the initcode reverted.
    pub data: Bytes,
}

/// Why a create was not even tried. The frame ends in `Failure`, its gas kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateError {
    /// The frame is static.
    WriteProtection,
    /// `gas_left` does not cover the base cost ([`create_base`](crate::gas::create_base)).
    OutOfGas,
}

/// Answer to [`EvmApi::storage_flush`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flush {
    /// All slots are stored; `cost` gas to charge.
    Done {
        /// Gas to charge.
        cost: u64,
    },
    /// The frame is static; nothing was stored.
    WriteProtection,
    /// The budget of `gas_left + 1` ran out.
    OutOfGas,
}

/// One call of a host function that came to its end, for tracers. Integers in `args` and `outs` are
/// big-endian, values follow each other without padding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostStep {
    /// Name of the function.
    pub name: &'static str,
    /// What it was given.
    pub args: Vec<u8>,
    /// What it answered.
    pub outs: Vec<u8>,
    /// Ink before it charged anything.
    pub start_ink: u64,
    /// Ink when it returned.
    pub end_ink: u64,
}

/// The EVM as seen from one program frame. All costs are in gas.
pub trait EvmApi {
    /// Value of a slot of the acting address, and 100 (warm) or 2100 (cold) gas. Warms the slot.
    fn storage_load(&mut self, key: B256) -> (B256, u64);

    /// Stores dirty slots on the acting address with a budget of `gas_left + 1`: for each slot the
    /// EIP-2929/2200/3529 cost ([`slot_cost`](crate::gas::slot_cost)) is taken from the budget first;
    /// if it does not suffice, or if nothing of it is left after the last slot, the answer is
    /// `OutOfGas`. Keeps the refund counter. Answers `WriteProtection` at once in a static frame.
    fn storage_flush(&mut self, gas_left: u64, entries: &[(B256, B256)]) -> Flush;

    /// Transient slot of the acting address.
    fn transient_load(&mut self, key: B256) -> B256;

    /// Writes a transient slot of the acting address.
    fn transient_store(&mut self, key: B256, value: B256) -> Result<(), WriteProtection>;

    /// Calls `to` with at most `gas_requested` (already capped at `gas_left`) of the frame's gas:
    /// base cost, 63/64 rule and stipend by [`CallGas`](crate::gas::CallGas). `value` is 0 unless
    /// `kind` is `Call`.
    fn call(
        &mut self,
        kind: CallKind,
        to: Address,
        input: Bytes,
        value: U256,
        gas_left: u64,
        gas_requested: u64,
    ) -> CallResult;

    /// Creates a contract from initcode, by CREATE2 if `salt` is given. The gas split is
    /// [`create_split`](crate::gas::create_split); no EIP-3860 charge or limit applies.
    fn create(
        &mut self,
        code: Bytes,
        endowment: U256,
        salt: Option<B256>,
        gas_left: u64,
    ) -> Result<CreateResult, CreateError>;

    /// Emits a log of the acting address; up to four topics.
    fn emit_log(&mut self, topics: Vec<B256>, data: Bytes) -> Result<(), WriteProtection>;

    /// Balance in wei, and 100 (warm) or 2600 (cold) gas. Warms the account.
    fn balance(&mut self, address: Address) -> (U256, u64);

    /// Code of an account (the 23-byte designator of an EIP-7702 account) and the whole touch cost
    /// ([`code_touch_cost`](crate::gas::code_touch_cost)). Warms the account. If `gas_left` is below
    /// the cost the code is not loaded and the answer's code is empty.
    fn code(&mut self, address: Address, gas_left: u64) -> (Bytes, u64);

    /// Code hash from state: zero if the account does not exist, keccak256 of nothing if it exists
    /// without code. Cost as [`balance`](Self::balance).
    fn codehash(&mut self, address: Address) -> (B256, u64);

    /// Opens `pages` more pages in the transaction's [`Pages`](crate::Pages) and answers the gas of
    /// it ([`Pages::grow`](crate::Pages::grow)).
    fn grow_pages(&mut self, pages: u16) -> u64;

    /// Whether [`step`](Self::step) wants to hear of host functions. Asked once a frame.
    fn wants_steps(&self) -> bool {
        false
    }

    /// A host function came to its end.
    fn step(&mut self, step: HostStep) {
        let _ = step;
    }

    /// Whether [`console`](Self::console) wants another line.
    fn wants_lines(&self) -> bool {
        true
    }

    /// A line a program printed through the debug chain's `console` module. Dropped by default.
    fn console(&mut self, line: &str) {
        let _ = line;
    }
}
