//! The two stories of the picture: one loan through one fall of the price, liquidated by Ebb and in one
//! clip. Ebb's side is the law itself; the clip's rule is written out. It draws nothing.

use alloy_primitives::U256;
use ebb_ledger::{
    Auction, Books, Error, Health, Loan, Market, Offer, Profile, Size, Terms, profile::wad,
    wad::PRICE_SCALE, wad::WAD,
};

/// [seconds]
pub(crate) const BEGIN: u64 = 1_800_000_000;
/// How long the story lasts [seconds].
pub(crate) const LENGTH: u64 = 900;
/// Liquidators look at the loan this often [seconds]: once a liquidation block.
pub(crate) const LOOK: u64 = 12;
/// What selling costs them however little they sell: swap fee and risk [fraction].
const SELLING_COST: f64 = 0.003;
/// And for each loan asset sold, since it moves the price: 1 % for 500,000 [fraction].
const IMPACT: f64 = 0.01 / 500_000e6;
/// What they want of a step, gas included [loan assets].
const WANTED: f64 = 300e6;
/// What one clip repays, and its bonus [millionths]: Aave's default close factor and a usual bonus.
pub(crate) const CLIP: (u128, u128) = (500_000, 50_000);
const COLLATERAL: u128 = 1000 * WAD;
const DEBT: u128 = 2_300_000_000_000;
const MILLION: u128 = 1_000_000;

/// The loan at a moment.
#[derive(Clone, Copy, Default)]
pub(crate) struct Moment {
    /// Since the beginning [seconds].
    pub(crate) time: u64,
    pub(crate) health: f64,
    pub(crate) idle_health: f64,
    /// What is offered, and what would be if nobody took a step [fraction].
    pub(crate) discount: Option<f64>,
    pub(crate) idle_discount: Option<f64>,
    /// Debt repaid by a step at this moment [loan assets].
    pub(crate) repaid: u128,
    /// What liquidators have cost the borrower so far: collateral at the oracle's price beyond the debt
    /// it repaid [loan assets].
    pub(crate) cost: u128,
    /// Debt repaid so far [loan assets].
    pub(crate) sold: u128,
}

/// WETH against USDC at an LLTV of 83 %, profile for majors.
pub(crate) fn terms() -> Terms {
    Terms {
        lltv: 83 * WAD / 100,
        min_debt: 100_000_000,
        closeout_debt: 1_000_000_000,
        profile: Profile::DEFAULT,
    }
}

/// From 3000 to 2640 within four minutes, and there it stays [1e36].
fn price(time: u64) -> U256 {
    let fallen = 15 * u128::from(time.min(240)) / 10;
    U256::from(3000 - fallen) * U256::from(WAD * MILLION)
}

fn books() -> Result<Books, Error> {
    let mut market = Market::new(BEGIN);
    market.supply(Size::Assets(10 * DEBT))?;
    let (_, borrow_shares) = market.borrow(Size::Assets(DEBT))?;
    let loan = Loan {
        collateral: COLLATERAL,
        borrow_shares,
    };
    Ok(Books {
        market,
        loan,
        auction: Auction::default(),
    })
}

/// The loan under Ebb's law, second by second.
pub(crate) fn ebb() -> Result<Vec<Moment>, Error> {
    let terms = terms();
    let (mut books, mut idle) = (books()?, books()?);
    let mut moments = Vec::new();
    let (mut cost, mut sold) = (0, 0);
    for time in 0..=LENGTH {
        let (now, price) = (BEGIN + time, price(time));
        let idle_health = watch(&mut idle, now, price, &terms)?;
        let mut health = watch(&mut books, now, price, &terms)?;
        let offer = Offer::new(health, &books.auction, now, &terms).ok();
        let discount = offer.map(|offer| offer.discount);
        let mut repaid = 0;
        if let Some(offer) = offer.filter(|_| time.is_multiple_of(LOOK))
            && let Some(size) = size_of_step(&offer)
            && let Ok(fill) = offer.fill(size, books.loan.collateral, price, &terms)
        {
            health = books.settle(&offer, &fill, price, &terms)?.health;
            repaid = fill.repaid;
            sold += repaid;
            cost += worth(fill.seized, price) - repaid;
        }
        let idle_offer = Offer::new(idle_health, &idle.auction, now, &terms).ok();
        moments.push(Moment {
            time,
            health: fraction(health.factor()),
            idle_health: fraction(idle_health.factor()),
            discount: discount.map(|discount| fraction(wad(discount))),
            idle_discount: idle_offer.map(|offer| fraction(wad(offer.discount))),
            repaid,
            cost,
            sold,
        });
    }
    Ok(moments)
}

/// How much a liquidator repays to earn most, if that is worth a step [loan assets].
fn size_of_step(offer: &Offer) -> Option<u128> {
    // The reserve takes a tenth of the discount.
    let earned = 0.9 * fraction(wad(offer.discount)) - SELLING_COST;
    let best = (earned / IMPACT / 2.0).clamp(0.0, offer.repayable() as f64);
    let profit = best * (earned - IMPACT * best);
    (profit >= WANTED).then_some(best as u128)
}

/// Interest, and a touch once a block.
fn watch(books: &mut Books, now: u64, price: U256, terms: &Terms) -> Result<Health, Error> {
    books.market.accrue(now)?;
    let health = books.health(price, terms)?;
    if now.is_multiple_of(LOOK) {
        books.auction = books.auction.touched(now, &health, terms)?;
    }
    Ok(health)
}

/// The same loan in one clip, at the first look that finds it unhealthy.
pub(crate) fn clip() -> Result<Vec<Moment>, Error> {
    let terms = terms();
    let mut books = books()?;
    let mut moments = Vec::new();
    let (mut cost, mut sold) = (0, 0);
    for time in 0..=LENGTH {
        let price = price(time);
        books.market.accrue(BEGIN + time)?;
        let mut health = books.health(price, &terms)?;
        let mut repaid = 0;
        if time.is_multiple_of(LOOK) && !health.is_healthy() {
            repaid = health.debt * CLIP.0 / MILLION;
            let paid_out = repaid * (MILLION + CLIP.1) / MILLION;
            books.loan.collateral -= paid_out * WAD / worth(WAD, price);
            let (_, shares) = books.market.repay(&books.loan, Size::Assets(repaid))?;
            books.loan.borrow_shares -= shares;
            health = books.health(price, &terms)?;
            sold += repaid;
            cost += paid_out - repaid;
        }
        let health = fraction(health.factor());
        moments.push(Moment {
            time,
            health,
            repaid,
            cost,
            sold,
            ..Moment::default()
        });
    }
    Ok(moments)
}

/// Collateral at the oracle's price [loan assets].
fn worth(collateral: u128, price: U256) -> u128 {
    let worth = U256::from(collateral) * price / U256::from(PRICE_SCALE);
    worth.saturating_to()
}

/// The share of a debt that one liquidation block may repay at an LTV: on the first print, and once
/// the depth has lasted [fraction].
pub(crate) fn close_factors(ltv: f64) -> Result<(f64, f64), Error> {
    let terms = terms();
    let value = 1_000_000_000_000;
    let debt = (value as f64 * ltv) as u128;
    let health = Health {
        debt,
        value,
        max_borrow: value * terms.lltv / WAD,
    };
    let mut auction = Auction::default();
    let mut factors = Vec::new();
    for now in [BEGIN, BEGIN + 30, BEGIN + 60] {
        auction = auction.touched(now, &health, &terms)?;
        factors.push(fraction(
            Offer::new(health, &auction, now, &terms)?.close_factor,
        ));
    }
    Ok((
        factors.first().copied().unwrap_or(0.0),
        factors.last().copied().unwrap_or(0.0),
    ))
}

/// WAD as a fraction.
pub(crate) fn fraction(wad: u128) -> f64 {
    wad as f64 / WAD as f64
}
