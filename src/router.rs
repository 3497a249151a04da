//! The door: which selector leads to which act. It decodes and encodes, and refuses what is not in the
//! interface with a typed error.

use crate::{
    abi::{encode, Args, ILendingMarket as I},
    errors::{ensure, Error},
    liquidation::Bid,
    storage::Ebb,
};
use alloc::vec::Vec;
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolCall;
use stylus_sdk::{abi::Router, prelude::*, ArbResult};

impl Router<Ebb> for Ebb {
    type Storage = Self;

    fn route(ebb: &mut Ebb, selector: u32, input: &[u8]) -> Option<ArbResult> {
        Some(ebb.answer(selector.to_be_bytes(), input).map_err(Error::encode))
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
        ensure!(self.vm().msg_value().is_zero(), Error::UnexpectedValue);
        let mut args = Args::new(input);
        match selector {
            I::marketCall::SELECTOR => Ok(encode(&self.market(B256::from(args.word()?)))),
            I::positionCall::SELECTOR => {
                Ok(encode(&self.position(B256::from(args.word()?), args.address()?)))
            }
            I::auctionCall::SELECTOR => {
                Ok(encode(&self.auction(B256::from(args.word()?), args.address()?)))
            }
            I::isAuthorizedCall::SELECTOR => {
                let answer = self.is_authorized(args.address()?, args.address()?);
                Ok(encode(&[U256::from(u8::from(answer))]))
            }
            I::setAuthorizationCall::SELECTOR => {
                self.set_authorization(args.address()?, args.flag()?)?;
                Ok(Vec::new())
            }
            _ => self.answer_in_market(selector, input),
        }
    }

    /// [`Ebb::answer`] for the functions whose first argument are a market's parameters.
    fn answer_in_market(&mut self, selector: [u8; 4], input: &[u8]) -> Result<Vec<u8>, Error> {
        let mut args = Args::new(input);
        let params = &args.params(self.vm());
        // An unknown function is told apart from bad arguments.
        let params = || params.as_ref().map_err(|error| *error);
        let args = &mut args;
        let (assets, shares) = match selector {
            I::supplyCall::SELECTOR => {
                self.supply(params()?, args.word()?, args.word()?, args.address()?)?
            }
            I::withdrawCall::SELECTOR => self.withdraw(
                params()?,
                args.word()?,
                args.word()?,
                args.address()?,
                args.address()?,
            )?,
            I::borrowCall::SELECTOR => self.borrow(
                params()?,
                args.word()?,
                args.word()?,
                args.address()?,
                args.address()?,
            )?,
            I::repayCall::SELECTOR => {
                self.repay(params()?, args.word()?, args.word()?, args.address()?)?
            }
            I::supplyCollateralCall::SELECTOR => {
                self.supply_collateral(params()?, args.word()?, args.address()?)?;
                return Ok(Vec::new());
            }
            I::withdrawCollateralCall::SELECTOR => {
                let (assets, on_behalf) = (args.word()?, args.address()?);
                self.withdraw_collateral(params()?, assets, on_behalf, args.address()?)?;
                return Ok(Vec::new());
            }
            I::touchCall::SELECTOR => {
                self.touch(params()?, args.address()?)?;
                return Ok(Vec::new());
            }
            I::liquidateCall::SELECTOR => {
                let borrower = args.address()?;
                let bid = Bid {
                    max_repay: args.word()?,
                    min_seized_per_repaid: args.word()?,
                    deadline: args.word()?,
                    receiver: args.address()?,
                    data: args.bytes()?,
                };
                let fill = self.liquidate(params()?, borrower, &bid)?;
                return Ok(encode(&[fill.repaid, fill.seized, fill.fee]));
            }
            I::previewLiquidationCall::SELECTOR => {
                let quote = self.preview_liquidation(params()?, args.address()?, args.word()?);
                return Ok(encode(&quote.words()));
            }
            I::createMarketCall::SELECTOR => {
                let params = params()?;
                self.create_market(params, input.get(..256).unwrap_or_default())?;
                return Ok(params.id.to_vec());
            }
            I::accrueInterestCall::SELECTOR => {
                self.accrue_interest(params()?)?;
                return Ok(Vec::new());
            }
            _ => return Err(Error::UnknownFunction),
        };
        Ok(encode(&[assets, shares]))
    }
}
