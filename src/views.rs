//! What anybody may ask. Views read storage as it is, take no lock and compute nothing.

use crate::storage::Ebb;
use alloy_primitives::{Address, B256};

impl Ebb {
    /// Supply assets and shares, borrow assets and shares, last update, reserve.
    pub(crate) fn market(&self, id: B256) -> [u128; 6] {
        let market = self.read_market(id);
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

    /// Touched at, clock, observed, block index, block room, block discount.
    pub(crate) fn auction(&self, id: B256, borrower: Address) -> [u128; 6] {
        let auction = self.read_auction(id, borrower);
        [
            u128::from(auction.touched_at),
            u128::from(auction.clock),
            u128::from(auction.observed),
            u128::from(auction.block_index),
            auction.block_room,
            u128::from(auction.block_discount),
        ]
    }
}
