//! What the owner and the guardian may do: enable profiles, bound markets, take a part of the
//! interest, pause what raises risk. Nothing here touches anyone's position.

use crate::{
    abi::{encode, word_of, IMarketEvents as E},
    errors::{ensure, Error},
    gate::{ensure_address, ensure_assets, pausable},
    host,
    storage::{Ebb, Field, Part},
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use ebb_ledger::{
    market::{BASIS_POINT, MAX_FEE},
    Cap, Profile, Terms,
};
use stylus_sdk::prelude::*;

impl Ebb {
    /// Gives the market its owner, guardian and extension, once.
    pub(crate) fn construct(
        &mut self,
        owner: Address,
        guardian: Address,
        extension: Address,
    ) -> Result<(), Error> {
        ensure!(
            self.read_role(Field::Owner).is_zero(),
            Error::AlreadyInitialized
        );
        ensure_address(owner)?;
        self.ensure_code(extension)?;
        self.write_role(Field::Owner, owner);
        self.write_role(Field::Guardian, guardian);
        self.write_role(Field::Extension, extension);
        self.log_owners(
            E::OwnershipTransferred::SIGNATURE_HASH,
            Address::ZERO,
            owner,
        );
        self.emit(&[E::SetGuardian::SIGNATURE_HASH, guardian.into_word()], &[]);
        Ok(())
    }

    pub(crate) fn transfer_ownership(&self, new_owner: Address) -> Result<(), Error> {
        let owner = self.ensure_owner()?;
        self.write_role(Field::PendingOwner, new_owner);
        self.log_owners(
            E::OwnershipTransferStarted::SIGNATURE_HASH,
            owner,
            new_owner,
        );
        Ok(())
    }

    pub(crate) fn accept_ownership(&self) -> Result<(), Error> {
        let caller = self.vm().msg_sender();
        ensure!(self.has_role(Field::PendingOwner), Error::Unauthorized);
        let previous = Address::from_word(self.read_role(Field::Owner).into());
        self.write_role(Field::PendingOwner, Address::ZERO);
        self.write_role(Field::Owner, caller);
        self.log_owners(E::OwnershipTransferred::SIGNATURE_HASH, previous, caller);
        Ok(())
    }

    pub(crate) fn set_guardian(&self, guardian: Address) -> Result<(), Error> {
        self.ensure_owner()?;
        self.write_role(Field::Guardian, guardian);
        self.emit(&[E::SetGuardian::SIGNATURE_HASH, guardian.into_word()], &[]);
        Ok(())
    }

    pub(crate) fn set_fee_recipient(&self, recipient: Address) -> Result<(), Error> {
        self.ensure_owner()?;
        self.write_role(Field::FeeRecipient, recipient);
        let topics = [E::SetFeeRecipient::SIGNATURE_HASH, recipient.into_word()];
        self.emit(&topics, &[]);
        Ok(())
    }

    /// Lets markets be created with an LLTV [WAD] and a profile; `name` is only logged.
    pub(crate) fn enable_profile(
        &self,
        name: B256,
        lltv: u128,
        curve: U256,
        pace: U256,
    ) -> Result<(), Error> {
        self.ensure_owner()?;
        let profile = Profile::unpack(curve, pace);
        let terms = Terms {
            lltv,
            min_debt: 0,
            closeout_debt: 0,
            profile,
        };
        terms.check_profile(curve, pace)?;
        let lltv = U256::from(lltv);
        let id = self.profile_id(lltv, curve, pace);
        self.write(Field::Profile, id, Address::ZERO, U256::ONE);
        self.emit_bytes(
            &[E::EnableProfile::SIGNATURE_HASH, name],
            &encode(&[lltv, curve, pace]),
        );
        Ok(())
    }

    /// What an enabled pair of LLTV and profile is stored under.
    pub(crate) fn profile_id(&self, lltv: U256, curve: U256, pace: U256) -> B256 {
        host::keccak256(&encode(&[lltv, curve, pace]))
    }

    /// Sets the protocol's share of the interest [WAD]; what has accrued so far is not concerned.
    pub(crate) fn set_fee(&self, id: B256, fee: u128) -> Result<(), Error> {
        self.ensure_owner()?;
        let points = fee.checked_div(BASIS_POINT).unwrap_or(0);
        let is_whole = fee.checked_rem(BASIS_POINT) == Some(0);
        ensure!(is_whole && points <= u128::from(MAX_FEE), Error::InvalidFee);
        let mut market = self.enter(id, Part::Whole)?;
        market.fee = u32::try_from(points).unwrap_or(MAX_FEE);
        self.write_market(id, &market, Part::Whole);
        self.emit(&[E::SetFee::SIGNATURE_HASH, id], &[fee]);
        self.leave();
        Ok(())
    }

    /// Bounds a market's totals [loan assets].
    pub(crate) fn set_caps(&self, id: B256, supply: u128, borrow: u128) -> Result<(), Error> {
        self.ensure_owner()?;
        self.enter_unchanged(id)?;
        let mut market = self.read_market(id, Part::Whole);
        market.supply_cap = Cap::new_down(supply);
        market.borrow_cap = Cap::new_down(borrow);
        self.write_market(id, &market, Part::Whole);
        self.emit(
            &[E::SetCaps::SIGNATURE_HASH, id],
            &[market.supply_cap.assets(), market.borrow_cap.assets()],
        );
        self.leave();
        Ok(())
    }

    /// Pauses acts: the owner says which, the guardian can only add.
    pub(crate) fn set_paused(&self, id: B256, acts: u128) -> Result<(), Error> {
        let acts = u8::try_from(acts).map_err(|_| Error::InvalidCalldata)?;
        ensure!(acts & !pausable::ALL == 0, Error::InvalidCalldata);
        self.enter_unchanged(id)?;
        let mut market = self.read_market(id, Part::Whole);
        let adds_only = market.paused & !acts == 0;
        self.ensure_guard(adds_only)?;
        market.paused = acts;
        self.write_market(id, &market, Part::Whole);
        let caller = self.vm().msg_sender().into_word();
        self.emit(
            &[E::SetPaused::SIGNATURE_HASH, id, caller],
            &[u128::from(acts)],
        );
        self.leave();
        Ok(())
    }

    pub(crate) fn set_flash_loan_paused(&self, is_paused: bool) -> Result<(), Error> {
        self.ensure_guard(is_paused)?;
        let word = U256::from(is_paused);
        self.write(Field::FlashLoanPaused, B256::ZERO, Address::ZERO, word);
        let caller = self.vm().msg_sender().into_word();
        self.emit(
            &[E::SetFlashLoanPaused::SIGNATURE_HASH, caller],
            &[u128::from(is_paused)],
        );
        Ok(())
    }

    /// Hands a market's fees to the fee recipient; returns the shares.
    pub(crate) fn claim_fees(&self, id: B256) -> Result<u128, Error> {
        let recipient = Address::from_word(self.read_role(Field::FeeRecipient).into());
        ensure_address(recipient)?;
        let mut market = self.enter(id, Part::Whole)?;
        let shares = core::mem::take(&mut market.fee_shares);
        ensure_assets(shares)?;
        let held = self
            .read_supply_shares(id, recipient)
            .saturating_add(shares);
        self.write_market(id, &market, Part::Whole);
        self.write_supply_shares(id, recipient, held);
        let topics = [E::ClaimFees::SIGNATURE_HASH, id, recipient.into_word()];
        self.emit(&topics, &[shares, held]);
        self.leave();
        Ok(shares)
    }

    /// Refuses everyone but the owner; returns him.
    fn ensure_owner(&self) -> Result<Address, Error> {
        ensure!(self.has_role(Field::Owner), Error::Unauthorized);
        Ok(self.vm().msg_sender())
    }

    /// Refuses everyone but the owner and, if risk only sinks, the guardian.
    fn ensure_guard(&self, lowers_risk: bool) -> Result<(), Error> {
        let is_guard = lowers_risk && self.has_role(Field::Guardian);
        ensure!(is_guard || self.has_role(Field::Owner), Error::Unauthorized);
        Ok(())
    }

    /// Whether the caller is the holder of a role; nobody is zero.
    fn has_role(&self, role: Field) -> bool {
        self.read_role(role) == word_of(self.vm().msg_sender())
    }

    fn log_owners(&self, event: B256, from: Address, to: Address) {
        self.emit(&[event, from.into_word(), to.into_word()], &[]);
    }
}
