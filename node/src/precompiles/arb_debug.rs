//! ArbDebug (0xff): what only development chains allow.

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolCall, sol};

use super::{
    ARB_DEBUG, decode,
    invocation::{Access, Answer, Fault, Invocation, READ, WRITE},
};
use crate::arbos;

/// What `customRevert` says.
const SPIDERS: &str = r"This spider family wards off bugs: /\oo/\ //\(oo)//\ /\oo/\";

sol! {
    #[allow(missing_docs)]
    interface IArbDebug {
        function becomeChainOwner() external;
        function events(bool flag, bytes32 value) external payable returns (address, uint256);
        function eventsView() external view;
        function customRevert(uint64 number) external pure;
        function legacyError() external pure;
        function panic() external;

        event Basic(bool flag, bytes32 indexed value);
        event Mixed(bool indexed flag, bool not, bytes32 indexed value, address conn, address indexed caller);

        error Custom(uint64 number, string message, bool flag);
    }
}

use IArbDebug::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    match decode::<IArbDebugCalls>(call)? {
        IArbDebugCalls::becomeChainOwner(_) => become_owner(call),
        IArbDebugCalls::events(args) => emit_both(call, args.flag, args.value),
        // Events of a view are write protection, an error without data.
        IArbDebugCalls::eventsView(_) => {
            call.open(Access::View)?;
            Err(Fault::Plain)
        }
        IArbDebugCalls::customRevert(args) => {
            call.open(Access::Pure)?;
            Err(Fault::custom(&Custom {
                number: args.number,
                message: SPIDERS.into(),
                flag: true,
            }))
        }
        IArbDebugCalls::legacyError(_) => {
            call.open(Access::Pure)?;
            Err(Fault::Plain)
        }
        IArbDebugCalls::panic(_) => {
            let why = "ArbDebug.panic stops a Nitro node; this one goes on and fails the call";
            Err(Fault::Burn(Some(why.into())))
        }
    }
}

/// The caller joins the chain's owners.
fn become_owner(call: &mut Invocation<'_>) -> Answer {
    call.open(Access::Write)?;
    call.burn(READ)?;
    let (owners, caller) = (arbos::owners(), call.caller());
    if !owners.contains(call.ctx, caller) {
        call.burn(2 * READ + 3 * WRITE)?;
        owners.add(call.ctx, caller);
    }
    Ok(Vec::new())
}

/// One event of each kind; what was paid stays.
fn emit_both(call: &mut Invocation<'_>, flag: bool, value: B256) -> Answer {
    call.open(Access::Payable)?;
    let caller: Address = call.caller();
    call.emit(&Basic { flag: !flag, value })?;
    call.emit(&Mixed {
        flag,
        not: !flag,
        value,
        conn: ARB_DEBUG,
        caller,
    })?;
    Ok(eventsCall::abi_encode_returns(
        &(caller, call.value()).into(),
    ))
}
