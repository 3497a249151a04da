//! Mining at will: blocks on demand, and whether transactions wait for them. Names and answers are
//! those of anvil and hardhat.

use std::time::Duration;

use alloy_primitives::U256;
use jsonrpsee::core::RegisterMethodError;
use serde::Deserialize;

use super::{
    dev::{seconds, to_u64, too_early},
    error::Refusal,
    node::Node,
    pool::Mining,
    table::Table,
};

/// Most blocks mined by one request. Each takes 12 kB of memory, also an empty one, since it keeps its
/// parent's hash in the state (EIP-2935).
const MAX_MINED_BLOCKS: u64 = 100_000;

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

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.grow(&["evm_mine"], |node, args| {
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
    table.grow(&["anvil_mine", "hardhat_mine"], |node, args| {
        let blocks = args.optional(0, "block count")?.unwrap_or(U256::ONE);
        let interval = seconds(args, 1)?.unwrap_or(0);
        mine(node, blocks, interval)
    })?;
    table.bind(&["anvil_getAutomine", "hardhat_getAutomine"], |node, _| {
        Ok(node.pool.mining() == Mining::AtOnce)
    })?;
    table.bind(&["evm_setAutomine", "anvil_setAutomine"], |node, args| {
        let mining = match args.required(0, "whether to mine at once")? {
            true => Mining::AtOnce,
            false => Mining::Manual,
        };
        node.pool.set_mining(&mut node.chain, mining);
        Ok(())
    })?;
    table.bind(&["anvil_getIntervalMining"], |node, _| {
        Ok(match node.pool.mining() {
            Mining::Every(interval) => Some(interval.as_secs()),
            _ => None,
        })
    })?;
    table.bind(
        &["evm_setIntervalMining", "anvil_setIntervalMining"],
        |node, args| {
            let mining = match seconds(args, 0)? {
                None | Some(0) => Mining::Manual,
                Some(interval) => Mining::Every(Duration::from_secs(interval)),
            };
            node.pool.set_mining(&mut node.chain, mining);
            Ok(())
        },
    )
}

/// Mines `blocks` blocks, `interval` seconds apart; what waits goes into the first.
fn mine(node: &mut Node, blocks: U256, interval: u64) -> Result<(), Refusal> {
    if blocks > U256::from(MAX_MINED_BLOCKS) {
        return Err(Refusal::invalid_params(format!(
            "{blocks} blocks are too many; at most {MAX_MINED_BLOCKS} are mined at once (evm_increaseTime passes time without blocks)"
        )));
    }
    let mut blocks: u64 = blocks.to();
    if blocks > 0 && !node.pool.waiting().is_empty() {
        node.mine();
        blocks -= 1;
        if blocks > 0 && interval > 0 {
            let last = node.chain.latest().header.timestamp;
            node.chain
                .set_next_timestamp(last.saturating_add(interval))
                .map_err(too_early)?;
        }
    }
    node.chain.mine(blocks, interval);
    Ok(())
}
