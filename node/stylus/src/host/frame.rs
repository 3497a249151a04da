//! Arguments, result, early exit and memory of a frame.

use wasmtime::{Caller, Linker};

use super::{HOSTIO, len32, read_price, write_price};
use crate::{
    hooks::VM_HOOKS,
    ink::{Escape, Host},
    run::FrameState,
};

type Frame<'a> = Caller<'a, FrameState>;

pub(super) fn link(linker: &mut Linker<FrameState>) -> wasmtime::Result<()> {
    linker.func_wrap(VM_HOOKS, "read_args", |f: Frame<'_>, dest: u32| {
        Ok(read_args(f, dest)?)
    })?;
    linker.func_wrap(
        VM_HOOKS,
        "write_result",
        |f: Frame<'_>, data: u32, len: u32| Ok(write_result(f, data, len)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "exit_early",
        |_: Frame<'_>, status: u32| -> wasmtime::Result<()> { Err(Escape::Exit(status).into()) },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "pay_for_memory_grow",
        |f: Frame<'_>, pages: u32| Ok(pay_for_memory_grow(f, pages)?),
    )?;
    linker.func_wrap(VM_HOOKS, "return_data_size", |f: Frame<'_>| {
        let mut host = Host::charged(f, HOSTIO)?;
        Ok(len32(&host.frame().return_data))
    })?;
    linker.func_wrap(VM_HOOKS, "evm_gas_left", |f: Frame<'_>| {
        Ok(Host::charged(f, HOSTIO)?.gas_left())
    })?;
    linker.func_wrap(VM_HOOKS, "evm_ink_left", |f: Frame<'_>| {
        Ok(Host::charged(f, HOSTIO)?.ink_left())
    })?;
    Ok(())
}

fn read_args(frame: Frame<'_>, dest: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO)?;
    let args = host.frame().calldata.clone();
    host.buy_ink(write_price(args.len() as u64))?;
    host.write(dest, &args)
}

/// Replaces what an earlier call wrote.
fn write_result(frame: Frame<'_>, data: u32, len: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO)?;
    host.buy_ink(read_price(len))?;
    host.buy_ink(read_price(len))?;
    host.frame().output = host.read(data, len)?.to_vec();
    Ok(())
}

/// Before ArbOS 59 only the low 16 bits of the request counted.
fn pay_for_memory_grow(frame: Frame<'_>, pages: u32) -> Result<(), Escape> {
    let mut host = Host::new(frame)?;
    if host.frame().params.arbos_version >= 59 && pages > u32::from(u16::MAX) {
        return host.buy_gas(u64::MAX);
    }
    let pages = pages as u16;
    if pages == 0 {
        return host.buy_ink(HOSTIO);
    }
    let gas = host.evm().grow_pages(pages);
    host.buy_gas(gas)
}
