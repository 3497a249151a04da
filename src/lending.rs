//! Supplying, borrowing and collateral. Every act has the same beats: input and authority, gate, books,
//! shelf (storage and event), street (tokens), gate. No act knows arithmetic; the ledger does.

use crate::{
    abi::{IMarketEvents as E, Params},
    errors::{ensure, Error},
    gate::{ensure_address, ensure_assets, pausable},
    storage::{Ebb, Part},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use ebb_ledger::{wad::within_limit, Error as LawError, Health, Loan, Market, Size};

impl Ebb {
    /// Lends assets for `on_behalf`; returns (assets, shares).
    pub(crate) fn supply(
        &mut self,
        params: &Params,
        size: Size,
        on_behalf: Address,
    ) -> Result<(u128, u128), Error> {
        ensure_address(on_behalf)?;
        let mut market = self.enter(params.id, Part::Whole)?;
        self.ensure_open(params.id, pausable::SUPPLY)?;

        let (assets, shares) = moved(market.supply(size)?)?;
        let held = self
            .read_supply_shares(params.id, on_behalf)
            .saturating_add(shares);

        self.write_market(params.id, &market, Part::Whole);
        self.write_supply_shares(params.id, on_behalf, held);
        self.log_in(
            E::Supply::SIGNATURE_HASH,
            params.id,
            on_behalf,
            &[assets, shares, held],
        );

        self.pull(params.loan_token, assets)?;
        self.leave();
        Ok((assets, shares))
    }

    /// Takes lent assets back to `receiver`; returns (assets, shares).
    pub(crate) fn withdraw(
        &mut self,
        params: &Params,
        size: Size,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(u128, u128), Error> {
        ensure_address(receiver)?;
        self.ensure_authorized(on_behalf)?;
        let mut market = self.enter(params.id, Part::Whole)?;

        let (assets, shares) = moved(market.withdraw(size)?)?;
        let held = self.read_supply_shares(params.id, on_behalf);
        let left = held
            .checked_sub(shares)
            .ok_or(LawError::InsufficientBalance)?;

        self.write_market(params.id, &market, Part::Whole);
        self.write_supply_shares(params.id, on_behalf, left);
        self.log_out(
            E::Withdraw::SIGNATURE_HASH,
            params.id,
            on_behalf,
            receiver,
            &[assets, shares, left],
        );

        self.send(params.loan_token, receiver, assets)?;
        self.leave();
        Ok((assets, shares))
    }

    /// Borrows assets to `receiver`; returns (assets, shares).
    pub(crate) fn borrow(
        &mut self,
        params: &Params,
        size: Size,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(u128, u128), Error> {
        ensure_address(receiver)?;
        self.ensure_authorized(on_behalf)?;
        let price = self.price(params.oracle)?;
        let mut market = self.enter(params.id, Part::Whole)?;
        self.ensure_open(params.id, pausable::BORROW)?;

        let (assets, shares) = moved(market.borrow(size)?)?;
        let mut loan = self.read_loan(params.id, on_behalf);
        loan.borrow_shares = loan.borrow_shares.saturating_add(shares);
        let debt = ensure_safe(&market, &loan, price, params)?;
        ensure!(debt >= params.terms.min_debt, Error::DebtTooSmall);

        self.write_market(params.id, &market, Part::Whole);
        self.write_loan(params.id, on_behalf, &loan);
        self.log_out(
            E::Borrow::SIGNATURE_HASH,
            params.id,
            on_behalf,
            receiver,
            &[assets, shares, loan.borrow_shares],
        );

        self.send(params.loan_token, receiver, assets)?;
        self.leave();
        Ok((assets, shares))
    }

    /// Repays debt of `on_behalf`; returns (assets, shares).
    pub(crate) fn repay(
        &mut self,
        params: &Params,
        size: Size,
        on_behalf: Address,
    ) -> Result<(u128, u128), Error> {
        let mut market = self.enter(params.id, Part::Lean)?;

        let mut loan = self.read_loan(params.id, on_behalf);
        let (assets, shares) = moved(market.repay(&loan, size)?)?;
        loan.borrow_shares = loan.borrow_shares.saturating_sub(shares);

        self.write_market(params.id, &market, Part::Lean);
        self.write_loan(params.id, on_behalf, &loan);
        self.log_in(
            E::Repay::SIGNATURE_HASH,
            params.id,
            on_behalf,
            &[assets, shares, loan.borrow_shares],
        );
        if loan.borrow_shares == 0 {
            self.end_auction(params.id, on_behalf);
        }

        self.pull(params.loan_token, assets)?;
        self.leave();
        Ok((assets, shares))
    }

    /// Adds collateral to the position of `on_behalf`.
    pub(crate) fn supply_collateral(
        &mut self,
        params: &Params,
        assets: u128,
        on_behalf: Address,
    ) -> Result<(), Error> {
        ensure_address(on_behalf)?;
        ensure_assets(assets)?;
        self.enter_unchanged(params.id)?;

        let mut loan = self.read_loan(params.id, on_behalf);
        if loan.borrow_shares == 0 {
            // Saving a loan is never paused.
            self.ensure_open(params.id, pausable::SUPPLY_COLLATERAL)?;
        }
        loan.collateral = within_limit(loan.collateral.saturating_add(assets))?;

        self.write_loan(params.id, on_behalf, &loan);
        self.log_in(
            E::SupplyCollateral::SIGNATURE_HASH,
            params.id,
            on_behalf,
            &[assets, loan.collateral],
        );

        self.pull(params.collateral_token, assets)?;
        self.leave();
        Ok(())
    }

    /// Takes collateral out to `receiver`.
    pub(crate) fn withdraw_collateral(
        &mut self,
        params: &Params,
        assets: u128,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(), Error> {
        ensure_address(receiver)?;
        self.ensure_authorized(on_behalf)?;
        ensure_assets(assets)?;
        self.enter_unchanged(params.id)?;

        let mut loan = self.read_loan(params.id, on_behalf);
        loan.collateral = loan
            .collateral
            .checked_sub(assets)
            .ok_or(LawError::InsufficientBalance)?;
        if loan.borrow_shares != 0 {
            // Behind the shut lock, but before the first write: there is nothing to see in between.
            let price = self.price(params.oracle)?;
            let mut market = self.read_market(params.id, Part::Lean);
            self.accrue(params.id, &mut market)?;
            ensure_safe(&market, &loan, price, params)?;
            self.write_market(params.id, &market, Part::Lean);
        }

        self.write_loan(params.id, on_behalf, &loan);
        self.log_out(
            E::WithdrawCollateral::SIGNATURE_HASH,
            params.id,
            on_behalf,
            receiver,
            &[assets, loan.collateral],
        );

        self.send(params.collateral_token, receiver, assets)?;
        self.leave();
        Ok(())
    }
}

/// Refuses an act that rounds to nothing on one side: it would give something for nothing.
fn moved((assets, shares): (u128, u128)) -> Result<(u128, u128), Error> {
    ensure_assets(assets.min(shares))?;
    Ok((assets, shares))
}

/// Refuses a loan below `borrowHealth`; returns its debt [loan assets].
fn ensure_safe(market: &Market, loan: &Loan, price: U256, params: &Params) -> Result<u128, Error> {
    let terms = &params.terms;
    let debt = market.debt_up(loan)?;
    let health = Health::new(loan.collateral, debt, price, terms.lltv)?;
    ensure!(
        health.factor() >= terms.borrow_health()?,
        Error::InsufficientCollateral
    );
    Ok(debt)
}
