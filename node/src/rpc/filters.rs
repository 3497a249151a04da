//! Logs by filter, and filters that remember what they have reported: `eth_getLogs`,
//! `eth_newFilter` and their kin. A filter follows the head; blocks taken back by `evm_revert` are
//! not reported as removed.

use std::collections::BTreeMap;

use alloy_primitives::U64;
use alloy_rpc_types_eth::{Filter, FilterBlockOption, FilterChanges, Log};
use jsonrpsee::core::RegisterMethodError;

use super::{args::Args, error::Refusal, node::Node, table::Table};
use crate::{
    block::Block,
    chain::{Chain, block_logs},
};

/// Most filters at once; the oldest goes first, since clients forget to uninstall theirs.
const MAX_FILTERS: usize = 10_000;
/// Most addresses and topics in one filter, as geth has it for each.
const MAX_FILTER_ENTRIES: usize = 1_000;
/// Most bytes of logs in one answer, before they are written as JSON.
const MAX_LOG_BYTES: usize = 32 << 20;
/// What a log weighs in an answer beside its data, in such bytes.
const LOG_BYTES: usize = 300;

/// What a filter reports.
#[derive(Clone, Debug)]
enum Kind {
    Blocks,
    Transactions,
    Logs(Box<Filter>),
}

#[derive(Clone, Debug)]
struct Installed {
    kind: Kind,
    /// Number of the first block that was not reported yet.
    next: u64,
}

/// The filters that clients have installed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters {
    last_id: u64,
    installed: BTreeMap<u64, Installed>,
}

impl Filters {
    fn install(&mut self, kind: Kind, next: u64) -> U64 {
        if self.installed.len() >= MAX_FILTERS {
            self.installed.pop_first();
        }
        self.last_id += 1;
        self.installed
            .insert(self.last_id, Installed { kind, next });
        U64::from(self.last_id)
    }

    fn get(&mut self, id: U64) -> Result<&mut Installed, Refusal> {
        self.installed
            .get_mut(&id.to::<u64>())
            .ok_or_else(|| Refusal::server("filter not found"))
    }
}

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.beside(&["eth_getLogs"], |view, args| {
        logs(&view.chain, &filter(args)?)
    })?;
    table.bind(&["eth_newFilter"], |node, args| {
        let filter = filter(args)?;
        if matches!(filter.block_option, FilterBlockOption::AtBlockHash(_)) {
            return Err(Refusal::invalid_params(
                "an installed filter follows the chain and cannot name a blockHash; use eth_getLogs",
            ));
        }
        Ok(install(node, Kind::Logs(Box::new(filter))))
    })?;
    table.bind(&["eth_newBlockFilter"], |node, _| {
        Ok(install(node, Kind::Blocks))
    })?;
    table.bind(&["eth_newPendingTransactionFilter"], |node, _| {
        Ok(install(node, Kind::Transactions))
    })?;
    table.bind(&["eth_getFilterChanges"], changes)?;
    table.bind(&["eth_getFilterLogs"], |node, args| {
        let filter = match &node.filters.get(args.required(0, "filter id")?)?.kind {
            Kind::Logs(filter) => filter.clone(),
            Kind::Blocks | Kind::Transactions => {
                return Err(Refusal::server("this filter is not a log filter"));
            }
        };
        logs(&node.chain, &filter)
    })?;
    table.bind(&["eth_uninstallFilter"], |node, args| {
        let id: U64 = args.required(0, "filter id")?;
        Ok(node.filters.installed.remove(&id.to::<u64>()).is_some())
    })
}

fn filter(args: &mut Args) -> Result<Filter, Refusal> {
    let filter = args.required(0, "filter")?;
    check_size(&filter)?;
    Ok(filter)
}

/// Refuses a filter that names more than anyone looks for.
pub(super) fn check_size(filter: &Filter) -> Result<(), Refusal> {
    let topics = filter.topics.iter().map(|topic| topic.iter().count());
    if filter.address.iter().count() + topics.sum::<usize>() > MAX_FILTER_ENTRIES {
        return Err(Refusal::invalid_params(format!(
            "exceed max addresses or topics: at most {MAX_FILTER_ENTRIES} in one filter"
        )));
    }
    Ok(())
}

fn install(node: &mut Node, kind: Kind) -> U64 {
    let next = node.chain.latest().header.number + 1;
    node.filters.install(kind, next)
}

fn changes(node: &mut Node, args: &mut Args) -> Result<FilterChanges, Refusal> {
    let head = node.chain.latest().header.number;
    let installed = node.filters.get(args.required(0, "filter id")?)?;
    // After `evm_revert` the head may lie below what was reported.
    let first = installed.next.min(head + 1);
    installed.next = head + 1;
    let new = (first..=head).filter_map(|number| node.chain.block(number.into()));
    Ok(match &installed.kind {
        Kind::Blocks => FilterChanges::Hashes(new.map(|block| block.hash).collect()),
        Kind::Transactions => FilterChanges::Hashes(
            new.flat_map(|block| block.transactions.iter().map(|mined| mined.tx.hash()))
                .collect(),
        ),
        Kind::Logs(filter) => FilterChanges::Logs(
            new.filter(|block| is_covered(block.header.number, filter))
                .flat_map(|block| matching(block, filter))
                .collect(),
        ),
    })
}

fn logs(chain: &Chain, filter: &Filter) -> Result<Vec<Log>, Refusal> {
    let found = chain
        .logs(filter)
        .map_err(|error| Refusal::invalid_params(error.to_string()))?;
    let sizes = found.iter().map(|log| log.data().data.len() + LOG_BYTES);
    if sizes.sum::<usize>() > MAX_LOG_BYTES {
        let count = found.len();
        return Err(Refusal::server(format!(
            "{count} logs are too many for one answer; ask for fewer blocks at a time"
        )));
    }
    Ok(found)
}

/// The logs of `block` whose address and topics match.
pub(crate) fn matching(block: &Block, filter: &Filter) -> Vec<Log> {
    if !filter.matches_bloom(block.header.logs_bloom) {
        return Vec::new();
    }
    block_logs(block)
        .filter(|log| filter.matches(&log.inner))
        .collect()
}

/// Whether a new block lies within the bounds of an installed filter. Tags bound nothing here: the
/// head moves on.
fn is_covered(number: u64, filter: &Filter) -> bool {
    filter.get_from_block().is_none_or(|from| number >= from)
        && filter.get_to_block().is_none_or(|to| number <= to)
}
