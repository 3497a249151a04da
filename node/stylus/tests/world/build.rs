//! Small programs to be accepted or refused at activation.

use ebb_stylus::{ActivationError, Program, StylusParams};

use super::wat::assemble;

pub(crate) fn activate_with(
    wasm: &[u8],
    params: &StylusParams,
    open: u16,
) -> Result<Program, String> {
    Program::activate(&code_of(wasm), params, open).map_err(|error| match error {
        ActivationError::Failure(reason) => reason,
        ActivationError::Plain(reason) => panic!("a plain error: {reason}"),
    })
}

pub(crate) fn activate(wasm: &[u8]) -> Result<Program, String> {
    activate_with(wasm, &StylusParams::for_arbos(59), 0)
}

#[track_caller]
pub(crate) fn accepts(text: &str) {
    activate(&assemble(text)).expect("accepted");
}

#[track_caller]
pub(crate) fn rejects(text: &str, reason: &str) {
    let error = activate(&assemble(text)).expect_err("rejected");
    assert!(error.contains(reason), "{error}");
}

/// A program with fields before its memory, more fields after it, and a body.
pub(crate) fn module(imports: &str, fields: &str, body: &str) -> String {
    format!(
        "(module {imports} (memory (export \"memory\") 1 1) {fields}
         (func (export \"user_entrypoint\") (param i32) (result i32) {body} (i32.const 0)))"
    )
}

pub(crate) fn with_fields(fields: &str) -> String {
    module("", fields, "")
}

pub(crate) fn with_body(body: &str) -> String {
    module("", "", body)
}

/// A module as it stands in an account.
pub(crate) fn code_of(wasm: &[u8]) -> Vec<u8> {
    let mut code = vec![0xEF, 0xF0, 0x00, 0x00];
    let options = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &wasm[..], &mut code, &options).expect("a vector takes all bytes");
    code
}
