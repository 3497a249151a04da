//! Calls, creates, their return data, and logs.

use alloy_primitives::{Address, B256, Bytes};
use wasmtime::{Caller, Linker};

use super::{API, HOSTIO, PTR, len32, read_price, write_price};
use crate::{
    api::{CallKind, CreateError},
    hooks::VM_HOOKS,
    ink::{Escape, Host},
    run::FrameState,
};

const LOG_TOPIC: u64 = 375;
const LOG_BYTE: u64 = 8;
const TOPIC_LEN: u32 = 32;
/// Status of a call that did not succeed.
const CALL_FAILED: u32 = 2;
const STATIC: Escape = Escape::Host("a static call may not change state");

type Frame<'a> = Caller<'a, FrameState>;

/// Where a call finds its input in the program's memory.
struct CallArguments {
    to: u32,
    data: u32,
    len: u32,
    /// Pointer to the value; only ordinary calls have one.
    value: Option<u32>,
    gas: u64,
    return_len: u32,
}

pub(super) fn link(linker: &mut Linker<FrameState>) -> wasmtime::Result<()> {
    linker.func_wrap(
        VM_HOOKS,
        "call_contract",
        |f: Frame<'_>, to: u32, data: u32, len: u32, value: u32, gas: u64, return_len: u32| {
            let value = Some(value);
            Ok(call(
                f,
                CallKind::Call,
                CallArguments {
                    to,
                    data,
                    len,
                    value,
                    gas,
                    return_len,
                },
            )?)
        },
    )?;
    for (name, kind) in [
        ("delegate_call_contract", CallKind::DelegateCall),
        ("static_call_contract", CallKind::StaticCall),
    ] {
        linker.func_wrap(
            VM_HOOKS,
            name,
            move |f: Frame<'_>, to: u32, data: u32, len: u32, gas: u64, return_len: u32| {
                let value = None;
                Ok(call(
                    f,
                    kind,
                    CallArguments {
                        to,
                        data,
                        len,
                        value,
                        gas,
                        return_len,
                    },
                )?)
            },
        )?;
    }
    linker.func_wrap(
        VM_HOOKS,
        "create1",
        |f: Frame<'_>, code: u32, len: u32, endowment: u32, address: u32, revert_len: u32| {
            Ok(create(
                f,
                (code, len),
                endowment,
                None,
                address,
                revert_len,
            )?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "create2",
        |f: Frame<'_>, code: u32, len: u32, endowment: u32, salt: u32, address: u32, out: u32| {
            Ok(create(f, (code, len), endowment, Some(salt), address, out)?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "read_return_data",
        |f: Frame<'_>, dest: u32, offset: u32, size: u32| Ok(read_return(f, dest, offset, size)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "emit_log",
        |f: Frame<'_>, data: u32, len: u32, topics: u32| Ok(emit_log(f, data, len, topics)?),
    )?;
    Ok(())
}

fn call(frame: Frame<'_>, kind: CallKind, arguments: CallArguments) -> Result<u32, Escape> {
    let CallArguments {
        to,
        data,
        len,
        value,
        gas,
        return_len,
    } = arguments;
    let mut host = Host::charged(frame, HOSTIO + 3 * PTR + API)?;
    host.buy_ink(read_price(len))?;
    host.buy_ink(read_price(len))?;
    let gas_left = host.gas_left();
    let to = host.read_address(to)?;
    let input = Bytes::copy_from_slice(host.read(data, len)?);
    let value = value.map_or(Ok(B256::ZERO), |pointer| host.read_word(pointer))?;
    let (asked, sent) = (gas.min(gas_left), value.into());
    let evm = host.evm();
    let result = evm.call(kind, to, input.clone(), sent, gas_left, asked);
    host.buy_gas(result.cost)?;
    let returned = len32(&result.data);
    host.frame().return_data = result.data;
    host.write_u32(return_len, returned)?;
    let status = if result.success { 0 } else { CALL_FAILED };
    let (name, value) = match kind {
        CallKind::Call => ("call_contract", value.as_slice()),
        CallKind::DelegateCall => ("delegate_call_contract", &[][..]),
        CallKind::StaticCall => ("static_call_contract", &[][..]),
    };
    let args = [to.as_slice(), &gas.to_be_bytes(), value, &input];
    host.step(name, &args, &[&returned.to_be_bytes(), &[status as u8]]);
    Ok(status)
}

fn create(
    frame: Frame<'_>,
    (code, len): (u32, u32),
    endowment: u32,
    salt: Option<u32>,
    address: u32,
    revert_len: u32,
) -> Result<(), Escape> {
    let pointers = if salt.is_some() { 4 } else { 3 };
    let mut host = Host::charged(frame, HOSTIO + pointers * PTR + API)?;
    host.buy_ink(read_price(len))?;
    host.buy_ink(read_price(len))?;
    let code = Bytes::copy_from_slice(host.read(code, len)?);
    let endowment = host.read_word(endowment)?;
    let salt = salt.map(|pointer| host.read_word(pointer)).transpose()?;
    let gas_left = host.gas_left();
    let result = host
        .evm()
        .create(code.clone(), endowment.into(), salt, gas_left)
        .map_err(|error| match error {
            CreateError::WriteProtection => STATIC,
            CreateError::OutOfGas => {
                Escape::Host("the gas does not cover the base cost of a create")
            }
        })?;
    host.buy_gas(result.cost)?;
    let returned = len32(&result.data);
    host.frame().return_data = result.data;
    host.write_u32(revert_len, returned)?;
    let created = result.address.unwrap_or(Address::ZERO);
    host.write(address, created.as_slice())?;
    let (name, salt) = match &salt {
        Some(salt) => ("create2", salt.as_slice()),
        None => ("create1", &[][..]),
    };
    let outs = [created.as_slice(), &returned.to_be_bytes()];
    host.step(name, &[endowment.as_slice(), salt, &code], &outs);
    Ok(())
}

/// Never fails for a range outside the return data: it is clipped.
fn read_return(frame: Frame<'_>, dest: u32, offset: u32, size: u32) -> Result<u32, Escape> {
    let mut host = Host::charged(frame, HOSTIO + API)?;
    let data = host.frame().return_data.clone();
    let rest = data.get(offset as usize..).unwrap_or_default();
    let wanted = rest.get(..size as usize).unwrap_or(rest);
    host.buy_ink(write_price(wanted.len() as u64))?;
    if !rest.is_empty() {
        host.write(dest, wanted)?;
    }
    let args = [&offset.to_be_bytes()[..], &size.to_be_bytes()];
    host.step("read_return_data", &args, &[wanted]);
    Ok(len32(wanted))
}

fn emit_log(frame: Frame<'_>, data: u32, len: u32, topics: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + API)?;
    if topics > 4 || len < TOPIC_LEN * topics {
        return Err(Escape::Host(
            "a log has up to four topics, which lead its bytes",
        ));
    }
    host.buy_ink(read_price(len))?;
    let data_len = u64::from(len - TOPIC_LEN * topics);
    host.buy_gas(LOG_TOPIC * (1 + u64::from(topics)) + LOG_BYTE * data_len)?;
    let bytes = Bytes::copy_from_slice(host.read(data, len)?);
    let head = (TOPIC_LEN * topics) as usize;
    let words = bytes[..head].chunks_exact(TOPIC_LEN as usize);
    let emitted = host
        .evm()
        .emit_log(words.map(B256::from_slice).collect(), bytes.slice(head..));
    emitted.map_err(|_| STATIC)?;
    host.step("emit_log", &[&topics.to_be_bytes(), &bytes], &[]);
    Ok(())
}
