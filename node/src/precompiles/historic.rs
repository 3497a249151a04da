//! Precompiles of Arbitrum before Nitro that only answer fixed values: ArbFunctionTable (0x68),
//! ArbAggregator (0x6d), ArbStatistics (0x6f).
//!
//! The sequencer is the only batch poster, and there is no other to name: what would change that is
//! refused, as Nitro refuses whoever is no owner.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, sol};

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation, READ},
};
use crate::arbos::SEQUENCER;

sol! {
    #[allow(missing_docs)]
    interface IArbFunctionTable {
        function upload(bytes calldata buf) external;
        function size(address addr) external view returns (uint256);
        function get(address addr, uint256 index) external view returns (uint256, bool, uint256);
    }

    #[allow(missing_docs)]
    interface IArbAggregator {
        function getPreferredAggregator(address addr) external view returns (address, bool);
        function getDefaultAggregator() external view returns (address);
        function getBatchPosters() external view returns (address[]);
        function getFeeCollector(address batchPoster) external view returns (address);
        function getTxBaseFee(address aggregator) external view returns (uint256);
        function setTxBaseFee(address aggregator, uint256 feeInL1Gas) external;
        function addBatchPoster(address newBatchPoster) external;
        function setFeeCollector(address batchPoster, address newFeeCollector) external;
    }

    #[allow(missing_docs)]
    interface IArbStatistics {
        function getStats() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
    }
}

use IArbAggregator::IArbAggregatorCalls as Aggregator;
use IArbFunctionTable::IArbFunctionTableCalls as FunctionTable;
use IArbStatistics::{IArbStatisticsCalls as Statistics, getStatsCall};

/// Runs a call of ArbFunctionTable: uploads vanish, so the table is empty.
pub(super) fn function_table(call: &mut Invocation<'_>) -> Answer {
    match decode::<FunctionTable>(call)? {
        FunctionTable::upload(_) => {
            call.open(Access::Write)?;
            Ok(Vec::new())
        }
        FunctionTable::size(_) => {
            call.open(Access::View)?;
            Ok(IArbFunctionTable::sizeCall::abi_encode_returns(&U256::ZERO))
        }
        FunctionTable::get(_) => {
            call.open(Access::View)?;
            Err(Fault::Plain)
        }
    }
}

/// Runs a call of ArbStatistics: the block's number, and five counts of the chain before Nitro.
pub(super) fn statistics(call: &mut Invocation<'_>) -> Answer {
    let Statistics::getStats(_) = decode(call)?;
    call.open(Access::View)?;
    let number = U256::from(call.ctx.chain.block.number);
    let zero = U256::ZERO;
    Ok(getStatsCall::abi_encode_returns(
        &(number, zero, zero, zero, zero, zero).into(),
    ))
}

/// Runs a call of ArbAggregator.
pub(super) fn aggregator(call: &mut Invocation<'_>) -> Answer {
    use IArbAggregator::*;
    let method = decode::<Aggregator>(call)?;
    let access = match method {
        Aggregator::setTxBaseFee(_)
        | Aggregator::addBatchPoster(_)
        | Aggregator::setFeeCollector(_) => Access::Write,
        _ => Access::View,
    };
    call.open(access)?;
    Ok(match method {
        Aggregator::getPreferredAggregator(_) => {
            getPreferredAggregatorCall::abi_encode_returns(&(SEQUENCER, true).into())
        }
        Aggregator::getDefaultAggregator(_) => {
            getDefaultAggregatorCall::abi_encode_returns(&SEQUENCER)
        }
        Aggregator::getBatchPosters(_) => {
            call.burn(2 * READ)?;
            getBatchPostersCall::abi_encode_returns(&vec![SEQUENCER])
        }
        Aggregator::getFeeCollector(args) => {
            call.burn(READ)?;
            check_poster(args.batchPoster)?;
            call.burn(READ)?;
            getFeeCollectorCall::abi_encode_returns(&SEQUENCER)
        }
        Aggregator::getTxBaseFee(_) => getTxBaseFeeCall::abi_encode_returns(&U256::ZERO),
        Aggregator::setTxBaseFee(_) => Vec::new(),
        Aggregator::addBatchPoster(_) | Aggregator::setFeeCollector(_) => {
            call.burn(READ)?;
            return Err(Fault::Plain);
        }
    })
}

fn check_poster(poster: Address) -> Result<(), Fault> {
    if poster == SEQUENCER {
        Ok(())
    } else {
        Err(Fault::Plain)
    }
}
