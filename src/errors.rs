//! Every refusal of the market, one flat list in the order of the interface file, which says when each
//! is thrown and gives each its selector.

use crate::abi::{encode_call, IMarketErrors as I};
use alloc::vec::Vec;
use alloy_primitives::U256;
use alloy_sol_types::SolError;
use ebb_ledger::Error as Law;

/// What a call into the market can be refused with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Error {
    Unauthorized,
    Reentrancy,
    Paused,
    InvalidSignature,
    InvalidNonce,
    AlreadyInitialized,
    UnknownFunction,
    InvalidCalldata,
    UnexpectedValue,
    ZeroAddress,
    ZeroAssets,
    InconsistentInput,
    InvalidFee,
    ProfileNotEnabled,
    NoCode,
    Expired,
    MarketNotCreated,
    MarketAlreadyCreated,
    InsufficientCollateral,
    DebtTooSmall,
    SlippageExceeded,
    OracleFailed,
    InvalidPrice,
    TransferFailed,
    TransferMismatch,
    ExtensionFailed,
    CallbackFailed,
    Law(Law),
}

impl Error {
    /// The error's selector and, if it has one, its argument.
    fn parts(self) -> ([u8; 4], Option<U256>) {
        let selector = match self {
            Self::Unauthorized => I::Unauthorized::SELECTOR,
            Self::Reentrancy => I::Reentrancy::SELECTOR,
            Self::Paused => I::Paused::SELECTOR,
            Self::InvalidSignature => I::InvalidSignature::SELECTOR,
            Self::InvalidNonce => I::InvalidNonce::SELECTOR,
            Self::AlreadyInitialized => I::AlreadyInitialized::SELECTOR,
            Self::UnknownFunction => I::UnknownFunction::SELECTOR,
            Self::InvalidCalldata => I::InvalidCalldata::SELECTOR,
            Self::UnexpectedValue => I::UnexpectedValue::SELECTOR,
            Self::ZeroAddress => I::ZeroAddress::SELECTOR,
            Self::ZeroAssets => I::ZeroAssets::SELECTOR,
            Self::InconsistentInput => I::InconsistentInput::SELECTOR,
            Self::InvalidFee => I::InvalidFee::SELECTOR,
            Self::ProfileNotEnabled => I::ProfileNotEnabled::SELECTOR,
            Self::NoCode => I::NoCode::SELECTOR,
            Self::Expired => I::Expired::SELECTOR,
            Self::MarketNotCreated => I::MarketNotCreated::SELECTOR,
            Self::MarketAlreadyCreated => I::MarketAlreadyCreated::SELECTOR,
            Self::InsufficientCollateral => I::InsufficientCollateral::SELECTOR,
            Self::DebtTooSmall => I::DebtTooSmall::SELECTOR,
            Self::SlippageExceeded => I::SlippageExceeded::SELECTOR,
            Self::OracleFailed => I::OracleFailed::SELECTOR,
            Self::InvalidPrice => I::InvalidPrice::SELECTOR,
            Self::TransferFailed => I::TransferFailed::SELECTOR,
            Self::TransferMismatch => I::TransferMismatch::SELECTOR,
            Self::ExtensionFailed => I::ExtensionFailed::SELECTOR,
            Self::CallbackFailed => I::CallbackFailed::SELECTOR,
            Self::Law(law) => return law_parts(law),
        };
        (selector, None)
    }

    /// As revert data.
    pub(crate) fn encode(self) -> Vec<u8> {
        let (selector, argument) = self.parts();
        encode_call(selector, argument.as_slice())
    }

    /// As the quote's `reason`: the selector.
    pub(crate) fn reason(self) -> [u8; 4] {
        self.parts().0
    }
}

/// [`Error::parts`] of what the law refuses.
fn law_parts(law: Law) -> ([u8; 4], Option<U256>) {
    match law {
        Law::Overflow => (I::Overflow::SELECTOR, None),
        Law::InvalidLltv => (I::InvalidLltv::SELECTOR, None),
        Law::InvalidDebtBounds => (I::InvalidDebtBounds::SELECTOR, None),
        Law::InvalidProfile(field) => (I::InvalidProfile::SELECTOR, Some(U256::from(field))),
        Law::InsufficientBalance => (I::InsufficientBalance::SELECTOR, None),
        Law::InsufficientLiquidity => (I::InsufficientLiquidity::SELECTOR, None),
        Law::CapExceeded => (I::CapExceeded::SELECTOR, None),
        Law::HealthyPosition => (I::HealthyPosition::SELECTOR, None),
        Law::BudgetExhausted { refills_at } => {
            (I::BudgetExhausted::SELECTOR, Some(U256::from(refills_at)))
        }
        Law::RepayTooSmall { min_repay } => {
            (I::RepayTooSmall::SELECTOR, Some(U256::from(min_repay)))
        }
        Law::CollateralDust => (I::CollateralDust::SELECTOR, None),
    }
}

impl From<Law> for Error {
    fn from(law: Law) -> Self {
        Self::Law(law)
    }
}

/// Refuses with an error unless a condition holds.
macro_rules! ensure {
    ($condition:expr, $error:expr) => {
        if !$condition {
            return Err($error);
        }
    };
}
pub(crate) use ensure;
