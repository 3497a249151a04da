//! What a development node can do and a chain cannot: snapshots, time, writing the state, and
//! taking it out and in. Names and answers are those of anvil and hardhat.

use std::fmt::Display;

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use jsonrpsee::core::RegisterMethodError;

use super::{args::Args, error::Refusal, table::Table, view::state_at};

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.grow(&["evm_snapshot", "anvil_snapshot"], |node, _| {
        Ok(U64::from(node.chain.snapshot()))
    })?;
    table.bind(&["evm_revert", "anvil_revert"], |node, args| {
        let id: U64 = args.required(0, "snapshot id")?;
        node.pool.clear();
        Ok(node.chain.revert(id.to()))
    })?;
    time(table)?;
    writing(table)?;
    impersonation(table)?;
    dumping(table)?;
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

pub(super) fn too_early(error: impl Display) -> Refusal {
    Refusal::invalid_params(format!("Timestamp error: {error}"))
}

pub(super) fn seconds(args: &mut Args, index: usize) -> Result<Option<u64>, Refusal> {
    let value: Option<U256> = args.optional(index, "seconds")?;
    value.map(to_u64).transpose()
}

pub(super) fn to_u64(value: U256) -> Result<u64, Refusal> {
    u64::try_from(value).map_err(|_| {
        Refusal::invalid_params(format!("{value} is too large; at most 2^64 - 1 is allowed"))
    })
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
    table.grow(
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
    table.grow(&["anvil_addBalance"], |node, args| {
        let address: Address = args.required(0, "address")?;
        let more: U256 = args.required(1, "balance to add")?;
        let balance = state_at(&node.chain, None)?
            .balance(address)
            .saturating_add(more);
        node.chain.set_balance(address, balance);
        Ok(())
    })?;
    table.grow(
        &["anvil_setCode", "hardhat_setCode", "evm_setAccountCode"],
        |node, args| {
            let address: Address = args.required(0, "address")?;
            node.chain
                .set_code(address, args.required::<Bytes>(1, "code")?);
            Ok(())
        },
    )?;
    table.grow(
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
    table.grow(
        &["anvil_setNonce", "hardhat_setNonce", "evm_setAccountNonce"],
        |node, args| {
            let address: Address = args.required(0, "address")?;
            let nonce: U256 = args.required(1, "nonce")?;
            node.chain.set_nonce(address, to_u64(nonce)?);
            Ok(())
        },
    )
}

/// The whole chain as bytes, and back. The bytes are this node's own form, not anvil's.
fn dumping(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.beside(&["anvil_dumpState"], |view, _| {
        Ok(Bytes::from(view.chain.save()))
    })?;
    // Takes the place of what there is, and so is a way to have memory again.
    table.bind(&["anvil_loadState"], |node, args| {
        let saved: Bytes = args.required(0, "saved state")?;
        node.load(&saved)
            .map_err(|error| Refusal::invalid_params(error.to_string()))?;
        Ok(true)
    })
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
    )
}
