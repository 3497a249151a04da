//! The blocks of a saved chain: headers, transactions with what they did, and back.

use alloy_consensus::{Header, TxEnvelope};
use alloy_eips::eip2718::{Decodable2718, Encodable2718};
use alloy_primitives::{Address, B256, Bytes, Log};
use serde::{Deserialize, Serialize};

use crate::{
    block::{Block, MinedTx},
    tx::Tx,
};

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SavedBlock {
    header: Header,
    l1_number: u64,
    transactions: Vec<SavedTx>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedTx {
    /// EIP-2718 encoding.
    envelope: Bytes,
    sender: Address,
    impersonated: bool,
    success: bool,
    gas_used: u64,
    #[serde(default)]
    l1_gas: u64,
    gas_price: u128,
    contract: Option<Address>,
    output: Bytes,
    failure: Option<String>,
    logs: Vec<Log>,
}

/// A block as it is saved.
pub(super) fn save(block: &Block) -> SavedBlock {
    let transactions = block.transactions.iter().map(|mined| SavedTx {
        envelope: mined.tx.envelope.encoded_2718().into(),
        sender: mined.tx.sender,
        impersonated: mined.tx.impersonated,
        success: mined.success,
        gas_used: mined.gas_used,
        l1_gas: mined.l1_gas,
        gas_price: mined.gas_price,
        contract: mined.contract,
        output: mined.output.clone(),
        failure: mined.failure.clone(),
        logs: mined.logs.clone(),
    });
    SavedBlock {
        header: block.header.clone(),
        l1_number: block.l1_number,
        transactions: transactions.collect(),
    }
}

/// The blocks, each of which must follow the one before; none knows its state.
pub(super) fn load(saved: Vec<SavedBlock>) -> Result<Vec<Block>, String> {
    let mut blocks: Vec<Block> = Vec::with_capacity(saved.len());
    for block in saved {
        let number = blocks.len() as u64;
        let parent = blocks.last().map_or(B256::ZERO, |block| block.hash);
        if block.header.number != number || block.header.parent_hash != parent {
            return Err(format!("block {number} does not follow the one before it"));
        }
        let transactions = block
            .transactions
            .into_iter()
            .map(load_tx)
            .collect::<Result<_, _>>()?;
        blocks.push(Block {
            hash: block.header.hash_slow(),
            header: block.header,
            l1_number: block.l1_number,
            transactions,
            before: None,
            state: None,
        });
    }
    Ok(blocks)
}

fn load_tx(saved: SavedTx) -> Result<MinedTx, String> {
    let envelope = TxEnvelope::decode_2718_exact(&saved.envelope)
        .map_err(|error| format!("a transaction cannot be decoded: {error}"))?;
    Ok(MinedTx {
        tx: Tx {
            envelope,
            sender: saved.sender,
            impersonated: saved.impersonated,
        },
        success: saved.success,
        gas_used: saved.gas_used,
        l1_gas: saved.l1_gas,
        gas_price: saved.gas_price,
        contract: saved.contract,
        output: saved.output,
        failure: saved.failure,
        logs: saved.logs,
        console: Vec::new(),
    })
}
