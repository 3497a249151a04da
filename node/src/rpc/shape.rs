//! Blocks, transactions, receipts and logs in the form that clients read: Ethereum's fields, and
//! Arbitrum's beside them (`l1BlockNumber`, `gasUsedForL1`). Pure functions of a mined block.
//!
//! `sendRoot` and `sendCount` are left out: this chain sends no messages to an L1.

use alloy_consensus::{BlockBody, Sealed, transaction::Recovered};
use alloy_primitives::{Address, U64, U256};
use alloy_rpc_types_eth::{
    Block as EthBlock, BlockTransactions, Header, Log, Transaction, TransactionInfo,
    TransactionReceipt,
};
use serde::Serialize;

use super::report::TransactionLine;
use crate::{
    block::{Block, MinedTx},
    chain::block_logs,
    tx::Tx,
};

/// A block as Nitro shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArbitrumBlock {
    #[serde(flatten)]
    block: EthBlock,
    l1_block_number: U64,
}

/// A receipt as Nitro shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArbitrumReceipt {
    #[serde(flatten)]
    receipt: TransactionReceipt,
    /// Part of the gas that paid for L1 data.
    gas_used_for_l1: U64,
    l1_block_number: U64,
}

/// A block, with whole transactions or with their hashes.
pub(crate) fn block(block: &Block, full: bool) -> ArbitrumBlock {
    let transactions = if full {
        BlockTransactions::Full(
            (0..block.transactions.len())
                .filter_map(|index| transaction(block, index))
                .collect(),
        )
    } else {
        BlockTransactions::Hashes(
            block
                .transactions
                .iter()
                .map(|mined| mined.tx.hash())
                .collect(),
        )
    };
    ArbitrumBlock {
        block: EthBlock::new(header(block), transactions),
        l1_block_number: U64::from(block.l1_number),
    }
}

/// The header, with the size of the whole block in bytes.
pub(crate) fn header(block: &Block) -> Header {
    let transactions = block
        .transactions
        .iter()
        .map(|mined| mined.tx.envelope.clone())
        .collect();
    let body = BlockBody {
        transactions,
        ..Default::default()
    };
    let size = alloy_consensus::Block::rlp_length_for(&block.header, &body);
    let sealed = Sealed::new_unchecked(block.header.clone(), block.hash);
    Header::from_consensus(sealed, None, Some(U256::from(size)))
}

/// The transaction at `index` of a block, if there is one.
pub(crate) fn transaction(block: &Block, index: usize) -> Option<Transaction> {
    let mined = block.transactions.get(index)?;
    let transaction = Recovered::new_unchecked(mined.tx.envelope.clone(), mined.tx.sender);
    let place = TransactionInfo {
        hash: Some(mined.tx.hash()),
        index: Some(index as u64),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        base_fee: block.header.base_fee_per_gas,
        block_timestamp: Some(block.header.timestamp),
    };
    let mut transaction = Transaction::from_transaction(transaction, place);
    transaction.effective_gas_price = Some(mined.gas_price);
    Some(transaction)
}

/// A transaction that waits to be mined.
pub(crate) fn waiting(tx: &Tx) -> Transaction {
    let recovered = Recovered::new_unchecked(tx.envelope.clone(), tx.sender);
    let place = TransactionInfo {
        hash: Some(tx.hash()),
        ..TransactionInfo::default()
    };
    Transaction::from_transaction(recovered, place)
}

/// The receipt of the transaction at `index` of a block, if there is one.
pub(crate) fn receipt(block: &Block, index: usize) -> Option<ArbitrumReceipt> {
    let mined = block.transactions.get(index)?;
    let place = Some(index as u64);
    let mut logs = block_logs(block).filter(|log| log.transaction_index == place);
    let receipt = TransactionReceipt {
        inner: mined.receipt().map_logs(|log| {
            logs.next().unwrap_or_else(|| Log {
                inner: log,
                ..Default::default()
            })
        }),
        transaction_hash: mined.tx.hash(),
        transaction_index: place,
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        gas_used: mined.gas_used,
        effective_gas_price: mined.gas_price,
        blob_gas_used: None,
        blob_gas_price: None,
        from: mined.tx.sender,
        to: callee(mined),
        contract_address: mined.contract,
    };
    Some(ArbitrumReceipt {
        receipt,
        gas_used_for_l1: U64::from(mined.l1_gas),
        l1_block_number: U64::from(block.l1_number),
    })
}

/// Every receipt of a block.
pub(crate) fn receipts(block: &Block) -> Vec<ArbitrumReceipt> {
    (0..block.transactions.len())
        .filter_map(|index| receipt(block, index))
        .collect()
}

/// What to print about each transaction of a block.
pub(crate) fn lines(block: &Block) -> impl Iterator<Item = TransactionLine> + '_ {
    block.transactions.iter().map(|mined| TransactionLine {
        hash: mined.tx.hash(),
        block: block.header.number,
        from: mined.tx.sender,
        to: callee(mined).or(mined.contract),
        is_creation: callee(mined).is_none(),
        failure: mined.failure.clone(),
        gas_used: mined.gas_used,
    })
}

fn callee(mined: &MinedTx) -> Option<Address> {
    alloy_consensus::Transaction::to(&mined.tx.envelope)
}
