//! What requests that change nothing are answered from: the chain as the last change left it, shared by
//! all who read. It is never changed; the next change puts another in its place.

use alloy_eips::BlockId;

use super::{error::Refusal, report::Reporter};
use crate::{chain::Chain, state::State, tx::Tx};

/// The chain at one moment. Cheap to make: it shares everything with the chain that goes on.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) chain: Chain,
    /// Transactions that wait for a block.
    pub(crate) waiting: imbl::Vector<Tx>,
    pub(crate) reporter: Reporter,
}

impl View {
    /// The state at the block that a request asks for; the latest if it names none.
    pub(crate) fn state_at(&self, id: Option<BlockId>) -> Result<&State, Refusal> {
        state_at(&self.chain, id)
    }

    /// Prints what programs printed in a call.
    pub(crate) fn print(&self, console: &[String]) {
        console.iter().for_each(|line| self.reporter.console(line));
    }
}

/// The state of `chain` at a block; the latest if none is named.
pub(crate) fn state_at(chain: &Chain, id: Option<BlockId>) -> Result<&State, Refusal> {
    let id = id.unwrap_or_default();
    chain.state(id).ok_or_else(|| match chain.block(id) {
        Some(block) => Refusal::server(format!(
            "missing trie node: the state of block {} was not saved when the node last stopped",
            block.header.number
        )),
        None => unknown_block(id),
    })
}

/// No such block, in geth's words.
pub(crate) fn unknown_block(id: BlockId) -> Refusal {
    Refusal::server(format!("header not found: block {id} does not exist"))
}
