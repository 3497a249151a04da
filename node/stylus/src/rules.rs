//! What Nitro refuses beyond WASM validation: imports, names, constants, segments and sizes.
//!
//! `check_source` looks at the module as written, `check_limits` at what instrumentation made of it.
//! Rules of single operators stand in `price`, of stack frames in `depth`, of memory in `heap`.

use std::collections::HashMap;

use wasmparser::{ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, Operator, ValType};

use crate::{hooks, module::Module, params::StylusParams};

/// Bytes of a WASM page.
const PAGE: u64 = 65_536;
/// Separates a prefix, which the rule of reserved names ignores, from a name.
const NAME_SEPARATOR: &str = "__";
/// Start of names that belong to the instrumentation.
const RESERVED: &str = "stylus";

/// Function a frame calls.
pub(crate) const ENTRYPOINT: &str = "user_entrypoint";
/// Export of a program's memory.
pub(crate) const MEMORY: &str = "memory";

/// Checks the module before instrumentation.
pub(crate) fn check_source(module: &Module<'_>, params: &StylusParams) -> Result<(), String> {
    check_imports(module, params.debug_chain)?;
    check_names(module)?;
    check_exports(module)?;
    if module.start.is_some() && !params.debug_chain {
        return Err("start functions are not allowed: do the work in the entry point".into());
    }
    for global in &module.globals {
        constant(&global.init_expr).map_err(|found| format!("global starts with {found}"))?;
    }
    check_elements(module)?;
    check_data(module)
}

fn check_imports(module: &Module<'_>, debug_chain: bool) -> Result<(), String> {
    let mut seen = HashMap::new();
    for import in &module.imports {
        let name = format!("{}.{}", import.module, import.name);
        let ty = module
            .types
            .get(import.ty as usize)
            .ok_or("an import has no type")?;
        hooks::check(import.module, import.name, ty, debug_chain)?;
        if *seen
            .entry((import.module, import.name))
            .or_insert(import.ty)
            != import.ty
        {
            return Err(format!("{name} is imported twice with different types"));
        }
    }
    Ok(())
}

/// Reserved names of imports need no rule: only known imports pass.
fn check_names(module: &Module<'_>) -> Result<(), String> {
    for export in &module.exports {
        let name = export
            .name
            .rsplit(NAME_SEPARATOR)
            .next()
            .unwrap_or(export.name);
        if module.imports.iter().any(|import| import.name == name) {
            return Err(format!("export {} has the name of an import", export.name));
        }
        if name.starts_with(RESERVED) {
            return Err(format!("export {} uses a reserved name", export.name));
        }
    }
    Ok(())
}

fn check_exports(module: &Module<'_>) -> Result<(), String> {
    let find = |name: &str, kind: ExternalKind| {
        let found = module
            .exports
            .iter()
            .find(|e| e.name == name && e.kind == kind);
        found.ok_or_else(|| format!("missing {kind:?} export {name}"))
    };
    find(MEMORY, ExternalKind::Memory)?;
    let entrypoint = find(ENTRYPOINT, ExternalKind::Func)?;
    let ty = module
        .function_type(entrypoint.index)
        .ok_or("the entry point has no type")?;
    if ty.params() != [ValType::I32] || ty.results() != [ValType::I32] {
        return Err(format!(
            "wrong type for export {ENTRYPOINT}: {ty}, wanted (i32) -> (i32)"
        ));
    }
    Ok(())
}

/// Segments that are not active do nothing: no operator that could use them is allowed.
fn check_elements(module: &Module<'_>) -> Result<(), String> {
    for element in &module.elements {
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = &element.kind
        else {
            continue;
        };
        let offset = offset(offset_expr)?;
        let ElementItems::Functions(items) = &element.items else {
            return Err("element segments may hold function indices only".into());
        };
        let table = module.tables.get(table_index.unwrap_or(0) as usize);
        let size = table.ok_or("an element segment has no table")?.initial;
        if offset + u64::from(items.count()) > size {
            return Err(format!(
                "an element segment at {offset} leaves its table of {size}"
            ));
        }
    }
    Ok(())
}

fn check_data(module: &Module<'_>) -> Result<(), String> {
    for data in &module.data {
        let DataKind::Active {
            memory_index,
            offset_expr,
        } = &data.kind
        else {
            continue;
        };
        let offset = offset(offset_expr)?;
        let memory = module.memories.get(*memory_index as usize);
        let pages = memory.ok_or("a data segment has no memory")?.initial;
        if offset + data.data.len() as u64 > pages.saturating_mul(PAGE) {
            return Err(format!(
                "a data segment at {offset} leaves the {pages} pages of memory"
            ));
        }
    }
    Ok(())
}

fn offset(expression: &ConstExpr<'_>) -> Result<u64, String> {
    match constant(expression) {
        Ok(Operator::I32Const { value }) => Ok(u64::from(value as u32)),
        Ok(other) => Err(format!(
            "a segment's offset is {other:?}: it has to be an i32.const"
        )),
        Err(found) => Err(format!("a segment's offset is {found}")),
    }
}

/// The only operator of an expression, which has to be a constant.
fn constant<'a>(expression: &ConstExpr<'a>) -> Result<Operator<'a>, String> {
    use Operator as O;
    let mut operators = expression.get_operators_reader();
    let mut next = || operators.read().map_err(|error| error.to_string());
    match (next()?, next()?) {
        (
            constant @ (O::I32Const { .. }
            | O::I64Const { .. }
            | O::F32Const { .. }
            | O::F64Const { .. }),
            O::End,
        ) => Ok(constant),
        (other, _) => Err(format!("{other:?}: only a single constant is allowed")),
    }
}

/// Sizes of an instrumented module that limits hold for.
pub(crate) struct Sizes<'a> {
    /// Names of the exports that are left, without the instrumentation's own.
    pub(crate) exports: &'a [&'a str],
    /// Exports and globals that instrumentation added.
    pub(crate) injected: usize,
    /// Declared locals and operators of each function.
    pub(crate) functions: &'a [(u32, usize)],
}

/// Checks the limits on an instrumented module.
pub(crate) fn check_limits(
    module: &Module<'_>,
    sizes: &Sizes<'_>,
    params: &StylusParams,
) -> Result<(), String> {
    let element_bytes: usize = module
        .elements
        .iter()
        .map(|element| element.range.len())
        .sum();
    let table_entries = module
        .tables
        .iter()
        .fold(0u64, |sum, t| sum.saturating_add(t.initial));
    let exports = sizes.exports.len() + sizes.injected;
    let globals = module.globals.len() + sizes.injected;
    let longest_name = sizes
        .exports
        .iter()
        .map(|name| name.len())
        .max()
        .unwrap_or(0);
    let (mut locals, mut operators) = (0, 0);
    for (declared, count) in sizes.functions {
        locals = locals.max(*declared as usize);
        operators = operators.max(*count);
    }
    let imports_limit = if params.arbos_version >= 32 {
        513
    } else {
        usize::MAX
    };
    let limits = [
        ("data segments", module.data.len(), 128),
        ("element segments", module.elements.len(), 128),
        ("exports", exports, 1024),
        ("functions", module.functions.len(), 4096),
        ("globals", globals, 32_768),
        ("locals of a function", locals, 348),
        ("operators of an instrumented function", operators, 65_536),
        ("imports", module.imports.len(), imports_limit),
        (
            "table entries",
            usize::try_from(table_entries).unwrap_or(usize::MAX),
            4096,
        ),
        ("bytes of element segments", element_bytes, 4096),
        ("bytes of an export name", longest_name, 512),
        ("bytes of the module name", module.name.len(), 512),
    ];
    match limits.into_iter().find(|(_, count, limit)| count > limit) {
        Some((what, count, limit)) => Err(format!("too many {what}: {count}, at most {limit}")),
        None => Ok(()),
    }
}
