//! Who the node is and how it does: client version, chain id, prices, pool.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U64, U256, keccak256};
use jsonrpsee::core::RegisterMethodError;
use serde_json::{Value, json};

use super::{args::Args, error::Refusal, node::Node, table::Table};

/// Name and version, as `web3_clientVersion` gives them.
const CLIENT_VERSION: &str = concat!("ebb-node/v", env!("CARGO_PKG_VERSION"));

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.bind(&["web3_clientVersion"], |_, _| Ok(CLIENT_VERSION))?;
    table.bind(&["web3_sha3"], |_, args| {
        Ok::<B256, _>(keccak256(args.required::<Bytes>(0, "data")?))
    })?;
    table.bind(&["net_version"], |node, _| {
        Ok(node.chain.config().chain_id.to_string())
    })?;
    table.bind(&["net_listening"], |_, _| Ok(true))?;
    table.bind(&["net_peerCount"], |_, _| Ok(U64::ZERO))?;
    table.bind(&["eth_chainId"], |node, _| {
        Ok(U64::from(node.chain.config().chain_id))
    })?;
    table.bind(&["eth_syncing"], |_, _| Ok(false))?;
    table.bind(&["eth_mining"], |_, _| Ok(false))?;
    table.bind(&["eth_hashrate"], |_, _| Ok(U64::ZERO))?;
    table.bind(&["eth_accounts"], |node, _| Ok(node.accounts.addresses()))?;
    table.bind(&["eth_coinbase"], |node, _| {
        Ok::<Address, _>(node.chain.latest().header.beneficiary)
    })?;
    table.bind(&["eth_gasPrice"], |node, _| {
        Ok(U256::from(node.chain.base_fee()))
    })?;
    table.bind(&["eth_maxPriorityFeePerGas"], |_, _| Ok(U256::ZERO))?;
    table.bind(&["eth_blobBaseFee"], |_, _| Ok(U256::ZERO))?;
    table.bind(&["rpc_modules"], |_, _| {
        let modules = [
            "anvil", "debug", "eth", "evm", "hardhat", "net", "rpc", "txpool", "web3",
        ];
        Ok(modules
            .map(|name| (name, "1.0"))
            .into_iter()
            .collect::<BTreeMap<_, _>>())
    })?;
    table.bind(&["txpool_status"], |node, _| {
        let waiting = U64::from(node.pool.waiting().len());
        Ok(json!({ "pending": waiting, "queued": "0x0" }))
    })?;
    table.bind(&["txpool_content", "txpool_inspect"], |_, _| {
        Ok(json!({ "pending": {}, "queued": {} }))
    })?;
    table.bind(&["anvil_nodeInfo", "hardhat_metadata"], node_info)
}

fn node_info(node: &mut Node, _: &mut Args) -> Result<Value, Refusal> {
    let head = node.chain.latest();
    Ok(json!({
        "clientVersion": CLIENT_VERSION,
        "chainId": node.chain.config().chain_id,
        "currentBlockNumber": U64::from(head.header.number),
        "currentBlockTimestamp": head.header.timestamp,
        "currentBlockHash": head.hash,
        "latestBlockNumber": head.header.number,
        "latestBlockHash": head.hash,
        "hardFork": format!("arbos-{}", node.chain.arbos_version()),
        "transactionOrder": "fifo",
        "environment": {
            "baseFee": U256::from(node.chain.base_fee()),
            "chainId": node.chain.config().chain_id,
            "gasLimit": U64::from(head.header.gas_limit),
            "gasPrice": U256::from(node.chain.base_fee()),
        },
        "forkConfig": {},
    }))
}
