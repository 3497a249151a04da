//! Who plays, and with what: a payer whose key is given, and a liquidator and borrowers whose keys are derived from
//! it, so that whatever ether they keep can be recovered.

use alloy::{network::EthereumWallet, primitives::keccak256, signers::local::PrivateKeySigner};
use anyhow::{Context, Result};

/// Who borrows: name, collateral [whole units], debt [whole units].
pub(crate) const LOANS: [(&str, u64, u64); 3] = [
    ("alice", 20, 47_000),
    ("bob", 50, 110_000),
    ("carol", 10, 21_400),
];

/// The keys of the payer and of everybody derived from him.
#[derive(Clone, Debug)]
pub(crate) struct Actors {
    /// Deploys, lends, sets prices.
    pub(crate) payer: PrivateKeySigner,
    /// Liquidates.
    pub(crate) liquidator: PrivateKeySigner,
    /// One for each of [`LOANS`].
    pub(crate) borrowers: Vec<PrivateKeySigner>,
}

impl Actors {
    /// Derives every key from the payer's: keccak256(key ‖ role).
    pub(crate) fn new(payer: &PrivateKeySigner) -> Result<Self> {
        let derive = |role: &str| {
            let seed = keccak256([payer.to_bytes().as_slice(), role.as_bytes()].concat());
            PrivateKeySigner::from_bytes(&seed).context("the derived key is not a key")
        };
        Ok(Self {
            payer: payer.clone(),
            liquidator: derive("liquidator")?,
            borrowers: LOANS
                .iter()
                .map(|loan| derive(loan.0))
                .collect::<Result<_>>()?,
        })
    }

    /// One wallet that signs for all; the payer is its default.
    pub(crate) fn wallet(&self) -> EthereumWallet {
        let mut wallet = EthereumWallet::new(self.payer.clone());
        wallet.register_signer(self.liquidator.clone());
        for borrower in &self.borrowers {
            wallet.register_signer(borrower.clone());
        }
        wallet
    }
}
