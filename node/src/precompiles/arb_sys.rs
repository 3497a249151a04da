//! ArbSys (0x64): facts about this chain. Messages to a parent chain do not exist here.

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, sol};

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation},
};

/// Added to the ArbOS version by `arbOSVersion`, for history's sake.
const VERSION_OFFSET: u64 = 55;
/// How many blocks back `arbBlockHash` reaches.
const HASHES: u64 = 256;

sol! {
    #[allow(missing_docs)]
    interface IArbSys {
        function arbBlockNumber() external view returns (uint256);
        function arbBlockHash(uint256 arbBlockNum) external view returns (bytes32);
        function arbChainID() external view returns (uint256);
        function arbOSVersion() external view returns (uint256);

        error InvalidBlockNumber(uint256 requested, uint256 current);
    }
}

use IArbSys::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let method = decode::<IArbSysCalls>(call)?;
    call.open(Access::View)?;
    let number = call.ctx.chain.block.number;
    Ok(match method {
        IArbSysCalls::arbBlockNumber(_) => {
            arbBlockNumberCall::abi_encode_returns(&U256::from(number))
        }
        IArbSysCalls::arbChainID(_) => {
            arbChainIDCall::abi_encode_returns(&U256::from(call.ctx.cfg.chain_id))
        }
        IArbSysCalls::arbOSVersion(_) => {
            let version = VERSION_OFFSET + call.ctx.chain.arbos_version;
            arbOSVersionCall::abi_encode_returns(&U256::from(version))
        }
        IArbSysCalls::arbBlockHash(args) => return block_hash(call, args.arbBlockNum),
    })
}

fn block_hash(call: &mut Invocation<'_>, requested: U256) -> Answer {
    let block = &call.ctx.chain.block;
    let current = block.number;
    let hash = u64::try_from(requested)
        .ok()
        .filter(|number| *number < current && number + HASHES >= current)
        .and_then(|number| block.hashes.get(number as usize));
    match hash {
        Some(hash) => Ok(arbBlockHashCall::abi_encode_returns(hash)),
        None => {
            let current = U256::from(current);
            Err(Fault::custom(&InvalidBlockNumber { requested, current }))
        }
    }
}
