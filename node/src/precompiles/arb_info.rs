//! ArbInfo (0x65): balance and code of an account.

use alloy_sol_types::{SolCall, sol};

use super::{
    decode,
    invocation::{Access, Answer, Invocation},
};
use crate::evm::peek;

/// Gas of a balance (EIP-1884) and, as Nitro has it, of a cold slot for reading code (EIP-2929).
const BALANCE: u64 = 700;
const CODE: u64 = 2_100;
const COPY_WORD: u64 = 3;

sol! {
    #[allow(missing_docs)]
    interface IArbInfo {
        function getBalance(address account) external view returns (uint256);
        function getCode(address account) external view returns (bytes);
    }
}

use IArbInfo::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let method = decode::<IArbInfoCalls>(call)?;
    call.open(Access::View)?;
    match method {
        IArbInfoCalls::getBalance(args) => {
            call.burn(BALANCE)?;
            let account = peek(call.ctx, args.account).unwrap_or_default();
            Ok(getBalanceCall::abi_encode_returns(&account.balance))
        }
        IArbInfoCalls::getCode(args) => {
            call.burn(CODE)?;
            let account = peek(call.ctx, args.account).unwrap_or_default();
            let code = account.code.unwrap_or_default().original_bytes();
            call.burn(COPY_WORD * ebb_stylus::gas::words(code.len() as u64))?;
            Ok(getCodeCall::abi_encode_returns(&code))
        }
    }
}
