//! Balance, code and code hash of accounts.

use alloy_primitives::{Address, Bytes};
use wasmtime::{Caller, Linker};

use super::{API, HOSTIO, PTR, len32, write_price};
use crate::{
    gas::COLD_ACCOUNT,
    hooks::VM_HOOKS,
    ink::{Escape, Host},
    run::FrameState,
};

type Frame<'a> = Caller<'a, FrameState>;

pub(super) fn link(linker: &mut Linker<FrameState>) -> wasmtime::Result<()> {
    linker.func_wrap(
        VM_HOOKS,
        "account_balance",
        |f: Frame<'_>, address: u32, dest: u32| Ok(balance(f, address, dest)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "account_codehash",
        |f: Frame<'_>, address: u32, dest: u32| Ok(codehash(f, address, dest)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "account_code",
        |f: Frame<'_>, address: u32, offset: u32, size: u32, dest: u32| {
            Ok(code(f, address, offset, size, dest)?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "account_code_size",
        |f: Frame<'_>, address: u32| {
            let mut host = Host::charged(f, HOSTIO + API)?;
            let (address, code) = touch_code(&mut host, address)?;
            let size = len32(&code);
            let (args, outs) = ([address.as_slice()], [&size.to_be_bytes()[..]]);
            host.step("account_code_size", &args, &outs);
            Ok(size)
        },
    )?;
    Ok(())
}

fn balance(frame: Frame<'_>, address: u32, dest: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 2 * PTR + API)?;
    host.require_gas(COLD_ACCOUNT)?;
    let address = host.read_address(address)?;
    let (balance, gas) = host.evm().balance(address);
    host.buy_gas(gas)?;
    host.write_uint(dest, balance)?;
    let (args, outs) = ([address.as_slice()], [&balance.to_be_bytes::<32>()[..]]);
    host.step("account_balance", &args, &outs);
    Ok(())
}

fn codehash(frame: Frame<'_>, address: u32, dest: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 2 * PTR + API)?;
    host.require_gas(COLD_ACCOUNT)?;
    let address = host.read_address(address)?;
    let (hash, gas) = host.evm().codehash(address);
    host.buy_gas(gas)?;
    host.write(dest, hash.as_slice())?;
    let (args, outs) = ([address.as_slice()], [hash.as_slice()]);
    host.step("account_codehash", &args, &outs);
    Ok(())
}

/// The copy is paid for by the whole code's length, whatever part of it is asked for.
fn code(frame: Frame<'_>, address: u32, offset: u32, size: u32, dest: u32) -> Result<u32, Escape> {
    let mut host = Host::charged(frame, HOSTIO + API)?;
    let (address, code) = touch_code(&mut host, address)?;
    host.buy_ink(write_price(code.len() as u64))?;
    let rest = code.get(offset as usize..).unwrap_or_default();
    let wanted = rest.get(..size as usize).unwrap_or(rest);
    host.write(dest, wanted)?;
    let args = [
        address.as_slice(),
        &offset.to_be_bytes(),
        &size.to_be_bytes(),
    ];
    host.step("account_code", &args, &[wanted]);
    Ok(len32(wanted))
}

/// The code of an account, paid for unless it is the one the frame looked at last.
fn touch_code(host: &mut Host<'_>, address: u32) -> Result<(Address, Bytes), Escape> {
    host.require_gas(COLD_ACCOUNT)?;
    let address = host.read_address(address)?;
    if let Some((last, code)) = &host.frame().last_code
        && *last == address
    {
        return Ok((address, code.clone()));
    }
    let gas_left = host.gas_left();
    let (code, gas) = host.evm().code(address, gas_left);
    // Before ArbOS 40 an empty code was remembered, too.
    if !code.is_empty() || host.frame().params.arbos_version < 40 {
        host.frame().last_code = Some((address, code.clone()));
    }
    host.buy_gas(gas)?;
    Ok((address, code))
}
