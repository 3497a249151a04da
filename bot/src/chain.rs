//! The chain as the driver needs it: send a call and wait for it, create a contract, let time
//! pass. Every failure becomes a sentence; nothing here waits without an end.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alloy::{
    consensus::BlockHeader,
    contract::{CallBuilder, CallDecoder, Error as ContractError},
    network::{
        BlockResponse, Ethereum, EthereumWallet, NetworkWallet, ReceiptResponse, TransactionBuilder,
    },
    primitives::{Address, U256},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::{TransactionReceipt, TransactionRequest},
    transports::http::reqwest::{Client, Url},
};
use anyhow::{Context, Result, ensure};

use crate::abi::IMarketErrors::IMarketErrorsErrors;

/// No answer and no receipt may take longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a chain whose clock cannot be moved is asked for news.
const REAL_INTERVAL: Duration = Duration::from_millis(250);
/// The same for a development node, which mines at once.
const DEVELOPMENT_INTERVAL: Duration = Duration::from_millis(5);

/// A connection that signs for every actor.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    /// Signs with the key of whatever `from` names.
    pub(crate) provider: DynProvider,
    url: Url,
    /// Whose account pays for contracts and for time.
    pub(crate) payer: Address,
    real_time: bool,
}

impl Chain {
    /// Connects; says so if nothing answers. The wallet's first account pays for time.
    pub(crate) async fn connect(
        url: &Url,
        wallet: EthereumWallet,
        real_time: bool,
    ) -> Result<Self> {
        let payer = NetworkWallet::<Ethereum>::default_signer_address(&wallet);
        let client = Client::builder().timeout(PATIENCE).build()?;
        // The nonce is asked for each time: a refused transaction must not leave a gap.
        let provider = ProviderBuilder::default()
            .with_gas_estimation()
            .with_simple_nonce_management()
            .fetch_chain_id()
            .wallet(wallet)
            .connect_reqwest(client, url.clone())
            .erased();
        provider.client().set_poll_interval(if real_time {
            REAL_INTERVAL
        } else {
            DEVELOPMENT_INTERVAL
        });
        let chain = Self {
            provider,
            url: url.clone(),
            payer,
            real_time,
        };
        chain.provider.get_chain_id().await.with_context(|| {
            format!("nothing answers at {url}: start the node with `make node`, or give --rpc")
        })?;
        Ok(chain)
    }

    /// The newest block's number and timestamp [seconds].
    pub(crate) async fn head(&self) -> Result<(u64, u64)> {
        let block = self
            .provider
            .get_block(alloy::eips::BlockId::latest())
            .await
            .with_context(|| format!("{} has stopped answering", self.url))?
            .with_context(|| format!("{} does not know its newest block", self.url))?;
        Ok((block.header().number(), block.header().timestamp()))
    }

    /// Fails unless a contract lives at `market`: calls of an empty address succeed and do nothing.
    pub(crate) async fn ensure_contract(&self, market: Address) -> Result<()> {
        let code = self
            .provider
            .get_code_at(market)
            .await
            .context("asking for the market's code")?;
        ensure!(
            !code.is_empty(),
            "there is no contract at {market}: deploy the market with scripts/deploy, which prints \
             its address"
        );
        Ok(())
    }

    /// Lets time pass until the chain's clock shows `timestamp` [seconds].
    pub(crate) async fn wait_until(&self, timestamp: u64) -> Result<()> {
        let (_, now) = self.head().await?;
        let missing = timestamp.saturating_sub(now);
        if missing == 0 {
            return Ok(());
        }
        if self.real_time {
            let then = UNIX_EPOCH + Duration::from_secs(timestamp);
            tokio::time::sleep(then.duration_since(SystemTime::now()).unwrap_or_default()).await;
            // A chain that nobody uses makes no block, and calls see the time of the last one.
            return self.fund(self.payer, U256::ZERO).await;
        }
        let advice = "this node's clock cannot be moved: run again with --real-time";
        self.provider
            .raw_request::<_, serde_json::Value>("evm_increaseTime".into(), [missing])
            .await
            .context(advice)?;
        self.provider
            .raw_request::<_, serde_json::Value>("evm_mine".into(), ())
            .await
            .context(advice)?;
        Ok(())
    }

    /// Sends `call` and waits for its receipt. `act` names it in the sentence of a failure.
    pub(crate) async fn send<P: Provider, D: CallDecoder>(
        &self,
        act: &str,
        call: CallBuilder<P, D>,
    ) -> Result<TransactionReceipt> {
        let gas = call
            .estimate_gas()
            .await
            .map_err(|error| refusal(act, error))?;
        // The next block's time is not known yet, and gas depends on it a little.
        let call = call.gas(gas + gas / 4);
        let pending = call.send().await.map_err(|error| refusal(act, error))?;
        let receipt = pending
            .with_timeout(Some(PATIENCE))
            .get_receipt()
            .await
            .with_context(|| format!("{act}: the transaction was not mined"))?;
        ensure!(
            receipt.status(),
            "{act}: transaction {} reverted",
            receipt.transaction_hash
        );
        Ok(receipt)
    }

    /// Sends `value` wei from the payer to `to`.
    pub(crate) async fn fund(&self, to: Address, value: U256) -> Result<()> {
        let payer = self.payer;
        let transfer = TransactionRequest::default()
            .with_from(payer)
            .with_to(to)
            .with_value(value);
        let pending = self
            .provider
            .send_transaction(transfer)
            .await
            .with_context(|| {
                format!("{payer} cannot send {value} wei: give --key of an account with ether")
            })?;
        let receipt = pending.with_timeout(Some(PATIENCE)).get_receipt().await?;
        ensure!(receipt.status(), "{to} does not accept ether");
        Ok(())
    }

    /// Creates a contract by its creation code; `name` is for the sentence of a failure.
    pub(crate) async fn create(&self, name: &str, code: Vec<u8>) -> Result<Address> {
        let creation = TransactionRequest::default()
            .with_from(self.payer)
            .with_deploy_code(code);
        let pending = self
            .provider
            .send_transaction(creation)
            .await
            .with_context(|| format!("the chain refuses to deploy {name}"))?;
        let receipt = pending.with_timeout(Some(PATIENCE)).get_receipt().await?;
        ensure!(receipt.status(), "the constructor of {name} reverted");
        receipt
            .contract_address()
            .with_context(|| format!("the receipt of {name}'s deployment names no address"))
    }
}

/// A refused call as a sentence that names the market's own error, if it is one.
pub(crate) fn refusal(act: &str, error: ContractError) -> anyhow::Error {
    let data = error.as_revert_data().unwrap_or_default();
    let name = data
        .first_chunk::<4>()
        .and_then(|selector| IMarketErrorsErrors::name_by_selector(*selector));
    match name {
        Some(name) => anyhow::anyhow!("{act}: the market refuses with {name}"),
        None => anyhow::Error::new(error).context(act.to_owned()),
    }
}
