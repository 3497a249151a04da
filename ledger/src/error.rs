//! What the law can refuse. The contract turns each of these into the typed error of the same name.

/// A refusal of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A result does not fit: 2^103 for loan assets, 2^120 for shares, 2^128 for what comes of them.
    Overflow,
    /// `lltv` is not between 1 % and 99 %.
    InvalidLltv,
    /// Not 0 < minDebt ≤ closeoutDebt ≤ 100 · minDebt, or not closeoutDebt < 2^120.
    InvalidDebtBounds,
    /// The profile's field of this number breaks its bound; 20 stands for stray bits.
    InvalidProfile(u8),
    /// More than the position has.
    InsufficientBalance,
    /// More than the market has that is not lent out.
    InsufficientLiquidity,
    /// The market's supply or borrow cap.
    CapExceeded,
    /// The position is healthy.
    HealthyPosition,
    /// This liquidation block's budget is used up.
    BudgetExhausted {
        /// Timestamp at which the next liquidation block begins [seconds].
        refills_at: u64,
    },
    /// The fill is too small to be worth a step.
    RepayTooSmall {
        /// The smallest fill that would be accepted [loan assets].
        min_repay: u128,
    },
    /// The fill would leave worthless collateral beside debt.
    CollateralDust,
}
