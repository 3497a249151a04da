//! Shares and assets: all pools of a few assets, all amounts of a few assets or shares, against the
//! reference, there and back, and through each act of a market.

use crate::{
    domain::{
        int,
        market::{agrees, book, is_share_no_cheaper},
    },
    reference::{book::Side, down, up},
};
use ebb_ledger::{Loan, Market, Size, shares::Pool};

/// All pools of up to `most` assets, with shares at and beside each half million up to one and a half
/// million an asset: shares that are worth less than when they were minted, as much, and more.
fn pools(most: u128) -> Vec<Pool> {
    let mut pools = Vec::new();
    for assets in 0..=most {
        for halves in 0..=3 * assets {
            let shares = 500_000 * halves;
            let beside = [shares.saturating_sub(1), shares, shares + 1];
            pools.extend(beside.map(|shares| Pool { assets, shares }));
        }
    }
    pools
}

/// Small amounts of assets, and of shares those around whole and half assets.
fn amounts() -> impl Iterator<Item = u128> {
    let shares =
        (1..=8).flat_map(|halves| [500_000 * halves - 1, 500_000 * halves, 500_000 * halves + 1]);
    (0..=9).chain(shares)
}

fn side(pool: Pool) -> Side {
    Side {
        assets: int(pool.assets),
        shares: int(pool.shares),
    }
}

#[test]
fn all_small_conversions_are_exact_and_never_gain_there_and_back() {
    for pool in pools(9) {
        let side = side(pool);
        for x in amounts() {
            let shares = (
                pool.to_shares_down(x).unwrap(),
                pool.to_shares_up(x).unwrap(),
            );
            let assets = (
                pool.to_assets_down(x).unwrap(),
                pool.to_assets_up(x).unwrap(),
            );
            assert_eq!(int(shares.0), side.shares(&int(x), down));
            assert_eq!(int(shares.1), side.shares(&int(x), up));
            assert_eq!(int(assets.0), side.assets(&int(x), down));
            assert_eq!(int(assets.1), side.assets(&int(x), up));
            assert!(pool.to_assets_down(shares.0).unwrap() <= x);
            assert!(pool.to_assets_up(shares.1).unwrap() >= x);
            assert!(pool.to_shares_down(assets.0).unwrap() <= x);
            assert!(pool.to_shares_up(assets.1).unwrap() >= x);
        }
    }
}

#[test]
fn all_small_acts_equal_the_reference_and_make_no_share_cheaper() {
    for supply in pools(4) {
        for borrow in pools(supply.assets) {
            let start = Market {
                supply,
                borrow,
                ..Market::new(1)
            };
            let exact = book(&start);
            let loan = Loan {
                borrow_shares: borrow.shares,
                ..Loan::default()
            };
            for x in [0, 1, 2, 3, 4, 5, 499_999, 500_000, 1_000_000, 1_000_001] {
                for (size, amount) in [
                    (Size::Assets(x), (true, int(x))),
                    (Size::Shares(x), (false, int(x))),
                ] {
                    let mut markets = [start; 4];
                    let [supplied, withdrawn, borrowed, repaid] = &mut markets;
                    let result = supplied.supply(size);
                    assert!(agrees(supplied, result, exact.supply(&amount)));
                    let result = withdrawn.withdraw(size);
                    assert!(agrees(withdrawn, result, exact.withdraw(&amount)));
                    let result = borrowed.borrow(size);
                    assert!(agrees(borrowed, result, exact.borrow(&amount)));
                    let result = repaid.repay(&loan, size);
                    let owner = int(borrow.shares);
                    assert!(agrees(repaid, result, exact.repay(&owner, &amount)));
                    assert!(is_share_no_cheaper(&supplied.supply, &supply));
                }
            }
        }
    }
}
