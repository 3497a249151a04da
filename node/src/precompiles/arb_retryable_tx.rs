//! ArbRetryableTx (0x6e): tickets come from a parent chain, so here is none, and every question about
//! one is answered as Nitro answers for a ticket it does not know.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, sol};

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation, READ},
};

/// Seconds that a ticket lives: a week.
const LIFETIME: u64 = 604_800;

sol! {
    #[allow(missing_docs)]
    interface IArbRetryableTx {
        function redeem(bytes32 ticketId) external returns (bytes32);
        function getLifetime() external view returns (uint256);
        function getTimeout(bytes32 ticketId) external view returns (uint256);
        function keepalive(bytes32 ticketId) external returns (uint256);
        function getBeneficiary(bytes32 ticketId) external view returns (address);
        function cancel(bytes32 ticketId) external;
        function getCurrentRedeemer() external view returns (address);
        function submitRetryable(bytes32 requestId, uint256 l1BaseFee, uint256 deposit, uint256 callvalue, uint256 gasFeeCap, uint64 gasLimit, uint256 maxSubmissionFee, address feeRefundAddress, address beneficiary, address retryTo, bytes calldata retryData) external;

        error NoTicketWithID();
        error NotCallable();
    }
}

use IArbRetryableTx::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let method = decode::<IArbRetryableTxCalls>(call)?;
    let (access, reads) = match method {
        IArbRetryableTxCalls::redeem(_) => (Access::Write, 2),
        IArbRetryableTxCalls::keepalive(_) | IArbRetryableTxCalls::cancel(_) => (Access::Write, 1),
        IArbRetryableTxCalls::submitRetryable(_) => (Access::Write, 0),
        IArbRetryableTxCalls::getTimeout(_) | IArbRetryableTxCalls::getBeneficiary(_) => {
            (Access::View, 1)
        }
        _ => (Access::View, 0),
    };
    call.open(access)?;
    call.burn(reads * READ)?;
    match method {
        IArbRetryableTxCalls::getLifetime(_) => {
            Ok(getLifetimeCall::abi_encode_returns(&U256::from(LIFETIME)))
        }
        IArbRetryableTxCalls::getCurrentRedeemer(_) => {
            Ok(getCurrentRedeemerCall::abi_encode_returns(&Address::ZERO))
        }
        IArbRetryableTxCalls::submitRetryable(_) => Err(Fault::custom(&NotCallable {})),
        _ => Err(Fault::custom(&NoTicketWithID {})),
    }
}
