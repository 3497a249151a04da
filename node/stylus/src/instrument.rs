//! The instrumentation pipeline: from a read module to the binary that runs.
//!
//! Passes over each function body run one after the other, each on the whole output of the one before:
//! ink meter, dynamic meter, depth checker, heap bound. Indices of types and functions stay as they
//! are; four globals are added at the end and exported.

use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType,
    MemorySection, RawSection, SectionId, ValType,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{Export, ExternalKind, FunctionBody, MemoryType, Operator};

use crate::{
    depth, heap, meter,
    module::Module,
    params::StylusParams,
    rules::{self, ENTRYPOINT, MEMORY, Sizes},
};

/// Exports through which the host sees the meter, in the order of [`Globals`].
pub(crate) const INK_LEFT: &str = "stylus_ink_left";
/// 1 once the ink is exhausted.
pub(crate) const INK_STATUS: &str = "stylus_ink_status";
/// Passes a length or a number of pages between injected operators.
const SCRATCH: &str = "stylus_scratch_global";
/// Words of stack space left; 0 once it is exhausted.
pub(crate) const STACK_LEFT: &str = "stylus_stack_left";
/// Where a start function can be found; nothing runs it.
const START: &str = "stylus_start";

/// Indices of the globals that instrumentation adds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Globals {
    pub(crate) ink_left: u32,
    pub(crate) ink_status: u32,
    pub(crate) scratch: u32,
    pub(crate) stack_left: u32,
}

impl Globals {
    const COUNT: usize = 4;

    /// Programs import no globals, so the module's own come first.
    fn after(own: usize) -> Self {
        let own = own as u32;
        Self {
            ink_left: own,
            ink_status: own + 1,
            scratch: own + 2,
            stack_left: own + 3,
        }
    }

    fn named(self) -> [(&'static str, u32, ValType); Self::COUNT] {
        [
            (INK_LEFT, self.ink_left, ValType::I64),
            (INK_STATUS, self.ink_status, ValType::I32),
            (SCRATCH, self.scratch, ValType::I32),
            (STACK_LEFT, self.stack_left, ValType::I32),
        ]
    }
}

/// An instrumented binary.
pub(crate) struct Instrumented {
    pub(crate) wasm: Vec<u8>,
    /// Operators of all functions together.
    pub(crate) operators: u64,
}

/// Checks and instruments a module. `page_limit` bounds its initial memory.
pub(crate) fn instrument(
    module: &Module<'_>,
    params: &StylusParams,
    page_limit: u16,
) -> Result<Instrumented, String> {
    rules::check_source(module, params)?;
    let globals = Globals::after(module.globals.len());
    let exports = kept_exports(module, params.debug_chain);
    let (memory, pay) = heap::bound(module, page_limit)?;
    let mut code = CodeSection::new();
    let mut functions = Vec::with_capacity(module.bodies.len());
    for body in &module.bodies {
        let (function, size) = rewrite(body, module, globals, pay)?;
        code.function(&function);
        functions.push(size);
    }
    let names: Vec<&str> = exports.iter().map(|export| export.name).collect();
    let sizes = Sizes {
        exports: &names,
        injected: Globals::COUNT,
        functions: &functions,
    };
    rules::check_limits(module, &sizes, params)?;
    let wasm = assemble(module, &exports, memory, globals, &code)?;
    let operators = functions
        .iter()
        .map(|(_, operators)| *operators as u64)
        .sum();
    Ok(Instrumented { wasm, operators })
}

/// All exports on a debug chain, else those a frame needs; a start function becomes an export.
fn kept_exports<'a>(module: &Module<'a>, debug_chain: bool) -> Vec<Export<'a>> {
    let needed = |export: &&Export<'_>| match export.kind {
        ExternalKind::Func => export.name == ENTRYPOINT,
        ExternalKind::Memory => export.name == MEMORY,
        _ => false,
    };
    let kept = module
        .exports
        .iter()
        .filter(|export| debug_chain || needed(export));
    let start = module.start.map(|index| Export {
        name: START,
        kind: ExternalKind::Func,
        index,
    });
    kept.copied().chain(start).collect()
}

/// Runs the passes over one body. Answers the function, its declared locals and its operators.
fn rewrite(
    body: &FunctionBody<'_>,
    module: &Module<'_>,
    globals: Globals,
    pay: Option<u32>,
) -> Result<(Function, (u32, usize)), String> {
    let malformed = |error: wasmparser::BinaryReaderError| error.to_string();
    let locals: Vec<(u32, wasmparser::ValType)> = body
        .get_locals_reader()
        .map_err(malformed)?
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(malformed)?;
    let declared = locals
        .iter()
        .fold(0u32, |sum, (count, _)| sum.saturating_add(*count));
    let source: Vec<Operator<'_>> = body
        .get_operators_reader()
        .map_err(malformed)?
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(malformed)?;

    let metered = meter::charge_blocks(source, &module.types, globals)?;
    let metered = meter::charge_bulk(metered, globals);
    let mut operators = depth::check_depth(metered, declared, module, globals)?;
    if let Some(pay) = pay {
        operators = heap::pay_before_grow(operators, pay, globals);
    }

    let mut encoder = RoundtripReencoder;
    let mut types = Vec::with_capacity(locals.len());
    for (count, ty) in locals {
        types.push((
            count,
            encoder.val_type(ty).map_err(|error| error.to_string())?,
        ));
    }
    let size = (declared, operators.len());
    let mut function = Function::new(types);
    for operator in operators {
        function.instruction(
            &encoder
                .instruction(operator)
                .map_err(|error| error.to_string())?,
        );
    }
    Ok((function, size))
}

fn assemble(
    module: &Module<'_>,
    exports: &[Export<'_>],
    memory: MemoryType,
    globals: Globals,
    code: &CodeSection,
) -> Result<Vec<u8>, String> {
    let untouched = &module.untouched;
    let mut wasm = wasm_encoder::Module::new();
    copy(&mut wasm, SectionId::Type, untouched.types);
    copy(&mut wasm, SectionId::Import, untouched.imports);
    copy(&mut wasm, SectionId::Function, untouched.functions);
    copy(&mut wasm, SectionId::Table, untouched.tables);
    let mut memories = MemorySection::new();
    memories.memory(
        RoundtripReencoder
            .memory_type(memory)
            .map_err(|error| error.to_string())?,
    );
    wasm.section(&memories);
    wasm.section(&global_section(module, globals)?);
    wasm.section(&export_section(exports, globals)?);
    copy(&mut wasm, SectionId::Element, untouched.elements);
    wasm.section(code);
    copy(&mut wasm, SectionId::Data, untouched.data);
    Ok(wasm.finish())
}

fn copy(wasm: &mut wasm_encoder::Module, id: SectionId, contents: Option<&[u8]>) {
    if let Some(data) = contents {
        wasm.section(&RawSection { id: id as u8, data });
    }
}

fn global_section(module: &Module<'_>, globals: Globals) -> Result<GlobalSection, String> {
    let mut section = GlobalSection::new();
    for global in &module.globals {
        RoundtripReencoder
            .parse_global(&mut section, global.clone())
            .map_err(|error| error.to_string())?;
    }
    for (_, _, val_type) in globals.named() {
        let zero = match val_type {
            ValType::I64 => ConstExpr::i64_const(0),
            _ => ConstExpr::i32_const(0),
        };
        section.global(
            GlobalType {
                val_type,
                mutable: true,
                shared: false,
            },
            &zero,
        );
    }
    Ok(section)
}

fn export_section(exports: &[Export<'_>], globals: Globals) -> Result<ExportSection, String> {
    let mut section = ExportSection::new();
    for export in exports {
        let kind = RoundtripReencoder
            .export_kind(export.kind)
            .map_err(|error| error.to_string())?;
        section.export(export.name, kind, export.index);
    }
    for (name, index, _) in globals.named() {
        section.export(name, ExportKind::Global, index);
    }
    Ok(section)
}
