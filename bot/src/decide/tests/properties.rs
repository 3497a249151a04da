//! What no position, margin or rival may break.

use ebb_ledger::wad::MILLION;
use proptest::prelude::*;

use super::*;

prop_compose! {
    fn positions()(
        collateral in 1_000_000_000_000_u128..10_000_000_000_000_000_000_000,
        dollars in 1_u64..100_000,
        ltv in 700_000_u128..1_200_000,
        clock in 0_u32..=1800,
        believed in 0_u8..=255,
        pending in 0_u8..=255,
        observed in 0_u32..60,
        since in 0_u64..2000,
    ) -> Position {
        let price = rules::price(dollars);
        let debt = value_down(collateral, price) * ltv / MILLION;
        let auction = Auction {
            touched_at: NOW - since,
            clock,
            believed,
            pending,
            observed,
            ..Auction::default()
        };
        Position { collateral, debt, price, auction, now: NOW }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// What he proposes pays for gas and margin when it is executed as quoted.
    #[test]
    fn it_never_proposes_a_losing_fill(
        position in positions(),
        funds in 1_u128..1_000_000_000_000_000,
        margin in 0_u32..=250_000,
        gas in 0_u64..100_000_000,
    ) {
        let costs = Costs { fill: U256::from(gas), touch: U256::from(gas) };
        if let Action::Liquidate { max_repay, .. } =
            position.decide(funds, &costs, margin)
        {
            let (_, fill) = position.execute(max_repay.saturating_to()).unwrap();
            let repaid = i128::try_from(fill.repaid).unwrap();
            let left = net(&fill, position.price) - i128::from(gas);
            prop_assert!(left >= 0);
            prop_assert!(left * 1_000_000 >= repaid * i128::from(margin));
        }
    }

    /// If a rival comes first, in this liquidation block or the one before ours, the market refuses, or
    /// the fill still leaves the margin, up to the units that rounding takes.
    #[test]
    fn its_bound_holds_when_a_rival_comes_first(
        position in positions(),
        share in 1_u128..100,
        margin in 0_u32..=50_000,
        later in 0_u64..24,
    ) {
        let action = position.decide(u128::MAX, &FREE, margin);
        if let Action::Liquidate { max_repay, min_seized_per_repaid } = action {
            let (offer, _) = position.execute(u128::MAX).unwrap();
            let part = offer.repayable() * share / 100;
            if let Ok((offer, rivals)) = position.execute(part) {
                let left = position.after(&offer, &rivals, later);
                if let Ok((_, fill)) = left.execute(max_repay.saturating_to()) {
                    let repaid = i128::try_from(fill.repaid).unwrap();
                    let least = repaid * i128::from(margin) / 1_000_000;
                    prop_assert!(
                        !is_accepted(&fill, min_seized_per_repaid)
                            || net(&fill, position.price) >= least - 3
                    );
                }
            }
        }
    }
}
