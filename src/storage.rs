//! The slots, and the one way between them and the ledger's structs. Every struct is read once and
//! written once a call. A market takes three slots, a position three: supply shares, loan, auction.

use alloy_primitives::{aliases::U120, Address, B256, U256};
use ebb_ledger::{shares::Pool, Auction, Loan, Market};
use stylus_sdk::{prelude::*, storage::StorageU256};

sol_storage! {
    /// The market's whole state.
    #[entrypoint]
    pub struct Ebb {
        /// Market id → its totals.
        mapping(bytes32 => MarketSlots) markets;
        /// Market id → account → its position.
        mapping(bytes32 => mapping(address => PositionSlots)) positions;
        /// Authoriser → whom he lets act for him.
        mapping(address => mapping(address => bool)) authorizations;
    }

    /// Supply and borrow: assets in the low 120 bits, shares above. State: last update [seconds] in
    /// the low 40 bits, reserve [loan assets] in the 120 above.
    pub struct MarketSlots {
        uint256 supply;
        uint256 borrow;
        uint256 state;
    }

    /// Loan: borrow shares in the low 120 bits, collateral above. Auction, from the lowest bit:
    /// touchedAt 40, clock 24, observed 16, blockIndex 32, blockRoom 120, blockDiscount 24.
    pub struct PositionSlots {
        uint256 supply_shares;
        uint256 loan;
        uint256 auction;
    }
}

/// Bits of an amount of assets or shares.
const AMOUNT: usize = 120;

impl Ebb {
    /// A market's totals as stored.
    pub(crate) fn read_market(&self, id: B256) -> Market {
        let slots = self.markets.getter(id);
        let state = read(&slots.state);
        Market {
            supply: unpack_pool(read(&slots.supply)),
            borrow: unpack_pool(read(&slots.borrow)),
            last_update: bits(state, 0, 40),
            reserve: amount(state, 40),
        }
    }

    /// Stores a market's totals.
    pub(crate) fn write_market(&mut self, id: B256, market: &Market) {
        let mut slots = self.markets.setter(id);
        write(&mut slots.supply, pack_pool(&market.supply));
        write(&mut slots.borrow, pack_pool(&market.borrow));
        let state = U256::from(market.last_update) | market.reserve.wrapping_shl(40);
        write(&mut slots.state, state);
    }

    /// A position's collateral and debt.
    pub(crate) fn read_loan(&self, id: B256, account: Address) -> Loan {
        let word = read(&self.positions.getter(id).getter(account).loan);
        Loan { borrow_shares: amount(word, 0), collateral: amount(word, AMOUNT) }
    }

    /// Stores a position's collateral and debt.
    pub(crate) fn write_loan(&mut self, id: B256, account: Address, loan: &Loan) {
        let word = loan.borrow_shares | loan.collateral.wrapping_shl(AMOUNT);
        write(&mut self.positions.setter(id).setter(account).loan, word);
    }

    /// A position's auction record.
    pub(crate) fn read_auction(&self, id: B256, account: Address) -> Auction {
        let word = read(&self.positions.getter(id).getter(account).auction);
        Auction {
            touched_at: bits(word, 0, 40),
            clock: short(word, 40, 24),
            observed: short(word, 64, 16),
            block_index: short(word, 80, 32),
            block_room: amount(word, 112),
            block_discount: short(word, 232, 24),
        }
    }

    /// Stores a position's auction record.
    pub(crate) fn write_auction(&mut self, id: B256, account: Address, auction: &Auction) {
        let word = U256::from(auction.touched_at)
            | U256::from(auction.clock).wrapping_shl(40)
            | U256::from(auction.observed).wrapping_shl(64)
            | U256::from(auction.block_index).wrapping_shl(80)
            | auction.block_room.wrapping_shl(112)
            | U256::from(auction.block_discount).wrapping_shl(232);
        write(&mut self.positions.setter(id).setter(account).auction, word);
    }

    /// A supplier's shares.
    pub(crate) fn read_supply_shares(&self, id: B256, account: Address) -> U256 {
        read(&self.positions.getter(id).getter(account).supply_shares)
    }

    /// Stores a supplier's shares.
    pub(crate) fn write_supply_shares(&mut self, id: B256, account: Address, shares: U256) {
        write(&mut self.positions.setter(id).setter(account).supply_shares, shares);
    }
}

/// One copy of the SDK's code for a word, however many slots there are.
#[inline(never)]
fn read(slot: &StorageU256) -> U256 {
    slot.get()
}

/// See [`read`].
#[inline(never)]
fn write(slot: &mut StorageU256, word: U256) {
    slot.set(word);
}

/// Assets in the low bits, shares above.
fn unpack_pool(word: U256) -> Pool {
    Pool { assets: amount(word, 0), shares: amount(word, AMOUNT) }
}

/// See [`unpack_pool`]; both are below 2^120.
fn pack_pool(pool: &Pool) -> U256 {
    pool.assets | pool.shares.wrapping_shl(AMOUNT)
}

/// The 120 bits of `word` from `from` on.
#[inline(never)]
fn amount(word: U256, from: usize) -> U256 {
    word.wrapping_shr(from) & U256::from(U120::MAX)
}

/// At most 64 bits of `word` from `from` on.
fn bits(word: U256, from: usize, length: u32) -> u64 {
    let [low, ..] = word.wrapping_shr(from).into_limbs();
    low & u64::MAX.unbounded_shr(64_u32.saturating_sub(length))
}

/// At most 32 bits of `word` from `from` on.
fn short(word: U256, from: usize, length: u32) -> u32 {
    u32::try_from(bits(word, from, length)).unwrap_or(0)
}
