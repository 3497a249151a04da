//! ArbGasInfo (0x6c): prices. The L1 price of this chain is zero.

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, sol};

use super::{
    decode,
    invocation::{Access, Answer, Invocation, READ},
};

/// Wei per gas below which the base fee never falls: 0.1 gwei.
const MINIMUM_GAS_PRICE: u64 = 100_000_000;

sol! {
    #[allow(missing_docs)]
    interface IArbGasInfo {
        function getL1BaseFeeEstimate() external view returns (uint256);
        function getMinimumGasPrice() external view returns (uint256);
        function getCurrentTxL1GasFees() external view returns (uint256);
    }
}

use IArbGasInfo::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let method = decode::<IArbGasInfoCalls>(call)?;
    call.open(Access::View)?;
    Ok(match method {
        IArbGasInfoCalls::getL1BaseFeeEstimate(_) => {
            call.burn(READ)?;
            getL1BaseFeeEstimateCall::abi_encode_returns(&U256::ZERO)
        }
        IArbGasInfoCalls::getMinimumGasPrice(_) => {
            call.burn(READ)?;
            getMinimumGasPriceCall::abi_encode_returns(&U256::from(MINIMUM_GAS_PRICE))
        }
        IArbGasInfoCalls::getCurrentTxL1GasFees(_) => {
            getCurrentTxL1GasFeesCall::abi_encode_returns(&U256::ZERO)
        }
    })
}
