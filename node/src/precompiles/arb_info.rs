//! ArbInfo (0x65): balance and code of an account.

use alloy_sol_types::{SolCall, sol};
use revm::context_interface::{ContextTr, JournalTr};

use super::{
    decode,
    invocation::{Access, Answer, Invocation},
};

/// Gas of a balance (EIP-1884) and of touching cold code (EIP-2929).
const BALANCE: u64 = 700;
const COLD_CODE: u64 = 2_600;
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
            let Ok(account) = call.ctx.journal_mut().load_account(args.account);
            Ok(getBalanceCall::abi_encode_returns(
                &account.data.info.balance,
            ))
        }
        IArbInfoCalls::getCode(args) => {
            call.burn(COLD_CODE)?;
            let Ok(account) = call.ctx.journal_mut().load_account_with_code(args.account);
            let code = account.data.info.code.as_ref();
            let code = code.map(|code| code.original_bytes()).unwrap_or_default();
            call.burn(COPY_WORD * ebb_stylus::gas::words(code.len() as u64))?;
            Ok(getCodeCall::abi_encode_returns(&code))
        }
    }
}
