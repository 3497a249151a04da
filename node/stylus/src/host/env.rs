//! Values of block, transaction and message.

use alloy_primitives::{Address, U256};
use wasmtime::{Caller, Linker};

use super::{HOSTIO, PTR};
use crate::{
    env::EvmEnv,
    hooks::VM_HOOKS,
    ink::{Escape, Host},
    run::FrameState,
};

type Frame<'a> = Caller<'a, FrameState>;

pub(super) fn link(linker: &mut Linker<FrameState>) -> wasmtime::Result<()> {
    number(linker, "chainid", |env| env.chain_id)?;
    number(linker, "block_gas_limit", |env| env.block_gas_limit)?;
    number(linker, "block_number", |env| env.block_number)?;
    number(linker, "block_timestamp", |env| env.block_timestamp)?;
    word(linker, "block_basefee", |env| env.block_basefee)?;
    word(linker, "msg_value", |env| env.msg_value)?;
    word(linker, "tx_gas_price", |env| env.tx_gas_price)?;
    address(linker, "block_coinbase", |env| env.block_coinbase)?;
    address(linker, "contract_address", |env| env.contract_address)?;
    address(linker, "msg_sender", |env| env.msg_sender)?;
    address(linker, "tx_origin", |env| env.tx_origin)?;
    linker.func_wrap(VM_HOOKS, "msg_reentrant", |f: Frame<'_>| {
        let mut host = Host::charged(f, HOSTIO)?;
        let answer = u32::from(host.frame().env.reentrant);
        host.step("msg_reentrant", &[], &[&answer.to_be_bytes()]);
        Ok(answer)
    })?;
    linker.func_wrap(VM_HOOKS, "tx_ink_price", |f: Frame<'_>| {
        let mut host = Host::charged(f, HOSTIO)?;
        let price = host.frame().params.ink_price;
        host.step("tx_ink_price", &[], &[&price.to_be_bytes()]);
        Ok(price)
    })?;
    Ok(())
}

fn number(
    linker: &mut Linker<FrameState>,
    name: &'static str,
    value: fn(&EvmEnv) -> u64,
) -> wasmtime::Result<()> {
    linker.func_wrap(VM_HOOKS, name, move |f: Frame<'_>| {
        let mut host = Host::charged(f, HOSTIO)?;
        let value = value(&host.frame().env);
        host.step(name, &[], &[&value.to_be_bytes()]);
        Ok(value)
    })?;
    Ok(())
}

fn word(
    linker: &mut Linker<FrameState>,
    name: &'static str,
    value: fn(&EvmEnv) -> U256,
) -> wasmtime::Result<()> {
    linker.func_wrap(VM_HOOKS, name, move |f: Frame<'_>, dest: u32| {
        Ok(answer(f, name, dest, |env| value(env).to_be_bytes::<32>())?)
    })?;
    Ok(())
}

fn address(
    linker: &mut Linker<FrameState>,
    name: &'static str,
    value: fn(&EvmEnv) -> Address,
) -> wasmtime::Result<()> {
    linker.func_wrap(VM_HOOKS, name, move |f: Frame<'_>, dest: u32| {
        Ok(answer(f, name, dest, |env| value(env).into_array())?)
    })?;
    Ok(())
}

fn answer<const N: usize>(
    frame: Frame<'_>,
    name: &'static str,
    dest: u32,
    value: impl Fn(&EvmEnv) -> [u8; N],
) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + PTR)?;
    let bytes = value(&host.frame().env);
    host.write(dest, &bytes)?;
    host.step(name, &[], &[&bytes]);
    Ok(())
}
