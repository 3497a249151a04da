//! ArbOwnerPublic (0x6b): owners and fee accounts, for anyone to read.

use alloy_sol_types::{SolCall, sol};

use super::{
    decode,
    invocation::{Access, Answer, Invocation, READ},
};
use crate::arbos::{self, Upgrade};

sol! {
    #[allow(missing_docs)]
    interface IArbOwnerPublic {
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[]);
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function getScheduledUpgrade() external view returns (uint64 arbosVersion, uint64 scheduledForTimestamp);
    }
}

use IArbOwnerPublic::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let method = decode::<IArbOwnerPublicCalls>(call)?;
    call.open(Access::View)?;
    call.burn(READ)?;
    Ok(match method {
        IArbOwnerPublicCalls::isChainOwner(args) => {
            let answer = arbos::owners().contains(call.ctx, args.addr);
            isChainOwnerCall::abi_encode_returns(&answer)
        }
        IArbOwnerPublicCalls::getAllChainOwners(_) => {
            let size = arbos::owners().len(call.ctx);
            call.burn(READ.saturating_mul(size))?;
            getAllChainOwnersCall::abi_encode_returns(&arbos::owners().members(call.ctx))
        }
        IArbOwnerPublicCalls::getNetworkFeeAccount(_) => {
            let account = arbos::network_fee_account(call.ctx);
            getNetworkFeeAccountCall::abi_encode_returns(&account)
        }
        IArbOwnerPublicCalls::getInfraFeeAccount(_) => {
            let account = arbos::infra_fee_account(call.ctx);
            getInfraFeeAccountCall::abi_encode_returns(&account)
        }
        IArbOwnerPublicCalls::getScheduledUpgrade(_) => {
            call.burn(READ)?;
            let upgrade = Upgrade::scheduled(call.ctx);
            let pending = upgrade.version > call.ctx.chain.arbos_version;
            let upgrade = if pending { upgrade } else { Upgrade::default() };
            getScheduledUpgradeCall::abi_encode_returns(&getScheduledUpgradeReturn {
                arbosVersion: upgrade.version,
                scheduledForTimestamp: upgrade.timestamp,
            })
        }
    })
}
