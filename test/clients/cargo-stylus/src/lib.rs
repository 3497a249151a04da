//! A counter that starts at what its constructor is given and keeps the value sent along.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

use stylus_sdk::{alloy_primitives::U256, prelude::*};

sol_storage! {
    #[entrypoint]
    pub struct Probe {
        uint256 number;
    }
}

#[public]
impl Probe {
    #[constructor]
    #[payable]
    pub fn constructor(&mut self, start: U256) {
        self.number.set(start);
    }

    pub fn number(&self) -> U256 {
        self.number.get()
    }

    pub fn increment(&mut self) {
        let next = self.number.get() + U256::from(1);
        self.number.set(next);
    }
}
