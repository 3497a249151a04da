//! What a development node can do and a chain cannot: snapshots, time, mining at will, and writing
//! the state. Names and answers are those of anvil and hardhat.

use std::fmt::Display;

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use jsonrpsee::core::RegisterMethodError;
use serde::Deserialize;

use super::{args::Args, error::Refusal, node::Node, table::Table};

/// Most blocks mined by one request; each is kept in memory.
const MAX_MINED_BLOCKS: u64 = 100_000;

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.bind(&["evm_snapshot", "anvil_snapshot"], |node, _| {
        Ok(U64::from(node.chain.snapshot()))
    })?;
    table.bind(&["evm_revert", "anvil_revert"], |node, args| {
        let id: U64 = args.required(0, "snapshot id")?;
        Ok(node.chain.revert(id.to()))
    })?;
    time(table)?;
    mining(table)?;
    writing(table)?;
    impersonation(table)?;
    refusals(table)
}

fn time(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.bind(&["evm_increaseTime", "anvil_increaseTime"], |node, args| {
        let seconds = required_seconds(args, "seconds")?;
        // Answers the whole offset from the wall clock, as anvil and hardhat do.
        Ok(i64::try_from(node.chain.increase_time(seconds)).unwrap_or(i64::MAX))
    })?;
    let set_next = &["evm_setNextBlockTimestamp", "anvil_setNextBlockTimestamp"];
    table.bind(set_next, |node, args| {
        let time = required_seconds(args, "timestamp")?;
        node.chain.set_next_timestamp(time).map_err(too_early)
    })?;
    table.bind(&["evm_setTime", "anvil_setTime"], |node, args| {
        let time = required_seconds(args, "timestamp")?;
        node.chain.set_time(time).map_err(too_early)
    })
}

fn required_seconds(args: &mut Args, name: &str) -> Result<u64, Refusal> {
    to_u64(args.required(0, name)?)
}

fn too_early(error: impl Display) -> Refusal {
    Refusal::invalid_params(format!("Timestamp error: {error}"))
}

fn seconds(args: &mut Args, index: usize) -> Result<Option<u64>, Refusal> {
    let value: Option<U256> = args.optional(index, "seconds")?;
    value.map(to_u64).transpose()
}

fn to_u64(value: U256) -> Result<u64, Refusal> {
    u64::try_from(value).map_err(|_| {
        Refusal::invalid_params(format!("{value} is too large; at most 2^64 - 1 is allowed"))
    })
}

/// `evm_mine` takes a time, or an object of time and count.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
enum MineDetail {
    Timestamp(U256),
    Options {
        timestamp: Option<U256>,
        blocks: Option<U256>,
    },
}

fn mining(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.bind(&["evm_mine"], |node, args| {
        let (time, blocks) = match args.optional(0, "timestamp or options")? {
            None => (None, U256::ONE),
            Some(MineDetail::Timestamp(time)) => (Some(time), U256::ONE),
            Some(MineDetail::Options { timestamp, blocks }) => {
                (timestamp, blocks.unwrap_or(U256::ONE))
            }
        };
        if let Some(time) = time.map(to_u64).transpose()? {
            node.chain.set_next_timestamp(time).map_err(too_early)?;
        }
        mine(node, blocks, 0)?;
        Ok("0x0")
    })?;
    table.bind(&["anvil_mine", "hardhat_mine"], |node, args| {
        let blocks = args.optional(0, "block count")?.unwrap_or(U256::ONE);
        let interval = seconds(args, 1)?.unwrap_or(0);
        mine(node, blocks, interval)
    })?;
    table.bind(&["anvil_getAutomine", "hardhat_getAutomine"], |_, _| {
        Ok(true)
    })?;
    table.bind(
        &["evm_setAutomine", "anvil_setAutomine"],
        |_, args| match args.required(0, "whether to mine at once")? {
            true => Ok(()),
            false => Err(Refusal::server(
                "this node always mines a transaction at once; automine cannot be switched off",
            )),
        },
    )?;
    table.bind(
        &["evm_setIntervalMining", "anvil_setIntervalMining"],
        |_, args| match seconds(args, 0)? {
            None | Some(0) => Ok(()),
            Some(_) => Err(Refusal::server(
                "this node mines when a transaction arrives; call evm_mine for a block in between",
            )),
        },
    )
}

/// Mines `blocks` empty blocks, `interval` seconds apart.
fn mine(node: &mut Node, blocks: U256, interval: u64) -> Result<(), Refusal> {
    if blocks > U256::from(MAX_MINED_BLOCKS) {
        return Err(Refusal::invalid_params(format!(
            "{blocks} blocks are too many; at most {MAX_MINED_BLOCKS} are mined at once (evm_increaseTime passes time without blocks)"
        )));
    }
    node.chain.mine(blocks.to(), interval);
    Ok(())
}

fn writing(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.bind(
        &[
            "anvil_setNextBlockBaseFeePerGas",
            "hardhat_setNextBlockBaseFeePerGas",
        ],
        |node, args| {
            let fee = to_u64(args.required(0, "base fee (wei)")?)?;
            node.chain.set_base_fee(fee);
            Ok(())
        },
    )?;
    table.bind(
        &[
            "anvil_setBalance",
            "hardhat_setBalance",
            "evm_setAccountBalance",
        ],
        |node, args| {
            let address: Address = args.required(0, "address")?;
            node.chain
                .set_balance(address, args.required(1, "balance")?);
            Ok(())
        },
    )?;
    table.bind(&["anvil_addBalance"], |node, args| {
        let address: Address = args.required(0, "address")?;
        let more: U256 = args.required(1, "balance to add")?;
        let balance = node.state_at(None)?.balance(address).saturating_add(more);
        node.chain.set_balance(address, balance);
        Ok(())
    })?;
    table.bind(
        &["anvil_setCode", "hardhat_setCode", "evm_setAccountCode"],
        |node, args| {
            let address: Address = args.required(0, "address")?;
            node.chain
                .set_code(address, args.required::<Bytes>(1, "code")?);
            Ok(())
        },
    )?;
    table.bind(
        &[
            "anvil_setStorageAt",
            "hardhat_setStorageAt",
            "evm_setAccountStorageAt",
        ],
        |node, args| {
            let address: Address = args.required(0, "address")?;
            let slot: U256 = args.required(1, "slot")?;
            let value: B256 = args.required(2, "value (32 bytes)")?;
            node.chain.set_storage(address, slot, value.into());
            Ok(true)
        },
    )?;
    table.bind(
        &["anvil_setNonce", "hardhat_setNonce", "evm_setAccountNonce"],
        |node, args| {
            let address: Address = args.required(0, "address")?;
            let nonce: U256 = args.required(1, "nonce")?;
            node.chain.set_nonce(address, to_u64(nonce)?);
            Ok(())
        },
    )
}

/// Every address is impersonated from the start; these names are there for clients that ask first.
fn impersonation(table: &mut Table) -> Result<(), RegisterMethodError> {
    let by_address = [
        "anvil_impersonateAccount",
        "hardhat_impersonateAccount",
        "anvil_stopImpersonatingAccount",
        "hardhat_stopImpersonatingAccount",
    ];
    table.bind(&by_address, |_, args| {
        args.required::<Address>(0, "address").map(|_| ())
    })?;
    table.bind(
        &[
            "anvil_autoImpersonateAccount",
            "hardhat_autoImpersonateAccount",
        ],
        |_, args| {
            args.required::<bool>(0, "whether to impersonate all")
                .map(|_| ())
        },
    )?;
    table.bind(
        &["anvil_setLoggingEnabled", "hardhat_setLoggingEnabled"],
        |_, _| Ok(()),
    )
}

fn refusals(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.refuse(
        &["anvil_reset", "hardhat_reset"],
        "take evm_snapshot at the start and go back to it with evm_revert, or restart the node",
    )?;
    table.refuse(
        &["anvil_setMinGasPrice", "hardhat_setMinGasPrice"],
        "the base fee is the least price; set it with anvil_setNextBlockBaseFeePerGas",
    )?;
    table.refuse(
        &[
            "anvil_setChainId",
            "anvil_setCoinbase",
            "hardhat_setCoinbase",
            "evm_setBlockGasLimit",
        ],
        "it is fixed while the node runs; see ebb-node --help for what can be chosen at the start",
    )?;
    table.refuse(
        &["anvil_dumpState", "anvil_loadState"],
        "state lives in memory only; use evm_snapshot and evm_revert",
    )
}
