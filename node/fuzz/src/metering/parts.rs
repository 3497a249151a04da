//! A module read for the check: its types, its bodies with the price of every operator, what it may
//! grow through. Prices are Nitro's table by opcode, in ink.

use wasmparser::{FuncType, Operator, OperatorsReader, Parser, Payload, TypeRef};

const UNAFFORDABLE: u64 = u64::MAX;

/// The parts of a module that a check needs.
#[derive(Default)]
pub(super) struct Parts<'a> {
    types: Vec<FuncType>,
    pub(super) bodies: Vec<Vec<(Operator<'a>, u64)>>,
    pub(super) globals: u32,
    /// Index of the import that pays for pages.
    pub(super) pay: Option<u32>,
    pub(super) can_grow: bool,
}

/// Ink of an operator by its opcode.
fn price(code: &[u8], operator: &Operator<'_>, types: &[FuncType]) -> u64 {
    match (code[0], operator) {
        (_, Operator::BrTable { targets }) => 2400 + 325 * u64::from(targets.len()),
        (_, Operator::CallIndirect { type_index, .. }) => {
            13_610 + 650 * types[*type_index as usize].params().len() as u64
        }
        (0x00..=0x03 | 0x05 | 0x0b | 0x0f | 0x41 | 0x42, _) => 1,
        (0x04 | 0x0c | 0x0d, _) => 765,
        (0x10, _) => 3800,
        (0x1a, _) => 9,
        (0x1b, _) => 1250,
        (0x20 | 0x22, _) => 75,
        (0x21 | 0x67 | 0x68 | 0x79 | 0x7a, _) => 210,
        (0x23, _) => 225,
        (0x24, _) => 575,
        (0x28 | 0x2c..=0x2f, _) => 670,
        (0x29 | 0x30..=0x35, _) => 680,
        (0x2a | 0x2b | 0x38 | 0x39 | 0x43 | 0x44 | 0xbc..=0xbf, _) => UNAFFORDABLE,
        (0x36 | 0x3a | 0x3b, _) => 825,
        (0x37 | 0x3c..=0x3e | 0xfc, _) => 950,
        (0x3f, _) => 3000,
        (0x40, _) => 8050,
        (0x45..=0x4f, _) => 170,
        (0x50..=0x5a, _) => 225,
        (0x69, _) => 2650,
        (0x7b, _) => 6000,
        (0x6a | 0x6b | 0x71..=0x78, _) => 70,
        (0x6c | 0x7e, _) => 160,
        (0x6d..=0x70, _) => 1120,
        (0x7c | 0x7d | 0x83..=0x8a | 0xa7 | 0xac | 0xad | 0xc0..=0xc4, _) => 100,
        (0x7f..=0x82, _) => 1270,
        (opcode, _) => panic!("no program may hold opcode {opcode:#04x}: {operator:?}"),
    }
}

impl<'a> Parts<'a> {
    pub(super) fn read(wasm: &'a [u8], is_source: bool) -> Self {
        let mut parts = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.expect("a valid module") {
                Payload::TypeSection(types) => {
                    let types = types.into_iter_err_on_gc_types();
                    parts.types = types.map(|ty| ty.expect("a type")).collect();
                }
                Payload::ImportSection(imports) => {
                    let mut imports = imports
                        .into_imports()
                        .map(|import| import.expect("an import"));
                    let pay = imports.position(|import| {
                        matches!(import.ty, TypeRef::Func(_))
                            && import.name == "pay_for_memory_grow"
                    });
                    parts.pay = pay.map(|index| index as u32);
                }
                Payload::MemorySection(memories) => {
                    let memory = memories.into_iter().next().expect("a memory");
                    let memory = memory.expect("a memory");
                    parts.can_grow = memory
                        .maximum
                        .is_none_or(|most| most.min(65_534) != memory.initial);
                }
                Payload::GlobalSection(globals) => parts.globals = globals.count(),
                Payload::CodeSectionEntry(body) => {
                    let reader = body.get_operators_reader().expect("operators");
                    let body = operators(wasm, reader, &parts.types, is_source);
                    parts.bodies.push(body);
                }
                _ => {}
            }
        }
        parts
    }
}

/// Operators with their prices; prices of injected ones are not looked up.
fn operators<'a>(
    wasm: &[u8],
    mut reader: OperatorsReader<'a>,
    types: &[FuncType],
    is_source: bool,
) -> Vec<(Operator<'a>, u64)> {
    let mut found = Vec::new();
    while !reader.eof() {
        let at = reader.original_position();
        let operator = reader.read().expect("an operator");
        let ink = match is_source {
            true => price(&wasm[at..], &operator, types),
            false => 0,
        };
        found.push((operator, ink));
    }
    found
}
