//! What pages show: how safe a position is, and a whole market, with interest up to now.

use crate::{
    abi::{encode, widen, Params},
    errors::{ensure, Error},
    quote::reason_word,
    storage::{Ebb, Part},
};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use ebb_ledger::{
    auction::depth_down,
    health::{liquidation_price_up, warning_zone_down},
    market::BASIS_POINT,
    profile::wad,
    rate::Rates,
    wad::{mul_div_down, WAD},
    Books, Error as LawError, Market,
};

impl Ebb {
    /// The discount that would be offered after `seconds` [WAD].
    pub(crate) fn discount_after(
        &self,
        params: &Params,
        borrower: Address,
        seconds: u128,
    ) -> Result<u128, Error> {
        let price = self.price(params.oracle)?;
        let books = self.books_now(params, borrower)?;
        let terms = &params.terms;
        let health = books.health(price, terms)?;
        if health.is_healthy() {
            return Err(LawError::HealthyPosition.into());
        }
        let auction = books.auction.touched(self.now(), &health, terms)?;
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        let depth = depth_down(health.ltv(), terms)?;
        let later = auction.watched(seconds, depth, &terms.profile);
        Ok(wad(later.discount_down(&health, health.ltv(), terms)?))
    }

    /// `PositionHealth`.
    pub(crate) fn position_health(&self, params: &Params, account: Address) -> Vec<u8> {
        let (price, mut reason) = self.price_or_reason(params);
        let books = self.books_now(params, account).unwrap_or_else(|error| {
            reason = error.reason();
            Books::default()
        });
        let told = self.tell_health(params, &books, price);
        let (numbers, liquidation_price) = told.unwrap_or_else(|error| {
            if reason == [0; 4] {
                reason = error.reason();
            }
            Default::default()
        });
        let [debt, collateral, value, max_borrow, borrowable, factor, ltv, zone] = numbers;
        let mut encoded = reason_word(reason);
        encoded.extend(encode(&[price]));
        let amounts = [debt, collateral, value, max_borrow, borrowable, factor, ltv];
        encoded.extend(widen(&amounts));
        encoded.extend(encode(&[liquidation_price, U256::from(zone)]));
        encoded
    }

    /// Debt, collateral, its value, debt ceiling, what may be borrowed, health factor, LTV, warning
    /// zone; and the liquidation price.
    fn tell_health(
        &self,
        params: &Params,
        books: &Books,
        price: U256,
    ) -> Result<([u128; 8], U256), Error> {
        let terms = &params.terms;
        let health = books.health(price, terms)?;
        let collateral = books.loan.collateral;
        let safe = mul_div_down(health.max_borrow, WAD, terms.borrow_health()?)?;
        let lowest = liquidation_price_up(collateral, health.debt, terms.lltv);
        let numbers = [
            health.debt,
            collateral,
            health.value,
            health.max_borrow,
            safe.saturating_sub(health.debt),
            health.factor(),
            health.ltv(),
            warning_zone_down(price, lowest),
        ];
        Ok((numbers, lowest))
    }

    /// `MarketState`.
    pub(crate) fn market_state(&self, params: &Params) -> Vec<u8> {
        let (mut price, mut reason) = self.price_or_reason(params);
        let numbers = self.tell_market(params).unwrap_or_else(|error| {
            (price, reason) = (U256::ZERO, error.reason());
            [0; 15]
        });
        let mut encoded = reason_word(reason);
        encoded.extend(encode(&[price]));
        encoded.extend(widen(&numbers));
        encoded
    }

    fn tell_market(&self, params: &Params) -> Result<[u128; 15], Error> {
        let mut market = self.read_market(params.id, Part::Whole);
        ensure!(market.last_update > 0, Error::MarketNotCreated);
        market.accrue(self.now())?;
        let utilization = market.utilization_down()?;
        let rate = Rates::after(market.rate_at_target, utilization, 0)?.borrow;
        let Market {
            supply,
            borrow,
            reserve,
            ..
        } = market;
        let fee = u128::from(market.fee).saturating_mul(BASIS_POINT);
        let kept = WAD.saturating_sub(fee);
        let supply_rate = mul_div_down(mul_div_down(rate, utilization, WAD)?, kept, WAD)?;
        Ok([
            supply.assets,
            supply.shares,
            borrow.assets,
            borrow.shares,
            supply.assets.saturating_sub(borrow.assets),
            reserve,
            utilization,
            rate,
            supply_rate,
            market.rate_at_target.into(),
            fee,
            market.fee_shares,
            market.supply_cap.assets(),
            market.borrow_cap.assets(),
            market.paused.into(),
        ])
    }

    /// The oracle's price, or zero and why there is none.
    pub(crate) fn price_or_reason(&self, params: &Params) -> (U256, [u8; 4]) {
        match self.price(params.oracle) {
            Ok(price) => (price, [0; 4]),
            Err(error) => (U256::ZERO, error.reason()),
        }
    }
}
