//! What the node prints while it runs: one line a transaction, and each request if asked. It knows
//! nothing of the protocol and never fails: a closed output is no reason to stop serving.

use std::{
    fmt::{self, Write as _},
    io::Write,
};

use alloy_primitives::{Address, B256};

/// How much the node prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// Nothing.
    Silent,
    /// What programs print, and one line for each transaction.
    #[default]
    Transactions,
    /// Besides, one line for each request.
    Requests,
}

/// Prints as much as it was told to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reporter(Output);

/// What there is to say about a mined transaction.
#[derive(Clone, Debug)]
pub(crate) struct TransactionLine {
    pub(crate) hash: B256,
    pub(crate) block: u64,
    pub(crate) from: Address,
    /// The callee; for a creation, the new contract.
    pub(crate) to: Option<Address>,
    pub(crate) is_creation: bool,
    /// Why it failed; none if it succeeded.
    pub(crate) failure: Option<String>,
    pub(crate) gas_used: u64,
}

impl Reporter {
    /// A reporter of the given talkativeness.
    pub(crate) const fn new(output: Output) -> Self {
        Self(output)
    }

    /// A request came in.
    pub(crate) fn request(self, method: &str) {
        if self.0 >= Output::Requests {
            print(format_args!("{}", Sanitized(method)));
        }
    }

    /// A program printed a line.
    pub(crate) fn console(self, line: &str) {
        if self.0 >= Output::Transactions {
            print(format_args!("console: {}", Sanitized(line)));
        }
    }

    /// A transaction was mined.
    pub(crate) fn transaction(self, line: &TransactionLine) {
        if self.0 >= Output::Transactions {
            print(format_args!("{line}"));
        }
    }
}

impl fmt::Display for TransactionLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hash, from) = (short(self.hash.as_slice()), short(self.from.as_slice()));
        let to = self
            .to
            .map_or_else(|| "nothing".to_owned(), |to| short(to.as_slice()));
        let arrow = if self.is_creation { "created" } else { "->" };
        let gas = self.gas_used;
        write!(
            f,
            "block {} tx {hash} {from} {arrow} {to} gas {gas} ",
            self.block
        )?;
        match &self.failure {
            None => f.write_str("ok"),
            Some(failure) => write!(f, "failed: {}", Sanitized(failure)),
        }
    }
}

/// The first four and the last two bytes: enough to recognise a value in a log.
fn short(bytes: &[u8]) -> String {
    let mut text = String::from("0x");
    let hidden = 4..bytes.len().saturating_sub(2);
    for (index, byte) in bytes.iter().enumerate() {
        if index == hidden.start && !hidden.is_empty() {
            text.push('…');
        }
        if !hidden.contains(&index) {
            let _ = write!(text, "{byte:02x}");
        }
    }
    text
}

/// Most characters of a text from outside.
const LINE: usize = 120;

/// A text from outside, without control characters and not longer than a line.
struct Sanitized<'a>(&'a str);

impl fmt::Display for Sanitized<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .filter(|c| !c.is_control())
            .take(LINE)
            .try_for_each(|c| f.write_char(c))
    }
}

fn print(line: fmt::Arguments<'_>) {
    // A closed pipe must not stop the node.
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_is_one_short_line() {
        let line = TransactionLine {
            hash: B256::repeat_byte(0xab),
            block: 7,
            from: Address::repeat_byte(1),
            to: Some(Address::repeat_byte(2)),
            is_creation: false,
            failure: None,
            gas_used: 21_000,
        };
        let expected = "block 7 tx 0xabababab…abab 0x01010101…0101 -> 0x02020202…0202 gas 21000 ok";
        assert_eq!(line.to_string(), expected);
    }

    #[test]
    fn names_from_outside_cannot_draw_on_the_terminal() {
        assert_eq!(
            Sanitized("eth_\u{1b}[31m\ncall").to_string(),
            "eth_[31mcall"
        );
        assert_eq!(Sanitized(&"x".repeat(1000)).to_string().len(), LINE);
    }
}
