//! The slots, and the one way between them and the ledger's structs. Every struct is read once and
//! written once a call. A market takes three slots, a position three: supply shares, loan, auction.
//!
//! All state is words under keys that hash what the word is about: one way in and one way out are a
//! fifth of the code that a mapping for each type takes (decision 0003). Layout, from the lowest bit:
//! - `Supply`, `Borrow` of a market: assets 120, shares 120, cap 16
//! - `State` of a market: last update 40 [seconds], reserve 120 [loan assets], rate at target 40 [WAD
//!   per second], fee 20 [millionths], paused 8
//! - `FeeShares` of a market: shares 120
//! - `SupplyShares` of a position: shares 120
//! - `Loan` of a position: borrow shares 120, collateral 120
//! - `Auction` of a position: touchedAt 36, isPaused 1, clock 24, believed 8, pending 8, observed 12,
//!   blockIndex 29, blockRoom 120, blockDiscount 18
//! - `Authorization`: 1 if the account may act for the authoriser; `Nonce`: his next one
//! - `Profile` of a hash of LLTV, curve and pace: 1 if it is enabled
//! - the others: an address, or 1 for yes

use crate::host;
use alloy_primitives::{Address, B256, U256};
use ebb_ledger::{
    shares::Pool,
    wad::{from_be, to_be, LIMIT},
    Auction, Cap, Loan, Market,
};
use stylus_sdk::{host::VM, prelude::*};

/// The market: a contract's view of the virtual machine.
pub struct Ebb {
    vm: VM,
}

/// What a word is about.
#[derive(Clone, Copy)]
pub(crate) enum Field {
    Supply = 1,
    Borrow = 2,
    State = 3,
    SupplyShares = 4,
    Loan = 5,
    Auction = 6,
    Authorization = 7,
    FeeShares = 8,
    Nonce = 9,
    Profile = 10,
    Owner = 11,
    PendingOwner = 12,
    Guardian = 13,
    FeeRecipient = 14,
    Extension = 15,
    FlashLoanPaused = 16,
}

/// Bits of an amount of assets or shares.
const AMOUNT: usize = 120;

// SAFETY: the state is in slots alone, behind the cache of the virtual machine.
#[allow(unsafe_code, reason = "says that this is the whole contract")]
unsafe impl TopLevelStorage for Ebb {}

impl Ebb {
    /// The contract that runs on `vm`.
    pub fn new(vm: VM) -> Self {
        Self { vm }
    }

    /// The virtual machine.
    pub(crate) fn vm(&self) -> &VM {
        &self.vm
    }

    /// A market's totals as stored.
    pub(crate) fn read_market(&self, id: B256) -> Market {
        let state = self.read(Field::State, id, Address::ZERO);
        let supply = self.read(Field::Supply, id, Address::ZERO);
        let borrow = self.read(Field::Borrow, id, Address::ZERO);
        Market {
            supply: unpack_pool(supply),
            borrow: unpack_pool(borrow),
            last_update: bits(state, 0, 40),
            reserve: amount(state, 40),
            rate_at_target: bits(state, 160, 40),
            fee: short(state, 200, 20),
            supply_cap: unpack_cap(supply),
            borrow_cap: unpack_cap(borrow),
            paused: short(state, 220, 8) as u8,
        }
    }

    /// Stores a market's totals.
    pub(crate) fn write_market(&self, id: B256, market: &Market) {
        let state = place(market.last_update.into(), 0)
            | place(market.reserve, 40)
            | place(market.rate_at_target.into(), 160)
            | place(market.fee.into(), 200)
            | place(market.paused.into(), 220);
        let supply = pack_pool(&market.supply, market.supply_cap);
        let borrow = pack_pool(&market.borrow, market.borrow_cap);
        self.write(Field::Supply, id, Address::ZERO, supply);
        self.write(Field::Borrow, id, Address::ZERO, borrow);
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
    pub(crate) fn write_loan(&self, id: B256, account: Address, loan: &Loan) {
        let word = place(loan.borrow_shares, 0) | place(loan.collateral, AMOUNT);
        self.write(Field::Loan, id, account, word);
    }

    /// A position's auction record.
    pub(crate) fn read_auction(&self, id: B256, account: Address) -> Auction {
        let word = self.read(Field::Auction, id, account);
        Auction {
            touched_at: bits(word, 0, 36),
            is_paused: bits(word, 36, 1) != 0,
            clock: short(word, 37, 24),
            believed: short(word, 61, 8) as u8,
            pending: short(word, 69, 8) as u8,
            observed: short(word, 77, 12),
            block_index: short(word, 89, 29),
            block_room: amount(word, 118),
            block_discount: short(word, 238, 18),
        }
    }

    /// Stores a position's auction record; returns the word.
    pub(crate) fn write_auction(&self, id: B256, account: Address, auction: &Auction) -> U256 {
        let word = place(auction.touched_at.into(), 0)
            | place(auction.is_paused.into(), 36)
            | place(auction.clock.into(), 37)
            | place(auction.believed.into(), 61)
            | place(auction.pending.into(), 69)
            | place(auction.observed.into(), 77)
            | place(auction.block_index.into(), 89)
            | place(auction.block_room, 118)
            | place(auction.block_discount.into(), 238);
        self.write(Field::Auction, id, account, word);
        word
    }

    /// A supplier's shares.
    pub(crate) fn read_supply_shares(&self, id: B256, account: Address) -> u128 {
        amount(self.read(Field::SupplyShares, id, account), 0)
    }

    /// Stores a supplier's shares.
    pub(crate) fn write_supply_shares(&self, id: B256, account: Address, shares: u128) {
        self.write(Field::SupplyShares, id, account, place(shares, 0));
    }

    /// Fees of a market that wait to be claimed.
    pub(crate) fn read_fee_shares(&self, id: B256) -> u128 {
        amount(self.read(Field::FeeShares, id, Address::ZERO), 0)
    }

    /// Stores the fees that wait.
    pub(crate) fn write_fee_shares(&self, id: B256, shares: u128) {
        self.write(Field::FeeShares, id, Address::ZERO, place(shares, 0));
    }

    /// A word as it is stored.
    #[inline(never)]
    pub(crate) fn read(&self, field: Field, scope: B256, account: Address) -> U256 {
        from_be(&host::load(&key(field, scope, account)).0)
    }

    /// Stores a word; it reaches the state at the next call out, or at the end.
    #[inline(never)]
    pub(crate) fn write(&self, field: Field, scope: B256, account: Address, word: U256) {
        host::store(&key(field, scope, account), &to_be(&word).into());
    }
}

/// `keccak256(scope ‖ field ‖ account)`: 32, 12 and 20 bytes.
#[inline(never)]
fn key(field: Field, scope: B256, account: Address) -> B256 {
    let mut about = account.into_word();
    about.0[11] = field as u8;
    host::keccak256(&scope.concat_const::<32, 64>(about).0)
}

/// Assets in the low bits, shares above.
fn unpack_pool(word: U256) -> Pool {
    Pool {
        assets: amount(word, 0),
        shares: amount(word, AMOUNT),
    }
}

/// The cap, above both.
fn unpack_cap(word: U256) -> Cap {
    Cap(short(word, 2 * AMOUNT, 16) as u16)
}

/// See [`unpack_pool`] and [`unpack_cap`].
fn pack_pool(pool: &Pool, cap: Cap) -> U256 {
    place(pool.assets, 0) | place(pool.shares, AMOUNT) | place(cap.0.into(), 2 * AMOUNT)
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
