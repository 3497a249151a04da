//! Requests by the grammar of JSON-RPC and of the node's methods: mostly well-formed, with values of
//! the right kind; now and then of a wrong one, one too many or one too few. What earlier requests
//! were answered (hashes, addresses, signed transactions) is asked for again.

mod methods;
mod values;

use alloy_primitives::Address;
use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

use crate::bytecode;
use methods::METHODS;

/// The kinds of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An account.
    Address,
    /// A block's tag, number or hash.
    Block,
    /// A hash or any other word.
    Word,
    /// A number, as JSON or as hex.
    Number,
    /// A number of blocks, filters or seconds: small, or beyond every limit.
    Count,
    /// Bytes in hex.
    Bytes,
    /// True or false.
    Flag,
    /// A transaction or a call.
    Call,
    /// A filter of logs.
    Filter,
    /// State to pretend.
    Accounts,
    /// Block values to pretend.
    Header,
    /// A tracer and its settings.
    Tracer,
    /// Percentiles of fees.
    Percentiles,
    /// Typed data of EIP-712.
    Typed,
    /// What was answered before, as it is.
    Seen,
    /// Time and number of blocks to mine.
    Mine,
}

/// What requests are made of.
#[derive(Clone, Debug)]
pub struct Grammar {
    known: Vec<Address>,
    seen: Vec<String>,
}

impl Grammar {
    /// A grammar that knows some accounts.
    pub fn new(known: Vec<Address>) -> Self {
        let seen = Vec::new();
        Self { known, seen }
    }

    /// Takes strings out of an answer.
    pub fn learn(&mut self, answer: &Value) {
        match answer {
            Value::String(text) if text.len() < 20_000 && self.seen.len() < 200 => {
                self.seen.push(text.clone());
            }
            Value::Array(items) => items.iter().take(8).for_each(|item| self.learn(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.learn(field)),
            _ => {}
        }
    }

    /// A request, or a batch of them.
    ///
    /// # Errors
    /// Not enough bytes.
    pub fn body(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        if u.ratio(1, 24)? {
            let count = u.int_in_range(0..=4)?;
            return (0..count).map(|_| self.request(u)).collect();
        }
        self.request(u)
    }

    fn request(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        let (method, kinds) = *u.choose(METHODS)?;
        let mut params = Vec::new();
        for kind in kinds {
            if u.ratio(1, 24)? {
                break;
            }
            params.push(if u.ratio(1, 24)? {
                self.odd(u)?
            } else {
                self.value(u, *kind)?
            });
        }
        if u.ratio(1, 48)? {
            params.push(self.odd(u)?);
        }
        let mut request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        if u.ratio(1, 48)? {
            let field = *u.choose(&["jsonrpc", "id", "method", "params"])?;
            request[field] = self.odd(u)?;
        }
        Ok(request)
    }

    fn value(&self, u: &mut Unstructured<'_>, kind: Kind) -> Result<Value> {
        match kind {
            Kind::Address => self.address(u),
            Kind::Block => self.block(u),
            Kind::Word if u.ratio(1, 4)? => Ok(json!(format!("{:#066x}", bytecode::word(u)?))),
            Kind::Word => self.seen(u, 66),
            Kind::Number => self.number(u),
            Kind::Count => self.count(u),
            Kind::Bytes => self.bytes(u),
            Kind::Flag => Ok(json!(u.arbitrary::<bool>()?)),
            Kind::Call => self.call(u),
            Kind::Filter => self.filter(u),
            Kind::Accounts => self.accounts(u),
            Kind::Header => self.object(
                u,
                &[
                    ("number", Kind::Number),
                    ("time", Kind::Number),
                    ("gasLimit", Kind::Number),
                    ("baseFeePerGas", Kind::Number),
                    ("feeRecipient", Kind::Address),
                    ("prevRandao", Kind::Word),
                ],
            ),
            Kind::Tracer => {
                let tracers = [
                    "callTracer",
                    "stylusTracer",
                    "prestateTracer",
                    "{\"hostio\": function",
                ];
                let mut options = json!({ "tracer": *u.choose(&tracers)? });
                if u.ratio(1, 3)? {
                    options["stateOverrides"] = self.accounts(u)?;
                    options["tracerConfig"] = json!({ "onlyTopCall": u.arbitrary::<bool>()? });
                }
                Ok(options)
            }
            Kind::Percentiles => Ok(json!([u.arbitrary::<i8>()?, u.arbitrary::<u8>()?])),
            Kind::Typed => self.typed(u),
            Kind::Seen => self.seen(u, 0),
            Kind::Mine => Ok(json!({ "blocks": self.count(u)?, "timestamp": self.number(u)? })),
        }
    }
}
