//! ArbGasInfo (0x6c): prices, and the parameters of the models behind them.
//!
//! Nobody posts batches, so nothing is owed and what was collected stays; parameters that nothing here
//! changes have Nitro's values.

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, sol};

use revm::context_interface::{Block, ContextTr};

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation, READ},
};
use crate::arbos;

/// Gas per second that the chain is meant for, and what a block and a transaction may use.
const SPEED_LIMIT: u64 = 7_000_000;
const BLOCK_GAS: u64 = 32_000_000;
/// Seconds in which a backlog of gas works on the price, and seconds' worth of it that are forgiven.
const INERTIA: u64 = 102;
const TOLERANCE: u64 = 10;
/// How slowly the L1 price follows, units in which it balances, gas of posting a batch.
const L1_INERTIA: u64 = 10;
const L1_EQUILIBRATION_UNITS: u64 = 160_000_000;
const L1_REWARD_RATE: u64 = 10;
const BATCH_GAS: u64 = 210_000;
/// Units of a posted byte, and bytes of a simple transaction.
const UNITS_PER_BYTE: u64 = 16;
const SIMPLE_TX_LEN: u64 = 140;
/// Wei that a written slot costs, in gas: what `getPricesInWei` calls storage.
const STORAGE_GAS: u64 = 20_000;
/// The limits of a transaction and of a block have getters of their own from this ArbOS version on.
const LIMITS_FROM: u64 = 50;

sol! {
    #[allow(missing_docs)]
    interface IArbGasInfo {
        function getPricesInWei() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
        function getPricesInWeiWithAggregator(address aggregator) external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
        function getPricesInArbGas() external view returns (uint256, uint256, uint256);
        function getPricesInArbGasWithAggregator(address aggregator) external view returns (uint256, uint256, uint256);
        function getGasAccountingParams() external view returns (uint256, uint256, uint256);
        function getMinimumGasPrice() external view returns (uint256);
        function getL1BaseFeeEstimate() external view returns (uint256);
        function getL1GasPriceEstimate() external view returns (uint256);
        function getCurrentTxL1GasFees() external view returns (uint256);
        function getL1BaseFeeEstimateInertia() external view returns (uint64);
        function getL1RewardRate() external view returns (uint64);
        function getL1RewardRecipient() external view returns (address);
        function getGasBacklog() external view returns (uint64);
        function getPricingInertia() external view returns (uint64);
        function getGasBacklogTolerance() external view returns (uint64);
        function getL1PricingSurplus() external view returns (int256);
        function getPerBatchGasCharge() external view returns (int64);
        function getAmortizedCostCapBips() external view returns (uint64);
        function getL1FeesAvailable() external view returns (uint256);
        function getL1PricingEquilibrationUnits() external view returns (uint256);
        function getLastL1PricingUpdateTime() external view returns (uint64);
        function getL1PricingFundsDueForRewards() external view returns (uint256);
        function getL1PricingUnitsSinceUpdate() external view returns (uint64);
        function getLastL1PricingSurplus() external view returns (int256);
        function getMaxTxGasLimit() external view returns (uint256);
        function getMaxBlockGasLimit() external view returns (uint64);
    }
}

use IArbGasInfo::{IArbGasInfoCalls as Call, *};

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let method = decode::<Call>(call)?;
    call.open(Access::View)?;
    match method {
        Call::getPricesInWei(_) | Call::getPricesInWeiWithAggregator(_) => {
            call.burn(2 * READ)?;
            let price = base_fee(call);
            let least = arbos::minimum_base_fee(call.ctx).min(price);
            let [storage, base, congestion, total] =
                [price * STORAGE_GAS, least, price - least, price].map(U256::from);
            let (per_tx, per_byte) = l1_prices(call);
            Ok(getPricesInWeiCall::abi_encode_returns(
                &(per_tx, per_byte, storage, base, congestion, total).into(),
            ))
        }
        Call::getPricesInArbGas(_) | Call::getPricesInArbGasWithAggregator(_) => {
            call.burn(READ)?;
            let (per_tx, per_byte) = l1_prices(call);
            let fee = U256::from(base_fee(call).max(1));
            Ok(getPricesInArbGasCall::abi_encode_returns(
                &(per_tx / fee, per_byte / fee, U256::from(STORAGE_GAS)).into(),
            ))
        }
        Call::getGasAccountingParams(_) => {
            call.burn(2 * READ)?;
            let [speed, block] = [SPEED_LIMIT, BLOCK_GAS].map(U256::from);
            Ok(getGasAccountingParamsCall::abi_encode_returns(
                &(speed, block, block).into(),
            ))
        }
        Call::getCurrentTxL1GasFees(_) => {
            let fee = call.ctx.chain.poster.wei;
            Ok(getCurrentTxL1GasFeesCall::abi_encode_returns(&fee))
        }
        Call::getL1BaseFeeEstimate(_) | Call::getL1GasPriceEstimate(_) => {
            call.burn(READ)?;
            Ok(arbos::l1_price(call.ctx).to_be_bytes_vec())
        }
        Call::getL1FeesAvailable(_) => {
            call.burn(READ)?;
            Ok(arbos::l1_fees(call.ctx).to_be_bytes_vec())
        }
        Call::getL1PricingUnitsSinceUpdate(_) => {
            call.burn(READ)?;
            Ok(arbos::l1_units(call.ctx).to_be_bytes_vec())
        }
        Call::getMaxTxGasLimit(_) | Call::getMaxBlockGasLimit(_)
            if call.ctx.chain.arbos_version < LIMITS_FROM =>
        {
            Err(Fault::Burn(None))
        }
        Call::getL1PricingSurplus(_) => {
            call.burn(3 * READ)?;
            Ok(arbos::l1_fees(call.ctx).to_be_bytes_vec())
        }
        Call::getMinimumGasPrice(_) => {
            call.burn(READ)?;
            Ok(word(arbos::minimum_base_fee(call.ctx)))
        }
        parameter => {
            call.burn(READ)?;
            Ok(word(value(&parameter)))
        }
    }
}

/// Wei for posting a simple transaction, and a byte.
fn l1_prices(call: &Invocation<'_>) -> (U256, U256) {
    let price = arbos::l1_price(call.ctx);
    let per_byte = price.saturating_mul(U256::from(UNITS_PER_BYTE));
    (per_byte.saturating_mul(U256::from(SIMPLE_TX_LEN)), per_byte)
}

/// Values of one slot that nothing changes.
fn value(parameter: &Call) -> u64 {
    match parameter {
        Call::getL1BaseFeeEstimateInertia(_) => L1_INERTIA,
        Call::getL1RewardRate(_) => L1_REWARD_RATE,
        Call::getPricingInertia(_) => INERTIA,
        Call::getGasBacklogTolerance(_) => TOLERANCE,
        Call::getPerBatchGasCharge(_) => BATCH_GAS,
        Call::getL1PricingEquilibrationUnits(_) => L1_EQUILIBRATION_UNITS,
        Call::getMaxTxGasLimit(_) | Call::getMaxBlockGasLimit(_) => BLOCK_GAS,
        _ => 0,
    }
}

/// Any number that is not negative, as ABI has it.
fn word(value: u64) -> Vec<u8> {
    U256::from(value).to_be_bytes_vec()
}

/// Base fee of the block, also where a call without a price sees none.
fn base_fee(call: &Invocation<'_>) -> u64 {
    match call.ctx.block().basefee() {
        0 => arbos::base_fee(call.ctx),
        fee => fee,
    }
}
