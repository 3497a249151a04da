//! Printing from programs, on debug chains only. Free beside the call itself.

use wasmtime::{Caller, Linker, WasmTy};

use crate::{
    hooks::{CONSOLE, DEBUG},
    ink::{Escape, Host},
    run::FrameState,
};

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
    let text = String::from_utf8_lossy(host.read(text, len)?).into_owned();
    host.evm().console(&text);
    host.step("console_log_text", &[text.as_bytes()], &[]);
    Ok(())
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
            let (mut host, text) = (Host::new(f)?, value.to_string());
            host.evm().console(&text);
            host.step("console_log", &[text.as_bytes()], &[]);
            Ok(())
        },
    )?;
    linker.func_wrap(
        CONSOLE,
        tee,
        |f: Frame<'_>, value: T| -> wasmtime::Result<T> {
            Host::new(f)?.evm().console(&value.to_string());
            Ok(value)
        },
    )?;
    Ok(())
}
