//! The meter and the memory of a running frame, as host functions see them.
//!
//! The meter lives in two globals of the instance, shared with the instrumented code: ink left, and a
//! status that is not zero once the ink is exhausted. Host functions buy ink before they act.

use std::fmt;

use alloy_primitives::{Address, B256, U256};
use wasmtime::{AsContext, AsContextMut, Caller, Global, Instance, Memory, Val};

use crate::{
    api::{EvmApi, HostStep},
    instrument::{INK_LEFT, INK_STATUS, STACK_LEFT},
    rules::MEMORY,
    run::FrameState,
};

/// Why a host function ends its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// The ink is exhausted.
    OutOfInk,
    /// The program left early with this status.
    Exit(u32),
    /// A pointer or length leaves the program's memory.
    Memory,
    /// The operation is not possible, for the reason given.
    Host(&'static str),
}

impl fmt::Display for Escape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfInk => f.write_str("out of ink"),
            Self::Exit(status) => write!(f, "early exit with status {status}"),
            Self::Memory => f.write_str("a host function was given a range outside the memory"),
            Self::Host(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Escape {}

/// Where an instance keeps its meter and memory.
#[derive(Clone, Copy)]
pub(crate) struct Handles {
    ink_left: Global,
    ink_status: Global,
    stack_left: Global,
    memory: Memory,
}

impl Handles {
    /// `None` if the instance is not of an instrumented program.
    pub(crate) fn find(instance: &Instance, mut store: impl AsContextMut) -> Option<Self> {
        Some(Self {
            ink_left: instance.get_global(&mut store, INK_LEFT)?,
            ink_status: instance.get_global(&mut store, INK_STATUS)?,
            stack_left: instance.get_global(&mut store, STACK_LEFT)?,
            memory: instance.get_memory(&mut store, MEMORY)?,
        })
    }

    /// Fills the meter and the stack space before a frame starts.
    pub(crate) fn start(
        &self,
        mut store: impl AsContextMut,
        ink: u64,
        stack: u32,
    ) -> wasmtime::Result<()> {
        self.ink_left.set(&mut store, Val::I64(ink as i64))?;
        self.ink_status.set(&mut store, Val::I32(0))?;
        self.stack_left.set(&mut store, Val::I32(stack as i32))
    }

    /// Ink left; `None` once it is exhausted.
    pub(crate) fn ink(&self, mut store: impl AsContextMut) -> Option<u64> {
        let exhausted = self.ink_status.get(&mut store).i32() != Some(0);
        let ink = self.ink_left.get(&mut store).i64()? as u64;
        if exhausted { None } else { Some(ink) }
    }

    /// Words of stack space left.
    pub(crate) fn stack(&self, mut store: impl AsContextMut) -> u32 {
        self.stack_left.get(&mut store).i32().unwrap_or(0) as u32
    }

    fn set_ink(&self, mut store: impl AsContextMut, ink: Option<u64>) -> Result<(), Escape> {
        let status = i32::from(ink.is_none());
        let ink = Val::I64(ink.unwrap_or(0) as i64);
        let set = self.ink_left.set(&mut store, ink);
        set.and_then(|()| self.ink_status.set(&mut store, Val::I32(status)))
            .map_err(|_| Escape::Host("the meter's globals cannot be written"))
    }
}

/// A host function's view of its frame.
pub(crate) struct Host<'a> {
    caller: Caller<'a, FrameState>,
    handles: Handles,
    /// Ink when the function was called; read only if somebody traces.
    start_ink: u64,
}

impl<'a> Host<'a> {
    pub(crate) fn new(mut caller: Caller<'a, FrameState>) -> Result<Self, Escape> {
        let handles = caller
            .data()
            .handles
            .ok_or(Escape::Host("the frame has not started"))?;
        let start_ink = match caller.data().traced {
            true => handles.ink(&mut caller).unwrap_or(0),
            false => 0,
        };
        Ok(Self {
            caller,
            handles,
            start_ink,
        })
    }

    /// As [`new`](Self::new), after the base price of the function was paid.
    pub(crate) fn charged(caller: Caller<'a, FrameState>, ink: u64) -> Result<Self, Escape> {
        let mut host = Self::new(caller)?;
        host.buy_ink(ink)?;
        Ok(host)
    }

    pub(crate) fn frame(&mut self) -> &mut FrameState {
        self.caller.data_mut()
    }

    pub(crate) fn evm(&mut self) -> &mut dyn EvmApi {
        self.caller.data_mut().evm.get()
    }

    /// Whether somebody traces.
    pub(crate) fn is_traced(&self) -> bool {
        self.caller.data().traced
    }

    /// Tells a tracer, if there is one, that the function `name` came to its end.
    pub(crate) fn step(&mut self, name: &'static str, args: &[&[u8]], outs: &[&[u8]]) {
        if self.is_traced() {
            let step = HostStep {
                name,
                args: args.concat(),
                outs: outs.concat(),
                start_ink: self.start_ink,
                end_ink: self.ink_left(),
            };
            self.evm().step(step);
        }
    }

    /// Ink left, 0 if exhausted.
    pub(crate) fn ink_left(&mut self) -> u64 {
        self.handles.ink(&mut self.caller).unwrap_or(0)
    }

    /// Whole units of gas left.
    pub(crate) fn gas_left(&mut self) -> u64 {
        let ink = self.ink_left();
        self.caller.data().params.ink_to_gas(ink)
    }

    pub(crate) fn buy_ink(&mut self, price: u64) -> Result<(), Escape> {
        let left = self
            .handles
            .ink(&mut self.caller)
            .and_then(|ink| ink.checked_sub(price));
        self.handles.set_ink(&mut self.caller, left)?;
        left.map(|_| ()).ok_or(Escape::OutOfInk)
    }

    pub(crate) fn buy_gas(&mut self, gas: u64) -> Result<(), Escape> {
        let ink = self.caller.data().params.gas_to_ink(gas);
        self.buy_ink(ink)
    }

    /// Fails as [`buy_gas`](Self::buy_gas) does, but takes nothing.
    pub(crate) fn require_gas(&mut self, gas: u64) -> Result<(), Escape> {
        let ink = self.caller.data().params.gas_to_ink(gas);
        if self
            .handles
            .ink(&mut self.caller)
            .is_some_and(|left| left >= ink)
        {
            return Ok(());
        }
        self.handles.set_ink(&mut self.caller, None)?;
        Err(Escape::OutOfInk)
    }

    /// A range of the program's memory. An empty one has to lie inside it, too.
    pub(crate) fn read(&self, pointer: u32, len: u32) -> Result<&[u8], Escape> {
        let start = pointer as usize;
        let end = start.checked_add(len as usize).ok_or(Escape::Memory)?;
        let memory = self.handles.memory.data(self.caller.as_context());
        memory.get(start..end).ok_or(Escape::Memory)
    }

    pub(crate) fn read_word(&self, pointer: u32) -> Result<B256, Escape> {
        self.read(pointer, 32).map(B256::from_slice)
    }

    pub(crate) fn read_uint(&self, pointer: u32) -> Result<U256, Escape> {
        self.read_word(pointer)
            .map(|word| U256::from_be_bytes(word.0))
    }

    pub(crate) fn read_address(&self, pointer: u32) -> Result<Address, Escape> {
        self.read(pointer, 20).map(Address::from_slice)
    }

    pub(crate) fn write(&mut self, pointer: u32, bytes: &[u8]) -> Result<(), Escape> {
        let start = pointer as usize;
        let end = start.checked_add(bytes.len()).ok_or(Escape::Memory)?;
        let memory = self.handles.memory.data_mut(&mut self.caller);
        memory
            .get_mut(start..end)
            .ok_or(Escape::Memory)?
            .copy_from_slice(bytes);
        Ok(())
    }

    /// Writes a length: 4 bytes, little-endian.
    pub(crate) fn write_u32(&mut self, pointer: u32, value: u32) -> Result<(), Escape> {
        self.write(pointer, &value.to_le_bytes())
    }

    pub(crate) fn write_uint(&mut self, pointer: u32, value: U256) -> Result<(), Escape> {
        self.write(pointer, &value.to_be_bytes::<32>())
    }
}
