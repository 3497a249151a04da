//! `eth_subscribe` over WebSocket: new heads, logs, and transactions as they are mined.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use alloy_primitives::B256;
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
use serde_json::value::to_raw_value;
use tokio::sync::broadcast::{Receiver, Sender, error::RecvError};

use super::{args::Args, error::Refusal, filters, shape, table::Table};
use crate::block::Block;

/// A block that has just been mined.
pub(crate) type News = Arc<Block>;

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

async fn tell(sink: &SubscriptionSink, topic: &Topic, block: &Block) -> Option<()> {
    match topic {
        Topic::Heads => send(sink, &shape::header(block)).await?,
        Topic::Logs(filter) => {
            for log in filters::matching(block, filter) {
                send(sink, &log).await?;
            }
        }
        Topic::Transactions { full } => {
            for (index, mined) in block.transactions.iter().enumerate() {
                if *full {
                    send(sink, &shape::transaction(block, index)).await?;
                } else {
                    send::<B256>(sink, &mined.tx.hash()).await?;
                }
            }
        }
    }
    Some(())
}

async fn send<T: Serialize>(sink: &SubscriptionSink, item: &T) -> Option<()> {
    sink.send(to_raw_value(item).ok()?).await.ok()
}
