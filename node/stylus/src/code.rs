//! The form in which a program stands in an account: a prefix and a Brotli stream.
//!
//! Decompression is bounded by the chain's limit, so that no code can ask for more memory than a
//! valid program. Only dictionary 0 (none) is known, the one cargo-stylus writes.

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

const CLASSIC_PREFIX: [u8; 3] = [0xEF, 0xF0, 0x00];
const NO_DICTIONARY: u8 = 0;

/// Whether an account's code is a classic Stylus program. Three bytes of prefix alone are none.
pub fn is_program(code: &[u8]) -> bool {
    code.len() > CLASSIC_PREFIX.len() && code.starts_with(&CLASSIC_PREFIX)
}

/// The WASM module behind an account's code, at most `max_size` bytes long. Whatever follows the end
/// of the Brotli stream is ignored.
pub(crate) fn decompress(code: &[u8], max_size: u32) -> Result<Vec<u8>, String> {
    if !is_program(code) {
        return Err("not a Stylus program: the code does not start with eff000".into());
    }
    let Some((&dictionary, stream)) = code[CLASSIC_PREFIX.len()..].split_first() else {
        return Err("not a Stylus program: the code ends after its prefix".into());
    };
    if dictionary != NO_DICTIONARY {
        return Err(format!(
            "unknown Brotli dictionary {dictionary}: compress without one (0)"
        ));
    }
    inflate(stream, max_size)
}

fn inflate(stream: &[u8], max_size: u32) -> Result<Vec<u8>, String> {
    let mut output = vec![0; max_size as usize];
    let (mut available_in, mut input_offset) = (stream.len(), 0);
    let (mut available_out, mut output_offset, mut total_out) = (output.len(), 0, 0);
    let allocator = StandardAlloc::default;
    // Strict: no windows beyond Brotli's own, which Nitro's decoder refuses, too.
    let mut state = BrotliState::new_strict(allocator(), allocator(), allocator());
    let result = BrotliDecompressStream(
        &mut available_in,
        &mut input_offset,
        stream,
        &mut available_out,
        &mut output_offset,
        &mut output,
        &mut total_out,
        &mut state,
    );
    match result {
        BrotliResult::ResultSuccess => {
            output.truncate(output_offset);
            Ok(output)
        }
        BrotliResult::NeedsMoreOutput => Err(format!(
            "the decompressed program is longer than {max_size} bytes"
        )),
        BrotliResult::NeedsMoreInput => Err("the Brotli stream ends too early".into()),
        BrotliResult::ResultFailure => Err("the Brotli stream is malformed".into()),
    }
}
