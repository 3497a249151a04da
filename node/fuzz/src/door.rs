//! A node of its own behind its own port, and one connection to it. Opened for each input, so that
//! every finding can be had again.

use std::time::Duration;

use ebb_node::{
    chain::Chain,
    rpc::{
        Output, Server, Settings,
        accounts::{DevAccounts, TEST_MNEMONIC},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than any request may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running node and a connection to it.
#[derive(Debug)]
pub struct Door {
    server: Server,
    stream: TcpStream,
    read: Vec<u8>,
}

impl Door {
    /// Starts a node over `chain`.
    ///
    /// # Panics
    /// The system has no port left.
    pub async fn open(chain: Chain) -> Self {
        let accounts = DevAccounts::derive(TEST_MNEMONIC, 1).expect("a good phrase");
        let settings = Settings {
            output: Output::Silent,
            ..Settings::default()
        };
        let server = Server::start(chain, accounts, settings);
        let server = server.await.expect("a server");
        let stream = TcpStream::connect(server.address())
            .await
            .expect("a connection");
        stream.set_nodelay(true).expect("an option");
        // Closes by a reset, which leaves no port waiting for a minute.
        socket2::SockRef::from(&stream)
            .set_linger(Some(Duration::ZERO))
            .expect("an option");
        let read = Vec::new();
        Self {
            server,
            stream,
            read,
        }
    }

    /// Posts a body; status and body of the answer.
    ///
    /// # Panics
    /// There is no answer in time, or it is no HTTP.
    pub async fn post(&mut self, body: &[u8]) -> (u16, Vec<u8>) {
        let answer = timeout(PATIENCE, self.exchange(body)).await;
        answer.unwrap_or_else(|_| panic!("no answer to {}", String::from_utf8_lossy(body)))
    }

    async fn exchange(&mut self, body: &[u8]) -> (u16, Vec<u8>) {
        let head = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let request = [head.as_bytes(), body].concat();
        self.stream
            .write_all(&request)
            .await
            .expect("a server that listens");
        let head = loop {
            if let Some(end) = self
                .read
                .windows(4)
                .position(|window| window == b"\r\n\r\n")
            {
                let rest = self.read.split_off(end + 4);
                break std::mem::replace(&mut self.read, rest);
            }
            self.more().await;
        };
        let head = String::from_utf8(head)
            .expect("a head in ASCII")
            .to_lowercase();
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let status = head.split(' ').nth(1).and_then(number).expect("a status");
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let length = length.and_then(number).unwrap_or(0);
        while self.read.len() < length {
            self.more().await;
        }
        let rest = self.read.split_off(length);
        (status as u16, std::mem::replace(&mut self.read, rest))
    }

    async fn more(&mut self) {
        let count = self
            .stream
            .read_buf(&mut self.read)
            .await
            .expect("an answer");
        assert_ne!(count, 0, "the node {} hung up", self.server.address());
    }
}
