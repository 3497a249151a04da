//! `eth_subscribe` over WebSocket: new heads, logs, and transactions as they are mined.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use alloy_rpc_types_eth::{
    Filter, Log,
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

/// Bytes of a log's data that take more than a moment to write as JSON.
const HEAVY: usize = 64 << 10;

/// How many such logs are written at once.
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
                            follow(&sink, &topic, blocks).await;
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
async fn follow(sink: &SubscriptionSink, topic: &Topic, mut blocks: Receiver<News>) {
    loop {
        let block = tokio::select! {
            () = sink.closed() => return,
            block = blocks.recv() => block,
        };
        let is_heard = match block {
            Ok(block) => tell(sink, topic, &block).await,
            // A client that reads too slowly loses the oldest blocks, as it would with geth.
            Err(RecvError::Lagged(_)) => Some(()),
            Err(RecvError::Closed) => None,
        };
        if is_heard.is_none() {
            return;
        }
    }
}

/// Sends what `topic` wants of one block, item by item: a client that does not read holds up one item
/// of each of its subscriptions, however much there is to tell.
async fn tell(sink: &SubscriptionSink, topic: &Topic, block: &Block) -> Option<()> {
    match topic {
        Topic::Heads => send(sink, word(&shape::header(block))).await?,
        Topic::Logs(filter) => {
            for log in filters::matching(block, filter) {
                send(sink, in_words(log).await).await?;
            }
        }
        Topic::Transactions { full } => {
            for (index, mined) in block.transactions.iter().enumerate() {
                let item = if *full {
                    word(&shape::transaction(block, index))
                } else {
                    word(&mined.tx.hash())
                };
                send(sink, item).await?;
            }
        }
    }
    Some(())
}

async fn send(sink: &SubscriptionSink, item: Option<Box<RawValue>>) -> Option<()> {
    sink.send(item?).await.ok()
}

/// A log as JSON. A large one is written on a thread of its own, so that other clients need not wait.
async fn in_words(log: Log) -> Option<Box<RawValue>> {
    if log.inner.data.data.len() <= HEAVY {
        return word(&log);
    }
    let _hand = HANDS.acquire().await;
    spawn_blocking(move || word(&log)).await.ok()?
}

/// Everything here can be written as JSON.
fn word<T: Serialize>(item: &T) -> Option<Box<RawValue>> {
    to_raw_value(item).ok()
}
