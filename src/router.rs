//! The market's door: which selector leads to which act. What it does not know it leaves to the
//! extension.

use crate::{
    abi::{widen, Args, ILendingMarket as I},
    errors::{ensure, Error},
    host,
    liquidation::Bid,
    storage::Ebb,
};
use alloc::vec::Vec;
use alloy_sol_types::SolCall;
use ebb_ledger::Size;
use stylus_sdk::abi::CONSTRUCTOR_SELECTOR as CONSTRUCTOR;

/// Selectors as numbers, which compare in one step.
const fn number<C: SolCall>() -> u32 {
    u32::from_be_bytes(C::SELECTOR)
}

const MARKET: u32 = number::<I::marketCall>();
const POSITION: u32 = number::<I::positionCall>();
const AUCTION: u32 = number::<I::auctionCall>();
const IS_AUTHORIZED: u32 = number::<I::isAuthorizedCall>();
const SET_AUTHORIZATION: u32 = number::<I::setAuthorizationCall>();
const FLASH_LOAN: u32 = number::<I::flashLoanCall>();
const SUPPLY: u32 = number::<I::supplyCall>();
const WITHDRAW: u32 = number::<I::withdrawCall>();
const BORROW: u32 = number::<I::borrowCall>();
const REPAY: u32 = number::<I::repayCall>();
const SUPPLY_COLLATERAL: u32 = number::<I::supplyCollateralCall>();
const WITHDRAW_COLLATERAL: u32 = number::<I::withdrawCollateralCall>();
const TOUCH: u32 = number::<I::touchCall>();
const ACCRUE_INTEREST: u32 = number::<I::accrueInterestCall>();
const LIQUIDATE: u32 = number::<I::liquidateCall>();
const PREVIEW_LIQUIDATION: u32 = number::<I::previewLiquidationCall>();

/// A call's selector and arguments. Ether is refused here, for every function.
pub(crate) fn split(input: &[u8]) -> Result<(u32, &[u8]), Error> {
    ensure!(!host::has_value(), Error::UnexpectedValue);
    let (selector, args) = input
        .split_first_chunk::<4>()
        .ok_or(Error::UnknownFunction)?;
    Ok((u32::from_be_bytes(*selector), args))
}

impl Ebb {
    /// What the market answers to calldata: data to return, or to revert with.
    pub fn answer_as_market(&mut self, input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        match self.answer(input) {
            Err(Error::UnknownFunction) => self.extend(input),
            answer => answer.map_err(Error::encode),
        }
    }

    /// Does what the call asks; returns the encoded answer.
    fn answer(&mut self, input: &[u8]) -> Result<Vec<u8>, Error> {
        let (selector, input) = split(input)?;
        let args = &mut Args::new(input);
        match selector {
            MARKET | POSITION | AUCTION | IS_AUTHORIZED => self.answer_view(selector, args),
            SUPPLY | WITHDRAW | BORROW | REPAY => self.answer_lending(selector, args),
            SUPPLY_COLLATERAL | WITHDRAW_COLLATERAL | TOUCH | ACCRUE_INTEREST => {
                self.answer_in_market(selector, args)
            }
            LIQUIDATE => self.answer_liquidate(args),
            PREVIEW_LIQUIDATION => {
                let (params, borrower, max_repay) = (args.params(), args.address(), args.number());
                args.end()?;
                Ok(self
                    .preview_liquidation(&params, borrower, max_repay)
                    .encode())
            }
            SET_AUTHORIZATION | FLASH_LOAN | CONSTRUCTOR => self.answer_others(selector, args),
            _ => Err(Error::UnknownFunction),
        }
    }

    fn answer_view(&self, selector: u32, args: &mut Args<'_>) -> Result<Vec<u8>, Error> {
        let (scope, account) = match selector {
            MARKET => (args.hash(), Default::default()),
            IS_AUTHORIZED => (args.address().into_word(), args.address()),
            _ => (args.hash(), args.address()),
        };
        args.end()?;
        Ok(match selector {
            MARKET => widen(&self.market(scope)),
            POSITION => widen(&self.position(scope, account)),
            AUCTION => self.auction(scope, account),
            _ => self.authorization(scope, account),
        })
    }

    /// The four acts that take assets or shares and return both.
    fn answer_lending(&mut self, selector: u32, args: &mut Args<'_>) -> Result<Vec<u8>, Error> {
        let params = &args.params();
        let (assets, shares, on_behalf) = (args.number(), args.number(), args.address());
        let leaves = matches!(selector, WITHDRAW | BORROW);
        let receiver = if leaves { args.address() } else { on_behalf };
        args.end()?;
        let size = size(assets, shares)?;
        let (assets, shares) = match selector {
            SUPPLY => self.supply(params, size, on_behalf)?,
            REPAY => self.repay(params, size, on_behalf)?,
            WITHDRAW => self.withdraw(params, size, on_behalf, receiver)?,
            _ => self.borrow(params, size, on_behalf, receiver)?,
        };
        Ok(widen(&[assets, shares]))
    }

    /// The other acts whose first argument are a market's parameters, and which return nothing.
    fn answer_in_market(&mut self, selector: u32, args: &mut Args<'_>) -> Result<Vec<u8>, Error> {
        let params = &args.params();
        match selector {
            SUPPLY_COLLATERAL => {
                let (assets, on_behalf) = (args.number(), args.address());
                args.end()?;
                self.supply_collateral(params, assets, on_behalf)?;
            }
            WITHDRAW_COLLATERAL => {
                let (assets, on_behalf) = (args.number(), args.address());
                let receiver = args.address();
                args.end()?;
                self.withdraw_collateral(params, assets, on_behalf, receiver)?;
            }
            TOUCH => {
                let borrower = args.address();
                args.end()?;
                self.touch(params, borrower)?;
            }
            _ => {
                args.end()?;
                self.accrue_interest(params.id)?;
            }
        }
        Ok(Vec::new())
    }

    fn answer_liquidate(&mut self, args: &mut Args<'_>) -> Result<Vec<u8>, Error> {
        let params = &args.params();
        let borrower = args.address();
        let bid = Bid {
            max_repay: args.number(),
            min_seized_per_repaid: args.word(),
            deadline: args.number(),
            receiver: args.address(),
            data: args.bytes(),
        };
        args.end()?;
        let fill = self.liquidate(params, borrower, &bid)?;
        Ok(widen(&[fill.repaid, fill.seized, fill.fee]))
    }

    fn answer_others(&mut self, selector: u32, args: &mut Args<'_>) -> Result<Vec<u8>, Error> {
        match selector {
            SET_AUTHORIZATION => {
                let (authorized, is_authorized) = (args.address(), args.flag());
                args.end()?;
                self.set_authorization(authorized, is_authorized)?;
            }
            FLASH_LOAN => {
                let (token, assets, data) = (args.address(), args.number(), args.bytes());
                args.end()?;
                self.flash_loan(token, assets, data)?;
            }
            _ => {
                let (owner, guardian, extension) = (args.address(), args.address(), args.address());
                args.end()?;
                self.construct(owner, guardian, extension)?;
            }
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
