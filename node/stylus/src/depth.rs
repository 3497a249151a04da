//! The depth checker: bounds the stack by the worst operand depth and the locals of each function.
//!
//! A call takes its frame's words from a global and gives them back at `return`. As in Nitro, a branch
//! to the function's outermost label does not give them back; that space is lost until the frame of
//! the program ends.

use wasmparser::{BlockType, FuncType, Operator};

use crate::{instrument::Globals, module::Module};

/// Most words of operands in a frame.
const WORST_LIMIT: u32 = 4096;
/// Most words of a frame.
const FRAME_LIMIT: u32 = 10_240;
/// Words of a frame beside locals and operands.
const FRAME_OVERHEAD: u32 = 4;

/// Inserts check and reclaim. `body` is already metered; `locals` are the declared ones, without
/// parameters.
pub(crate) fn check_depth<'a>(
    body: Vec<Operator<'a>>,
    locals: u32,
    module: &Module<'_>,
    globals: Globals,
) -> Result<Vec<Operator<'a>>, String> {
    let worst = worst_depth(&body, module)?;
    if worst > WORST_LIMIT {
        return Err(format!(
            "a function stacks {worst} operands: at most {WORST_LIMIT} may be"
        ));
    }
    let frame = worst.saturating_add(locals).saturating_add(FRAME_OVERHEAD);
    if frame > FRAME_LIMIT {
        return Err(format!(
            "a stack frame has {frame} words: at most {FRAME_LIMIT} may be"
        ));
    }
    let mut checked = Vec::with_capacity(body.len() + 24);
    checked.extend(take(frame, globals));
    let last = body.len().saturating_sub(1);
    for (index, operator) in body.into_iter().enumerate() {
        if index == last {
            checked.extend(give_back(frame, globals));
            checked.push(Operator::Return);
        } else if matches!(operator, Operator::Return) {
            checked.extend(give_back(frame, globals));
        }
        checked.push(operator);
    }
    Ok(checked)
}

fn take<'a>(frame: u32, globals: Globals) -> [Operator<'a>; 12] {
    let space = globals.stack_left;
    let frame = Operator::I32Const {
        value: frame as i32,
    };
    [
        Operator::GlobalGet {
            global_index: space,
        },
        frame.clone(),
        Operator::I32LeU,
        Operator::If {
            blockty: BlockType::Empty,
        },
        Operator::I32Const { value: 0 },
        Operator::GlobalSet {
            global_index: space,
        },
        Operator::Unreachable,
        Operator::End,
        Operator::GlobalGet {
            global_index: space,
        },
        frame,
        Operator::I32Sub,
        Operator::GlobalSet {
            global_index: space,
        },
    ]
}

fn give_back<'a>(frame: u32, globals: Globals) -> [Operator<'a>; 4] {
    [
        Operator::GlobalGet {
            global_index: globals.stack_left,
        },
        Operator::I32Const {
            value: frame as i32,
        },
        Operator::I32Add,
        Operator::GlobalSet {
            global_index: globals.stack_left,
        },
    ]
}

/// Operand depth while walking a body from its first operator to its last.
struct Depth {
    now: u32,
    worst: u32,
    scopes: Vec<u32>,
}

impl Depth {
    fn push(&mut self, words: usize) {
        self.now = self.now.saturating_add(words as u32);
        self.worst = self.worst.max(self.now);
    }

    fn pop(&mut self, words: usize) {
        self.now = self.now.saturating_sub(words as u32);
    }

    /// Results are pushed before parameters are popped, as Nitro does.
    fn apply(&mut self, ty: &FuncType) {
        self.push(ty.results().len());
        self.pop(ty.params().len());
    }

    fn enter(&mut self, block: BlockType, types: &[FuncType]) -> Result<(), String> {
        match block {
            BlockType::Empty => {}
            BlockType::Type(_) => self.push(1),
            BlockType::FuncType(index) => self.apply(known_type(types, index)?),
        }
        self.scopes.push(self.now);
        Ok(())
    }
}

fn known_type(types: &[FuncType], index: u32) -> Result<&FuncType, String> {
    types
        .get(index as usize)
        .ok_or_else(|| format!("type {index} does not exist"))
}

/// Nothing is reset after unconditional branches; that is Nitro's way of counting.
fn worst_depth(body: &[Operator<'_>], module: &Module<'_>) -> Result<u32, String> {
    use Operator as O;
    let mut depth = Depth {
        now: 0,
        worst: 0,
        scopes: vec![0],
    };
    for operator in body {
        match operator {
            O::Block { blockty } | O::Loop { blockty } => depth.enter(*blockty, &module.types)?,
            O::If { blockty } => {
                depth.pop(1);
                depth.enter(*blockty, &module.types)?;
            }
            O::Else => depth.now = depth.scopes.last().copied().unwrap_or(0),
            O::End => depth.now = depth.scopes.pop().unwrap_or(0),
            O::Call { function_index } => {
                let ty = module.function_type(*function_index);
                depth.apply(ty.ok_or_else(|| format!("no function {function_index}"))?);
            }
            O::CallIndirect { type_index, .. } => {
                depth.apply(known_type(&module.types, *type_index)?);
                depth.pop(1);
            }
            _ => simple(operator, &mut depth),
        }
    }
    Ok(depth.worst)
}

fn simple(operator: &Operator<'_>, depth: &mut Depth) {
    use Operator as O;
    match operator {
        O::MemoryFill { .. } | O::MemoryCopy { .. } => depth.pop(3),
        O::LocalGet { .. } | O::GlobalGet { .. } | O::MemorySize { .. } => depth.push(1),
        O::I32Const { .. } | O::I64Const { .. } | O::F32Const { .. } | O::F64Const { .. } => {
            depth.push(1);
        }
        O::Select => depth.pop(2),
        O::I32Store { .. } | O::I32Store8 { .. } | O::I32Store16 { .. } => depth.pop(2),
        O::I64Store { .. } | O::I64Store8 { .. } | O::I64Store16 { .. } => depth.pop(2),
        O::I64Store32 { .. } | O::F32Store { .. } | O::F64Store { .. } => depth.pop(2),
        O::BrIf { .. } | O::BrTable { .. } | O::Drop => depth.pop(1),
        O::LocalSet { .. } | O::GlobalSet { .. } => depth.pop(1),
        _ => depth.pop(operands_merged(operator)),
    }
}

/// Words by which an integer operator of two operands shrinks the stack; 0 for any other.
fn operands_merged(operator: &Operator<'_>) -> usize {
    use Operator as O;
    match operator {
        O::I32Eq | O::I32Ne | O::I32LtS | O::I32LtU | O::I32GtS | O::I32GtU => 1,
        O::I32LeS | O::I32LeU | O::I32GeS | O::I32GeU => 1,
        O::I64Eq | O::I64Ne | O::I64LtS | O::I64LtU | O::I64GtS | O::I64GtU => 1,
        O::I64LeS | O::I64LeU | O::I64GeS | O::I64GeU => 1,
        O::I32Add | O::I32Sub | O::I32Mul | O::I32And | O::I32Or | O::I32Xor => 1,
        O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => 1,
        O::I32Shl | O::I32ShrS | O::I32ShrU | O::I32Rotl | O::I32Rotr => 1,
        O::I64Add | O::I64Sub | O::I64Mul | O::I64And | O::I64Or | O::I64Xor => 1,
        O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => 1,
        O::I64Shl | O::I64ShrS | O::I64ShrU | O::I64Rotl | O::I64Rotr => 1,
        _ => 0,
    }
}
