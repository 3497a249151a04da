//! Every refusal of the market, one flat list in the order authority, input, state, arithmetic,
//! outside. `src/interfaces/ILendingMarket.sol` says when each is thrown.

use alloy_sol_types::sol;
use ebb_ledger::Error as Law;
use stylus_sdk::prelude::*;

sol! {
    #[derive(Debug)] error Unauthorized();
    #[derive(Debug)] error Reentrancy();
    #[derive(Debug)] error ZeroAddress();
    #[derive(Debug)] error ZeroAssets();
    #[derive(Debug)] error InconsistentInput();
    #[derive(Debug)] error InvalidLltv();
    #[derive(Debug)] error InvalidDebtBounds();
    #[derive(Debug)] error InvalidProfile(uint256 field);
    #[derive(Debug)] error NoCode();
    #[derive(Debug)] error Expired();
    #[derive(Debug)] error MarketNotCreated();
    #[derive(Debug)] error MarketAlreadyCreated();
    #[derive(Debug)] error InsufficientCollateral();
    #[derive(Debug)] error InsufficientLiquidity();
    #[derive(Debug)] error InsufficientBalance();
    #[derive(Debug)] error DebtTooSmall();
    #[derive(Debug)] error HealthyPosition();
    #[derive(Debug)] error BudgetExhausted(uint256 refillsAt);
    #[derive(Debug)] error RepayTooSmall(uint256 minRepay);
    #[derive(Debug)] error CollateralDust();
    #[derive(Debug)] error SlippageExceeded();
    #[derive(Debug)] error Overflow();
    #[derive(Debug)] error OracleFailed();
    #[derive(Debug)] error InvalidPrice();
    #[derive(Debug)] error TransferFailed();
    #[derive(Debug)] error TransferMismatch();
    #[derive(Debug)] error CallbackFailed();
}

/// What a call into the market can be refused with.
#[derive(Debug, SolidityError)]
pub enum Error {
    Unauthorized(Unauthorized),
    Reentrancy(Reentrancy),
    ZeroAddress(ZeroAddress),
    ZeroAssets(ZeroAssets),
    InconsistentInput(InconsistentInput),
    InvalidLltv(InvalidLltv),
    InvalidDebtBounds(InvalidDebtBounds),
    InvalidProfile(InvalidProfile),
    NoCode(NoCode),
    Expired(Expired),
    MarketNotCreated(MarketNotCreated),
    MarketAlreadyCreated(MarketAlreadyCreated),
    InsufficientCollateral(InsufficientCollateral),
    InsufficientLiquidity(InsufficientLiquidity),
    InsufficientBalance(InsufficientBalance),
    DebtTooSmall(DebtTooSmall),
    HealthyPosition(HealthyPosition),
    BudgetExhausted(BudgetExhausted),
    RepayTooSmall(RepayTooSmall),
    CollateralDust(CollateralDust),
    SlippageExceeded(SlippageExceeded),
    Overflow(Overflow),
    OracleFailed(OracleFailed),
    InvalidPrice(InvalidPrice),
    TransferFailed(TransferFailed),
    TransferMismatch(TransferMismatch),
    CallbackFailed(CallbackFailed),
}

impl From<Law> for Error {
    fn from(error: Law) -> Self {
        match error {
            Law::Overflow => Overflow {}.into(),
            Law::InvalidLltv => InvalidLltv {}.into(),
            Law::InvalidDebtBounds => InvalidDebtBounds {}.into(),
            Law::InvalidProfile(field) => {
                InvalidProfile { field: alloy_primitives::U256::from(field) }.into()
            }
            Law::InsufficientBalance => InsufficientBalance {}.into(),
            Law::InsufficientLiquidity => InsufficientLiquidity {}.into(),
            Law::HealthyPosition => HealthyPosition {}.into(),
            Law::BudgetExhausted { refills_at } => {
                BudgetExhausted { refillsAt: alloy_primitives::U256::from(refills_at) }.into()
            }
            Law::RepayTooSmall { min_repay } => RepayTooSmall { minRepay: min_repay }.into(),
            Law::CollateralDust => CollateralDust {}.into(),
        }
    }
}

/// Refuses with an error unless a condition holds.
macro_rules! ensure {
    ($condition:expr, $error:expr) => {
        if !$condition {
            return Err($error.into());
        }
    };
}
pub(crate) use ensure;
