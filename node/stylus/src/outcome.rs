//! Telling from what wasmtime answered how a frame ended, in Nitro's order of tests.

use wasmtime::{Store, Trap};

use crate::{
    env::{Outcome, OutcomeKind},
    ink::{Escape, Handles},
    run::FrameState,
};

/// The status that a program ended with, if it came to its end.
pub(crate) fn status(result: &wasmtime::Result<u32>) -> Option<u32> {
    match result {
        Ok(status) => Some(*status),
        Err(error) => match error.downcast_ref() {
            Some(Escape::Exit(status)) => Some(*status),
            _ => None,
        },
    }
}

/// Exhaustion is read from the instance first, since every kind of it ends in the same trap.
pub(crate) fn outcome(
    result: wasmtime::Result<u32>,
    handles: Handles,
    store: &mut Store<FrameState>,
) -> Outcome {
    let ink = handles.ink(&mut *store);
    let out_of_stack = handles.stack(&mut *store) == 0;
    let (kind, detail) = match result {
        Ok(status) => (ended(status), None),
        Err(_) if out_of_stack => (OutcomeKind::OutOfStack, None),
        Err(_) if ink.is_none() => (OutcomeKind::OutOfInk, None),
        Err(error) => match (error.downcast_ref::<Escape>(), error.downcast_ref::<Trap>()) {
            (Some(Escape::Exit(status)), _) => (ended(*status), None),
            (Some(Escape::OutOfInk), _) => (OutcomeKind::OutOfInk, None),
            (_, Some(Trap::StackOverflow)) => (OutcomeKind::OutOfStack, None),
            _ => (OutcomeKind::Failure, Some(format!("{error:#}"))),
        },
    };
    let ink_left = match kind {
        OutcomeKind::OutOfInk | OutcomeKind::OutOfStack => 0,
        _ => ink.unwrap_or(0),
    };
    let data = match kind {
        OutcomeKind::Success | OutcomeKind::Revert => std::mem::take(&mut store.data_mut().output),
        _ => Vec::new(),
    };
    let gas_left = store.data().params.ink_to_gas(ink_left);
    Outcome {
        kind,
        data: data.into(),
        gas_left,
        ink_left,
        detail,
    }
}

fn ended(status: u32) -> OutcomeKind {
    if status == 0 {
        OutcomeKind::Success
    } else {
        OutcomeKind::Revert
    }
}
