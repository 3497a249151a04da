//! What anybody may ask. Views read storage as it is, take no lock and compute nothing.

use crate::{
    abi::encode,
    storage::{Ebb, Field, Part},
};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256};

impl Ebb {
    /// Supply assets and shares, borrow assets and shares, last update, reserve.
    pub(crate) fn market(&self, id: B256) -> [u128; 6] {
        let market = self.read_market(id, Part::Whole);
        [
            market.supply.assets,
            market.supply.shares,
            market.borrow.assets,
            market.borrow.shares,
            u128::from(market.last_update),
            market.reserve,
        ]
    }

    /// Supply shares, borrow shares, collateral.
    pub(crate) fn position(&self, id: B256, account: Address) -> [u128; 3] {
        let loan = self.read_loan(id, account);
        [
            self.read_supply_shares(id, account),
            loan.borrow_shares,
            loan.collateral,
        ]
    }

    /// The auction record, as stored.
    pub(crate) fn auction(&self, id: B256, borrower: Address) -> Vec<u8> {
        encode(&[self.read(Field::Auction, id, borrower)])
    }

    /// 1 if `authorized` may act for the authorizer whose address `scope` is.
    pub(crate) fn authorization(&self, scope: B256, authorized: Address) -> Vec<u8> {
        encode(&[self.read(Field::Authorization, scope, authorized)])
    }
}
