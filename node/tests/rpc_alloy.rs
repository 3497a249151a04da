//! alloy's provider over WebSocket, as a bot or an indexer uses it: it subscribes to heads, logs and
//! transactions, sends signed transactions, unsubscribes, and finds its way back after the connection
//! was lost.

use std::{net::SocketAddr, time::Duration};

use crate::door::{Door, chain, serve, silent};
use alloy_primitives::{Address, B256, U256, address, hex};
use alloy_provider::{
    Provider, ProviderBuilder, WsConnect,
    network::{EthereumWallet, TransactionBuilder},
};
use alloy_rpc_types_eth::{Filter, TransactionRequest};
use ebb_node::rpc::{
    Server, Settings,
    accounts::{DevAccounts, TEST_MNEMONIC},
};
use tokio::time::timeout;

const FRIEND: Address = address!("00000000000000000000000000000000000000fa");
/// Longer than any news may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// EVM init code of a contract that logs its calldata's first word as a topic.
const LOGGER: [u8; 14] = hex!("655f355f5fa1005f526006601af3");

/// A provider that signs for the first account of the test mnemonic.
async fn connect(address: SocketAddr) -> impl Provider {
    let accounts = DevAccounts::derive(TEST_MNEMONIC, 1).unwrap();
    let alice = accounts.iter().nth(1).unwrap().clone();
    let socket = WsConnect::new(format!("ws://{address}"))
        .with_max_retries(100)
        .with_retry_interval(Duration::from_millis(50));
    ProviderBuilder::new()
        .wallet(EthereumWallet::from(alice))
        .connect_ws(socket)
        .await
        .unwrap()
}

fn gift() -> TransactionRequest {
    TransactionRequest::default().to(FRIEND).value(U256::ONE)
}

async fn within<T>(news: impl Future<Output = T>) -> T {
    timeout(PATIENCE, news).await.expect("news in time")
}

#[tokio::test]
async fn heads_logs_and_transactions_are_heard() {
    let door = Door::open().await;
    let provider = connect(door.server.address()).await;
    let create = TransactionRequest::default().with_deploy_code(LOGGER.to_vec());
    let created = provider.send_transaction(create).await.unwrap();
    let logger = created
        .get_receipt()
        .await
        .unwrap()
        .contract_address
        .unwrap();

    let mut heads = provider.subscribe_blocks().await.unwrap();
    let topic = B256::from(U256::from(5));
    let filter = Filter::new().address(logger).event_signature(topic);
    let mut logs = provider.subscribe_logs(&filter).await.unwrap();
    let mut hashes = provider.subscribe_pending_transactions().await.unwrap();
    let mut whole = provider
        .subscribe_full_pending_transactions()
        .await
        .unwrap();

    let mut sent = Vec::new();
    for word in [4u64, 5, 5] {
        let input = U256::from(word).to_be_bytes_vec();
        let call = TransactionRequest::default().to(logger).input(input.into());
        let receipt = provider
            .send_transaction(call)
            .await
            .unwrap()
            .get_receipt()
            .await
            .unwrap();
        assert!(receipt.status());
        sent.push(receipt);
    }
    for receipt in &sent {
        let head = within(heads.recv()).await.unwrap();
        assert_eq!(Some(head.hash), receipt.block_hash);
        assert_eq!(
            within(hashes.recv()).await.unwrap(),
            receipt.transaction_hash
        );
        let transaction = within(whole.recv()).await.unwrap();
        assert_eq!(*transaction.inner.tx_hash(), receipt.transaction_hash);
    }
    // The first has another topic.
    for receipt in &sent[1..] {
        let log = within(logs.recv()).await.unwrap();
        assert_eq!(log.transaction_hash, Some(receipt.transaction_hash));
        assert_eq!(log.topics(), [topic]);
    }
    assert!(logs.is_empty());
}

#[tokio::test]
async fn nothing_is_heard_after_unsubscribing() {
    let door = Door::open().await;
    let provider = connect(door.server.address()).await;
    let mut kept = provider.subscribe_blocks().await.unwrap();
    let mut left = provider.subscribe_pending_transactions().await.unwrap();
    provider.unsubscribe(*left.local_id()).await.unwrap();
    let pending = provider.send_transaction(gift()).await.unwrap();
    within(pending.get_receipt()).await.unwrap();
    assert_eq!(within(kept.recv()).await.unwrap().number, 1);
    assert!(left.try_recv().is_err());
}

#[tokio::test]
async fn subscriptions_come_back_after_the_connection_was_lost() {
    let accounts = DevAccounts::derive(TEST_MNEMONIC, 1).unwrap();
    let any_port = ([127, 0, 0, 1], 0).into();
    let server = serve(chain(&accounts), accounts.clone(), any_port).await;
    let address = server.address();
    let provider = connect(address).await;
    let mut heads = provider.subscribe_blocks().await.unwrap();
    drop(server);
    // The same chain anew, at the same place; the old server takes a moment to leave it.
    let restarted = within(async {
        loop {
            let (chain, accounts) = (chain(&accounts), accounts.clone());
            let settings = Settings {
                listen: address,
                ..silent()
            };
            match Server::start(chain, accounts, settings).await {
                Ok(server) => break server,
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    })
    .await;
    assert_eq!(restarted.address(), address);
    assert_eq!(within(provider.get_block_number()).await.unwrap(), 0);
    // The client has its answer before it has subscribed again; some block comes after that.
    let head = loop {
        let sent = within(provider.send_transaction(gift())).await.unwrap();
        within(sent.get_receipt()).await.unwrap();
        if let Ok(head) = timeout(Duration::from_millis(200), heads.recv()).await {
            break head.unwrap();
        }
    };
    assert!(head.number > 0);
}
