//! Single decisions, one for each rule.

use super::*;

#[test]
fn a_healthy_position_is_left_alone() {
    let action = Position::owing(800, 0, 0, 0).decide(u128::MAX, &FREE, 0);
    assert_eq!(action, Action::Wait(Reason::Healthy));
}

#[test]
fn an_auction_that_nobody_has_started_is_started() {
    let mut position = Position::owing(840, 0, 0, 0);
    position.auction.touched_at = 0;
    assert_eq!(position.decide(u128::MAX, &FREE, 3_000), Action::Touch);
}

#[test]
fn a_discount_that_pays_is_taken_at_once() {
    // Clock 300: 0.25 % + 4.75 % / 4 = 1.44 %.
    let action = Position::owing(840, 290, 25, 10).decide(u128::MAX, &FREE, 3_000);
    assert!(matches!(action, Action::Liquidate { .. }), "{action:?}");
}

#[test]
fn a_discount_that_does_not_pay_is_waited_for() {
    let action = Position::owing(840, 20, 25, 10).decide(u128::MAX, &FREE, 3_000);
    assert_eq!(action, Action::Wait(Reason::Unprofitable));
}

#[test]
fn gas_is_part_of_the_price() {
    // 18.8 % of the debt at 1.44 %: the fill earns 207.5 USDC, of which the margin is 47.4.
    let position = Position::owing(840, 290, 25, 10);
    let usdc = |whole| rules::units(whole, rules::LOAN_DECIMALS);
    let cheap = Costs {
        fill: usdc(160),
        touch: U256::ZERO,
    };
    assert!(matches!(
        position.decide(u128::MAX, &cheap, 3_000),
        Action::Liquidate { .. }
    ));
    let dear = Costs {
        fill: usdc(161),
        touch: U256::ZERO,
    };
    assert_eq!(
        position.decide(u128::MAX, &dear, 3_000),
        Action::Wait(Reason::Unprofitable)
    );
}

#[test]
fn a_touch_lets_the_market_believe_and_keeps_what_it_believes() {
    // LTV 0.84 of 0.83 to 0.932: depth 25 of 255.
    let touches = |believed, since| {
        let position = Position::owing(840, 0, believed, since);
        position.decide(u128::MAX, &FREE, 250_000) == Action::Touch
    };
    // There is more to believe: a touch credits 30 seconds at most.
    assert!(!touches(24, 29));
    assert!(touches(24, 30));
    // All is believed: only before it would be forgotten, after 60 seconds.
    assert!(!touches(25, 43));
    assert!(touches(25, 44));
}

#[test]
fn a_touch_lets_the_clock_run_on() {
    let touches = |since, is_paused| {
        // LTV 0.8303: too little for a depth of 1.
        let mut position = Position::owing(830, 0, 0, since);
        position.debt += position.debt / 3000;
        position.auction.is_paused = is_paused;
        position.decide(u128::MAX, &FREE, 250_000) == Action::Touch
    };
    // A touch credits 300 seconds at most, and the next chance is a block later.
    assert!(!touches(283, false));
    assert!(touches(284, false));
    assert!(touches(1, true));
}

#[test]
fn dust_is_not_nursed() {
    let mut position = Position::owing(840, 0, 0, 0);
    position.auction.touched_at = 0;
    // The greatest discount on 84,000 USDC is 8,400.
    let dear = Costs {
        fill: rules::units(8_000, 6),
        touch: rules::units(400, 6),
    };
    assert_eq!(
        position.decide(u128::MAX, &dear, 3_000),
        Action::Wait(Reason::Unprofitable)
    );
}

#[test]
fn without_a_price_nothing_is_sent() {
    let quote = LiquidationQuote {
        reason: FixedBytes::repeat_byte(7),
        ..Default::default()
    };
    let situation = Situation {
        quote: &quote,
        max_repay: U256::MAX,
        auction: &Auction::default(),
        now: NOW,
        terms: &terms(),
    };
    let action = decide(&situation, &FREE, &Policy { margin: 0 });
    assert_eq!(action, Action::Wait(Reason::Refused(quote.reason)));
}

#[test]
fn a_discount_that_a_rival_has_set_back_is_refused() {
    // Health 0.954: a tenth may be repaid in a block, and the position stays unhealthy.
    let position = Position::owing(870, 160, 0, 10);
    let action = position.decide(u128::MAX, &FREE, 5_000);
    let Action::Liquidate {
        max_repay,
        min_seized_per_repaid,
    } = action
    else {
        panic!("{action:?}");
    };
    let (offer, first) = position.execute(max_repay.saturating_to()).unwrap();
    assert!(is_accepted(&first, min_seized_per_repaid));
    let left = position.after(&offer, &first, 12);
    let (_, second) = left.execute(max_repay.saturating_to()).unwrap();
    assert!(!is_accepted(&second, min_seized_per_repaid));
}
