//! A server on a port of its own, and a client that asks it.

use std::net::SocketAddr;

use alloy_primitives::{U256, utils::Unit};
use ebb_node::{
    chain::{Chain, ChainConfig},
    rpc::{
        Output, Server, Settings,
        accounts::{DevAccounts, TEST_MNEMONIC},
    },
};
use jsonrpsee::{
    core::{
        client::{ClientT, Error},
        params::ArrayParams,
    },
    types::ErrorObjectOwned,
};
use jsonrpsee_http_client::{HttpClient, HttpClientBuilder};
use serde_json::{Value, json};

/// The first account of the test mnemonic.
pub(crate) const ALICE: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
/// The second account of the test mnemonic.
pub(crate) const BOB: &str = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

/// Parameters by position; what is no array becomes one.
pub(crate) fn raw(params: &Value) -> ArrayParams {
    let mut array = ArrayParams::new();
    for param in params.as_array().unwrap_or(&vec![params.clone()]) {
        array.insert(param).unwrap();
    }
    array
}

/// A fresh chain on which each of `accounts` holds 1 ETH.
pub(crate) fn chain(accounts: &DevAccounts) -> Chain {
    let one_ether: U256 = Unit::ETHER.wei();
    let addresses = accounts.addresses().into_iter();
    Chain::new(ChainConfig {
        accounts: addresses.map(|who| (who, one_ether)).collect(),
        ..ChainConfig::default()
    })
}

/// Settings of a server that prints nothing and mines each transaction at once.
pub(crate) fn silent() -> Settings {
    Settings {
        output: Output::Silent,
        ..Settings::default()
    }
}

/// Serves `chain` at `listen`.
pub(crate) async fn serve(chain: Chain, accounts: DevAccounts, listen: SocketAddr) -> Server {
    let settings = Settings { listen, ..silent() };
    Server::start(chain, accounts, settings).await.unwrap()
}

/// A running server and a client of it. Accounts hold 1 ETH each.
pub(crate) struct Door {
    pub(crate) server: Server,
    pub(crate) client: HttpClient,
}

impl Door {
    pub(crate) async fn open() -> Self {
        Self::open_with(silent()).await
    }

    /// A node that may take no memory at all.
    pub(crate) async fn without_memory() -> Self {
        let mut settings = silent();
        settings.memory.mebibytes = 0;
        Self::open_with(settings).await
    }

    async fn open_with(settings: Settings) -> Self {
        let accounts = DevAccounts::derive(TEST_MNEMONIC, 2).unwrap();
        let server = Server::start(chain(&accounts), accounts, settings);
        let server = server.await.unwrap();
        let url = format!("http://{}", server.address());
        let client = HttpClientBuilder::default().build(url).unwrap();
        Self { server, client }
    }

    async fn request(&self, method: &str, params: Value) -> Result<Value, Error> {
        self.client.request(method, raw(&params)).await
    }

    /// The answer to a request that must succeed.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        self.request(method, params)
            .await
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The error of a request that must fail.
    pub(crate) async fn refusal(&self, method: &str, params: Value) -> ErrorObjectOwned {
        match self.request(method, params).await {
            Err(Error::Call(error)) => error,
            other => panic!("{method} should be refused: {other:?}"),
        }
    }

    /// Sends an unsigned transaction; its hash.
    pub(crate) async fn send(&self, transaction: Value) -> String {
        let hash = self.ask("eth_sendTransaction", json!([transaction])).await;
        hash.as_str().unwrap().to_owned()
    }

    pub(crate) async fn receipt(&self, hash: &str) -> Value {
        self.ask("eth_getTransactionReceipt", json!([hash])).await
    }

    /// Puts runtime code at an address; the address.
    pub(crate) async fn contract<'a>(&self, address: &'a str, code: &str) -> &'a str {
        self.ask("anvil_setCode", json!([address, format!("0x{code}")]))
            .await;
        address
    }

    /// The newest block's time in seconds.
    pub(crate) async fn head_time(&self) -> u64 {
        let block = self
            .ask("eth_getBlockByNumber", json!(["latest", false]))
            .await;
        let time = block["timestamp"]
            .as_str()
            .unwrap()
            .trim_start_matches("0x")
            .to_owned();
        u64::from_str_radix(&time, 16).unwrap()
    }
}
