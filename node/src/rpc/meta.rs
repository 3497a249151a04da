//! Who the node is and how it does: client version, chain id, prices, pool.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U64, U256, keccak256};
use jsonrpsee::core::RegisterMethodError;
use serde_json::{Value, json};

use super::{args::Args, error::Refusal, table::Table, view::View};

/// Name and version, as `web3_clientVersion` gives them.
const CLIENT_VERSION: &str = concat!("ebb-node/v", env!("CARGO_PKG_VERSION"));

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.read(&["web3_clientVersion"], |_, _| Ok(CLIENT_VERSION))?;
    table.beside(&["web3_sha3"], |_, args| {
        Ok::<B256, _>(keccak256(args.required::<Bytes>(0, "data")?))
    })?;
    table.read(&["net_version"], |view, _| {
        Ok(view.chain.config().chain_id.to_string())
    })?;
    table.read(&["net_listening"], |_, _| Ok(true))?;
    table.read(&["net_peerCount"], |_, _| Ok(U64::ZERO))?;
    table.read(&["eth_chainId"], |view, _| {
        Ok(U64::from(view.chain.config().chain_id))
    })?;
    table.read(&["eth_syncing"], |_, _| Ok(false))?;
    table.read(&["eth_mining"], |_, _| Ok(false))?;
    table.read(&["eth_hashrate"], |_, _| Ok(U64::ZERO))?;
    table.bind(&["eth_accounts"], |node, _| Ok(node.accounts.addresses()))?;
    table.read(&["eth_coinbase"], |view, _| {
        Ok::<Address, _>(view.chain.latest().header.beneficiary)
    })?;
    table.read(&["eth_gasPrice"], |view, _| {
        Ok(U256::from(view.chain.base_fee()))
    })?;
    table.read(&["eth_maxPriorityFeePerGas"], |_, _| Ok(U256::ZERO))?;
    table.read(&["eth_blobBaseFee"], |_, _| Ok(U256::ZERO))?;
    table.read(&["rpc_modules"], |_, _| {
        let modules = [
            "anvil", "debug", "eth", "evm", "hardhat", "net", "rpc", "txpool", "web3",
        ];
        Ok(modules
            .map(|name| (name, "1.0"))
            .into_iter()
            .collect::<BTreeMap<_, _>>())
    })?;
    table.read(&["txpool_status"], |view, _| {
        let waiting = U64::from(view.waiting.len());
        Ok(json!({ "pending": waiting, "queued": "0x0" }))
    })?;
    table.read(&["txpool_content", "txpool_inspect"], |_, _| {
        Ok(json!({ "pending": {}, "queued": {} }))
    })?;
    table.read(&["anvil_nodeInfo", "hardhat_metadata"], node_info)
}

fn node_info(view: &View, _: &mut Args) -> Result<Value, Refusal> {
    let head = view.chain.latest();
    Ok(json!({
        "clientVersion": CLIENT_VERSION,
        "chainId": view.chain.config().chain_id,
        "currentBlockNumber": U64::from(head.header.number),
        "currentBlockTimestamp": head.header.timestamp,
        "currentBlockHash": head.hash,
        "latestBlockNumber": head.header.number,
        "latestBlockHash": head.hash,
        "hardFork": format!("arbos-{}", view.chain.arbos_version()),
        "transactionOrder": "fifo",
        "environment": {
            "baseFee": U256::from(view.chain.base_fee()),
            "chainId": view.chain.config().chain_id,
            "gasLimit": U64::from(head.header.gas_limit),
            "gasPrice": U256::from(view.chain.base_fee()),
        },
        "forkConfig": {},
    }))
}
