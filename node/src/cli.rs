//! The flags of `ebb-node`: what can be chosen, what is chosen by default, and the help that teaches
//! it. It never starts anything: `main.rs` does, from the values parsed here.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use alloy_primitives::{
    U256,
    utils::{Unit, parse_ether},
};
use clap::Parser;
use ebb_node::rpc::MemoryLimit;

const EXAMPLES: &str = "\
Examples:
  ebb-node                                start on http://127.0.0.1:8547, chain id 412346
  ebb-node --port 8600 --silent           another port, no output
  ebb-node --balance 1000000              a million ETH for each account
  ebb-node --timestamp 1767225600         begin at a fixed time, for reproducible runs
  ebb-node --state chain.json             go on where the last run with this file ended
  ebb-node --block-time 2                 a block every two seconds

Then, from another terminal:
  cast chain-id --rpc-url http://127.0.0.1:8547
  cast send --rpc-url http://127.0.0.1:8547 --unlocked \\
    --from 0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E --value 1ether 0x000000000000000000000000000000000000dEaD
  DEPLOYER_KEY=<a key of the banner> scripts/deploy http://127.0.0.1:8547

Without --state the chain is gone when the node ends; Ctrl-C or SIGTERM ends it at once.
The private keys are public knowledge: never use these accounts on a real chain.";

/// A development node for Arbitrum: Ethereum JSON-RPC over EVM contracts and Stylus programs in one
/// state. Each transaction is mined at once unless told otherwise, in a block of its own.
#[derive(Debug, Parser)]
#[command(name = "ebb-node", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Flags {
    /// Address to listen on; 0.0.0.0 opens the node, with its unlocked accounts, to the network
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    pub(crate) host: IpAddr,

    /// TCP port for HTTP and WebSocket alike; 0 lets the system choose one and prints it
    #[arg(short, long, default_value_t = 8547, value_name = "PORT")]
    pub(crate) port: u16,

    /// Chain id that signed transactions must name; Nitro's development chain by default
    #[arg(long, default_value_t = 412_346, value_name = "ID", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) chain_id: u64,

    /// ArbOS version whose rules and prices apply, from 30 (the first with Stylus) to 59
    #[arg(long, default_value_t = 59, value_name = "VERSION", value_parser = clap::value_parser!(u64).range(30..=59))]
    pub(crate) arbos_version: u64,

    /// How many accounts to derive from the mnemonic, beside Nitro's development account
    #[arg(short, long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub(crate) accounts: u32,

    /// Balance of each of these accounts, in ETH (decimals allowed)
    #[arg(long, default_value = "10000", value_name = "ETH", value_parser = ether)]
    pub(crate) balance: U256,

    /// BIP-39 phrase that the accounts are derived from, at m/44'/60'/0'/0/0 and following
    #[arg(short, long, default_value = ebb_node::rpc::accounts::TEST_MNEMONIC, value_name = "WORDS", hide_default_value = true)]
    pub(crate) mnemonic: String,

    /// Time of the genesis block in Unix seconds; the wall clock by default
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timestamp: Option<u64>,

    /// File that holds the chain: loaded at the start if it exists, saved at the end
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,

    /// Save to --state every so many seconds too (decimals allowed), so that a crash loses no more
    #[arg(long, value_name = "SECONDS", value_parser = interval, requires = "state")]
    pub(crate) state_interval: Option<Duration>,

    /// Mine a block every so many seconds instead of with each transaction (decimals allowed)
    #[arg(short, long, value_name = "SECONDS", value_parser = interval, conflicts_with = "no_mining")]
    pub(crate) block_time: Option<Duration>,

    /// Mine only when asked to (evm_mine); transactions wait
    #[arg(long)]
    pub(crate) no_mining: bool,

    /// L1 block number that contracts see, at all times; without it, an estimate: one every 12 seconds
    /// of chain time, from 0. `nitro --dev` shows 0
    #[arg(long, value_name = "NUMBER")]
    pub(crate) l1_block_number: Option<u64>,

    /// Wei that transactions pay per unit of data (a sixteenth of a compressed byte) for being posted to
    /// the parent chain, as gas; a fresh Nitro chain has 50000000000, its development scripts set 0
    #[arg(long, value_name = "WEI", default_value_t = 0)]
    pub(crate) l1_price_per_unit: u128,

    /// Mebibytes of memory beyond which the node takes nothing more into the chain
    #[arg(long, value_name = "MIB", default_value_t = MemoryLimit::MEBIBYTES, value_parser = clap::value_parser!(u64).range(64..))]
    pub(crate) memory_limit: u64,

    /// Print nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) silent: bool,

    /// Print every request, not transactions alone
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// Reads a time between two blocks or saves: a millisecond to a day.
fn interval(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| {
        format!("`{text}` is not a number of seconds; write a number such as 12 or 0.25")
    })?;
    if (0.001..=86_400.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(format!(
            "{text} s is out of range; give 0.001 to 86400 seconds"
        ))
    }
}

/// Reads an amount of ETH as wei, and keeps it far below 2^256 so that no sum of balances wraps.
fn ether(text: &str) -> Result<U256, String> {
    let wei = parse_ether(text)
        .ok()
        .filter(|_| !text.trim().is_empty())
        .ok_or_else(|| {
            format!("`{text}` is not an amount of ETH; write a number such as 10000 or 0.5")
        })?;
    let ceiling = Unit::ETHER.wei() * U256::from(10).pow(U256::from(30));
    if text.trim_start().starts_with('-') || wei > ceiling {
        return Err(format!(
            "{text} ETH is out of range; give a value from 0 to 10^30"
        ));
    }
    Ok(wei)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Flags::command().debug_assert();
    }

    #[test]
    fn a_nonsensical_block_time_is_refused() {
        for bad in ["0", "-1", "inf", "NaN", "soon", "1e9"] {
            let flags = Flags::try_parse_from(["ebb-node", &format!("--block-time={bad}")]);
            assert!(flags.is_err(), "{bad}");
        }
        let flags = Flags::try_parse_from(["ebb-node", "-b", "0.25"]).unwrap();
        assert_eq!(flags.block_time, Some(Duration::from_millis(250)));
    }

    #[test]
    fn balance_is_read_in_ether() {
        let flags = Flags::try_parse_from(["ebb-node", "--balance", "0.5"]).unwrap();
        assert_eq!(flags.balance, U256::from(500_000_000_000_000_000u64));
    }

    #[test]
    fn a_nonsensical_balance_is_refused() {
        for bad in [
            "ten",
            "-1",
            "",
            "1e99",
            "9999999999999999999999999999999999",
        ] {
            assert!(
                Flags::try_parse_from(["ebb-node", "--balance", bad]).is_err(),
                "{bad}"
            );
        }
    }
}
