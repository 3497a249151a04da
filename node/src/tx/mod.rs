//! A transaction with a known sender, and the checks it must pass before it may run.
//!
//! Signed and impersonated transactions are one type: an impersonated one carries a made-up
//! signature, so that it has an encoding and a hash like any other.

mod error;
mod poster;

pub use error::TxError;
pub use poster::{Message, Posted, PosterFee};

use alloy_consensus::{
    SignableTransaction, Transaction as _, TxEnvelope, Typed2718, TypedTransaction,
    transaction::SignerRecoverable,
};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Signature, U256, keccak256};
use revm::{context::TxEnv, context_interface::either::Either};

use crate::state::State;

/// A transaction ready to execute.
#[derive(Clone, Debug)]
pub struct Tx {
    /// The transaction with its signature (made up if `impersonated`).
    pub envelope: TxEnvelope,
    /// Who sends it.
    pub sender: Address,
    /// Whether the node lends the sender's signature.
    pub impersonated: bool,
}

impl Tx {
    /// Takes a signed transaction and recovers who signed it.
    ///
    /// # Errors
    /// [`TxError::BadSignature`], or [`TxError::Unsupported`] for a blob transaction.
    pub fn signed(envelope: TxEnvelope) -> Result<Self, TxError> {
        supported(envelope.ty())?;
        let sender = envelope
            .recover_signer()
            .map_err(|_| TxError::BadSignature)?;
        Ok(Self {
            envelope,
            sender,
            impersonated: false,
        })
    }

    /// Takes an unsigned transaction of `sender`. The signature stands for (sender, content), so the
    /// hash is the same every time and differs between senders, nonces and contents.
    ///
    /// # Errors
    /// [`TxError::Unsupported`] for a blob transaction.
    pub fn impersonated(tx: TypedTransaction, sender: Address) -> Result<Self, TxError> {
        supported(tx.ty())?;
        let mut seed = tx.encoded_for_signing();
        seed.extend_from_slice(sender.as_slice());
        let r = U256::from_be_bytes(keccak256(seed).0);
        let signature = Signature::new(r, U256::from_be_slice(sender.as_slice()), false);
        let envelope = TxEnvelope::new_unhashed(tx, signature);
        Ok(Self {
            envelope,
            sender,
            impersonated: true,
        })
    }

    /// The transaction's hash.
    pub fn hash(&self) -> B256 {
        *self.envelope.tx_hash()
    }

    /// What a batch poster would post.
    pub fn posted(&self) -> Posted {
        Posted::Transaction(self.envelope.encoded_2718().into())
    }

    /// What the message offers per gas given the base fee (wei): what the host function
    /// `tx_gas_price` shows. The tip in it is never collected.
    pub fn message_price(&self, base_fee: u64) -> u128 {
        self.envelope.effective_gas_price(Some(base_fee))
    }

    /// Checks chain id, fees, nonce and balance, in geth's order. `ahead` transactions of the sender
    /// wait to be mined before this one.
    ///
    /// # Errors
    /// The first check that fails.
    pub fn validate(
        &self,
        state: &State,
        chain_id: u64,
        base_fee: u64,
        ahead: u64,
    ) -> Result<(), TxError> {
        let (tx, sender) = (&self.envelope, self.sender);
        if let Some(have) = tx.chain_id().filter(|id| *id != chain_id) {
            return Err(TxError::ChainId {
                have,
                want: chain_id,
            });
        }
        let nonce = state.nonce(sender).saturating_add(ahead);
        if tx.nonce() < nonce {
            return Err(TxError::NonceTooLow {
                sender,
                tx: tx.nonce(),
                state: nonce,
            });
        }
        if tx.nonce() > nonce {
            return Err(TxError::NonceTooHigh {
                sender,
                tx: tx.nonce(),
                state: nonce,
            });
        }
        let price = tx.max_fee_per_gas();
        if let Some(tip) = tx.max_priority_fee_per_gas().filter(|tip| *tip > price) {
            return Err(TxError::TipAboveFee { sender, tip, price });
        }
        if price < u128::from(base_fee) {
            return Err(TxError::FeeTooLow {
                sender,
                price,
                base_fee,
            });
        }
        let have = state.balance(sender);
        let want = U256::from(tx.gas_limit()).saturating_mul(U256::from(price));
        let want = want.saturating_add(tx.value());
        if have < want {
            return Err(TxError::InsufficientFunds { sender, have, want });
        }
        Ok(())
    }

    /// The EVM's view: the sender pays the base fee and no tip, whatever was offered.
    pub fn env(&self, base_fee: u64) -> TxEnv {
        let tx = &self.envelope;
        let authorizations = tx.authorization_list().unwrap_or_default();
        TxEnv {
            tx_type: tx.ty(),
            caller: self.sender,
            gas_limit: tx.gas_limit(),
            gas_price: base_fee.into(),
            gas_priority_fee: tx.max_priority_fee_per_gas().map(|_| 0),
            kind: tx.kind(),
            value: tx.value(),
            data: tx.input().clone(),
            nonce: tx.nonce(),
            chain_id: tx.chain_id(),
            access_list: tx.access_list().cloned().unwrap_or_default(),
            authorization_list: authorizations.iter().cloned().map(Either::Left).collect(),
            ..TxEnv::default()
        }
    }
}

/// Refuses EIP-4844 transactions (type 3): Arbitrum has none.
fn supported(ty: u8) -> Result<(), TxError> {
    if ty == 3 {
        Err(TxError::Unsupported(ty))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_consensus::TxLegacy;

    #[test]
    fn made_up_hashes_differ_by_sender_and_content() {
        let tx = |nonce| {
            TypedTransaction::Legacy(TxLegacy {
                nonce,
                ..Default::default()
            })
        };
        let hash = |nonce, who| {
            Tx::impersonated(tx(nonce), Address::repeat_byte(who))
                .expect("legacy")
                .hash()
        };
        assert_eq!(hash(0, 1), hash(0, 1));
        assert_ne!(hash(0, 1), hash(0, 2));
        assert_ne!(hash(0, 1), hash(1, 1));
    }
}
