//! `ebb-node`: reads its flags, starts the chain and the server, greets, and serves until it is told
//! to stop. What it serves is in the library.

mod cli;
mod state_file;

use std::{
    io::{self, Write},
    net::SocketAddr,
    process::ExitCode,
    time::Duration,
};

use alloy_primitives::{U256, utils::format_ether};
use clap::Parser;
use ebb_node::{
    chain::{Chain, ChainConfig},
    rpc::{MemoryLimit, Mining, Output, STACK_BYTES, Server, Settings, accounts::DevAccounts},
};
use mimalloc::MiMalloc;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::Flags;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Has the allocator give back what it keeps for later.
fn release() {
    // SAFETY: this may be called at any time; it frees nothing that is in use.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

fn main() -> ExitCode {
    match run(&Flags::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Nothing is left to do if even this cannot be written.
            let _ = writeln!(io::stderr(), "ebb-node: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(flags: &Flags) -> Result<(), String> {
    let accounts = DevAccounts::derive(&flags.mnemonic, flags.accounts)?;
    let mut chain = Chain::new(ChainConfig {
        chain_id: flags.chain_id,
        arbos_version: flags.arbos_version,
        genesis_time: flags.timestamp,
        l1_block_number: flags.l1_block_number,
        l1_price_per_unit: flags.l1_price_per_unit,
        accounts: accounts
            .addresses()
            .into_iter()
            .map(|who| (who, flags.balance))
            .collect(),
    });
    if let Some(file) = &flags.state {
        state_file::load(&mut chain, file)?;
    }
    let greeting = Greeting {
        arbos_version: chain.arbos_version(),
        block: chain.latest().header.number,
    };
    // One thread is enough here: executions run on a thread of their own, and tasks of one thread
    // start in the order in which they were spawned, which keeps requests in order.
    let reactor = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build()
        .map_err(|error| format!("the system refused to start the server: {error}"))?;
    reactor.block_on(serve(flags, chain, accounts, greeting))
}

async fn serve(
    flags: &Flags,
    chain: Chain,
    accounts: DevAccounts,
    greeting: Greeting,
) -> Result<(), String> {
    let listener = |error: io::Error| format!("signals cannot be listened to: {error}");
    let mut interrupt = signal(SignalKind::interrupt()).map_err(listener)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(listener)?;
    let output = match (flags.silent, flags.verbose) {
        (true, _) => Output::Silent,
        (_, true) => Output::Requests,
        _ => Output::Transactions,
    };
    let settings = Settings {
        listen: SocketAddr::new(flags.host, flags.port),
        output,
        mining: match (flags.block_time, flags.no_mining) {
            (Some(interval), _) => Mining::Every(interval),
            (None, true) => Mining::Manual,
            _ => Mining::AtOnce,
        },
        memory: MemoryLimit {
            mebibytes: flags.memory_limit,
            release,
        },
    };
    let server = Server::start(chain, accounts.clone(), settings)
        .await
        .map_err(|error| error.to_string())?;
    if output > Output::Silent {
        // A closed pipe must not stop the node.
        let _ =
            io::stdout().write_all(banner(flags, &accounts, greeting, server.address()).as_bytes());
    }
    loop {
        tokio::select! {
            _ = interrupt.recv() => break,
            _ = terminate.recv() => break,
            () = server.stopped() => break,
            () = pause(flags.state_interval) => {}
        }
        // The node goes on without this save: the next one may succeed.
        if let Err(sentence) = save(flags, &server).await {
            let _ = writeln!(io::stderr(), "ebb-node: {sentence}");
        }
    }
    save(flags, &server).await
}

/// Ends after `time`; never, if there is none.
async fn pause(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}

/// Saves the chain to the file of `--state`, if one is named. Requests are served meanwhile.
async fn save(flags: &Flags, server: &Server) -> Result<(), String> {
    let Some(file) = flags.state.clone() else {
        return Ok(());
    };
    let bytes = server.save().await?;
    tokio::task::spawn_blocking(move || state_file::save(&file, &bytes))
        .await
        .map_err(|error| format!("the state could not be saved: {error}"))?
}

/// An amount of wei in ETH, without zeros at the end.
fn whole_ether(wei: U256) -> String {
    let text = format_ether(wei);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What the banner tells of the chain, which a saved one may have changed.
#[derive(Clone, Copy)]
struct Greeting {
    arbos_version: u64,
    block: u64,
}

/// When blocks come, in words.
fn rhythm(flags: &Flags) -> String {
    match flags.block_time {
        Some(interval) => format!("a block every {} s", interval.as_secs_f64()),
        None if flags.no_mining => "blocks on demand".to_owned(),
        None => "one block a transaction".to_owned(),
    }
}

fn banner(flags: &Flags, accounts: &DevAccounts, chain: Greeting, address: SocketAddr) -> String {
    let url = format!("http://{address}");
    let mut lines = vec![
        format!(
            "ebb-node {}: Arbitrum development node, EVM and Stylus",
            env!("CARGO_PKG_VERSION")
        ),
        String::new(),
        format!(
            "Accounts, {} ETH each (the keys are public: never use them on a real chain)",
            whole_ether(flags.balance)
        ),
    ];
    for (index, signer) in accounts.iter().enumerate() {
        lines.push(format!(
            "  ({index}) {}  key {}",
            signer.address(),
            signer.to_bytes()
        ));
    }
    lines.extend([
        String::new(),
        format!(
            "Chain id {}, ArbOS {}, block {}, {}",
            flags.chain_id,
            chain.arbos_version,
            chain.block,
            rhythm(flags)
        ),
        format!("Listening on {url} (HTTP and WebSocket); Ctrl-C ends"),
        format!("Try: cast block-number --rpc-url {url}"),
        String::new(),
        String::new(),
    ]);
    lines.join("\n")
}
