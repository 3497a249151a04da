//! Printing from programs, on debug chains only. Free beside the call itself.

use wasmtime::{Caller, Linker, WasmTy};

use crate::{
    hooks::{CONSOLE, DEBUG},
    ink::{Escape, Host},
    run::FrameState,
};

/// Most bytes of one line.
const MAX_LINE: usize = 4_096;

type Frame<'a> = Caller<'a, FrameState>;

pub(super) fn link(linker: &mut Linker<FrameState>) -> wasmtime::Result<()> {
    linker.func_wrap(CONSOLE, "log_txt", |f: Frame<'_>, text: u32, len: u32| {
        Ok(log_text(f, text, len)?)
    })?;
    number::<i32>(linker, "log_i32", "tee_i32")?;
    number::<i64>(linker, "log_i64", "tee_i64")?;
    number::<f32>(linker, "log_f32", "tee_f32")?;
    number::<f64>(linker, "log_f64", "tee_f64")?;
    for name in ["null_host", "start_benchmark", "end_benchmark"] {
        linker.func_wrap(DEBUG, name, || {})?;
    }
    Ok(())
}

fn log_text(frame: Frame<'_>, text: u32, len: u32) -> Result<(), Escape> {
    let mut host = Host::new(frame)?;
    let text = host.read(text, len)?;
    // Printing costs the program nothing, so it must cost the host next to nothing, too.
    let line = text[..text.len().min(MAX_LINE)].to_vec();
    if host.evm().wants_lines() {
        host.evm().console(&String::from_utf8_lossy(&line));
    }
    host.step("console_log_text", &[&line], &[]);
    Ok(())
}

fn print(host: &mut Host<'_>, value: impl std::fmt::Display) {
    if host.evm().wants_lines() {
        host.evm().console(&value.to_string());
    }
}

fn number<T: WasmTy + Copy + std::fmt::Display>(
    linker: &mut Linker<FrameState>,
    log: &str,
    tee: &str,
) -> wasmtime::Result<()> {
    linker.func_wrap(
        CONSOLE,
        log,
        |f: Frame<'_>, value: T| -> wasmtime::Result<()> {
            let mut host = Host::new(f)?;
            print(&mut host, value);
            if host.is_traced() {
                host.step("console_log", &[value.to_string().as_bytes()], &[]);
            }
            Ok(())
        },
    )?;
    linker.func_wrap(
        CONSOLE,
        tee,
        |f: Frame<'_>, value: T| -> wasmtime::Result<T> {
            print(&mut Host::new(f)?, value);
            Ok(value)
        },
    )?;
    Ok(())
}
