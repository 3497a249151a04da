//! Section 6 in integers without a limit: the budget of a block, what a liquidator may repay, what he
//! seizes and pays, and the position afterwards. It never calls the crate.

use super::{Int, Law, Record, block, discount, down, health, same_block, ten, touch, up, wad};

/// A position as a liquidation finds it.
#[derive(Clone, Debug)]
pub(crate) struct Position {
    pub(crate) collateral: Int,
    pub(crate) debt: Int,
    pub(crate) record: Record,
}

/// What stands on offer at a moment, before a liquidator says how much he wants.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) record: Record,
    pub(crate) discount: Int,
    pub(crate) room: Int,
    pub(crate) limit: Int,
    pub(crate) cover: Int,
}

/// Why a fill is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Healthy,
    BudgetExhausted { refills_at: Int },
    TooSmall { min_repay: Int },
    CollateralDust,
}

/// An accepted fill and what it leaves.
#[derive(Clone, Debug)]
pub(crate) struct Fill {
    pub(crate) repaid: Int,
    pub(crate) seized: Int,
    pub(crate) fee: Int,
    pub(crate) bad_debt: Int,
    pub(crate) after: Position,
}

/// LLTV/(1 − d) up, H·D up, the quotient up; D if den ≤ 0.
pub(crate) fn target(law: &Law, debt: &Int, limit: &Int, d: &Int) -> Int {
    let den = &law.target_health - up(&law.lltv, &wad(), &(wad() - d));
    if den <= Int::ZERO {
        return debt.clone();
    }
    up(
        &(up(&law.target_health, debt, &wad()) - limit),
        &wad(),
        &den,
    )
}

/// f: the share of the debt that one block may sell.
pub(crate) fn share(law: &Law, record: &Record) -> Int {
    let rise = wad() - &law.close_factor;
    &law.close_factor + down(&rise, &record.belief.believed.into(), &255.into())
}

/// The offer to an unhealthy position, after the touch at `now`.
pub(crate) fn offer(
    law: &Law,
    position: &Position,
    price: &Int,
    now: &Int,
) -> Result<Offer, Refusal> {
    let debt = &position.debt;
    let state = health(&position.collateral, price, debt, &law.lltv);
    let record = touch(law, &position.record, debt, &state, now);
    if state.healthy {
        return Err(Refusal::Healthy);
    }
    let d = discount(law, &record, &state, now);
    let cover = up(&state.value, &(wad() - &d), &wad());
    let budget = down(
        &debt.clone().min(cover.clone()),
        &share(law, &record),
        &wad(),
    );
    let room = if same_block(law, &record, now) {
        record.block_room.clone().min(budget)
    } else {
        budget
    };
    let wanted = target(law, debt, &state.limit, &d).min(debt.clone());
    let believed = record.belief.is_distress();
    let mut limit = if *debt <= law.closeout_debt && (cover >= *debt || believed) {
        debt.clone()
    } else if believed {
        wanted
    } else {
        wanted.min(room.clone())
    };
    let rest = debt - &limit;
    if rest > Int::ZERO && rest < law.min_debt {
        limit = (debt - &law.min_debt).max(Int::ZERO);
    }
    Ok(Offer {
        record,
        discount: d,
        room,
        limit,
        cover,
    })
}

/// What is repaid of `max_repay`: a liquidator cannot leave dust, so he leaves minDebt, or nothing at
/// all can be repaid (zero) if that is all there is.
fn taken(law: &Law, debt: &Int, offer: &Offer, max_repay: &Int) -> Int {
    let r = max_repay
        .clone()
        .min(offer.limit.clone())
        .min(offer.cover.clone());
    let rest = debt - &r;
    if rest > Int::ZERO && rest < law.min_debt && r != offer.cover {
        return (debt - &law.min_debt).max(Int::ZERO);
    }
    r
}

/// The fill that a liquidator gets who repays at most `max_repay`.
pub(crate) fn fill(
    law: &Law,
    position: &Position,
    price: &Int,
    now: &Int,
    max_repay: &Int,
) -> Result<Fill, Refusal> {
    let offer = offer(law, position, price, now)?;
    let (debt, zero) = (&position.debt, Int::ZERO);
    if offer.limit == zero && position.collateral > zero {
        let refills_at = (now / &law.block_time + 1) * &law.block_time;
        return Err(Refusal::BudgetExhausted { refills_at });
    }
    let most = offer.limit.clone().min(offer.cover.clone());
    let least = most.clone().min(law.min_debt.clone());
    let r = taken(law, debt, &offer, max_repay);
    if r < least {
        let enough = taken(law, debt, &offer, &least) >= least;
        return Err(Refusal::TooSmall {
            min_repay: if enough { least } else { most },
        });
    }
    let keep = wad() - &offer.discount;
    let seized = if r == offer.cover {
        position.collateral.clone()
    } else {
        down(&down(&r, &wad(), &keep), &ten(36), price).min(position.collateral.clone())
    };
    let left = &position.collateral - &seized;
    if left > zero && r < *debt && down(&left, price, &ten(36)) < law.min_debt {
        return Err(Refusal::CollateralDust);
    }
    let fee = up(&down(&r, &offer.discount, &keep), &law.fee_share, &wad());
    Ok(settled(law, position, &offer, price, now, (r, seized, fee)))
}

/// The position after the fill of (repaid, seized, fee).
fn settled(
    law: &Law,
    position: &Position,
    offer: &Offer,
    price: &Int,
    now: &Int,
    (repaid, seized, fee): (Int, Int, Int),
) -> Fill {
    let zero = Int::ZERO;
    let collateral = &position.collateral - &seized;
    let rest = &position.debt - &repaid;
    let bad_debt = if collateral == zero {
        rest.clone()
    } else {
        zero.clone()
    };
    let debt = rest - &bad_debt;
    let back = up(&law.rewind, &repaid, &position.debt);
    let record = Record {
        clock: (&offer.record.clock - back).max(zero.clone()),
        block_index: block(law, now),
        block_room: (&offer.room - &repaid).max(zero),
        block_discount: offer.discount.clone(),
        ..offer.record.clone()
    };
    // What is left of the position is looked at once more, at the same moment.
    let left = health(&collateral, price, &debt, &law.lltv);
    let record = touch(law, &record, &debt, &left, now);
    Fill {
        repaid,
        seized,
        fee,
        bad_debt,
        after: Position {
            collateral,
            debt,
            record,
        },
    }
}
