//! A mined block: header, its transactions with their receipts, and the state after it.
//!
//! Hashes, roots of transactions and receipts, and blooms are the real ones. The state root is a
//! stand-in: a hash over the block's contents, deterministic but no Merkle root, so `eth_getProof`
//! cannot be served. The mix hash carries what Nitro puts there: send count, L1 block number, ArbOS
//! version.

use alloy_consensus::{
    Eip658Value, Header, Receipt, ReceiptEnvelope, ReceiptWithBloom, TxType,
    constants::EMPTY_OMMER_ROOT_HASH,
    proofs::{calculate_receipt_root, calculate_transaction_root},
};
use alloy_primitives::{Address, B64, B256, Bloom, Bytes, Log, U256, keccak256};

use crate::{state::State, tx::Tx};

/// Gas limit of every Arbitrum block: 2^50.
pub const BLOCK_GAS_LIMIT: u64 = 1 << 50;

/// A block and the state after it.
#[derive(Clone, Debug)]
pub struct Block {
    /// The header.
    pub header: Header,
    /// Hash of the header.
    pub hash: B256,
    /// L1 block number that contracts saw in this block.
    pub l1_number: u64,
    /// The transactions, in order (this chain mines one a block).
    pub transactions: Vec<MinedTx>,
    /// State before its transactions, with what was set by hand before them; none if the block comes
    /// from a saved chain.
    pub before: Option<State>,
    /// State after the block; none if it comes from a saved chain and is not its newest.
    pub state: Option<State>,
}

/// A transaction in a block and what it did.
#[derive(Clone, Debug)]
pub struct MinedTx {
    /// The transaction and its sender.
    pub tx: Tx,
    /// Whether it succeeded.
    pub success: bool,
    /// Gas used after refunds.
    pub gas_used: u64,
    /// Part of it that paid for being posted to the parent chain.
    pub l1_gas: u64,
    /// Price paid per gas (wei): the base fee.
    pub gas_price: u128,
    /// Address of the contract that a successful creation made.
    pub contract: Option<Address>,
    /// What it returned, or its revert data.
    pub output: Bytes,
    /// What stopped it, for people; none if it succeeded.
    pub failure: Option<String>,
    /// Events, in order.
    pub logs: Vec<Log>,
    /// What programs printed.
    pub console: Vec<String>,
}

impl MinedTx {
    /// The receipt as its block commits to it.
    pub fn receipt(&self) -> ReceiptEnvelope {
        let receipt = Receipt {
            status: Eip658Value::Eip658(self.success),
            cumulative_gas_used: self.gas_used,
            logs: self.logs.clone(),
        };
        let receipt = ReceiptWithBloom {
            logs_bloom: self.bloom(),
            receipt,
        };
        match self.tx.envelope.tx_type() {
            TxType::Legacy => ReceiptEnvelope::Legacy(receipt),
            TxType::Eip2930 => ReceiptEnvelope::Eip2930(receipt),
            TxType::Eip1559 => ReceiptEnvelope::Eip1559(receipt),
            TxType::Eip4844 => ReceiptEnvelope::Eip4844(receipt),
            TxType::Eip7702 => ReceiptEnvelope::Eip7702(receipt),
        }
    }

    /// Bloom over the events.
    pub fn bloom(&self) -> Bloom {
        self.logs.iter().collect()
    }
}

/// What a block needs besides its transactions.
#[derive(Clone, Copy, Debug)]
pub struct BlockSeal {
    /// L2 block number.
    pub number: u64,
    /// Hash of the block before; zero for genesis.
    pub parent: B256,
    /// Seconds since the epoch.
    pub timestamp: u64,
    /// Wei per gas.
    pub base_fee: u64,
    /// L1 block number that contracts saw.
    pub l1_number: u64,
    /// Sequencer's address.
    pub coinbase: Address,
    /// ArbOS version in force.
    pub arbos_version: u64,
}

impl Block {
    /// Builds and hashes a block from its transactions (at most one) and the state after them.
    pub fn seal(seal: BlockSeal, transactions: Vec<MinedTx>, before: State, state: State) -> Self {
        let envelopes: Vec<_> = transactions
            .iter()
            .map(|tx| tx.tx.envelope.clone())
            .collect();
        let receipts: Vec<_> = transactions.iter().map(MinedTx::receipt).collect();
        let transactions_root = calculate_transaction_root(&envelopes);
        let receipts_root = calculate_receipt_root(&receipts);
        let mut mix = [0; 32];
        mix[8..16].copy_from_slice(&seal.l1_number.to_be_bytes());
        mix[16..24].copy_from_slice(&seal.arbos_version.to_be_bytes());
        let header = Header {
            parent_hash: seal.parent,
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            beneficiary: seal.coinbase,
            state_root: state_root_stand_in(&seal, transactions_root, receipts_root),
            transactions_root,
            receipts_root,
            logs_bloom: transactions.iter().flat_map(|tx| &tx.logs).collect(),
            difficulty: U256::ONE,
            number: seal.number,
            gas_limit: BLOCK_GAS_LIMIT,
            gas_used: transactions.iter().map(|tx| tx.gas_used).sum(),
            timestamp: seal.timestamp,
            extra_data: Bytes::from_static(&[0; 32]),
            mix_hash: mix.into(),
            nonce: B64::ZERO,
            base_fee_per_gas: Some(seal.base_fee),
            ..Default::default()
        };
        let hash = header.hash_slow();
        Self {
            header,
            hash,
            l1_number: seal.l1_number,
            transactions,
            before: Some(before),
            state: Some(state),
        }
    }
}

fn state_root_stand_in(seal: &BlockSeal, transactions_root: B256, receipts_root: B256) -> B256 {
    let mut seed = Vec::with_capacity(104);
    seed.extend_from_slice(seal.parent.as_slice());
    seed.extend_from_slice(&seal.number.to_be_bytes());
    seed.extend_from_slice(transactions_root.as_slice());
    seed.extend_from_slice(receipts_root.as_slice());
    keccak256(seed)
}
