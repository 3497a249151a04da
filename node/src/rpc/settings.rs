//! How a server is to run: where it listens, what it prints, when it mines, how much memory it takes.

use std::net::{Ipv4Addr, SocketAddr};

use super::{Mining, Output, error::Refusal};

/// What [`super::Server::start`] is told.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Where to listen; port 0 lets the system choose one.
    pub listen: SocketAddr,
    /// How much is printed.
    pub output: Output,
    /// When blocks come.
    pub mining: Mining,
    /// How much memory the node may take.
    pub memory: MemoryLimit,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            output: Output::default(),
            mining: Mining::default(),
            memory: MemoryLimit::default(),
        }
    }
}

/// How much memory the process may take before nothing more is taken into the chain. All of the chain is kept,
/// so that a client which writes without end would otherwise end the node.
#[derive(Clone, Copy, Debug)]
pub struct MemoryLimit {
    /// The limit in mebibytes.
    pub mebibytes: u64,
    /// Gives memory back to the system that the allocator keeps, called where the limit is passed.
    pub release: fn(),
}

impl MemoryLimit {
    /// What applies unless told otherwise, in mebibytes: some hundreds of thousands of blocks.
    pub const MEBIBYTES: u64 = 4096;

    /// Refuses if the process takes more than the limit. Where the system does not tell, nothing is refused.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if taken() > self.mebibytes {
            (self.release)();
        }
        let taken = taken();
        if taken <= self.mebibytes {
            return Ok(());
        }
        Err(Refusal::server(format!(
            "the node takes {taken} MiB of memory and is to take {} at most: go back with evm_revert or anvil_loadState, restart it, or give it more with --memory-limit",
            self.mebibytes
        )))
    }
}

impl Default for MemoryLimit {
    fn default() -> Self {
        Self {
            mebibytes: Self::MEBIBYTES,
            release: || (),
        }
    }
}

/// Mebibytes of memory that the process takes, 0 if that is unknown.
fn taken() -> u64 {
    memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem as u64 >> 20)
}
