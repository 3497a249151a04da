//! The program itself, killed at every moment: while it saves at its end, and while it saves as it
//! runs. What `--state` names is then the old chain or the new one, whole, and the next start works.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::{door::raw, process::Process};
use ebb_node::chain::{Chain, ChainConfig};
use jsonrpsee::core::{client::ClientT, params::BatchRequestBuilder};
use serde_json::{Value, json};

/// Accounts in the chain: enough that a save takes a while.
const ACCOUNTS: usize = 20_000;
/// How often each kind of save is interrupted.
const CRASHES: u32 = 10;

/// Starts a node with the state in `file`.
fn start(file: &Path, flags: &[&str]) -> Process {
    let state = ["--state", file.to_str().expect("plain letters")];
    Process::start(&[&state, flags].concat())
}

/// A folder of its own for one test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ebb-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The height of the chain in `file`, which must be whole and hold every account.
fn saved_height(file: &Path) -> u64 {
    let mut chain = Chain::new(ChainConfig::default());
    chain.load(&fs::read(file).unwrap()).expect("a whole chain");
    let state = chain.state(Default::default()).unwrap();
    let kept =
        (0..ACCOUNTS).filter(|index| !state.balance(account(*index).parse().unwrap()).is_zero());
    assert_eq!(kept.count(), ACCOUNTS);
    chain.latest().header.number
}

fn account(index: usize) -> String {
    format!("0x{:040x}", 0x1000_0000 + index)
}

/// Writes a chain of [`ACCOUNTS`] to `file`; how long the node took to save it and end.
async fn populate(file: &Path) -> Duration {
    let mut node = start(file, &[]);
    for first in (0..ACCOUNTS).step_by(5_000) {
        let mut batch = BatchRequestBuilder::new();
        for index in first..first + 5_000 {
            let params = raw(&json!([account(index), "0x1"]));
            batch.insert("anvil_setBalance", params).unwrap();
        }
        let answers = node.client.batch_request::<Value>(batch).await.unwrap();
        assert_eq!(answers.num_failed_calls(), 0);
    }
    let begun = Instant::now();
    node.terminate();
    assert!(node.wait());
    begun.elapsed()
}

#[tokio::test]
async fn a_node_killed_while_it_saves_leaves_the_old_chain_or_the_new() {
    let folder = Folder::new("killed-at-the-end");
    let file = folder.0.join("chain.json");
    let time = populate(&file).await;
    for crash in 0..CRASHES {
        let before = saved_height(&file);
        let node = start(&file, &[]);
        assert_eq!(node.block_number().await, before);
        node.ask("evm_mine", json!([])).await;
        node.terminate();
        thread::sleep(time * crash / (CRASHES - 1));
        node.kill();
        let after = saved_height(&file);
        assert!(
            after == before || after == before + 1,
            "{before} -> {after}"
        );
    }
    // Whatever the crashes left behind goes with the next start.
    drop(start(&file, &[]));
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[tokio::test]
async fn a_node_killed_while_it_runs_loses_no_more_than_the_interval() {
    let folder = Folder::new("killed-as-it-runs");
    let file = folder.0.join("chain.json");
    populate(&file).await;
    let mut height = saved_height(&file);
    for crash in 1..=CRASHES {
        let flags = ["--state-interval", "0.01", "--block-time", "0.002"];
        let node = start(&file, &flags);
        let begun = Instant::now();
        // Whatever is on disk once the next save is through holds at least this.
        while node.block_number().await < height + 5 {
            assert!(begun.elapsed() < Duration::from_secs(20));
        }
        thread::sleep(Duration::from_millis(37) * crash);
        let reached = node.block_number().await;
        node.kill();
        let saved = saved_height(&file);
        // The clock may tick once more between the question and the end.
        assert!(
            (height..=reached + 100).contains(&saved),
            "{height} {saved} {reached}"
        );
        height = saved;
    }
    assert!(height > 0, "none of {CRASHES} runs saved anything");
}
