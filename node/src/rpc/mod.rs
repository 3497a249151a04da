//! The door: Ethereum JSON-RPC in anvil's dialect over HTTP and WebSocket on one port.
//!
//! It reads requests, asks the [`Chain`], and shapes answers. It executes nothing itself and keeps
//! nothing but filters and the keys of the development accounts. Requests that change something are
//! served one after the other, in the order in which they arrive; the others see all changes that were
//! answered before they came.

pub mod accounts;
mod args;
mod blocks;
mod dev;
mod engine;
mod error;
mod execute;
mod filters;
mod meta;
mod mining;
mod node;
mod pool;
mod report;
mod send;
mod serve_error;
mod settings;
mod shape;
mod sign;
mod state;
mod subscribe;
mod table;
mod trace;
mod view;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use jsonrpsee::{
    core::middleware::RpcServiceBuilder,
    server::{BatchRequestConfig, PingConfig, Server as JsonRpcServer, ServerConfig, ServerHandle},
};
use tokio::{sync::watch, task::JoinHandle, time::timeout};
use tower::ServiceBuilder;
use tower_http::{cors::CorsLayer, timeout::RequestBodyTimeoutLayer};

use self::{
    accounts::DevAccounts,
    engine::Engine,
    node::Node,
    report::Reporter,
    subscribe::HexIds,
    table::{Doorkeeper, Table},
};
use crate::chain::Chain;

pub use self::{
    engine::STACK_BYTES,
    pool::Mining,
    report::Output,
    serve_error::ServeError,
    settings::{MemoryLimit, Settings},
};

/// Largest request body in bytes: room for a batch of contract deployments.
const MAX_REQUEST_BYTES: u32 = 16 << 20;
/// Largest answer in bytes: room for the logs of a long test run.
const MAX_RESPONSE_BYTES: u32 = 128 << 20;
/// Most requests in one batch.
const MAX_BATCH: u32 = 10_000;
/// Most requests over HTTP under way, and WebSockets open, at once: parallel test runners need dozens.
const MAX_CONNECTIONS: u32 = 1_000;
/// Most subscriptions of one WebSocket.
const MAX_SUBSCRIPTIONS: u32 = 100;
/// Answers and news that wait for a WebSocket whose client is slow to read; then it waits itself.
const MAX_UNREAD: u32 = 32;
/// How long the next part of a request's body may take.
const BODY_PATIENCE: Duration = Duration::from_secs(30);

/// A running server. Dropping it stops the server.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    engine: Engine,
    handle: ServerHandle,
    ticker: JoinHandle<()>,
}

impl Server {
    /// Serves `chain` until the returned value is dropped.
    ///
    /// # Errors
    /// If the address cannot be listened on, or the system refuses a thread.
    pub async fn start(
        chain: Chain,
        accounts: DevAccounts,
        settings: Settings,
    ) -> Result<Self, ServeError> {
        let reporter = Reporter::new(settings.output);
        let node = Node::new(chain, accounts, settings);
        let (news, changes) = (node.news(), node.pool.listen());
        let engine = Engine::start(node).map_err(ServeError::Thread)?;
        let mut table = Table::new(engine.clone())?;
        for register in [
            meta::register,
            state::register,
            blocks::register,
            execute::register,
            send::register,
            sign::register,
            filters::register,
            trace::register,
            dev::register,
            mining::register,
        ] {
            register(&mut table)?;
        }
        subscribe::register(&mut table, news)?;
        let module = table.finish();
        let names: Arc<[&'static str]> = module.method_names().collect();

        let config = ServerConfig::builder()
            .max_request_body_size(MAX_REQUEST_BYTES)
            .max_response_body_size(MAX_RESPONSE_BYTES)
            .max_connections(MAX_CONNECTIONS)
            .set_batch_request_config(BatchRequestConfig::Limit(MAX_BATCH))
            .set_tcp_no_delay(true)
            .max_subscriptions_per_connection(MAX_SUBSCRIPTIONS)
            .set_message_buffer_capacity(MAX_UNREAD)
            // Closes those whose client has gone without a word.
            .enable_ws_ping(PingConfig::default())
            .set_id_provider(HexIds::default())
            .build();
        let server = JsonRpcServer::builder()
            .set_config(config)
            .set_http_middleware(
                ServiceBuilder::new()
                    .layer(CorsLayer::permissive())
                    .layer(RequestBodyTimeoutLayer::new(BODY_PATIENCE)),
            )
            .set_rpc_middleware(
                RpcServiceBuilder::new()
                    .layer_fn(move |table| Doorkeeper::new(table, Arc::clone(&names), reporter)),
            )
            .build(settings.listen)
            .await
            .map_err(|cause| ServeError::Listen {
                address: settings.listen,
                cause,
            })?;
        let address = server.local_addr().map_err(ServeError::Thread)?;
        let ticker = tokio::spawn(tick(engine.clone(), changes));
        Ok(Self {
            address,
            engine,
            handle: server.start(module),
            ticker,
        })
    }

    /// The chain as it stands after every request so far: what [`Chain::load`] takes.
    ///
    /// # Errors
    /// The thread that owns the chain is gone.
    pub async fn save(&self) -> Result<Vec<u8>, String> {
        let saved = self.engine.beside(|view| Ok(view.chain.save())).await;
        saved.map_err(|refusal| refusal.to_string())
    }

    /// Where the server listens; tells the port if the system chose it.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends when the server has stopped.
    pub async fn stopped(&self) {
        self.handle.clone().stopped().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ticker.abort();
    }
}

/// Mines a block whenever the interval is over, as long as there is one.
async fn tick(engine: Engine, mut changes: watch::Receiver<Mining>) {
    loop {
        let mining = *changes.borrow_and_update();
        let is_over = match mining {
            Mining::Every(interval) => timeout(interval, changes.changed()).await,
            _ => Ok(changes.changed().await),
        };
        match is_over {
            // The interval is over before anything changed.
            Err(_) => {
                // Without room there is no block; with room again, there is.
                let mined = engine.ask(|node| {
                    if node.memory().check().is_ok() {
                        node.mine();
                    }
                    Ok(())
                });
                if mined.await.is_err() {
                    return;
                }
            }
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
        }
    }
}
