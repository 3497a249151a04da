//! The structs of the interface, and the one event that carries one: `sol!` must see both at once. `src/interfaces/ILendingMarket.sol`
//! says what every field means.

use alloy_primitives::{FixedBytes, B256, U256};
use alloy_sol_types::{sol, SolValue};
use ebb_ledger::{Profile, Terms};
use stylus_sdk::{prelude::*, stylus_proc::AbiType};

sol! {
    #[derive(Debug, AbiType)]
    struct MarketParams {
        address loanToken;
        address collateralToken;
        address oracle;
        uint256 lltv;
        uint256 minDebt;
        uint256 closeoutDebt;
        bytes32 curve;
        bytes32 pace;
    }

    event CreateMarket(bytes32 indexed id, MarketParams params);

    #[derive(Debug, Default, AbiType)]
    struct LiquidationQuote {
        bytes4 reason;
        uint256 repaidAssets;
        uint256 seizedAssets;
        uint256 feeAssets;
        uint256 badDebtAssets;
        uint256 discount;
        uint256 price;
        uint256 debtBefore;
        uint256 healthBefore;
        uint256 healthAfter;
        uint256 ltv;
        uint256 repayable;
        uint256 room;
        uint256 refillsAt;
        uint256 clock;
        uint256 observed;
    }
}

impl MarketParams {
    /// The market's id: the hash of the encoded parameters.
    pub(crate) fn id(&self, vm: &impl Host) -> B256 {
        vm.native_keccak256(&self.abi_encode())
    }

    /// The part that the law needs.
    pub(crate) fn terms(&self) -> Terms {
        Terms {
            lltv: self.lltv,
            min_debt: self.minDebt,
            closeout_debt: self.closeoutDebt,
            profile: Profile::unpack(self.curve.into(), self.pace.into()),
        }
    }

    /// Checks every bound on the parameters.
    pub(crate) fn check(&self) -> Result<(), ebb_ledger::Error> {
        self.terms().check(U256::from_be_bytes(self.curve.0), U256::from_be_bytes(self.pace.0))
    }
}

/// The selector of an encoded error.
pub(crate) fn selector(encoded: &[u8]) -> FixedBytes<4> {
    encoded.first_chunk::<4>().copied().unwrap_or_default().into()
}
