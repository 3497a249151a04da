//! The demo driver: opens three loans on an Ebb market, lets the price fall, and liquidates block
//! after block until all are safe. `scene` sets up with the `actors` and `rules` what `deploy` and
//! `market` have brought, `run` loops, `decide` chooses, `liquidator` acts, `track` books, `report` and
//! `summary` print, `compare` knows what Aave would have done. Only `chain` and the ABI's calls leave
//! the process.

mod abi;
mod actors;
mod chain;
mod compare;
mod config;
mod decide;
mod deploy;
mod figures;
mod liquidator;
mod market;
mod record;
mod report;
mod rules;
mod run;
mod scene;
mod summary;
mod track;

use std::{process::ExitCode, time::Instant};

use alloy::primitives::U256;
use anyhow::{Result, ensure};
use clap::Parser;

use crate::{actors::Actors, chain::Chain, config::Config, run::Run, scene::Scene};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let config = Config::parse();
    match play(&config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ebb-demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The whole demonstration.
async fn play(config: &Config) -> Result<()> {
    let began = Instant::now();
    let actors = Actors::new(&config.key)?;
    let chain = Chain::connect(&config.rpc, actors.wallet(), config.real_time).await?;
    report::progress(&format!("market {} at {}", config.market, config.rpc));
    let scene = Scene::open(&chain, config, &actors).await?;
    report::heading();
    let mut run = Run::new(&chain, &scene, config.policy());
    run.until_all_are_safe().await?;

    let mut losses = Vec::new();
    for (borrower, track) in scene.borrowers.iter().zip(&run.tracks) {
        losses.extend(track.loss(borrower.name, &scene)?);
    }
    ensure!(
        !losses.is_empty(),
        "no loan became unhealthy: the demonstration shows nothing"
    );
    summary::table(&losses);
    let bad_debt = run
        .tracks
        .iter()
        .fold(U256::ZERO, |sum, track| sum + track.bad_debt);
    summary::closing(
        bad_debt,
        run.liquidator.earned,
        run.liquidator.gas_cost,
        began.elapsed(),
    );
    Ok(())
}
