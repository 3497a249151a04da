//! Who may act for whom: by a call, or by a signature that anyone may bring (EIP-712; ERC-1271 for
//! accounts with code).

use crate::{
    abi::{encode, word_of, IMarketEvents as E},
    errors::{ensure, Error},
    gate::ensure_address,
    host, lock,
    storage::{Ebb, Field},
};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use stylus_sdk::{keccak_const::Keccak256, prelude::*};

/// What an authorizer signs.
pub(crate) struct Authorization {
    pub(crate) authorizer: Address,
    pub(crate) authorized: Address,
    pub(crate) is_authorized: bool,
    pub(crate) nonce: U256,
    pub(crate) deadline: U256,
}

const DOMAIN_TYPE: B256 =
    hash(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
const NAME: B256 = hash(b"Ebb");
const VERSION: B256 = hash(b"1");
const AUTHORIZATION_TYPE: B256 = hash(
    b"Authorization(address authorizer,address authorized,bool isAuthorized,uint256 nonce,uint256 deadline)",
);

/// `keccak256` at compile time.
const fn hash(text: &[u8]) -> B256 {
    B256::new(Keccak256::new().update(text).finalize())
}

impl Ebb {
    /// Refuses callers who may not act for `on_behalf`.
    pub(crate) fn ensure_authorized(&self, on_behalf: Address) -> Result<(), Error> {
        let caller = self.vm().msg_sender();
        ensure!(
            caller == on_behalf || self.is_authorized(on_behalf, caller),
            Error::Unauthorized
        );
        Ok(())
    }

    /// Whether `authorized` may act for `authorizer`.
    pub(crate) fn is_authorized(&self, authorizer: Address, authorized: Address) -> bool {
        let scope = authorizer.into_word();
        !self.read(Field::Authorization, scope, authorized).is_zero()
    }

    /// Lets `authorized` act for the caller, or no longer.
    pub(crate) fn set_authorization(
        &self,
        authorized: Address,
        is_authorized: bool,
    ) -> Result<(), Error> {
        self.authorize(self.vm().msg_sender(), authorized, is_authorized)
    }

    /// Lets `authorized` act for `authorizer`, or no longer.
    fn authorize(
        &self,
        authorizer: Address,
        authorized: Address,
        is_authorized: bool,
    ) -> Result<(), Error> {
        ensure!(!lock::is_shut(), Error::Reentrancy);
        ensure_address(authorized)?;
        let word = U256::from(is_authorized);
        self.write(
            Field::Authorization,
            authorizer.into_word(),
            authorized,
            word,
        );
        self.emit(
            &[
                E::SetAuthorization::SIGNATURE_HASH,
                self.vm().msg_sender().into_word(),
                authorizer.into_word(),
                authorized.into_word(),
            ],
            &[u128::from(is_authorized)],
        );
        Ok(())
    }

    /// The same by the authorizer's signature.
    pub(crate) fn set_authorization_with_sig(
        &self,
        signed: &Authorization,
        signature: &[u8],
    ) -> Result<(), Error> {
        ensure!(!lock::is_shut(), Error::Reentrancy);
        ensure!(U256::from(self.now()) <= signed.deadline, Error::Expired);
        ensure!(
            signed.nonce == self.use_nonce(signed.authorizer),
            Error::InvalidNonce
        );
        let digest = self.digest(signed);
        ensure!(
            self.is_signer(signed.authorizer, digest, signature),
            Error::InvalidSignature
        );
        self.authorize(signed.authorizer, signed.authorized, signed.is_authorized)
    }

    /// Makes the caller's next nonce useless.
    pub(crate) fn revoke_nonce(&self) {
        self.use_nonce(self.vm().msg_sender());
    }

    /// Uses the next nonce of `authorizer`; returns it.
    fn use_nonce(&self, authorizer: Address) -> U256 {
        let nonce = self.read(Field::Nonce, B256::ZERO, authorizer);
        let next = nonce.wrapping_add(U256::ONE);
        self.write(Field::Nonce, B256::ZERO, authorizer, next);
        let topics = [E::UseNonce::SIGNATURE_HASH, authorizer.into_word()];
        self.emit_bytes(&topics, &encode(&[nonce]));
        nonce
    }

    /// What is signed: EIP-712.
    fn digest(&self, signed: &Authorization) -> B256 {
        let fields = encode(&[
            AUTHORIZATION_TYPE.into(),
            word_of(signed.authorizer),
            word_of(signed.authorized),
            U256::from(signed.is_authorized),
            signed.nonce,
            signed.deadline,
        ]);
        let mut message = Vec::from(*b"\x19\x01");
        message.extend_from_slice(self.domain_separator().as_slice());
        message.extend_from_slice(host::keccak256(&fields).as_slice());
        host::keccak256(&message)
    }

    /// EIP-712's domain: this chain, this address.
    pub(crate) fn domain_separator(&self) -> B256 {
        let fields = encode(&[
            DOMAIN_TYPE.into(),
            NAME.into(),
            VERSION.into(),
            U256::from(self.vm().chain_id()),
            word_of(self.vm().contract_address()),
        ]);
        host::keccak256(&fields)
    }

    /// Whether `signer` signed `digest`: an account with code says so itself.
    fn is_signer(&self, signer: Address, digest: B256, signature: &[u8]) -> bool {
        if self.vm().code_size(signer) > 0 {
            return self.approves(signer, digest, signature);
        }
        let Some((rs, [v])) = signature.split_first_chunk::<64>() else {
            return false;
        };
        let recovered = self.recover(digest, *v, rs);
        recovered == Some(word_of(signer)) && !signer.is_zero()
    }
}
