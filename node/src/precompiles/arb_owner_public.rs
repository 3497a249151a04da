//! ArbOwnerPublic (0x6b): owners and fee accounts, for anyone to read.

use alloy_sol_types::{SolCall, sol};

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation, READ},
};
use crate::arbos::{self, Upgrade};

sol! {
    #[allow(missing_docs)]
    interface IArbOwnerPublic {
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[]);
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function rectifyChainOwner(address ownerToRectify) external;
        function getBrotliCompressionLevel() external view returns (uint64);
        function isCalldataPriceIncreaseEnabled() external view returns (bool);
        function isNativeTokenOwner(address addr) external view returns (bool);
        function getAllNativeTokenOwners() external view returns (address[]);
        function getNativeTokenManagementFrom() external view returns (uint64);
        function getScheduledUpgrade() external view returns (uint64 arbosVersion, uint64 scheduledForTimestamp);
    }
}

use IArbOwnerPublic::*;

/// Level at which Nitro compresses what it posts.
const BROTLI_LEVEL: u64 = 1;

/// ArbOS version from which on a method is there.
fn since(method: &IArbOwnerPublicCalls) -> u64 {
    match method {
        IArbOwnerPublicCalls::isCalldataPriceIncreaseEnabled(_) => 40,
        IArbOwnerPublicCalls::isNativeTokenOwner(_)
        | IArbOwnerPublicCalls::getAllNativeTokenOwners(_) => 41,
        IArbOwnerPublicCalls::getNativeTokenManagementFrom(_) => 50,
        _ => 0,
    }
}

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let method = decode::<IArbOwnerPublicCalls>(call)?;
    if call.ctx.chain.arbos_version < since(&method) {
        return Err(Fault::Burn(None));
    }
    let access = match method {
        IArbOwnerPublicCalls::rectifyChainOwner(_) => Access::Write,
        _ => Access::View,
    };
    call.open(access)?;
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
        // An entry that is as it should be, as all are, is refused like a stranger's.
        IArbOwnerPublicCalls::rectifyChainOwner(args) => {
            if arbos::owners().contains(call.ctx, args.ownerToRectify) {
                call.burn(3 * READ)?;
            }
            return Err(Fault::Plain);
        }
        IArbOwnerPublicCalls::getBrotliCompressionLevel(_) => {
            getBrotliCompressionLevelCall::abi_encode_returns(&BROTLI_LEVEL)
        }
        IArbOwnerPublicCalls::isCalldataPriceIncreaseEnabled(_) => {
            isCalldataPriceIncreaseEnabledCall::abi_encode_returns(&false)
        }
        IArbOwnerPublicCalls::isNativeTokenOwner(_) => {
            isNativeTokenOwnerCall::abi_encode_returns(&false)
        }
        IArbOwnerPublicCalls::getAllNativeTokenOwners(_) => {
            getAllNativeTokenOwnersCall::abi_encode_returns(&Vec::new())
        }
        IArbOwnerPublicCalls::getNativeTokenManagementFrom(_) => {
            getNativeTokenManagementFromCall::abi_encode_returns(&0)
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
