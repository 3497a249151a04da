//! What a development chain allows and a real one does not: snapshots, time travel, setting state.
//!
//! State set by hand takes effect at once, for calls and for the next block; blocks already mined keep
//! their own.

use alloy_primitives::{Address, Bytes, U256};
use thiserror::Error;

use super::{Chain, Snapshot};
use crate::arbos;

/// A time before the newest block's was asked for.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("timestamp {asked} is before the newest block's, {last}: ask for {last} or later")]
pub struct TimeError {
    /// What was asked for.
    pub asked: u64,
    /// The newest block's timestamp.
    pub last: u64,
}

impl Chain {
    /// Remembers state, blocks and clock; answers the id that [`revert`](Self::revert) takes.
    pub fn snapshot(&mut self) -> u64 {
        let id = self.next_snapshot;
        self.next_snapshot += 1;
        self.snapshots.push_back(Snapshot {
            id,
            blocks: self.blocks.len(),
            state: self.state.clone(),
            clock: self.clock,
        });
        id
    }

    /// Goes back to a snapshot and drops it and all younger ones. `false` if there is none of that id.
    pub fn revert(&mut self, id: u64) -> bool {
        let Some(at) = self.snapshots.iter().position(|snapshot| snapshot.id == id) else {
            return false;
        };
        let snapshot = self.snapshots.split_off(at).remove(0);
        for block in self.blocks.split_off(snapshot.blocks) {
            self.by_hash.remove(&block.hash);
            for tx in &block.transactions {
                self.places.remove(&tx.tx.hash());
            }
        }
        self.hashes.truncate(snapshot.blocks);
        self.state = snapshot.state;
        self.clock = snapshot.clock;
        true
    }

    /// Moves the clock forward; answers by how much it now runs ahead of the wall clock, in seconds.
    pub fn increase_time(&mut self, seconds: u64) -> i128 {
        self.clock.increase(seconds);
        self.clock.offset()
    }

    /// Sets the timestamp of the next block; the clock runs on from it. Equal to the newest block's is
    /// allowed.
    ///
    /// # Errors
    /// The time is before the newest block's.
    pub fn set_next_timestamp(&mut self, time: u64) -> Result<(), TimeError> {
        self.check_time(time)?;
        self.clock.set_next(time);
        Ok(())
    }

    /// Sets the clock itself.
    ///
    /// # Errors
    /// The time is before the newest block's.
    pub fn set_time(&mut self, time: u64) -> Result<(), TimeError> {
        self.check_time(time)?;
        self.clock.set(time);
        Ok(())
    }

    /// The timestamp that the next block would get.
    pub fn next_timestamp(&self) -> u64 {
        self.clock.peek(self.latest().header.timestamp)
    }

    /// The timestamp that a transaction sent from now on is likely to meet.
    pub(crate) fn expected_timestamp(&self) -> u64 {
        self.clock.expect(self.latest().header.timestamp)
    }

    /// Sets a balance, in wei.
    pub fn set_balance(&mut self, address: Address, balance: U256) {
        self.state.set_balance(address, balance);
    }

    /// Sets a nonce.
    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.state.set_nonce(address, nonce);
    }

    /// Sets the code of an account.
    pub fn set_code(&mut self, address: Address, code: Bytes) {
        self.state.set_code(address, code);
    }

    /// Sets one storage slot.
    pub fn set_storage(&mut self, address: Address, slot: U256, value: U256) {
        self.state.set_slot(address, slot, value);
    }

    /// Sets the base fee of the next block and all after it, in wei per gas.
    pub fn set_base_fee(&mut self, fee: u64) {
        arbos::set_base_fee(&mut self.state, fee);
    }

    fn check_time(&self, asked: u64) -> Result<(), TimeError> {
        let last = self.latest().header.timestamp;
        if asked < last {
            Err(TimeError { asked, last })
        } else {
            Ok(())
        }
    }
}
