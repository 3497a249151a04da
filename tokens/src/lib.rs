//! A development token: an ERC-20 made of OpenZeppelin's parts, which demo and tests deploy as USDC and
//! WETH. **Anyone may mint any amount to anyone, for ever: it is worth nothing and must never stand for
//! money.** It adds decimals, `mint` and a constructor and hands everything else on; it never computes
//! a balance itself. Behaviour, events and errors: ERC-20 and ERC-6093 as `openzeppelin_stylus` has them.

extern crate alloc;

use alloc::{string::String, vec::Vec};

use alloy_primitives::{aliases::B32, Address, U256, U8};
use openzeppelin_stylus::{
    token::erc20::{
        extensions::{Erc20Metadata, IErc20Burnable, IErc20Metadata},
        Erc20, Error, IErc20,
    },
    utils::introspection::erc165::IErc165,
};
use stylus_sdk::{prelude::*, storage::StorageU8};

/// All that the token remembers.
#[entrypoint]
#[storage]
pub struct Token {
    erc20: Erc20,
    metadata: Erc20Metadata,
    /// OpenZeppelin's metadata know 18 alone.
    decimals: StorageU8,
}

#[public]
#[implements(IErc20<Error = Error>, IErc20Burnable<Error = Error>, IErc20Metadata, IErc165)]
impl Token {
    /// Names the token; the SDK lets it happen once. Whoever calls `stylus_constructor` first does it.
    // A `U8` argument would be refused from 128 on: the SDK holds it to the range of a signed one.
    #[constructor]
    pub fn constructor(&mut self, name: String, symbol: String, decimals: u8) {
        self.metadata.constructor(name, symbol);
        self.decimals.set(U8::from(decimals));
    }

    /// Creates `value` for `account`, whoever asks. Refuses the zero address by
    /// [`Error::InvalidReceiver`]; traps if the supply would reach 2^256.
    pub fn mint(&mut self, account: Address, value: U256) -> Result<(), Error> {
        self.erc20._mint(account, value)
    }
}

#[public]
impl IErc20 for Token {
    type Error = Error;

    fn total_supply(&self) -> U256 {
        self.erc20.total_supply()
    }

    fn balance_of(&self, account: Address) -> U256 {
        self.erc20.balance_of(account)
    }

    fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Error> {
        self.erc20.transfer(to, value)
    }

    fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.erc20.allowance(owner, spender)
    }

    fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Error> {
        self.erc20.approve(spender, value)
    }

    fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> Result<bool, Error> {
        self.erc20.transfer_from(from, to, value)
    }
}

#[public]
impl IErc20Burnable for Token {
    type Error = Error;

    fn burn(&mut self, value: U256) -> Result<(), Error> {
        self.erc20.burn(value)
    }

    fn burn_from(&mut self, account: Address, value: U256) -> Result<(), Error> {
        self.erc20.burn_from(account, value)
    }
}

#[public]
impl IErc20Metadata for Token {
    fn name(&self) -> String {
        self.metadata.name()
    }

    fn symbol(&self) -> String {
        self.metadata.symbol()
    }

    fn decimals(&self) -> U8 {
        self.decimals.get()
    }
}

#[public]
impl IErc165 for Token {
    fn supports_interface(&self, interface_id: B32) -> bool {
        self.erc20.supports_interface(interface_id)
            || self.metadata.supports_interface(interface_id)
    }
}
