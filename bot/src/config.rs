//! Every number that can be tuned, and the command line. Nothing here talks to a chain.

use std::path::PathBuf;

use alloy::{
    primitives::{Address, utils::parse_units},
    signers::local::PrivateKeySigner,
    transports::http::reqwest::Url,
};
use clap::Parser;

use crate::decide::Policy;

/// Nitro's development account. Its key is published with Nitro and worth nothing on other chains.
const DEVELOPMENT_KEY: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";

const NOTES: &str = "\
What you will see: one line a step, with the time since the first price fall, the chain's block, the
borrower and his health before and after. `fill` repays a part of the debt for collateral; the close
factor (`a block`) bounds it, so that no budget may be left until the next liquidation block. `touch`
starts or advances the auction's clock; `wait` leaves it to run. The clock makes the discount grow, unless
the depth of the loan gives more; a fill sets it back. Each touch also shows the market how deep the loan
is; once a depth has lasted for a minute the market believes it and opens the close factor accordingly.
A summary sets each borrower's loss beside what clips at Aave's terms would have cost.

Examples:
  make demo                                   builds and starts all that is needed, then runs this
  ebb-demo --market 0x...                     on a node at http://127.0.0.1:8547
  ebb-demo --market 0x... --margin 1          a liquidator who wants 1 % waits longer
  ebb-demo --market 0x... --real-time         on a chain whose clock cannot be moved; takes minutes

The key's account pays for everything, and is the market's owner: the demo enables its liquidation profile,
unless that has been done. The actors' keys are derived from it, and they keep what is left.
The tokens are development tokens, which anyone may mint; the oracle is a mock. Without `make demo`, run
`scripts/build ebb-token` and `forge build` first, which write them to target/ and out/.";

/// Opens three loans on an Ebb market, lets the price fall, and liquidates step by step until all
/// three are safe.
#[derive(Debug, Parser)]
#[command(name = "ebb-demo", version, after_help = NOTES)]
pub(crate) struct Config {
    /// The chain's JSON-RPC, by plain HTTP
    #[arg(long, env = "NODE_URL", default_value = "http://127.0.0.1:8547", value_name = "URL", value_parser = http)]
    pub(crate) rpc: Url,

    /// The deployed market; scripts/deploy prints it
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) market: Address,

    /// Private key of an account with ether; that of Nitro's development account unless given
    #[arg(long, env = "DEPLOYER_KEY", default_value = DEVELOPMENT_KEY, value_name = "KEY", value_parser = key, hide_default_value = true, hide_env_values = true)]
    pub(crate) key: PrivateKeySigner,

    /// What the liquidator wants to earn, in percent of what he repays, after fee and gas
    #[arg(long, default_value = "0.4", value_name = "PERCENT", allow_negative_numbers = true, value_parser = millionths)]
    pub(crate) margin: u32,

    /// Wait for the chain's own clock instead of moving it with evm_increaseTime
    #[arg(long)]
    pub(crate) real_time: bool,

    /// Where forge has written the compiled mocks
    #[arg(long, default_value = "out", value_name = "FOLDER")]
    pub(crate) artifacts: PathBuf,

    /// Where scripts/build has written the token
    #[arg(long, default_value = "target", value_name = "FOLDER")]
    pub(crate) programs: PathBuf,
}

impl Config {
    /// The liquidator's rules.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            margin: self.margin,
        }
    }
}

/// Without TLS there is no https; saying so beats a refused connection.
fn http(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| {
        format!("{error}; write it as http://HOST:PORT, such as http://127.0.0.1:8547")
    })?;
    match url.scheme() {
        "http" => Ok(url),
        other => Err(format!(
            "{other}:// is not spoken here; give a node's plain http:// address"
        )),
    }
}

/// Says what a key looks like, and never repeats a bad one.
fn key(text: &str) -> Result<PrivateKeySigner, String> {
    text.parse()
        .map_err(|_| "that is not a private key; it has 64 hexadecimal digits".to_owned())
}

/// Percent to millionths, exactly: at most four decimals.
fn millionths(text: &str) -> Result<u32, String> {
    // An empty text would be read as zero.
    let number = Some(text).filter(|text| !text.trim().is_empty());
    number
        .and_then(|number| parse_units(number, 4).ok())
        .filter(|parsed| !parsed.is_negative())
        .and_then(|parsed| u32::try_from(parsed.get_absolute()).ok())
        .filter(|&margin| margin <= 250_000)
        .ok_or_else(|| "give a percentage from 0 to 25, such as 0.5".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Config::command().debug_assert();
    }

    #[test]
    fn the_margin_is_read_in_percent() {
        assert_eq!(millionths("0.5"), Ok(5_000));
        assert_eq!(millionths("0"), Ok(0));
        assert_eq!(millionths("25"), Ok(250_000));
        for bad in ["", "-1", "25.1", "half", "1e9", "99999999999999999999"] {
            assert!(millionths(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_unreachable_scheme_is_refused_with_advice() {
        assert!(http("http://127.0.0.1:8547").is_ok());
        assert!(
            http("https://arb1.arbitrum.io/rpc")
                .unwrap_err()
                .contains("http://")
        );
        assert!(http("localhost").unwrap_err().contains("http://"));
    }

    #[test]
    fn a_bad_key_is_not_repeated() {
        let error = key("0xdeadbeef").unwrap_err();
        assert!(!error.contains("dead"), "{error}");
    }
}
