//! Numbers as people read them. Amounts, health and discounts are cut, never rounded up: health 0.99999
//! must not look like 1.

use alloy::primitives::U256;

use ebb_ledger::auction::FULL_DEPTH;

use crate::rules::{COLLATERAL_DECIMALS, LOAN_DECIMALS};

/// The greatest depth [255ths].
const FULL: U256 = U256::from_limbs([FULL_DEPTH as u64, 0, 0, 0]);

/// A health factor [WAD].
pub(crate) fn health(factor: U256) -> String {
    // The market answers with its greatest number if there is no debt.
    if factor >= U256::from(u128::MAX) {
        return "no debt".to_owned();
    }
    decimal(factor, 18, 4)
}

/// Loan assets in whole units.
pub(crate) fn loan(assets: U256) -> String {
    decimal(assets, LOAN_DECIMALS, 2)
}

/// `part / whole` in percent, rounded to the nearest hundredth.
pub(crate) fn share(part: U256, whole: U256) -> String {
    let hundredths = part.saturating_mul(U256::from(10_000));
    let rounded = hundredths
        .saturating_add(whole / U256::from(2))
        .checked_div(whole);
    rounded.map_or_else(
        || "-".to_owned(),
        |share| format!("{} %", decimal(share, 2, 2)),
    )
}

/// A fraction [WAD] in percent, to the hundredth.
pub(crate) fn percent(fraction: U256) -> String {
    format!("{} %", decimal(fraction, 16, 2))
}

/// One value, or two with an arrow.
pub(crate) fn change(before: String, after: String) -> String {
    if before == after {
        return before;
    }
    format!("{before} → {after}")
}

/// Seconds as minutes and seconds.
pub(crate) fn clock(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Two depths [255ths] in percent, to the nearest.
pub(crate) fn depth(believed: U256, seen: U256) -> String {
    let percent = |depth: U256| (depth * U256::from(200) + FULL) / (FULL * U256::from(2));
    format!("{} of {} %", percent(believed), percent(seen))
}

/// `value / 10^decimals` with `digits` decimals, rounded down, thousands apart.
pub(crate) fn decimal(value: U256, decimals: u8, digits: u8) -> String {
    let ten = U256::from(10);
    let cut = value / ten.pow(U256::from(decimals.saturating_sub(digits)));
    let (whole, fraction) = cut.div_rem(ten.pow(U256::from(digits)));
    let whole = whole.to_string();
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if digits == 0 {
        return text;
    }
    let width = usize::from(digits);
    format!("{text}.{:0>width$}", fraction.to_string())
}

/// A price [1e36] in whole loan units per whole collateral unit.
pub(crate) fn price(price: U256) -> String {
    decimal(price, 36 + LOAN_DECIMALS - COLLATERAL_DECIMALS, 0)
}

#[cfg(test)]
mod tests {
    use ebb_ledger::wad::WAD;

    use super::*;

    #[test]
    fn numbers_are_cut_and_grouped() {
        assert_eq!(decimal(U256::ZERO, 6, 2), "0.00");
        assert_eq!(decimal(U256::from(999_999), 6, 2), "0.99");
        assert_eq!(
            decimal(U256::from(1_234_567_050_000_u64), 6, 2),
            "1,234,567.05"
        );
        assert_eq!(decimal(U256::from(999_000_000), 6, 2), "999.00");
    }

    #[test]
    fn an_unchanged_value_is_printed_once() {
        assert_eq!(change("1".to_owned(), "1".to_owned()), "1");
        assert_eq!(change("1".to_owned(), "2".to_owned()), "1 → 2");
    }

    #[test]
    fn shares_are_rounded_and_never_divide_by_zero() {
        assert_eq!(share(U256::from(23_499), U256::from(470_000)), "5.00 %");
        assert_eq!(share(U256::from(25), U256::from(1000)), "2.50 %");
        assert_eq!(share(U256::from(25), U256::ZERO), "-");
    }

    #[test]
    fn depths_are_percentages_of_the_greatest() {
        assert_eq!(depth(U256::ZERO, U256::from(255)), "0 of 100 %");
        assert_eq!(depth(U256::from(1), U256::from(128)), "0 of 50 %");
        assert_eq!(depth(U256::from(2), U256::from(254)), "1 of 100 %");
    }

    #[test]
    fn health_without_debt_has_a_word() {
        assert_eq!(health(U256::MAX), "no debt");
        assert_eq!(health(U256::from(WAD)), "1.0000");
    }
}
