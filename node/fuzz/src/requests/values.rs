//! Values of every kind, and some of none.

use alloy_primitives::{U256, hex};
use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

use super::{Grammar, Kind};
use crate::bytecode;

impl Grammar {
    pub(super) fn address(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        match u.ratio(1, 8)? {
            true => self.seen(u, 42),
            false => Ok(json!(bytecode::target(u, &self.known)?)),
        }
    }

    /// Something of this length that was answered before, or of any length.
    pub(super) fn seen(&self, u: &mut Unstructured<'_>, len: usize) -> Result<Value> {
        let fitting: Vec<_> = self
            .seen
            .iter()
            .filter(|text| text.len() == len || len == 0)
            .collect();
        Ok(match fitting.is_empty() {
            true => json!(format!("0x{}", "11".repeat(len.saturating_sub(2) / 2))),
            false => json!(u.choose(&fitting)?),
        })
    }

    pub(super) fn number(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        Ok(match u.int_in_range(0..=5)? {
            0 => json!(bytecode::word(u)?),
            1 => json!(u.arbitrary::<u64>()?),
            2 => json!(format!("{:#x}", u.arbitrary::<u32>()?)),
            _ => json!(format!("{:#x}", u.arbitrary::<u8>()?)),
        })
    }

    pub(super) fn count(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        Ok(match u.int_in_range(0..=7)? {
            0 => json!("0x186a1"),
            1 => json!(bytecode::word(u)?.saturating_add(U256::from(100_001))),
            _ => json!(u.int_in_range(0..=9)?),
        })
    }

    pub(super) fn bytes(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        let bytes = match u.int_in_range(0..=3)? {
            0 => bytecode::contract(u, &self.known)?,
            1 => bytecode::initcode(u, &self.known)?,
            _ => bytecode::calldata(u, &self.known)?,
        };
        Ok(json!(hex::encode_prefixed(bytes)))
    }

    pub(super) fn block(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        Ok(match u.int_in_range(0..=7)? {
            0 => json!(*u.choose(&["earliest", "safe", "finalized", "pending"])?),
            1 => {
                json!({ "blockHash": self.seen(u, 66)?, "requireCanonical": u.arbitrary::<bool>()? })
            }
            2 => json!({ "blockNumber": self.number(u)? }),
            3 => self.number(u)?,
            4 => self.seen(u, 66)?,
            _ => json!("latest"),
        })
    }

    /// An object of some of these fields.
    pub(super) fn object(
        &self,
        u: &mut Unstructured<'_>,
        fields: &[(&str, Kind)],
    ) -> Result<Value> {
        let mut object = json!({});
        for (name, kind) in fields {
            if u.ratio(1, 3)? {
                object[*name] = self.value(u, *kind)?;
            }
        }
        Ok(object)
    }

    pub(super) fn call(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        let mut call = self.object(
            u,
            &[
                ("value", Kind::Number),
                ("nonce", Kind::Number),
                ("gasPrice", Kind::Number),
                ("maxFeePerGas", Kind::Number),
                ("maxPriorityFeePerGas", Kind::Number),
                ("chainId", Kind::Number),
                ("type", Kind::Count),
            ],
        )?;
        // Most calls should come to run.
        if u.ratio(3, 4)? {
            call = json!({});
        }
        call["from"] = json!(self.known.first());
        if u.ratio(1, 4)? {
            call["from"] = self.address(u)?;
        }
        call["gas"] = json!(format!("{:#x}", u.int_in_range(0..=3_000_000u64)?));
        if u.ratio(1, 6)? {
            call["data"] = json!(hex::encode_prefixed(bytecode::initcode(u, &self.known)?));
            return Ok(call);
        }
        call["to"] = self.address(u)?;
        call["data"] = json!(hex::encode_prefixed(bytecode::calldata(u, &self.known)?));
        if u.ratio(1, 6)? {
            let keys = [self.seen(u, 66)?];
            call["accessList"] = json!([{ "address": self.address(u)?, "storageKeys": keys }]);
        }
        Ok(call)
    }

    pub(super) fn filter(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        let mut filter = self.object(
            u,
            &[
                ("fromBlock", Kind::Block),
                ("toBlock", Kind::Block),
                ("blockHash", Kind::Word),
                ("address", Kind::Address),
            ],
        )?;
        if u.ratio(1, 3)? {
            filter["topics"] = json!([self.seen(u, 66)?, null, [self.seen(u, 66)?]]);
        }
        Ok(filter)
    }

    pub(super) fn accounts(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        let mut account = self.object(
            u,
            &[
                ("balance", Kind::Number),
                ("nonce", Kind::Number),
                ("code", Kind::Bytes),
                ("movePrecompileToAddress", Kind::Address),
            ],
        )?;
        let slots = json!({ "0x0000000000000000000000000000000000000000000000000000000000000000":
            format!("{:#066x}", bytecode::word(u)?) });
        if u.ratio(1, 3)? {
            account["stateDiff"] = slots.clone();
        }
        if u.ratio(1, 6)? {
            account["state"] = slots;
        }
        let address = self.address(u)?;
        Ok(json!({ address.as_str().unwrap_or_default(): account }))
    }

    pub(super) fn typed(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        const TYPES: [&str; 9] = [
            "uint256", "int8", "address", "bytes", "string", "Mail", "Mail[2]", "bytes33", "bool[]",
        ];
        let (first, second) = (*u.choose(&TYPES)?, *u.choose(&TYPES)?);
        Ok(json!({
            "types": {
                "EIP712Domain": [{ "name": "name", "type": "string" }],
                "Mail": [{ "name": "a", "type": first }, { "name": "b", "type": second }],
            },
            "primaryType": *u.choose(&["Mail", "Mail", "EIP712Domain", "None"])?,
            "domain": { "name": "Test" },
            "message": { "a": self.odd(u)?, "b": self.odd(u)? },
        }))
    }

    /// What a parser may stumble over.
    pub(super) fn odd(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        let words = [
            "",
            "0x",
            "0xg",
            "latest",
            "0x0x",
            "\u{0}\u{202e}💥",
            "-1",
            "1e9",
        ];
        Ok(match u.int_in_range(0..=12)? {
            0 => Value::Null,
            1 => json!(u.arbitrary::<bool>()?),
            2 => json!(u.arbitrary::<i64>()?),
            3 => json!(1e300),
            4 => json!([[[[]]]]),
            5 => json!({}),
            6 => json!(format!("0x{}", "f".repeat(u.int_in_range(0..=130)?))),
            7 => self.seen(u, 0)?,
            8 => self.call(u)?,
            9 => self.filter(u)?,
            10 => json!("0".repeat(u.int_in_range(0..=4_001)?)),
            _ => json!(*u.choose(&words)?),
        })
    }
}
