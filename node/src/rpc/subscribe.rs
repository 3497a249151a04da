//! `eth_subscribe` over WebSocket: new heads, logs, and transactions as they are mined.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use alloy_rpc_types_eth::{
    Filter,
    pubsub::{Params as Detail, SubscriptionKind},
};
use jsonrpsee::{
    PendingSubscriptionSink, SubscriptionSink,
    core::{RegisterMethodError, traits::IdProvider},
    types::{ErrorObjectOwned, SubscriptionId},
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tokio::{
    sync::{
        Semaphore,
        broadcast::{Receiver, Sender, error::RecvError},
    },
    task::spawn_blocking,
};

use super::{args::Args, error::Refusal, filters, shape, table::Table};
use crate::block::Block;

/// A block that has just been mined.
pub(crate) type News = Arc<Block>;

/// Bytes of logs in a block that take more than a moment to put into words.
const HEAVY: usize = 64 << 10;

/// How many such blocks are put into words at once.
static HANDS: Semaphore = Semaphore::const_new(2);

/// What one subscription wants to hear.
enum Topic {
    Heads,
    Logs(Box<Filter>),
    Transactions { full: bool },
}

/// Numbers subscriptions in the form that Ethereum clients expect: a hexadecimal string.
#[derive(Debug, Default)]
pub(super) struct HexIds(AtomicU64);

impl IdProvider for HexIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        format!("{:#x}", self.0.fetch_add(1, Ordering::Relaxed) + 1).into()
    }
}

/// Binds `eth_subscribe` and `eth_unsubscribe` to the blocks that `news` announces.
pub(super) fn register(table: &mut Table, news: Sender<News>) -> Result<(), RegisterMethodError> {
    let subscribe =
        move |params: jsonrpsee::types::Params<'static>, pending: PendingSubscriptionSink, _, _| {
            // Listening begins before the client hears that it does, so that it misses nothing.
            let (topic, blocks) = (
                Args::new(&params).and_then(|mut args| topic(&mut args)),
                news.subscribe(),
            );
            async move {
                match topic {
                    Err(refusal) => pending.reject(ErrorObjectOwned::from(refusal)).await,
                    Ok(topic) => {
                        if let Ok(sink) = pending.accept().await {
                            follow(&sink, &Arc::new(topic), blocks).await;
                        }
                    }
                }
            }
        };
    table.module().register_subscription(
        "eth_subscribe",
        "eth_subscription",
        "eth_unsubscribe",
        subscribe,
    )?;
    Ok(())
}

fn topic(args: &mut Args) -> Result<Topic, Refusal> {
    let kind: SubscriptionKind = args.required(0, "subscription kind")?;
    let detail: Detail = args.optional(1, "subscription detail")?.unwrap_or_default();
    match (kind, detail) {
        (SubscriptionKind::NewHeads, _) => Ok(Topic::Heads),
        (SubscriptionKind::Logs, Detail::Logs(filter)) => {
            filters::check_size(&filter)?;
            Ok(Topic::Logs(filter))
        }
        (SubscriptionKind::Logs, _) => Ok(Topic::Logs(Box::default())),
        (SubscriptionKind::NewPendingTransactions, detail) => Ok(Topic::Transactions {
            full: matches!(detail, Detail::Bool(true)),
        }),
        _ => Err(Refusal::unsupported(
            "this subscription is not supported; use newHeads, logs or newPendingTransactions",
        )),
    }
}

/// Sends what `topic` wants of each block until the client or the node goes away.
async fn follow(sink: &SubscriptionSink, topic: &Arc<Topic>, mut blocks: Receiver<News>) {
    loop {
        let block = tokio::select! {
            () = sink.closed() => return,
            block = blocks.recv() => block,
        };
        let is_heard = match block {
            Ok(block) => tell(sink, topic, block).await,
            // A client that reads too slowly loses the oldest blocks, as it would with geth.
            Err(RecvError::Lagged(_)) => Some(()),
            Err(RecvError::Closed) => None,
        };
        if is_heard.is_none() {
            return;
        }
    }
}

/// Sends what `topic` wants of one block. Megabytes of logs are put into words on a thread of their
/// own, so that other clients need not wait for it.
async fn tell(sink: &SubscriptionSink, topic: &Arc<Topic>, block: News) -> Option<()> {
    let words = if weight(&block) > HEAVY {
        let topic = Arc::clone(topic);
        let _hand = HANDS.acquire().await;
        spawn_blocking(move || words(&topic, &block)).await.ok()?
    } else {
        words(topic, &block)
    };
    for item in words {
        sink.send(item).await.ok()?;
    }
    Some(())
}

/// Bytes of data in a block's logs.
fn weight(block: &Block) -> usize {
    let logs = block.transactions.iter().flat_map(|mined| &mined.logs);
    logs.map(|log| log.data.data.len()).sum()
}

/// What `topic` wants of a block, as JSON.
fn words(topic: &Topic, block: &Block) -> Vec<Box<RawValue>> {
    let transactions = &block.transactions;
    match topic {
        Topic::Heads => word(&shape::header(block)).into_iter().collect(),
        Topic::Logs(filter) => {
            let logs = filters::matching(block, filter);
            logs.iter().filter_map(word).collect()
        }
        Topic::Transactions { full: true } => (0..transactions.len())
            .filter_map(|index| word(&shape::transaction(block, index)))
            .collect(),
        Topic::Transactions { full: false } => transactions
            .iter()
            .filter_map(|mined| word(&mined.tx.hash()))
            .collect(),
    }
}

/// Everything here can be written as JSON.
fn word<T: Serialize>(item: &T) -> Option<Box<RawValue>> {
    to_raw_value(item).ok()
}
