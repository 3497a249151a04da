//! Brings the demo's market into being: its profile is enabled, which only the contract's owner may do,
//! and the market created, which anyone may. It knows nothing of loans.

use alloy::{primitives::Address, providers::DynProvider};
use anyhow::{Context, Result, ensure};

use crate::{
    abi::{
        ILendingMarket::{self, ILendingMarketInstance},
        IMarketAdmin, MarketParams,
    },
    chain::{Chain, refusal},
    rules,
};

/// Creates the market that `params` describe in the contract at `address`.
pub(crate) async fn create(
    chain: &Chain,
    address: Address,
    params: &MarketParams,
) -> Result<ILendingMarketInstance<DynProvider>> {
    enable_profile(chain, address, params).await?;
    let market = ILendingMarket::new(address, chain.provider.clone());
    let creation = market.createMarket(params.clone()).from(chain.payer);
    chain.send("creating the market", creation).await?;
    Ok(market)
}

/// Enables the profile of `params`, unless that has been done.
async fn enable_profile(chain: &Chain, address: Address, params: &MarketParams) -> Result<()> {
    let admin = IMarketAdmin::new(address, chain.provider.clone());
    let MarketParams {
        lltv, curve, pace, ..
    } = *params;
    let enabled = admin.isProfileEnabled(lltv, curve, pace).call().await;
    if enabled.with_context(|| format!("{address} does not behave like an Ebb market"))? {
        return Ok(());
    }
    let owner = admin.owner().call().await;
    let owner = owner.map_err(|error| refusal("asking for the market's owner", error))?;
    ensure!(
        owner == chain.payer,
        "only {owner}, the owner of the market at {address}, may enable the demo's profile: give that \
         account's key by --key, or deploy a market of your own with scripts/deploy"
    );
    let enabling = admin.enableProfile(rules::profile_name(), lltv, curve, pace);
    let act = "enabling the profile";
    chain.send(act, enabling.from(chain.payer)).await?;
    Ok(())
}
