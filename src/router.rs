//! The door: which selector leads to which act. It decodes and encodes, and refuses what is not in the
//! interface with a typed error.

use crate::{
    abi::{widen, Args, ILendingMarket as I},
    errors::{ensure, Error},
    liquidation::Bid,
    storage::Ebb,
};
use alloc::vec::Vec;
use alloy_sol_types::SolCall;
use ebb_ledger::Size;
use stylus_sdk::{abi::Router, prelude::*, ArbResult};

impl Router<Ebb> for Ebb {
    type Storage = Self;

    fn route(ebb: &mut Ebb, selector: u32, input: &[u8]) -> Option<ArbResult> {
        let selector = selector.to_be_bytes();
        let answer = if ebb.vm().msg_value().is_zero() {
            ebb.answer(selector, input)
        } else {
            Err(Error::UnexpectedValue)
        };
        Some(answer.map_err(Error::encode))
    }

    fn receive(_: &mut Ebb) -> Option<Result<(), Vec<u8>>> {
        None
    }

    fn fallback(_: &mut Ebb, _: &[u8]) -> Option<ArbResult> {
        Some(Err(Error::UnknownFunction.encode()))
    }

    fn constructor(_: &mut Ebb, _: &[u8]) -> Option<ArbResult> {
        None
    }
}

impl Ebb {
    /// Does what the call asks; returns the encoded answer.
    fn answer(&mut self, selector: [u8; 4], input: &[u8]) -> Result<Vec<u8>, Error> {
        let args = &mut Args::new(input);
        match selector {
            I::marketCall::SELECTOR => Ok(widen(&self.market(args.hash()?))),
            I::positionCall::SELECTOR => Ok(widen(&self.position(args.hash()?, args.address()?))),
            I::auctionCall::SELECTOR => Ok(widen(&self.auction(args.hash()?, args.address()?))),
            I::isAuthorizedCall::SELECTOR => {
                let answer = self.read_authorization(args.address()?, args.address()?);
                Ok(widen(&[u128::from(answer)]))
            }
            I::setAuthorizationCall::SELECTOR => {
                self.set_authorization(args.address()?, args.flag()?)?;
                Ok(Vec::new())
            }
            I::supplyCall::SELECTOR
            | I::withdrawCall::SELECTOR
            | I::borrowCall::SELECTOR
            | I::repayCall::SELECTOR => self.answer_lending(selector, args),
            _ => self.answer_in_market(selector, args, input),
        }
    }

    /// The four acts that take assets or shares and return both.
    fn answer_lending(&mut self, selector: [u8; 4], args: &mut Args<'_>) -> Result<Vec<u8>, Error> {
        let params = &args.params(self.vm())?;
        let (assets, shares, on_behalf) = (args.number()?, args.number()?, args.address()?);
        let size = size(assets, shares)?;
        let (assets, shares) = match selector {
            I::supplyCall::SELECTOR => self.supply(params, size, on_behalf)?,
            I::repayCall::SELECTOR => self.repay(params, size, on_behalf)?,
            I::withdrawCall::SELECTOR => self.withdraw(params, size, on_behalf, args.address()?)?,
            _ => self.borrow(params, size, on_behalf, args.address()?)?,
        };
        Ok(widen(&[assets, shares]))
    }

    /// The other functions whose first argument are a market's parameters.
    fn answer_in_market(
        &mut self,
        selector: [u8; 4],
        args: &mut Args<'_>,
        input: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let params = args.params(self.vm());
        // Bad arguments of an unknown function are not what is wrong with it.
        let params = || params.as_ref().map_err(|error| *error);
        match selector {
            I::supplyCollateralCall::SELECTOR => {
                self.supply_collateral(params()?, args.number()?, args.address()?)?;
            }
            I::withdrawCollateralCall::SELECTOR => {
                let (assets, on_behalf) = (args.number()?, args.address()?);
                self.withdraw_collateral(params()?, assets, on_behalf, args.address()?)?;
            }
            I::touchCall::SELECTOR => self.touch(params()?, args.address()?)?,
            I::accrueInterestCall::SELECTOR => self.accrue_interest(params()?)?,
            I::createMarketCall::SELECTOR => {
                let params = params()?;
                self.create_market(params, input.get(..Args::PARAMS).unwrap_or_default())?;
                return Ok(params.id.to_vec());
            }
            I::liquidateCall::SELECTOR => {
                let params = params()?;
                let borrower = args.address()?;
                let bid = Bid {
                    max_repay: args.number()?,
                    min_seized_per_repaid: args.word()?,
                    deadline: args.number()?,
                    receiver: args.address()?,
                    data: args.bytes()?,
                };
                let fill = self.liquidate(params, borrower, &bid)?;
                return Ok(widen(&[fill.repaid, fill.seized, fill.fee]));
            }
            I::previewLiquidationCall::SELECTOR => {
                let params = params()?;
                let quote = self.preview_liquidation(params, args.address()?, args.number()?);
                return Ok(quote.encode());
            }
            _ => return Err(Error::UnknownFunction),
        }
        Ok(Vec::new())
    }
}

/// What the caller named, assets or shares: exactly one of them.
fn size(assets: u128, shares: u128) -> Result<Size, Error> {
    ensure!((assets == 0) != (shares == 0), Error::InconsistentInput);
    Ok(if shares == 0 {
        Size::Assets(assets)
    } else {
        Size::Shares(shares)
    })
}
