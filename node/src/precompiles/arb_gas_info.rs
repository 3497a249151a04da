//! ArbGasInfo (0x6c): prices. The L1 price of this chain is zero.

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, sol};

use revm::context_interface::{Block, ContextTr};

use super::{
    decode,
    invocation::{Access, Answer, Invocation, READ},
};
use crate::arbos;

/// Gas per second that the chain is meant for, and what a block and a transaction may use.
const SPEED_LIMIT: u64 = 7_000_000;
const BLOCK_GAS: u64 = 32_000_000;
/// Wei that a written slot costs, in gas: what `getPricesInWei` calls storage.
const STORAGE_GAS: u64 = 20_000;

sol! {
    #[allow(missing_docs)]
    interface IArbGasInfo {
        function getL1BaseFeeEstimate() external view returns (uint256);
        function getMinimumGasPrice() external view returns (uint256);
        function getL1GasPriceEstimate() external view returns (uint256);
        function getCurrentTxL1GasFees() external view returns (uint256);
        function getPricesInWei() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
        function getPricesInArbGas() external view returns (uint256, uint256, uint256);
        function getGasAccountingParams() external view returns (uint256, uint256, uint256);
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
            let least = arbos::minimum_base_fee(call.ctx);
            getMinimumGasPriceCall::abi_encode_returns(&U256::from(least))
        }
        IArbGasInfoCalls::getL1GasPriceEstimate(_) => {
            call.burn(READ)?;
            getL1GasPriceEstimateCall::abi_encode_returns(&U256::ZERO)
        }
        IArbGasInfoCalls::getPricesInWei(_) => {
            call.burn(2 * READ)?;
            let price = call.ctx.block().basefee();
            let least = arbos::minimum_base_fee(call.ctx).min(price);
            let [storage, base, congestion, total] =
                [price * STORAGE_GAS, least, price - least, price].map(U256::from);
            getPricesInWeiCall::abi_encode_returns(
                &(U256::ZERO, U256::ZERO, storage, base, congestion, total).into(),
            )
        }
        IArbGasInfoCalls::getPricesInArbGas(_) => {
            call.burn(READ)?;
            getPricesInArbGasCall::abi_encode_returns(
                &(U256::ZERO, U256::ZERO, U256::from(STORAGE_GAS)).into(),
            )
        }
        IArbGasInfoCalls::getGasAccountingParams(_) => {
            call.burn(2 * READ)?;
            let [speed, block] = [SPEED_LIMIT, BLOCK_GAS].map(U256::from);
            getGasAccountingParamsCall::abi_encode_returns(&(speed, block, block).into())
        }
        IArbGasInfoCalls::getCurrentTxL1GasFees(_) => {
            getCurrentTxL1GasFeesCall::abi_encode_returns(&U256::ZERO)
        }
    })
}
