//! Questions about accounts at a block: balance, code, storage, nonce.

use alloy_eips::BlockId;
use alloy_primitives::{Address, B256, Bytes, U64, U256};
use jsonrpsee::core::RegisterMethodError;

use super::{args::Args, error::Refusal, table::Table, view::View};

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.read(&["eth_getBalance"], balance)?;
    table.read(&["eth_getCode"], code)?;
    table.read(&["eth_getStorageAt"], storage)?;
    table.read(&["eth_getTransactionCount"], nonce)?;
    table.refuse(
        &["eth_getProof"],
        "this chain keeps no Merkle trie, so there is nothing to prove; read values with eth_getStorageAt",
    )
}

fn balance(view: &View, args: &mut Args) -> Result<U256, Refusal> {
    let address: Address = args.required(0, "address")?;
    Ok(view.state_at(block(args, 1)?)?.balance(address))
}

fn code(view: &View, args: &mut Args) -> Result<Bytes, Refusal> {
    let address: Address = args.required(0, "address")?;
    Ok(view.state_at(block(args, 1)?)?.code(address))
}

fn storage(view: &View, args: &mut Args) -> Result<B256, Refusal> {
    let address: Address = args.required(0, "address")?;
    let slot: U256 = args.required(1, "slot")?;
    let value = view.state_at(block(args, 2)?)?.slot(address, slot);
    Ok(B256::from(value))
}

fn nonce(view: &View, args: &mut Args) -> Result<U64, Refusal> {
    let address: Address = args.required(0, "address")?;
    let block = block(args, 1)?;
    let waiting = match block {
        Some(id) if id.is_pending() => {
            let waiting = view.waiting.iter();
            waiting.filter(|tx| tx.sender == address).count() as u64
        }
        _ => 0,
    };
    Ok(U64::from(
        view.state_at(block)?.nonce(address).saturating_add(waiting),
    ))
}

/// The block parameter at `index`: a number, a tag, or an EIP-1898 object.
pub(crate) fn block(args: &mut Args, index: usize) -> Result<Option<BlockId>, Refusal> {
    args.optional(index, "block")
}
