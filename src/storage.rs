//! The slots, and the one way between them and the ledger's structs. Every struct is read once and
//! written once a call. A market takes three slots, a position three: supply shares, loan, auction.

use alloy_primitives::{Address, B256, U256};
use ebb_ledger::{shares::Pool, wad::LIMIT, Auction, Loan, Market};
use stylus_sdk::{prelude::*, storage::StorageU256};

sol_storage! {
    /// The market's whole state.
    #[entrypoint]
    pub struct Ebb {
        /// Market id → its totals.
        mapping(bytes32 => MarketSlots) markets;
        /// Hash of (market id, account) → the account's position.
        mapping(bytes32 => PositionSlots) positions;
        /// Hash of (authoriser, authorised) → 1 if the one may act for the other.
        mapping(bytes32 => uint256) authorizations;
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
        write(
            &mut slots.state,
            U256::from(market.last_update) | place(market.reserve, 40),
        );
    }

    /// A position's collateral and debt.
    pub(crate) fn read_loan(&self, id: B256, account: Address) -> Loan {
        let word = read(&self.positions.getter(self.key(id, account)).loan);
        Loan {
            borrow_shares: amount(word, 0),
            collateral: amount(word, AMOUNT),
        }
    }

    /// Stores a position's collateral and debt.
    pub(crate) fn write_loan(&mut self, id: B256, account: Address, loan: &Loan) {
        let word = place(loan.borrow_shares, 0) | place(loan.collateral, AMOUNT);
        let key = self.key(id, account);
        write(&mut self.positions.setter(key).loan, word);
    }

    /// A position's auction record.
    pub(crate) fn read_auction(&self, id: B256, account: Address) -> Auction {
        let word = read(&self.positions.getter(self.key(id, account)).auction);
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
            | place(auction.clock.into(), 40)
            | place(auction.observed.into(), 64)
            | place(auction.block_index.into(), 80)
            | place(auction.block_room, 112)
            | place(auction.block_discount.into(), 232);
        let key = self.key(id, account);
        write(&mut self.positions.setter(key).auction, word);
    }

    /// A supplier's shares.
    pub(crate) fn read_supply_shares(&self, id: B256, account: Address) -> u128 {
        amount(
            read(&self.positions.getter(self.key(id, account)).supply_shares),
            0,
        )
    }

    /// Stores a supplier's shares.
    pub(crate) fn write_supply_shares(&mut self, id: B256, account: Address, shares: u128) {
        let key = self.key(id, account);
        write(
            &mut self.positions.setter(key).supply_shares,
            U256::from(shares),
        );
    }

    /// Whether `authorized` may act for `authorizer`.
    pub(crate) fn read_authorization(&self, authorizer: Address, authorized: Address) -> bool {
        let key = self.key(authorizer.into_word(), authorized);
        !read(&self.authorizations.getter(key)).is_zero()
    }

    /// Lets `authorized` act for `authorizer`, or no longer.
    pub(crate) fn write_authorization(
        &mut self,
        authorizer: Address,
        authorized: Address,
        is_authorized: bool,
    ) {
        let key = self.key(authorizer.into_word(), authorized);
        write(
            &mut self.authorizations.setter(key),
            U256::from(u8::from(is_authorized)),
        );
    }

    /// The hash under which something of `account` in `scope` is kept.
    #[inline(never)]
    fn key(&self, scope: B256, account: Address) -> B256 {
        let mut words = [0; 64];
        let (first, second) = words.split_at_mut(32);
        first.copy_from_slice(scope.as_slice());
        second.copy_from_slice(account.into_word().as_slice());
        self.vm().native_keccak256(&words)
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
    Pool {
        assets: amount(word, 0),
        shares: amount(word, AMOUNT),
    }
}

/// See [`unpack_pool`].
fn pack_pool(pool: &Pool) -> U256 {
    place(pool.assets, 0) | place(pool.shares, AMOUNT)
}

/// A number of a packed word, at its place; the law keeps it within its bits.
#[inline(never)]
fn place(number: u128, at: usize) -> U256 {
    U256::from(number).wrapping_shl(at)
}

/// The 120 bits of `word` from `from` on.
#[inline(never)]
fn amount(word: U256, from: usize) -> u128 {
    let [low, high, ..] = word.wrapping_shr(from).into_limbs();
    (u128::from(high) << 64 | u128::from(low)) & (LIMIT - 1)
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
