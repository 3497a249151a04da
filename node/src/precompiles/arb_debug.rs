//! ArbDebug (0xff): what only development chains allow.

use alloy_sol_types::sol;

use super::{
    decode,
    invocation::{Access, Answer, Invocation, READ, WRITE},
};
use crate::arbos;

sol! {
    #[allow(missing_docs)]
    interface IArbDebug {
        function becomeChainOwner() external;
    }
}

/// Runs a call: the caller joins the chain's owners.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let IArbDebug::IArbDebugCalls::becomeChainOwner(_) = decode(call)?;
    call.open(Access::Write)?;
    call.burn(READ)?;
    let (owners, caller) = (arbos::owners(), call.caller());
    if !owners.contains(call.ctx, caller) {
        call.burn(2 * READ + 3 * WRITE)?;
        owners.add(call.ctx, caller);
    }
    Ok(Vec::new())
}
