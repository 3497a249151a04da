//! The upgrade of ArbOS that an owner has scheduled, and what it changes in ArbOS's own storage.
//!
//! Rules that merely depend on the version (forks, prices, checks) are looked up by it where they
//! apply; here are only the stored parameters, as Nitro's upgrades rewrite them.

use alloy_primitives::U256;
use ebb_stylus::StylusParams;

use super::{
    Programs, VERSION,
    history::{self, HISTORY_FROM},
    slots::{Slots, Space},
};
use crate::state::State;

const UPGRADE_VERSION: u64 = 1;
const UPGRADE_TIMESTAMP: u64 = 2;

/// A scheduled upgrade; version 0 where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Upgrade {
    /// ArbOS version to upgrade to.
    pub version: u64,
    /// From the first block at or after this Unix second.
    pub timestamp: u64,
}

impl Upgrade {
    /// The newest ArbOS version that the node can run.
    pub const NEWEST: u64 = 59;

    /// What is scheduled; done upgrades stay there.
    pub fn scheduled(slots: &impl Slots) -> Self {
        Self {
            version: slots
                .slot(Space::root().offset(UPGRADE_VERSION))
                .saturating_to(),
            timestamp: slots
                .slot(Space::root().offset(UPGRADE_TIMESTAMP))
                .saturating_to(),
        }
    }

    /// Replaces what is scheduled.
    pub fn schedule(self, slots: &mut impl Slots) {
        let root = Space::root();
        slots.store(root.offset(UPGRADE_VERSION), U256::from(self.version));
        slots.store(root.offset(UPGRADE_TIMESTAMP), U256::from(self.timestamp));
    }
}

/// At the start of a block of time `now`: carries out the scheduled upgrade, if it is due.
pub(super) fn upgrade_if_due(state: &mut State, now: u64) {
    let (old, due) = (super::version(state), Upgrade::scheduled(state));
    if due.version <= old || now < due.timestamp {
        return;
    }
    let params = upgraded(Programs::open().params(state, old), due.version);
    Programs::open().set_params(state, &params);
    state.store(Space::root().offset(VERSION), U256::from(due.version));
    if old < HISTORY_FROM && due.version >= HISTORY_FROM {
        history::install(state);
    }
}

/// Parameters after an upgrade: what owners have set stays, except where a version says otherwise.
fn upgraded(mut params: StylusParams, version: u64) -> StylusParams {
    let (old, new) = (params.arbos_version, StylusParams::for_arbos(version));
    let crosses = |limit| old < limit && limit <= version;
    params.arbos_version = version;
    params.version = new.version;
    if crosses(31) {
        params.min_init_gas = new.min_init_gas;
    }
    if crosses(40) {
        params.max_wasm_size = new.max_wasm_size;
    }
    if crosses(50) {
        params.max_stack_depth = params.max_stack_depth.min(new.max_stack_depth);
    }
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upgrade_keeps_what_owners_have_set() {
        let mut old = StylusParams::for_arbos(30);
        old.ink_price = 7;
        let new = upgraded(old, 59);
        let expected = StylusParams {
            ink_price: 7,
            ..StylusParams::for_arbos(59)
        };
        assert_eq!(new, expected);
    }

    #[test]
    fn an_upgrade_waits_for_its_time() {
        let mut state = State::default();
        super::super::initialise(&mut state, 1, &StylusParams::for_arbos(51), []);
        let upgrade = Upgrade {
            version: 59,
            timestamp: 100,
        };
        upgrade.schedule(&mut state);
        upgrade_if_due(&mut state, 99);
        assert_eq!(super::super::version(&state), 51);
        upgrade_if_due(&mut state, 100);
        assert_eq!(super::super::version(&state), 59);
        assert_eq!(
            Programs::open().params(&state, 59),
            StylusParams::for_arbos(59)
        );
    }
}
