//! The node as a process of its own, as its users start it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::door::raw;
use jsonrpsee::core::client::ClientT;
use jsonrpsee_http_client::{HttpClient, HttpClientBuilder};
use serde_json::{Value, json};

/// A node as its own process, killed when the test ends.
pub(crate) struct Process {
    child: Child,
    pub(crate) client: HttpClient,
}

impl Process {
    /// Starts on a free port.
    pub(crate) fn start(flags: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ebb-node"))
            .args(["--port", "0"])
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

    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        self.client.request(method, raw(&params)).await.unwrap()
    }

    pub(crate) async fn block_number(&self) -> u64 {
        let number = self.ask("eth_blockNumber", json!([])).await;
        u64::from_str_radix(&number.as_str().unwrap()[2..], 16).unwrap()
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end; whether it ended well.
    pub(crate) fn wait(&mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(mut self) {
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
