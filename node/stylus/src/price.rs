//! Price of a WASM operator in ink.
//!
//! Nitro's table, the same for Stylus versions 1 to 3. Operators that a program may hold but can never
//! pay for cost `u64::MAX`; operators that no program may hold have no price.

use wasmparser::{FuncType, Operator};

/// Price of an operator that a program may hold but never run.
const UNAFFORDABLE: u64 = u64::MAX;

/// Ink of one operator, or `None` if no program may hold it. `types` are the module's function types.
pub(crate) fn price(operator: &Operator<'_>, types: &[FuncType]) -> Option<u64> {
    use Operator as O;
    let ink = match operator {
        O::Unreachable | O::Return | O::Nop | O::Block { .. } | O::Loop { .. } => 1,
        O::Else | O::End | O::I32Const { .. } | O::I64Const { .. } => 1,
        O::Drop => 9,
        O::Br { .. } | O::BrIf { .. } | O::If { .. } => 765,
        O::BrTable { targets } => 2400 + 325 * u64::from(targets.len()),
        O::Select => 1250,
        O::Call { .. } => 3800,
        O::CallIndirect { type_index, .. } => {
            let params = types.get(*type_index as usize)?.params().len();
            13_610 + 650 * params as u64
        }
        O::LocalGet { .. } | O::LocalTee { .. } => 75,
        O::LocalSet { .. } => 210,
        O::GlobalGet { .. } => 225,
        O::GlobalSet { .. } => 575,
        O::MemorySize { .. } => 3000,
        O::MemoryGrow { .. } => 8050,
        O::MemoryCopy { .. } | O::MemoryFill { .. } => 950,
        _ => return memory_access(operator).or_else(|| arithmetic(operator)),
    };
    Some(ink)
}

fn memory_access(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    let ink = match operator {
        O::I32Load { .. } | O::I32Load8S { .. } | O::I32Load8U { .. } => 670,
        O::I32Load16S { .. } | O::I32Load16U { .. } => 670,
        O::I64Load { .. } | O::I64Load8S { .. } | O::I64Load8U { .. } => 680,
        O::I64Load16S { .. } | O::I64Load16U { .. } => 680,
        O::I64Load32S { .. } | O::I64Load32U { .. } => 680,
        O::I32Store { .. } | O::I32Store8 { .. } | O::I32Store16 { .. } => 825,
        O::I64Store { .. } | O::I64Store8 { .. } => 950,
        O::I64Store16 { .. } | O::I64Store32 { .. } => 950,
        O::F32Load { .. } | O::F64Load { .. } | O::F32Store { .. } | O::F64Store { .. } => {
            UNAFFORDABLE
        }
        O::F32Const { .. } | O::F64Const { .. } => UNAFFORDABLE,
        _ => return None,
    };
    Some(ink)
}

fn arithmetic(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    let ink = match operator {
        O::I32Eqz | O::I32Eq | O::I32Ne | O::I32LtS | O::I32LtU | O::I32GtS | O::I32GtU => 170,
        O::I32LeS | O::I32LeU | O::I32GeS | O::I32GeU => 170,
        O::I64Eqz | O::I64Eq | O::I64Ne | O::I64LtS | O::I64LtU | O::I64GtS | O::I64GtU => 225,
        O::I64LeS | O::I64LeU | O::I64GeS | O::I64GeU => 225,
        O::I32Clz | O::I32Ctz | O::I64Clz | O::I64Ctz => 210,
        O::I32Popcnt => 2650,
        O::I64Popcnt => 6000,
        O::I32Add | O::I32Sub | O::I32And | O::I32Or | O::I32Xor => 70,
        O::I32Shl | O::I32ShrS | O::I32ShrU | O::I32Rotl | O::I32Rotr => 70,
        O::I32Mul | O::I64Mul => 160,
        O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => 1120,
        O::I64Add | O::I64Sub | O::I64And | O::I64Or | O::I64Xor => 100,
        O::I64Shl | O::I64ShrS | O::I64ShrU | O::I64Rotl | O::I64Rotr => 100,
        O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => 1270,
        O::I32WrapI64 | O::I64ExtendI32S | O::I64ExtendI32U => 100,
        O::I32Extend8S | O::I32Extend16S => 100,
        O::I64Extend8S | O::I64Extend16S | O::I64Extend32S => 100,
        O::I32ReinterpretF32 | O::I64ReinterpretF64 => UNAFFORDABLE,
        O::F32ReinterpretI32 | O::F64ReinterpretI64 => UNAFFORDABLE,
        _ => return None,
    };
    Some(ink)
}
