//! The metering passes: ink per basic block, and ink per byte of bulk memory operations.
//!
//! The charge sequences are Nitro's, operator for operator, because activation gas and stack frames
//! count them. A block is charged before its first operator, from a price that includes the header.

use wasmparser::{BlockType, FuncType, Operator};

use crate::{instrument::Globals, price::price};

/// Added to every basic block, for the charge sequence itself.
const HEADER_INK: u64 = 2450;
/// Ink per byte filled or copied.
const BULK_BYTE_INK: i64 = 100;

/// Inserts a charge before every basic block.
pub(crate) fn charge_blocks<'a>(
    body: Vec<Operator<'a>>,
    types: &[FuncType],
    globals: Globals,
) -> Result<Vec<Operator<'a>>, String> {
    let mut metered = Vec::with_capacity(body.len() * 3);
    let mut block = Vec::new();
    let mut cost = 0u64;
    for operator in body {
        let ink = price(&operator, types)
            .ok_or_else(|| format!("operator {operator:?} is not supported in Stylus programs"))?;
        cost = cost.saturating_add(ink);
        let last = ends_block(&operator);
        block.push(operator);
        if last {
            metered.extend(charge(cost.saturating_add(HEADER_INK), globals));
            metered.append(&mut block);
            cost = 0;
        }
    }
    Ok(metered)
}

fn ends_block(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::End
            | O::Else
            | O::Return
            | O::Loop { .. }
            | O::Br { .. }
            | O::BrTable { .. }
            | O::BrIf { .. }
            | O::If { .. }
            | O::Call { .. }
            | O::CallIndirect { .. }
    )
}

fn charge<'a>(ink: u64, globals: Globals) -> [Operator<'a>; 12] {
    let ink = Operator::I64Const { value: ink as i64 };
    let [exhausted_if, status, set_status, trap, end] = exhaust(globals);
    [
        Operator::GlobalGet {
            global_index: globals.ink_left,
        },
        ink.clone(),
        Operator::I64LtU,
        exhausted_if,
        status,
        set_status,
        trap,
        end,
        Operator::GlobalGet {
            global_index: globals.ink_left,
        },
        ink,
        Operator::I64Sub,
        Operator::GlobalSet {
            global_index: globals.ink_left,
        },
    ]
}

/// Marks the meter exhausted and traps, if the top of the stack says so.
fn exhaust<'a>(globals: Globals) -> [Operator<'a>; 5] {
    [
        Operator::If {
            blockty: BlockType::Empty,
        },
        Operator::I32Const { value: 1 },
        Operator::GlobalSet {
            global_index: globals.ink_status,
        },
        Operator::Unreachable,
        Operator::End,
    ]
}

/// Inserts a charge by length before every `memory.fill` and `memory.copy`.
pub(crate) fn charge_bulk<'a>(body: Vec<Operator<'a>>, globals: Globals) -> Vec<Operator<'a>> {
    let mut metered = Vec::with_capacity(body.len());
    for operator in body {
        if matches!(
            operator,
            Operator::MemoryFill { .. } | Operator::MemoryCopy { .. }
        ) {
            metered.extend(charge_length(globals));
        }
        metered.push(operator);
    }
    metered
}

/// The length stands on the stack and stays there. Exhausted if the subtraction wrapped.
fn charge_length<'a>(globals: Globals) -> [Operator<'a>; 17] {
    let Globals {
        ink_left, scratch, ..
    } = globals;
    let [exhausted_if, status, set_status, trap, end] = exhaust(globals);
    [
        Operator::GlobalSet {
            global_index: scratch,
        },
        Operator::GlobalGet {
            global_index: ink_left,
        },
        Operator::GlobalGet {
            global_index: ink_left,
        },
        Operator::GlobalGet {
            global_index: scratch,
        },
        Operator::I64ExtendI32U,
        Operator::I64Const {
            value: BULK_BYTE_INK,
        },
        Operator::I64Mul,
        Operator::I64Sub,
        Operator::GlobalSet {
            global_index: ink_left,
        },
        Operator::GlobalGet {
            global_index: ink_left,
        },
        Operator::I64LtU,
        exhausted_if,
        status,
        set_status,
        trap,
        end,
        Operator::GlobalGet {
            global_index: scratch,
        },
    ]
}
