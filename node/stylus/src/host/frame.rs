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
        |f: Frame<'_>, status: u32| -> wasmtime::Result<()> {
            Host::new(f)?.step("exit_early", &[&status.to_be_bytes()], &[]);
            Err(Escape::Exit(status).into())
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "pay_for_memory_grow",
        |f: Frame<'_>, pages: u32| Ok(pay_for_memory_grow(f, pages)?),
    )?;
    linker.func_wrap(VM_HOOKS, "return_data_size", |f: Frame<'_>| {
        let mut host = Host::charged(f, HOSTIO)?;
        let size = len32(&host.frame().return_data);
        host.step("return_data_size", &[], &[&size.to_be_bytes()]);
        Ok(size)
    })?;
    linker.func_wrap(VM_HOOKS, "evm_gas_left", |f: Frame<'_>| {
        let mut host = Host::charged(f, HOSTIO)?;
        let gas = host.gas_left();
        host.step("evm_gas_left", &[], &[&gas.to_be_bytes()]);
        Ok(gas)
    })?;
    linker.func_wrap(VM_HOOKS, "evm_ink_left", |f: Frame<'_>| {
        let mut host = Host::charged(f, HOSTIO)?;
        let ink = host.ink_left();
        host.step("evm_ink_left", &[], &[&ink.to_be_bytes()]);
        Ok(ink)
    })?;
    Ok(())
}

fn read_args(frame: Frame<'_>, dest: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO)?;
    let args = host.frame().calldata.clone();
    host.buy_ink(write_price(args.len() as u64))?;
    host.write(dest, &args)?;
    host.step("read_args", &[], &[&args]);
    Ok(())
}

/// Replaces what an earlier call wrote.
fn write_result(frame: Frame<'_>, data: u32, len: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO)?;
    host.buy_ink(read_price(len))?;
    host.buy_ink(read_price(len))?;
    let output = host.read(data, len)?.to_vec();
    host.step("write_result", &[&output], &[]);
    host.frame().output = output;
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
        host.buy_ink(HOSTIO)?;
    } else {
        let gas = host.evm().grow_pages(pages);
        host.buy_gas(gas)?;
    }
    host.step("pay_for_memory_grow", &[&pages.to_be_bytes()], &[]);
    Ok(())
}
