//! Bytes as the body of a request: the node answers, and serves on.
#![no_main]

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::LazyLock,
    time::Duration,
};

use ebb_node::{
    chain::{Chain, ChainConfig},
    rpc::{
        Mining, Output, Server,
        accounts::{DevAccounts, TEST_MNEMONIC},
    },
};
use libfuzzer_sys::fuzz_target;

/// A node for the whole run; its runtime must not end before it.
static NODE: LazyLock<(tokio::runtime::Runtime, Server)> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let accounts = DevAccounts::derive(TEST_MNEMONIC, 1).expect("a good phrase");
    let chain = Chain::new(ChainConfig::default());
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = Server::start(chain, accounts, any_port, Output::Silent, Mining::AtOnce);
    let server = runtime.block_on(server).expect("a server");
    (runtime, server)
});

fn post(body: &[u8]) -> String {
    let mut stream = TcpStream::connect(NODE.1.address()).expect("a connection");
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).expect("a time");
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("a head");
    // A server that refuses early may close before the body is written.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer in time");
    String::from_utf8_lossy(&answer).into_owned()
}

fuzz_target!(|body: &[u8]| {
    let answer = post(body);
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    assert!(!answer.contains("which is a bug of the node"), "{answer}");
});
