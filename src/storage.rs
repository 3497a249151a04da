//! The slots, and the one way between them and the ledger's structs. Every struct is read once and
//! written once a call. A market takes three slots, of which a liquidation needs two; a position takes
//! three: supply shares, loan, auction.
//!
//! All state is words under keys that name what the word is about: one way in and one way out are a
//! fifth of the code that a mapping for each type takes (decision 0003). Layout, from the lowest bit:
//! - `Borrow` of a market: borrow assets 103, borrow shares 120, last update 33 [seconds]
//! - `Supply` of a market: supply assets 103, reserve 103 [loan assets], rate at target 36 [WAD per
//!   second], fee 12 [basis points]
//! - `Shares` of a market: supply shares 120, unclaimed fees 101 [supply shares], supply cap 16, borrow
//!   cap 16, paused 3
//! - `SupplyShares` of a position: shares 120
//! - `Loan` of a position: borrow shares 120, collateral 120
//! - `Auction` of a position: touchedAt 36, isPaused 1, clock 24, believed 8, pending 8, observed 12,
//!   blockIndex 29, blockRoom 120, blockDiscount 18
//! - `Authorization`: 1 if the account may act for the authoriser; `Nonce`: an authoriser's next one
//! - `Profile` of a hash of LLTV, curve and pace: 1 if it is enabled
//! - the others: an address, or 1 for yes

use crate::{
    bits::{amount, bits, place, short},
    host,
};
use alloy_primitives::{Address, B256, U256};
use ebb_ledger::{
    market::FEE_SHARES_BITS,
    shares::Pool,
    wad::{from_be, to_be},
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
    Borrow = 1,
    Supply = 2,
    Shares = 3,
    SupplyShares = 4,
    Loan = 5,
    Auction = 6,
    Authorization = 7,
    Nonce = 8,
    Profile = 9,
    Owner = 10,
    PendingOwner = 11,
    Guardian = 12,
    FeeRecipient = 13,
    Extension = 14,
    FlashLoanPaused = 15,
}

/// How much of a market an act reads and writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Without supply shares, caps and pause, which stay zero; with them all the same while the
    /// protocol takes a fee, since the fee is in shares.
    Lean,
    Whole,
}

/// Bits of loan assets.
const ASSETS: u32 = 103;
/// Bits of shares, and of collateral.
const AMOUNT: u32 = 120;
/// Where the pause is in `Shares`.
const PAUSED_AT: usize = 253;

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
    #[inline(never)]
    pub(crate) fn read_market(&self, id: B256, part: Part) -> Market {
        let borrow = self.read(Field::Borrow, id, Address::ZERO);
        let supply = self.read(Field::Supply, id, Address::ZERO);
        let mut market = Market {
            borrow: Pool {
                assets: amount(borrow, 0, ASSETS),
                shares: amount(borrow, 103, AMOUNT),
            },
            last_update: bits(borrow, 223, 33),
            supply: Pool {
                assets: amount(supply, 0, ASSETS),
                shares: 0,
            },
            reserve: amount(supply, 103, ASSETS),
            rate_at_target: bits(supply, 206, 36),
            fee: short(supply, 242, 12),
            ..Market::default()
        };
        if part == Part::Whole || market.fee > 0 {
            let shares = self.read(Field::Shares, id, Address::ZERO);
            market.supply.shares = amount(shares, 0, AMOUNT);
            market.fee_shares = amount(shares, 120, FEE_SHARES_BITS);
            market.supply_cap = Cap(short(shares, 221, 16) as u16);
            market.borrow_cap = Cap(short(shares, 237, 16) as u16);
            market.paused = short(shares, PAUSED_AT, 3) as u8;
        }
        market
    }

    /// Stores a market's totals, as much of them as was read.
    #[inline(never)]
    pub(crate) fn write_market(&self, id: B256, market: &Market, part: Part) {
        let borrow = place(market.borrow.assets, 0)
            | place(market.borrow.shares, 103)
            | place(market.last_update.into(), 223);
        let supply = place(market.supply.assets, 0)
            | place(market.reserve, 103)
            | place(market.rate_at_target.into(), 206)
            | place(market.fee.into(), 242);
        self.write(Field::Borrow, id, Address::ZERO, borrow);
        self.write(Field::Supply, id, Address::ZERO, supply);
        if part == Part::Whole || market.fee > 0 {
            let shares = place(market.supply.shares, 0)
                | place(market.fee_shares, 120)
                | place(market.supply_cap.0.into(), 221)
                | place(market.borrow_cap.0.into(), 237)
                | place(market.paused.into(), PAUSED_AT);
            self.write(Field::Shares, id, Address::ZERO, shares);
        }
    }

    /// Whether there is such a market.
    pub(crate) fn has_market(&self, id: B256) -> bool {
        let borrow = self.read(Field::Borrow, id, Address::ZERO);
        bits(borrow, 223, 33) != 0
    }

    /// The acts that are paused in a market.
    pub(crate) fn read_paused(&self, id: B256) -> u8 {
        let shares = self.read(Field::Shares, id, Address::ZERO);
        short(shares, PAUSED_AT, 3) as u8
    }

    /// A position's collateral and debt.
    pub(crate) fn read_loan(&self, id: B256, account: Address) -> Loan {
        let word = self.read(Field::Loan, id, account);
        Loan {
            borrow_shares: amount(word, 0, AMOUNT),
            collateral: amount(word, 120, AMOUNT),
        }
    }

    /// Stores a position's collateral and debt.
    pub(crate) fn write_loan(&self, id: B256, account: Address, loan: &Loan) {
        let word = place(loan.borrow_shares, 0) | place(loan.collateral, 120);
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
            block_room: amount(word, 118, AMOUNT),
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
        amount(self.read(Field::SupplyShares, id, account), 0, AMOUNT)
    }

    /// Stores a supplier's shares.
    pub(crate) fn write_supply_shares(&self, id: B256, account: Address, shares: u128) {
        self.write(Field::SupplyShares, id, account, place(shares, 0));
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

/// Where a word is: `keccak256(scope ‖ account)`, with the field in the place of the last byte. Every byte
/// of the scope is hashed, so that an id names one market alone.
#[inline(never)]
fn key(field: Field, scope: B256, account: Address) -> B256 {
    let about = account.into_word();
    let mut key = host::keccak256(&scope.concat_const::<32, 64>(about).0);
    key.0[31] = field as u8;
    key
}
