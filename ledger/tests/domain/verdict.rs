//! Whether a quote and a fill are the reference's, refusals included: shared by all who ask that, the
//! properties, the small domains and the fuzz target.

use super::{int, is_record, position::Case};
use crate::reference::{
    self, Int,
    quote::{Refusal, share},
};
use ebb_ledger::{Auction, Error, Fill, Health, Offer, health::MAX_VALUE};

/// The crate's refusal in the reference's words.
pub(crate) fn refusal(error: Error) -> Refusal {
    match error {
        Error::HealthyPosition => Refusal::Healthy,
        Error::BudgetExhausted { refills_at } => Refusal::BudgetExhausted {
            refills_at: refills_at.into(),
        },
        Error::RepayTooSmall { min_repay } => Refusal::TooSmall {
            min_repay: int(min_repay),
        },
        Error::CollateralDust => Refusal::CollateralDust,
        other => panic!("a quote within the limits was refused with {other:?}"),
    }
}

/// Asserts that what is on sale of an unhealthy position is what the reference says.
pub(crate) fn assert_offer_agrees(case: &Case) {
    let (price, now) = case.moment();
    let law = case.law();
    let exact = reference::quote::offer(&law, &case.reference(), &price, &now).unwrap();
    let offer = case.offer().unwrap();
    assert_eq!(
        Int::from(offer.discount) * reference::ten(12),
        exact.discount
    );
    assert_eq!(int(offer.cover), exact.cover.clone());
    assert_eq!(int(offer.room), exact.room);
    assert_eq!(int(offer.limit), exact.limit.clone());
    assert_eq!(int(offer.repayable()), exact.limit.min(exact.cover));
    assert_eq!(Int::from(offer.block_index), reference::block(&law, &now));
    assert_eq!(
        Int::from(offer.refills_at),
        (&now / &law.block_time + 1) * &law.block_time
    );
    assert_eq!(int(offer.close_factor), share(&law, &exact.record));
    assert_eq!(offer.health, case.health());
    assert_eq!(offer.ltv, case.health().ltv());
    // Who asks for nothing is told the least, if anything but nothing is a fill.
    let max_repay = Int::ZERO;
    let least = reference::quote::fill(&law, &case.reference(), &price, &now, &max_repay);
    if let Err(Refusal::TooSmall { min_repay }) = least {
        assert_eq!(int(offer.min_repay(&case.terms)), min_repay);
    } else {
        assert_eq!(offer.min_repay(&case.terms).min(offer.limit), 0);
    }
}

/// Asserts that a fill, everything that it leaves, or its refusal is what the reference says.
pub(crate) fn assert_fill_agrees(mut case: Case, max_repay: u128) {
    let before = case.clone();
    let (price, now) = case.moment();
    let (law, position) = (case.law(), case.reference());
    let exact = reference::quote::fill(&law, &position, &price, &now, &int(max_repay));
    match (case.fill(max_repay), exact) {
        (
            Ok((
                _,
                Fill {
                    repaid,
                    seized,
                    fee,
                },
            )),
            Ok(exact),
        ) => {
            assert_eq!(int(repaid), exact.repaid, "{max_repay} of {before:?}");
            assert_eq!(int(seized), exact.seized, "{max_repay} of {before:?}");
            assert_eq!(int(fee), exact.fee, "{max_repay} of {before:?}");
            assert_eq!(int(before.debt - repaid - case.debt), exact.bad_debt);
            assert_eq!(int(case.collateral), exact.after.collateral);
            assert_eq!(int(case.debt), exact.after.debt);
            let record = exact.after.record;
            assert!(
                is_record(&case.auction, &record),
                "{:?} is not {record:?}",
                case.auction
            );
        }
        (Err(error), Err(exact)) => assert_eq!(refusal(error), exact, "{max_repay} of {before:?}"),
        (fill, exact) => panic!("{fill:?} but the reference {exact:?}, {max_repay} of {before:?}"),
    }
}

/// What the crate does with the case, step by step as the contract.
pub(crate) fn act(case: &Case, max_repay: u128) -> Result<(u128, u128, u128, Auction), Error> {
    let Case {
        terms,
        collateral,
        debt,
        price,
        auction,
        now,
    } = case;
    let health = Health::new(*collateral, *debt, *price, terms.lltv)?;
    let touched = auction.touched(*now, &health, terms)?;
    let offer = Offer::new(health, &touched, *now, terms)?;
    let fill = offer.fill(max_repay, *collateral, *price, terms)?;
    let after = offer.settle(touched, &fill, terms)?;
    Ok((fill.repaid, fill.seized, fill.fee, after))
}

/// Asserts that a quote of any amounts is exact, or refused as an overflow, or for the reference's reason.
pub(crate) fn assert_exact_or_refused(case: &Case, max_repay: u128) {
    let (price, now) = case.moment();
    let result = act(case, max_repay);
    let position = case.reference();
    let lltv = int(case.terms.lltv);
    let exact = reference::health(&position.collateral, &price, &position.debt, &lltv);
    if exact.value > int(MAX_VALUE) {
        return;
    }
    let exact = reference::quote::fill(&case.law(), &position, &price, &now, &int(max_repay));
    match (result, exact) {
        (Err(Error::Overflow), _) => {}
        (Ok((repaid, seized, fee, after)), Ok(exact)) => {
            assert_eq!((int(repaid), int(seized)), (exact.repaid, exact.seized));
            assert_eq!(int(fee), exact.fee);
            assert_eq!(int(after.block_room), exact.after.record.block_room);
        }
        (Err(error), Err(exact)) => {
            assert_eq!(error == Error::HealthyPosition, exact == Refusal::Healthy);
            let is_dust = error == Error::CollateralDust;
            assert_eq!(is_dust, exact == Refusal::CollateralDust);
        }
        (result, exact) => panic!("{:?} but the reference {:?}", result, exact),
    }
}
