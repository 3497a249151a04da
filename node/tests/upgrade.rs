//! An upgrade of ArbOS that an owner schedules: when it comes, and what it ends.

use crate::devchain::*;
use alloy_primitives::Bytes;
use alloy_sol_types::{SolCall, sol};
use ebb_node::precompiles::{ARB_DEBUG, ARB_OWNER, ARB_WASM};

sol! {
    function scheduleArbOSUpgrade(uint64 newVersion, uint64 timestamp) external;
    function stylusVersion() external view returns (uint16);
}

#[test]
fn a_scheduled_upgrade_takes_effect_at_the_next_block_and_ends_old_activations() {
    let mut chain = chain_of(51);
    assert!(send(&mut chain, ARB_DEBUG, becomeChainOwnerCall {}.abi_encode()).success);
    let program = program_text(&mut chain, MINIMAL);
    assert!(send(&mut chain, program, Bytes::new()).success);
    let upgrade = scheduleArbOSUpgradeCall {
        newVersion: 59,
        timestamp: 0,
    };
    assert!(send(&mut chain, ARB_OWNER, upgrade.abi_encode()).success);
    let late = send(&mut chain, program, Bytes::new());
    assert_eq!(
        late.failure.as_deref(),
        Some("error ProgramNeedsUpgrade(2, 3)")
    );
    assert_eq!(chain.arbos_version(), 59);
    let version = send(&mut chain, ARB_WASM, stylusVersionCall {}.abi_encode());
    assert_eq!(version.output, Bytes::from(word(3)));
    assert!(activate(&mut chain, program).success);
    assert!(send(&mut chain, program, Bytes::new()).success);
}
