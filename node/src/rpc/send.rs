//! Transactions into the chain: signed ones as they come, unsigned ones completed as a wallet would.
//! Any address may send unsigned: this node stands in for every key.

use alloy_consensus::{TxEnvelope, TypedTransaction};
use alloy_eips::eip2718::{Decodable2718, Encodable2718};
use alloy_primitives::{Address, B256, Bytes, TxKind};
use alloy_rpc_types_eth::{BlockId, TransactionRequest};
use jsonrpsee::core::RegisterMethodError;

use super::{args::Args, error::Refusal, execute, node::Node, sign, table::Table, view::state_at};
use crate::{
    call::Overrides,
    tx::{Tx, TxError},
};

/// Largest transaction in bytes: what Nitro's sequencer takes unless told otherwise.
const MAX_TRANSACTION_BYTES: usize = 95_000;

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.grow(
        &["eth_sendTransaction", "eth_sendUnsignedTransaction"],
        send,
    )?;
    table.grow(&["eth_sendRawTransaction"], send_raw)?;
    table.bind(&["eth_signTransaction"], sign_only)
}

fn send_raw(node: &mut Node, args: &mut Args) -> Result<B256, Refusal> {
    let raw: Bytes = args.required(0, "signed transaction")?;
    let mut rest = raw.as_ref();
    let envelope = TxEnvelope::decode_2718(&mut rest).map_err(|error| {
        Refusal::invalid_params(format!("the signed transaction cannot be decoded: {error}"))
    })?;
    if !rest.is_empty() {
        let sentence = format!("{} bytes follow the signed transaction", rest.len());
        return Err(Refusal::invalid_params(sentence));
    }
    submit(node, Tx::signed(envelope))
}

fn send(node: &mut Node, args: &mut Args) -> Result<B256, Refusal> {
    let (unsigned, sender) = unsigned(node, args)?;
    let transaction = match sign::transaction(&node.accounts, &unsigned, sender)? {
        Some(signed) => Tx::signed(signed),
        None => Tx::impersonated(unsigned, sender),
    };
    submit(node, transaction)
}

/// Signs as [`send`] would, and answers the signed transaction instead of sending it.
fn sign_only(node: &mut Node, args: &mut Args) -> Result<Bytes, Refusal> {
    let (unsigned, sender) = unsigned(node, args)?;
    let signed = sign::transaction(&node.accounts, &unsigned, sender)?;
    let signed = signed.ok_or_else(|| sign::unknown(sender))?;
    Ok(signed.encoded_2718().into())
}

/// The transaction that a request stands for, completed, and who sends it.
fn unsigned(node: &Node, args: &mut Args) -> Result<(TypedTransaction, Address), Refusal> {
    let request: TransactionRequest = args.required(0, "transaction")?;
    let sender = match request.from {
        Some(sender) => sender,
        None => *node.accounts.addresses().first().ok_or_else(|| {
            Refusal::invalid_params("the transaction names no sender; give `from`")
        })?,
    };
    let complete = complete(node, request, sender)?;
    let unsigned = complete.build_typed_tx().map_err(|request| {
        let missing = request
            .missing_keys()
            .map_or_else(|(_, keys)| keys.join(", "), |_| String::new());
        Refusal::invalid_params(format!(
            "the transaction's fields do not fit together; check {missing}"
        ))
    })?;
    Ok((unsigned, sender))
}

fn submit(node: &mut Node, transaction: Result<Tx, TxError>) -> Result<B256, Refusal> {
    let refused = |error: TxError| Refusal::server(error.to_string());
    let transaction = transaction.map_err(refused)?;
    let size = transaction.envelope.encode_2718_len();
    if size > MAX_TRANSACTION_BYTES {
        return Err(Refusal::server(format!(
            "oversized data: transaction size {size}, limit {MAX_TRANSACTION_BYTES}"
        )));
    }
    node.submit(transaction).map_err(refused)
}

/// Adds what the sender left out: nonce, prices, chain id, and last the gas limit, which depends on
/// all others.
fn complete(
    node: &Node,
    mut request: TransactionRequest,
    sender: Address,
) -> Result<TransactionRequest, Refusal> {
    let input = execute::normalized(&request)?;
    if request.to.is_none() {
        if input.is_empty() {
            return Err(Refusal::invalid_params(
                "contract creation without any data provided",
            ));
        }
        request.to = Some(TxKind::Create);
    }
    request.input = input.into();
    request.from = Some(sender);
    request.chain_id.get_or_insert(node.chain.config().chain_id);
    let next = state_at(&node.chain, None)?.nonce(sender);
    let next = next.saturating_add(node.pool.waiting_of(sender));
    request.nonce.get_or_insert(next);
    price(&mut request, u128::from(node.chain.base_fee()))?;
    if request.gas.is_none() {
        // Estimated at no price, so that a sender without funds hears of funds and not of gas.
        let free = TransactionRequest {
            gas_price: None,
            max_fee_per_gas: None,
            max_priority_fee_per_gas: None,
            ..request.clone()
        };
        let gas = execute::estimate(&node.chain, &free, BlockId::latest(), &Overrides::default())?;
        request.gas = Some(gas);
    }
    Ok(request)
}

/// Offers twice the base fee and no tip unless the sender says otherwise. What is paid is the base
/// fee in any case.
fn price(request: &mut TransactionRequest, base_fee: u128) -> Result<(), Refusal> {
    let is_dynamic =
        request.max_fee_per_gas.is_some() || request.max_priority_fee_per_gas.is_some();
    if request.gas_price.is_some() {
        if is_dynamic {
            return Err(Refusal::invalid_params(
                "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified",
            ));
        }
    } else if matches!(request.transaction_type, Some(0 | 1)) && !is_dynamic {
        request.gas_price = Some(base_fee);
    } else {
        let tip = *request.max_priority_fee_per_gas.get_or_insert(0);
        request
            .max_fee_per_gas
            .get_or_insert(base_fee.saturating_mul(2).saturating_add(tip));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_the_base_fee_is_offered() {
        let mut request = TransactionRequest::default();
        price(&mut request, 100).unwrap();
        assert_eq!(
            (request.max_fee_per_gas, request.max_priority_fee_per_gas),
            (Some(200), Some(0))
        );
    }

    #[test]
    fn a_given_price_stays() {
        let mut request = TransactionRequest {
            gas_price: Some(7),
            ..Default::default()
        };
        price(&mut request, 100).unwrap();
        assert_eq!(
            (request.gas_price, request.max_fee_per_gas),
            (Some(7), None)
        );
    }

    #[test]
    fn two_kinds_of_price_are_refused() {
        let mut request = TransactionRequest {
            gas_price: Some(7),
            max_fee_per_gas: Some(7),
            ..Default::default()
        };
        assert!(price(&mut request, 100).is_err());
    }
}
