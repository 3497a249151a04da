//! Supplying, borrowing and collateral. Every act has the same beats: authority, gate, books, shelf
//! (storage and event), street (tokens), gate. No act knows arithmetic; the ledger does.

use crate::{
    errors::{
        ensure, DebtTooSmall, Error, InconsistentInput, InsufficientBalance,
        InsufficientCollateral, ZeroAssets,
    },
    events::{Borrow, Repay, Supply, SupplyCollateral, Withdraw, WithdrawCollateral},
    gate::{ensure_address, ensure_amount},
    params::MarketParams,
    storage::Ebb,
};
use alloy_primitives::{Address, U256};
use ebb_ledger::{Health, Loan, Market, Size};
use stylus_sdk::prelude::*;

/// Lending and borrowing.
#[public]
pub trait Lending {
    /// Lends assets for `on_behalf`.
    fn supply(
        &mut self,
        params: MarketParams,
        assets: U256,
        shares: U256,
        on_behalf: Address,
    ) -> Result<(U256, U256), Error>;

    /// Takes lent assets back to `receiver`.
    fn withdraw(
        &mut self,
        params: MarketParams,
        assets: U256,
        shares: U256,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(U256, U256), Error>;

    /// Borrows assets to `receiver`.
    fn borrow(
        &mut self,
        params: MarketParams,
        assets: U256,
        shares: U256,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(U256, U256), Error>;

    /// Repays debt of `on_behalf`.
    fn repay(
        &mut self,
        params: MarketParams,
        assets: U256,
        shares: U256,
        on_behalf: Address,
    ) -> Result<(U256, U256), Error>;

    /// Adds collateral to the position of `on_behalf`.
    fn supply_collateral(
        &mut self,
        params: MarketParams,
        assets: U256,
        on_behalf: Address,
    ) -> Result<(), Error>;

    /// Takes collateral out to `receiver`.
    fn withdraw_collateral(
        &mut self,
        params: MarketParams,
        assets: U256,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(), Error>;
}

#[public]
impl Lending for Ebb {
    fn supply(
        &mut self,
        params: MarketParams,
        assets: U256,
        shares: U256,
        on_behalf: Address,
    ) -> Result<(U256, U256), Error> {
        ensure_address(on_behalf)?;
        let size = size(assets, shares)?;
        let (id, mut market) = self.enter(&params)?;

        let (assets, shares) = moved(market.supply(size)?)?;
        let held = self.read_supply_shares(id, on_behalf);

        self.write_market(id, &market);
        self.write_supply_shares(id, on_behalf, held.saturating_add(shares));
        let caller = self.vm().msg_sender();
        self.vm().log(Supply { id, caller, onBehalf: on_behalf, assets, shares });

        self.pull(params.loanToken, caller, assets)?;
        self.leave();
        Ok((assets, shares))
    }

    fn withdraw(
        &mut self,
        params: MarketParams,
        assets: U256,
        shares: U256,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(U256, U256), Error> {
        ensure_address(receiver)?;
        self.ensure_authorized(on_behalf)?;
        let size = size(assets, shares)?;
        let (id, mut market) = self.enter(&params)?;

        let (assets, shares) = moved(market.withdraw(size)?)?;
        let held = self.read_supply_shares(id, on_behalf);
        let left = held.checked_sub(shares).ok_or(InsufficientBalance {})?;

        self.write_market(id, &market);
        self.write_supply_shares(id, on_behalf, left);
        let caller = self.vm().msg_sender();
        self.vm().log(Withdraw { id, caller, onBehalf: on_behalf, receiver, assets, shares });

        self.send(params.loanToken, receiver, assets)?;
        self.leave();
        Ok((assets, shares))
    }

    fn borrow(
        &mut self,
        params: MarketParams,
        assets: U256,
        shares: U256,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(U256, U256), Error> {
        ensure_address(receiver)?;
        self.ensure_authorized(on_behalf)?;
        let size = size(assets, shares)?;
        let price = self.price(params.oracle)?;
        let (id, mut market) = self.enter(&params)?;

        let (assets, shares) = moved(market.borrow(size)?)?;
        let mut loan = self.read_loan(id, on_behalf);
        loan.borrow_shares = loan.borrow_shares.saturating_add(shares);
        let debt = ensure_safe(&market, &loan, price, &params)?;
        ensure!(debt >= params.minDebt, DebtTooSmall {});

        self.write_market(id, &market);
        self.write_loan(id, on_behalf, &loan);
        let caller = self.vm().msg_sender();
        self.vm().log(Borrow { id, caller, onBehalf: on_behalf, receiver, assets, shares });

        self.send(params.loanToken, receiver, assets)?;
        self.leave();
        Ok((assets, shares))
    }

    fn repay(
        &mut self,
        params: MarketParams,
        assets: U256,
        shares: U256,
        on_behalf: Address,
    ) -> Result<(U256, U256), Error> {
        let size = size(assets, shares)?;
        let (id, mut market) = self.enter(&params)?;

        let mut loan = self.read_loan(id, on_behalf);
        let (assets, shares) = moved(market.repay(&loan, size)?)?;
        loan.borrow_shares = loan.borrow_shares.saturating_sub(shares);

        self.write_market(id, &market);
        self.write_loan(id, on_behalf, &loan);
        let caller = self.vm().msg_sender();
        self.vm().log(Repay { id, caller, onBehalf: on_behalf, assets, shares });

        self.pull(params.loanToken, caller, assets)?;
        self.leave();
        Ok((assets, shares))
    }

    fn supply_collateral(
        &mut self,
        params: MarketParams,
        assets: U256,
        on_behalf: Address,
    ) -> Result<(), Error> {
        ensure_address(on_behalf)?;
        ensure!(!assets.is_zero(), ZeroAssets {});
        let (id, market) = self.enter(&params)?;

        let mut loan = self.read_loan(id, on_behalf);
        loan.collateral = ensure_amount(loan.collateral.saturating_add(assets))?;

        self.write_market(id, &market);
        self.write_loan(id, on_behalf, &loan);
        let caller = self.vm().msg_sender();
        self.vm().log(SupplyCollateral { id, caller, onBehalf: on_behalf, assets });

        self.pull(params.collateralToken, caller, assets)?;
        self.leave();
        Ok(())
    }

    fn withdraw_collateral(
        &mut self,
        params: MarketParams,
        assets: U256,
        on_behalf: Address,
        receiver: Address,
    ) -> Result<(), Error> {
        ensure_address(receiver)?;
        self.ensure_authorized(on_behalf)?;
        ensure!(!assets.is_zero(), ZeroAssets {});
        let (id, market) = self.enter(&params)?;

        let mut loan = self.read_loan(id, on_behalf);
        loan.collateral = loan.collateral.checked_sub(assets).ok_or(InsufficientBalance {})?;
        if !loan.borrow_shares.is_zero() {
            // Behind the shut lock, but before the first write: there is nothing to see in between.
            let price = self.price(params.oracle)?;
            ensure_safe(&market, &loan, price, &params)?;
        }

        self.write_market(id, &market);
        self.write_loan(id, on_behalf, &loan);
        let caller = self.vm().msg_sender();
        self.vm().log(WithdrawCollateral { id, caller, onBehalf: on_behalf, receiver, assets });

        self.send(params.collateralToken, receiver, assets)?;
        self.leave();
        Ok(())
    }
}

/// What the caller named, assets or shares: exactly one of them.
fn size(assets: U256, shares: U256) -> Result<Size, Error> {
    match (assets.is_zero(), shares.is_zero()) {
        (false, true) => Ok(Size::Assets(assets)),
        (true, false) => Ok(Size::Shares(shares)),
        _ => Err(InconsistentInput {}.into()),
    }
}

/// Refuses an act that rounds to nothing on one side: it would give something for nothing.
fn moved((assets, shares): (U256, U256)) -> Result<(U256, U256), Error> {
    ensure!(!assets.is_zero() && !shares.is_zero(), ZeroAssets {});
    Ok((assets, shares))
}

/// Refuses a loan below `borrowHealth`; returns its debt [loan assets].
fn ensure_safe(
    market: &Market,
    loan: &Loan,
    price: U256,
    params: &MarketParams,
) -> Result<U256, Error> {
    let terms = params.terms();
    let debt = market.debt_up(loan)?;
    let health = Health::new(loan.collateral, debt, price, terms.lltv)?;
    ensure!(health.is_at_least(terms.borrow_health()?)?, InsufficientCollateral {});
    Ok(debt)
}
