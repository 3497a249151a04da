//! Signatures of the development accounts, whose keys the node knows.

use alloy_consensus::{SignableTransaction, TxEnvelope, TypedTransaction};
use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, Bytes};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use jsonrpsee::core::RegisterMethodError;

use super::{accounts::DevAccounts, args::Args, error::Refusal, node::Node, table::Table};

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.bind(&["eth_sign"], |node, args| message(node, args, 0, 1))?;
    // The two differ in the order of their parameters.
    table.bind(&["personal_sign"], |node, args| message(node, args, 1, 0))?;
    table.bind(&["eth_signTypedData", "eth_signTypedData_v4"], typed_data)
}

/// Signs EIP-712 data, given as an object or as its text.
fn typed_data(node: &mut Node, args: &mut Args) -> Result<Bytes, Refusal> {
    let address: Address = args.required(0, "address")?;
    let data: TypedData = args.required(1, "typed data")?;
    let hash = data
        .eip712_signing_hash()
        .map_err(|error| Refusal::invalid_params(format!("invalid typed data: {error}")))?;
    let signer = known(node, address)?;
    let signature = signer.sign_hash_sync(&hash).map_err(broken)?;
    Ok(Bytes::from(signature.as_bytes()))
}

/// Signs a message with EIP-191's prefix.
fn message(
    node: &Node,
    args: &mut Args,
    address_index: usize,
    message_index: usize,
) -> Result<Bytes, Refusal> {
    let address: Address = args.required(address_index, "address")?;
    let message: Bytes = args.required(message_index, "message")?;
    let signer = known(node, address)?;
    let signature = signer.sign_message_sync(&message).map_err(broken)?;
    Ok(Bytes::from(signature.as_bytes()))
}

/// Signs `transaction` if the node has the key of `sender`.
pub(super) fn transaction(
    accounts: &DevAccounts,
    transaction: &TypedTransaction,
    sender: Address,
) -> Result<Option<TxEnvelope>, Refusal> {
    let Some(signer) = accounts.signer(sender) else {
        return Ok(None);
    };
    sign(signer, transaction).map(Some)
}

fn sign(signer: &PrivateKeySigner, transaction: &TypedTransaction) -> Result<TxEnvelope, Refusal> {
    let signature = signer
        .sign_hash_sync(&transaction.signature_hash())
        .map_err(broken)?;
    Ok(TxEnvelope::new_unhashed(transaction.clone(), signature))
}

fn known(node: &Node, address: Address) -> Result<&PrivateKeySigner, Refusal> {
    node.accounts
        .signer(address)
        .ok_or_else(|| unknown(address))
}

/// The node cannot sign for `address`.
pub(super) fn unknown(address: Address) -> Refusal {
    Refusal::server(format!(
        "unknown account {address}: the node has no key for it; eth_accounts lists those that it has"
    ))
}

fn broken(error: impl std::fmt::Display) -> Refusal {
    Refusal::internal(format!("signing failed: {error}"))
}
