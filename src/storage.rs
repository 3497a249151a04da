//! The slots, and the one way between them and the ledger's structs. Every struct is read once and
//! written once a call. A market takes three slots, a position three: supply shares, loan, auction.
//!
//! All state is words in one mapping, under keys that hash what the word is about: one way in and one
//! way out are a fifth of the code that a mapping for each type takes (decision 0003). Layout, from
//! the lowest bit:
//! - `Supply`, `Borrow` of a market: assets 120, shares 120
//! - `State` of a market: last update 40 [seconds], reserve 120 [loan assets]
//! - `SupplyShares` of a position: shares 120
//! - `Loan` of a position: borrow shares 120, collateral 120
//! - `Auction` of a position: touchedAt 40, clock 24, observed 16, blockIndex 32, blockRoom 120,
//!   blockDiscount 24
//! - `Authorization`: 1 if the account may act for the authoriser

use alloy_primitives::{Address, B256, U256};
use ebb_ledger::{shares::Pool, wad::LIMIT, Auction, Loan, Market};
use stylus_sdk::prelude::*;

sol_storage! {
    /// The market's whole state.
    #[entrypoint]
    pub struct Ebb {
        /// Hash of (field, scope, account) → word; see [`Ebb::key`].
        mapping(bytes32 => uint256) words;
    }
}

/// What a word is about.
#[derive(Clone, Copy)]
enum Field {
    Supply = 1,
    Borrow = 2,
    State = 3,
    SupplyShares = 4,
    Loan = 5,
    Auction = 6,
    Authorization = 7,
}

/// Bits of an amount of assets or shares.
const AMOUNT: usize = 120;

impl Ebb {
    /// A market's totals as stored.
    pub(crate) fn read_market(&self, id: B256) -> Market {
        let state = self.read(Field::State, id, Address::ZERO);
        Market {
            supply: unpack_pool(self.read(Field::Supply, id, Address::ZERO)),
            borrow: unpack_pool(self.read(Field::Borrow, id, Address::ZERO)),
            last_update: bits(state, 0, 40),
            reserve: amount(state, 40),
        }
    }

    /// Stores a market's totals.
    pub(crate) fn write_market(&mut self, id: B256, market: &Market) {
        let state = place(market.last_update.into(), 0) | place(market.reserve, 40);
        self.write(Field::Supply, id, Address::ZERO, pack_pool(&market.supply));
        self.write(Field::Borrow, id, Address::ZERO, pack_pool(&market.borrow));
        self.write(Field::State, id, Address::ZERO, state);
    }

    /// A position's collateral and debt.
    pub(crate) fn read_loan(&self, id: B256, account: Address) -> Loan {
        let word = self.read(Field::Loan, id, account);
        Loan {
            borrow_shares: amount(word, 0),
            collateral: amount(word, AMOUNT),
        }
    }

    /// Stores a position's collateral and debt.
    pub(crate) fn write_loan(&mut self, id: B256, account: Address, loan: &Loan) {
        let word = place(loan.borrow_shares, 0) | place(loan.collateral, AMOUNT);
        self.write(Field::Loan, id, account, word);
    }

    /// A position's auction record.
    pub(crate) fn read_auction(&self, id: B256, account: Address) -> Auction {
        let word = self.read(Field::Auction, id, account);
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
        let word = place(auction.touched_at.into(), 0)
            | place(auction.clock.into(), 40)
            | place(auction.observed.into(), 64)
            | place(auction.block_index.into(), 80)
            | place(auction.block_room, 112)
            | place(auction.block_discount.into(), 232);
        self.write(Field::Auction, id, account, word);
    }

    /// A supplier's shares.
    pub(crate) fn read_supply_shares(&self, id: B256, account: Address) -> u128 {
        amount(self.read(Field::SupplyShares, id, account), 0)
    }

    /// Stores a supplier's shares.
    pub(crate) fn write_supply_shares(&mut self, id: B256, account: Address, shares: u128) {
        self.write(Field::SupplyShares, id, account, place(shares, 0));
    }

    /// Whether `authorized` may act for `authorizer`.
    pub(crate) fn read_authorization(&self, authorizer: Address, authorized: Address) -> bool {
        !self
            .read(Field::Authorization, authorizer.into_word(), authorized)
            .is_zero()
    }

    /// Lets `authorized` act for `authorizer`, or no longer.
    pub(crate) fn write_authorization(
        &mut self,
        authorizer: Address,
        authorized: Address,
        is_authorized: bool,
    ) {
        let word = place(is_authorized.into(), 0);
        self.write(
            Field::Authorization,
            authorizer.into_word(),
            authorized,
            word,
        );
    }

    #[inline(never)]
    fn read(&self, field: Field, scope: B256, account: Address) -> U256 {
        self.words.get(self.key(field, scope, account))
    }

    #[inline(never)]
    fn write(&mut self, field: Field, scope: B256, account: Address, word: U256) {
        self.words.insert(self.key(field, scope, account), word);
    }

    /// `keccak256(scope ‖ field ‖ account)`: 32, 12 and 20 bytes.
    fn key(&self, field: Field, scope: B256, account: Address) -> B256 {
        let mut about = account.into_word();
        about.0[11] = field as u8;
        self.vm()
            .native_keccak256(&scope.concat_const::<32, 64>(about).0)
    }
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
