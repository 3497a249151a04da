//! The rules of the market that the demo creates: a liquid pair, LLTV 83 %, the default profile
//! (`ProfileLib.majors`, section 2 of `docs/mechanism.md`), and the scales of its two tokens.

use alloy::primitives::{Address, B256, U256};
use ebb_ledger::{Profile, Terms};

use crate::abi::MarketParams;

/// Decimals of the loan token, as USDC has them.
pub(crate) const LOAN_DECIMALS: u8 = 6;
/// Decimals of the collateral token, as WETH has them.
pub(crate) const COLLATERAL_DECIMALS: u8 = 18;

/// Liquidation loan-to-value [WAD].
const LLTV: u128 = 830_000_000_000_000_000;
/// 100 units of the loan token [loan assets].
const MIN_DEBT: u128 = 100_000_000;
/// Ten times [`MIN_DEBT`], as by default.
const CLOSEOUT_DEBT: u128 = 10 * MIN_DEBT;

/// The two words of the profile as numbers: curve and pace, the lowest field first.
const MAJORS: [[u32; 10]; 2] = [
    [
        2500, 50_000, 600, 600, 100_000, 500_000, 100_000, 30_000, 1800, 100_000,
    ],
    [
        100_000, 12, 300_000, 5000, 300_000, 600_000, 300, 1800, 30, 60,
    ],
];

/// What people call the profile, as text in a word.
pub(crate) fn profile_name() -> B256 {
    B256::right_padding_from(b"majors")
}

/// `whole` units of a token.
pub(crate) fn units(whole: u64, decimals: u8) -> U256 {
    U256::from(whole) * U256::from(10).pow(U256::from(decimals))
}

/// Whole loan units per whole collateral unit as the oracle scales it [1e36].
pub(crate) fn price(whole: u64) -> U256 {
    units(whole, 36 + LOAN_DECIMALS - COLLATERAL_DECIMALS)
}

/// What identifies the market.
pub(crate) fn params(loan: Address, collateral: Address, oracle: Address) -> MarketParams {
    let [curve, pace] = MAJORS.map(pack);
    MarketParams {
        loanToken: loan,
        collateralToken: collateral,
        oracle,
        lltv: U256::from(LLTV),
        minDebt: U256::from(MIN_DEBT),
        closeoutDebt: U256::from(CLOSEOUT_DEBT),
        curve,
        pace,
    }
}

/// The same rules as the law reads them.
pub(crate) fn terms() -> Terms {
    let [curve, pace] = MAJORS.map(pack);
    Terms {
        lltv: LLTV,
        min_debt: MIN_DEBT,
        closeout_debt: CLOSEOUT_DEBT,
        profile: Profile::unpack(curve.into(), pace.into()),
    }
}

/// Ten fields of 24 bits, the first lowest.
fn pack(fields: [u32; 10]) -> B256 {
    let word = fields
        .iter()
        .rev()
        .fold(U256::ZERO, |word, &field| (word << 24) | U256::from(field));
    B256::from(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_acceptable_to_the_market() {
        let params = params(Address::ZERO, Address::ZERO, Address::ZERO);
        let rules = terms();
        assert_eq!(rules.check_debt_bounds(), Ok(()));
        let checked = rules.check_profile(params.curve.into(), params.pace.into());
        assert_eq!(checked, Ok(()));
    }

    #[test]
    fn packing_is_what_the_law_unpacks() {
        let profile = terms().profile;
        assert_eq!((profile.start_discount, profile.fee_share), (2500, 100_000));
        assert_eq!((profile.close_factor, profile.block_time), (100_000, 12));
        assert_eq!((profile.observe_step, profile.confirmation), (30, 60));
    }

    /// The Solidity library is where the defaults are defined; this copy must not drift from it.
    #[test]
    fn the_profile_is_the_default_of_the_interface() {
        let source = include_str!("../../src/interfaces/Profile.sol");
        let (_, rest) = source.split_once("profile = Profile({").unwrap();
        let (body, _) = rest.split_once("});").unwrap();
        let defined: Vec<u32> = body
            .split(',')
            .map(|field| {
                field
                    .split_once(':')
                    .unwrap()
                    .1
                    .trim()
                    .replace('_', "")
                    .parse()
                    .unwrap()
            })
            .collect();
        assert_eq!(defined, MAJORS.concat());
    }

    #[test]
    fn the_price_values_whole_units() {
        let value = ebb_ledger::health::value_down(2_000_000_000_000_000_000, price(3000));
        assert_eq!(U256::from(value), units(6000, LOAN_DECIMALS));
    }
}
