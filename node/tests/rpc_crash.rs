//! The program itself, killed at every moment: while it saves at its end, and while it saves as it
//! runs. What `--state` names is then the old chain or the new one, whole, and the next start works.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::door::raw;
use ebb_node::chain::{Chain, ChainConfig};
use jsonrpsee::core::{client::ClientT, params::BatchRequestBuilder};
use jsonrpsee_http_client::{HttpClient, HttpClientBuilder};
use serde_json::{Value, json};

/// Accounts in the chain: enough that a save takes a while.
const ACCOUNTS: usize = 20_000;
/// How often each kind of save is interrupted.
const CRASHES: u32 = 10;

/// A node as its own process, killed when the test ends.
struct Process {
    child: Child,
    client: HttpClient,
}

impl Process {
    /// Starts on a free port with the state in `file`.
    fn start(file: &Path, flags: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ebb-node"))
            .args(["--port", "0", "--state"])
            .arg(file)
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.map(Result::unwrap).find_map(|line| {
            let rest = line.strip_prefix("Listening on ")?;
            rest.split(' ').next().map(str::to_owned)
        });
        let client = HttpClientBuilder::default()
            .build(url.expect("the node tells where it listens"))
            .unwrap();
        Self { child, client }
    }

    async fn ask(&self, method: &str, params: Value) -> Value {
        self.client.request(method, raw(&params)).await.unwrap()
    }

    async fn block_number(&self) -> u64 {
        let number = self.ask("eth_blockNumber", json!([])).await;
        u64::from_str_radix(&number.as_str().unwrap()[2..], 16).unwrap()
    }

    /// Asks it to end, as a service manager does.
    fn terminate(&self) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Ends it as a crash would.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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
    let mut node = Process::start(file, &[]);
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
    assert!(node.child.wait().unwrap().success());
    begun.elapsed()
}

#[tokio::test]
async fn a_node_killed_while_it_saves_leaves_the_old_chain_or_the_new() {
    let folder = Folder::new("killed-at-the-end");
    let file = folder.0.join("chain.json");
    let time = populate(&file).await;
    for crash in 0..CRASHES {
        let before = saved_height(&file);
        let node = Process::start(&file, &[]);
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
    drop(Process::start(&file, &[]));
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
        let node = Process::start(&file, &flags);
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
