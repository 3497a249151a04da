//! ArbosTest (0x69): burns gas, and does nothing else.

use alloy_sol_types::sol;

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation},
};

sol! {
    #[allow(missing_docs)]
    interface IArbosTest {
        function burnArbGas(uint256 gasAmount) external pure;
    }
}

/// Runs a call. Asked for more than there is, it burns all and succeeds all the same.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let IArbosTest::IArbosTestCalls::burnArbGas(args) = decode(call)?;
    call.open(Access::Pure)?;
    let amount = u64::try_from(args.gasAmount).map_err(|_| Fault::Plain)?;
    call.burn_at_most(amount);
    Ok(Vec::new())
}
