//! Questions about what was mined: blocks, transactions, receipts, and fees of the past.

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{B256, U64};
use alloy_rpc_types_eth::{FeeHistory, Index, Transaction};
use jsonrpsee::core::RegisterMethodError;

use super::{
    args::Args,
    error::Refusal,
    shape::{self, ArbitrumBlock, ArbitrumReceipt},
    table::Table,
    view::{View, unknown_block},
};
use crate::block::Block;

/// Most blocks in one fee history, as geth has it.
const MAX_FEE_HISTORY: u64 = 1024;
/// Most percentiles in one fee history, as geth has it.
const MAX_PERCENTILES: usize = 100;

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.read(&["eth_blockNumber"], |view, _| {
        Ok(U64::from(view.chain.latest().header.number))
    })?;
    table.read(&["eth_getBlockByNumber"], |view, args| {
        block(view, args, by_number)
    })?;
    table.read(&["eth_getBlockByHash"], |view, args| {
        block(view, args, by_hash)
    })?;
    table.read(&["eth_getBlockTransactionCountByNumber"], |view, args| {
        Ok(by_number(args)?
            .and_then(|id| view.chain.block(id))
            .map(|block| count(block)))
    })?;
    table.read(&["eth_getBlockTransactionCountByHash"], |view, args| {
        Ok(by_hash(args)?
            .and_then(|id| view.chain.block(id))
            .map(|block| count(block)))
    })?;
    for name in [
        "eth_getUncleCountByBlockNumber",
        "eth_getUncleCountByBlockHash",
    ] {
        table.read(&[name], |_, _| Ok(U64::ZERO))?;
    }
    table.read(&["eth_getTransactionByHash"], |view, args| {
        let hash: B256 = args.required(0, "transaction hash")?;
        let found = view.chain.transaction(hash);
        let mined = found.and_then(|(block, _, place)| shape::transaction(block, place.index));
        Ok(mined.or_else(|| {
            let mut waiting = view.waiting.iter();
            waiting.find(|tx| tx.hash() == hash).map(shape::waiting)
        }))
    })?;
    table.read(
        &["eth_getTransactionByBlockNumberAndIndex"],
        |view, args| transaction_at(view, args, by_number),
    )?;
    table.read(&["eth_getTransactionByBlockHashAndIndex"], |view, args| {
        transaction_at(view, args, by_hash)
    })?;
    table.read(&["eth_getTransactionReceipt"], receipt)?;
    table.read(&["eth_getBlockReceipts"], |view, args| {
        Ok(args
            .optional(0, "block")?
            .and_then(|id| view.chain.block(id))
            .map(|block| shape::receipts(block)))
    })?;
    table.read(&["eth_feeHistory"], fee_history)
}

type BlockArgument = fn(&mut Args) -> Result<Option<BlockId>, Refusal>;

fn by_number(args: &mut Args) -> Result<Option<BlockId>, Refusal> {
    Ok(args
        .optional::<BlockNumberOrTag>(0, "block number or tag")?
        .map(BlockId::Number))
}

fn by_hash(args: &mut Args) -> Result<Option<BlockId>, Refusal> {
    args.required::<B256>(0, "block hash")
        .map(|hash| Some(BlockId::from(hash)))
}

fn block(
    view: &View,
    args: &mut Args,
    which: BlockArgument,
) -> Result<Option<ArbitrumBlock>, Refusal> {
    let id = which(args)?.unwrap_or_default();
    let full = args
        .optional(1, "whether whole transactions are wanted")?
        .unwrap_or(false);
    Ok(view.chain.block(id).map(|block| shape::block(block, full)))
}

fn count(block: &Block) -> U64 {
    U64::from(block.transactions.len())
}

fn transaction_at(
    view: &View,
    args: &mut Args,
    which: BlockArgument,
) -> Result<Option<Transaction>, Refusal> {
    let id = which(args)?.unwrap_or_default();
    let Index(index) = args.required(1, "transaction index")?;
    Ok(view
        .chain
        .block(id)
        .and_then(|block| shape::transaction(block, index)))
}

fn receipt(view: &View, args: &mut Args) -> Result<Option<ArbitrumReceipt>, Refusal> {
    let hash: B256 = args.required(0, "transaction hash")?;
    let found = view.chain.transaction(hash);
    Ok(found.and_then(|(block, _, place)| shape::receipt(block, place.index)))
}

/// Base fees and fullness of past blocks. Tips are zero: Arbitrum does not collect them.
fn fee_history(view: &View, args: &mut Args) -> Result<FeeHistory, Refusal> {
    let count: U64 = args.required(0, "block count")?;
    let newest: BlockNumberOrTag = args.optional(1, "newest block")?.unwrap_or_default();
    let percentiles: Vec<f64> = args.optional(2, "reward percentiles")?.unwrap_or_default();
    if percentiles.len() > MAX_PERCENTILES {
        let sentence =
            format!("too many reward percentiles; at most {MAX_PERCENTILES} are allowed");
        return Err(Refusal::invalid_params(sentence));
    }
    let newest = BlockId::Number(newest);
    let newest = view
        .chain
        .block(newest)
        .ok_or_else(|| unknown_block(newest))?
        .header
        .number;
    let count = count.to::<u64>().min(MAX_FEE_HISTORY).min(newest + 1);
    let oldest = newest + 1 - count;
    let blocks = (oldest..=newest).filter_map(|number| view.chain.block(number.into()));
    let mut history = FeeHistory {
        oldest_block: oldest,
        ..Default::default()
    };
    for block in blocks.take(count as usize) {
        let header = &block.header;
        history
            .base_fee_per_gas
            .push(u128::from(header.base_fee_per_gas.unwrap_or_default()));
        history
            .gas_used_ratio
            .push(header.gas_used as f64 / header.gas_limit as f64);
        history.base_fee_per_blob_gas.push(0);
        history.blob_gas_used_ratio.push(0.0);
    }
    history
        .base_fee_per_gas
        .push(u128::from(view.chain.base_fee()));
    history.base_fee_per_blob_gas.push(0);
    if !percentiles.is_empty() {
        history.reward = Some(vec![vec![0; percentiles.len()]; count as usize]);
    }
    Ok(history)
}
