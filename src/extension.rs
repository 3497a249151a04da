//! The extension's door: what is used rarely, run by the market's `delegatecall` on the market's
//! state. Called directly it works on a state of its own, in which nothing is enabled and nobody is
//! owner.

use crate::{
    abi::{encode, widen, word_of, Args, ILendingMarket as I, IMarketAdmin as A},
    authority::Authorization,
    errors::Error,
    router::split,
    storage::{Ebb, Field},
};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;

impl Ebb {
    /// What the extension answers to calldata: data to return, or to revert with.
    pub fn answer_as_extension(&mut self, input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        self.tell_or_administer(input).map_err(Error::encode)
    }

    fn tell_or_administer(&mut self, input: &[u8]) -> Result<Vec<u8>, Error> {
        let (selector, args) = split(input)?;
        let selector = selector.to_be_bytes();
        match self.tell(selector, args) {
            Err(Error::UnknownFunction) => self.administer(selector, args),
            answer => answer,
        }
    }

    /// Views.
    fn tell(&self, selector: [u8; 4], input: &[u8]) -> Result<Vec<u8>, Error> {
        let args = &mut Args::new(input);
        let word = match selector {
            A::ownerCall::SELECTOR => self.read_role(Field::Owner),
            A::pendingOwnerCall::SELECTOR => self.read_role(Field::PendingOwner),
            A::guardianCall::SELECTOR => self.read_role(Field::Guardian),
            A::feeRecipientCall::SELECTOR => self.read_role(Field::FeeRecipient),
            A::extensionCall::SELECTOR => self.read_role(Field::Extension),
            A::isFlashLoanPausedCall::SELECTOR => self.read_role(Field::FlashLoanPaused),
            A::isProfileEnabledCall::SELECTOR => {
                let profile = self.profile_id(args.word(), args.word(), args.word());
                args.end()?;
                self.read(Field::Profile, profile, Address::ZERO)
            }
            I::noncesCall::SELECTOR => {
                let authorizer = args.address();
                args.end()?;
                self.read(Field::Nonce, B256::ZERO, authorizer)
            }
            I::DOMAIN_SEPARATORCall::SELECTOR => self.domain_separator().into(),
            I::discountAfterCall::SELECTOR => {
                let (params, borrower, seconds) = (args.params(), args.address(), args.number());
                args.end()?;
                U256::from(self.discount_after(&params, borrower, seconds)?)
            }
            I::positionHealthCall::SELECTOR => {
                let (params, account) = (args.params(), args.address());
                args.end()?;
                return Ok(self.position_health(&params, account));
            }
            I::marketStateCall::SELECTOR => {
                let params = args.params();
                args.end()?;
                return Ok(self.market_state(&params));
            }
            _ => return Err(Error::UnknownFunction),
        };
        Ok(encode(&[word]))
    }

    /// Acts.
    fn administer(&mut self, selector: [u8; 4], input: &[u8]) -> Result<Vec<u8>, Error> {
        let args = &mut Args::new(input);
        match selector {
            I::createMarketCall::SELECTOR => {
                let params = args.params();
                args.end()?;
                self.create_market(&params, input.get(..Args::PARAMS).unwrap_or_default())?;
                return Ok(params.id.to_vec());
            }
            I::setAuthorizationWithSigCall::SELECTOR => {
                let authorization = Authorization {
                    authorizer: args.address(),
                    authorized: args.address(),
                    is_authorized: args.flag(),
                    nonce: args.word(),
                    deadline: args.word(),
                };
                let signature = args.bytes();
                args.end()?;
                self.set_authorization_with_sig(&authorization, signature)?;
            }
            I::revokeNonceCall::SELECTOR => self.revoke_nonce(),
            A::acceptOwnershipCall::SELECTOR => self.accept_ownership()?,
            A::transferOwnershipCall::SELECTOR
            | A::setGuardianCall::SELECTOR
            | A::setFeeRecipientCall::SELECTOR => {
                let holder = args.address();
                args.end()?;
                match selector {
                    A::transferOwnershipCall::SELECTOR => self.transfer_ownership(holder)?,
                    A::setGuardianCall::SELECTOR => self.set_guardian(holder)?,
                    _ => self.set_fee_recipient(holder)?,
                }
            }
            A::enableProfileCall::SELECTOR => {
                let (name, lltv) = (args.hash(), args.number());
                let (curve, pace) = (args.word(), args.word());
                args.end()?;
                self.enable_profile(name, lltv, curve, pace)?;
            }
            A::setFeeCall::SELECTOR => {
                let (id, fee) = (args.hash(), args.number());
                args.end()?;
                self.set_fee(id, fee)?;
            }
            A::setCapsCall::SELECTOR => {
                let (id, supply, borrow) = (args.hash(), args.number(), args.number());
                args.end()?;
                self.set_caps(id, supply, borrow)?;
            }
            A::setPausedCall::SELECTOR => {
                let (id, acts) = (args.hash(), args.number());
                args.end()?;
                self.set_paused(id, acts)?;
            }
            A::setFlashLoanPausedCall::SELECTOR => {
                let is_paused = args.flag();
                args.end()?;
                self.set_flash_loan_paused(is_paused)?;
            }
            A::claimFeesCall::SELECTOR => {
                let id = args.hash();
                args.end()?;
                return Ok(widen(&[self.claim_fees(id)?]));
            }
            _ => return Err(Error::UnknownFunction),
        }
        Ok(Vec::new())
    }

    /// A word about the whole contract: an address, or 1 for yes.
    pub(crate) fn read_role(&self, role: Field) -> U256 {
        self.read(role, B256::ZERO, Address::ZERO)
    }

    /// See [`Ebb::read_role`].
    pub(crate) fn write_role(&self, role: Field, holder: Address) {
        self.write(role, B256::ZERO, Address::ZERO, word_of(holder));
    }
}
