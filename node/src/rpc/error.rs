//! How the node says no: codes and words as geth and anvil give them, because clients parse both.
//! Code 3 is a revert with its data, -32602 a bad parameter, -32000 a refusal of the chain.

use std::fmt;

use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, Revert, SolError};
use jsonrpsee::types::{
    ErrorObjectOwned,
    error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE, METHOD_NOT_FOUND_CODE},
};

use crate::precompiles::words_of_error;

/// geth's code for an execution that reverted.
const EXECUTION_REVERTED: i32 = 3;
/// The general code of a server's refusal: geth uses it for bad nonces, missing funds and the like.
const SERVER_REFUSAL: i32 = -32000;

/// An error on its way to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    code: i32,
    message: String,
    data: Option<Bytes>,
}

impl Refusal {
    /// The request itself is at fault: a parameter is missing or malformed.
    pub(crate) fn invalid_params(message: impl Into<String>) -> Self {
        Self {
            code: INVALID_PARAMS_CODE,
            message: message.into(),
            data: None,
        }
    }

    /// The request is well formed, and the chain refuses it.
    pub(crate) fn server(message: impl Into<String>) -> Self {
        Self {
            code: SERVER_REFUSAL,
            message: message.into(),
            data: None,
        }
    }

    /// The node knows what is asked and does not offer it; the message says what to do instead.
    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self {
            code: METHOD_NOT_FOUND_CODE,
            message: message.into(),
            data: None,
        }
    }

    /// The node itself is at fault.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self {
            code: INTERNAL_ERROR_CODE,
            message: message.into(),
            data: None,
        }
    }

    /// Execution reverted with `data`; a Solidity reason or panic in it is put into words.
    pub(crate) fn reverted(data: Bytes) -> Self {
        let message = match revert_reason(&data) {
            Some(reason) => format!("execution reverted: {reason}"),
            None => "execution reverted".to_owned(),
        };
        Self {
            code: EXECUTION_REVERTED,
            message,
            data: Some(data),
        }
    }
}

/// The text of `Error(string)`, the meaning of `Panic(uint256)`, or the words of one of ArbWasm's
/// errors, if `data` is exactly one of them.
pub(super) fn revert_reason(data: &[u8]) -> Option<String> {
    if let Ok(revert) = Revert::abi_decode(data) {
        return Some(revert.reason);
    }
    let Ok(panic) = Panic::abi_decode(data) else {
        return words_of_error(data);
    };
    Some(match panic.kind() {
        Some(kind) => format!("panic: {} (0x{:02x})", kind.as_str(), panic.code),
        None => format!("panic: unknown code (0x{:02x})", panic.code),
    })
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Refusal> for ErrorObjectOwned {
    fn from(refusal: Refusal) -> Self {
        Self::owned(refusal.code, refusal.message, refusal.data)
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;

    use super::*;

    #[test]
    fn a_reason_is_put_into_words() {
        let refusal = Refusal::reverted(Revert::from("no").abi_encode().into());
        assert_eq!(refusal.message, "execution reverted: no");
        assert_eq!(refusal.code, 3);
    }

    #[test]
    fn an_error_of_arb_wasm_is_put_into_words() {
        let selector = &alloy_primitives::keccak256("ProgramExpired(uint64)")[..4];
        let age = alloy_primitives::U256::from(751).to_be_bytes::<32>();
        let data = Bytes::from([selector, &age].concat());
        let message = Refusal::reverted(data).message;
        assert_eq!(message, "execution reverted: error ProgramExpired(751)");
    }

    #[test]
    fn a_panic_is_put_into_words() {
        let data = Panic::from(alloy_sol_types::PanicKind::DivisionByZero).abi_encode();
        let message = Refusal::reverted(data.into()).message;
        assert_eq!(
            message,
            "execution reverted: panic: division or modulo by zero (0x12)"
        );
    }

    #[test]
    fn a_custom_error_keeps_its_data_alone() {
        let data = Bytes::from(hex!("deadbeef"));
        let refusal = Refusal::reverted(data.clone());
        assert_eq!(
            (refusal.message.as_str(), refusal.data),
            ("execution reverted", Some(data))
        );
    }

    #[test]
    fn garbage_behind_the_selector_is_no_reason() {
        let refusal = Refusal::reverted(Bytes::from(hex!("08c379a0ffffffff")));
        assert_eq!(refusal.message, "execution reverted");
    }
}
