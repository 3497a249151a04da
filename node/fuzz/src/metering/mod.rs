//! Checks what instrumentation made of a module, by taking it apart again.
//!
//! From every instrumented body the charges are taken out: what remains has to be the source, operator
//! for operator; each charge has to stand where a basic block starts and to name the sum of the block;
//! every frame has to give back the words that it took. It shares nothing with the node's own passes.

mod parts;

use wasmparser::Operator;

use parts::Parts;

/// Added to every basic block.
const HEADER_INK: u64 = 2450;

/// Checks `instrumented` against `source`.
///
/// # Panics
/// If it is not the source with its charges.
pub fn check(source: &[u8], instrumented: &[u8]) {
    let (source, instrumented) = (Parts::read(source, true), Parts::read(instrumented, false));
    assert_eq!(source.globals + 4, instrumented.globals, "globals");
    assert_eq!(source.bodies.len(), instrumented.bodies.len(), "functions");
    for (body, metered) in source.bodies.iter().zip(&instrumented.bodies) {
        let mut peel = Peel {
            ink: source.globals,
            pay: source.pay.filter(|_| source.can_grow),
            rest: metered.iter().map(|(operator, _)| operator).collect(),
            frame: None,
        };
        peel.rest.reverse();
        peel.body(body);
    }
}

/// An instrumented body while it is taken apart; the next operator is the last of `rest`.
struct Peel<'a, 'b> {
    /// Index of the first injected global.
    ink: u32,
    pay: Option<u32>,
    rest: Vec<&'b Operator<'a>>,
    frame: Option<i32>,
}

impl<'a, 'b> Peel<'a, 'b> {
    fn body(&mut self, source: &[(Operator<'a>, u64)]) {
        let frame = self.prologue();
        self.frame = Some(frame);
        let mut starts_block = true;
        let last = source.len() - 1;
        for (index, (operator, _)) in source.iter().enumerate() {
            if starts_block {
                self.charge(block_ink(&source[index..]));
            }
            match operator {
                Operator::MemoryFill { .. } | Operator::MemoryCopy { .. } => self.bulk(),
                Operator::MemoryGrow { .. } => self.grow(),
                Operator::Return => self.give_back(),
                Operator::End if index == last => {
                    self.give_back();
                    self.expect(&Operator::Return);
                }
                _ => {}
            }
            self.expect(operator);
            starts_block = ends_block(operator);
        }
        assert!(self.rest.is_empty(), "left over: {:?}", self.rest);
    }

    fn next(&mut self) -> &'b Operator<'a> {
        self.rest.pop().expect("the instrumented body ends early")
    }

    fn expect(&mut self, wanted: &Operator<'_>) {
        let found = self.next();
        assert_eq!(format!("{found:?}"), format!("{wanted:?}"));
    }

    fn get(&mut self, global: u32) {
        self.expect(&Operator::GlobalGet {
            global_index: self.ink + global,
        });
    }

    fn set(&mut self, global: u32) {
        self.expect(&Operator::GlobalSet {
            global_index: self.ink + global,
        });
    }

    fn constant(&mut self) -> i64 {
        match self.next() {
            Operator::I64Const { value } => *value,
            Operator::I32Const { value } => i64::from(*value),
            other => panic!("{other:?} instead of a constant"),
        }
    }

    /// `if`, the mark of exhaustion, a trap, `end`.
    fn exhaust(&mut self, mark: i32, global: u32) {
        self.expect(&Operator::If {
            blockty: wasmparser::BlockType::Empty,
        });
        self.expect(&Operator::I32Const { value: mark });
        self.set(global);
        self.expect(&Operator::Unreachable);
        self.expect(&Operator::End);
    }

    fn charge(&mut self, ink: u64) {
        self.get(0);
        assert_eq!(self.constant() as u64, ink, "the charge of a block");
        self.expect(&Operator::I64LtU);
        self.exhaust(1, 1);
        self.get(0);
        assert_eq!(self.constant() as u64, ink, "what a block takes");
        self.expect(&Operator::I64Sub);
        self.set(0);
    }

    fn bulk(&mut self) {
        self.set(2);
        self.get(0);
        self.get(0);
        self.get(2);
        self.expect(&Operator::I64ExtendI32U);
        assert_eq!(self.constant(), 100, "ink of a byte");
        self.expect(&Operator::I64Mul);
        self.expect(&Operator::I64Sub);
        self.set(0);
        self.get(0);
        self.expect(&Operator::I64LtU);
        self.exhaust(1, 1);
        self.get(2);
    }

    fn grow(&mut self) {
        let Some(function_index) = self.pay else {
            return;
        };
        self.set(2);
        self.get(2);
        self.get(2);
        self.expect(&Operator::Call { function_index });
    }

    fn prologue(&mut self) -> i32 {
        self.get(3);
        let frame = self.constant();
        self.expect(&Operator::I32LeU);
        self.exhaust(0, 3);
        self.get(3);
        assert_eq!(self.constant(), frame, "words that a frame takes");
        self.expect(&Operator::I32Sub);
        self.set(3);
        frame as i32
    }

    fn give_back(&mut self) {
        self.get(3);
        assert_eq!(Some(self.constant() as i32), self.frame, "words given back");
        self.expect(&Operator::I32Add);
        self.set(3);
    }
}

fn block_ink(rest: &[(Operator<'_>, u64)]) -> u64 {
    let last = rest.iter().position(|(operator, _)| ends_block(operator));
    let block = &rest[..=last.expect("a body ends with `end`")];
    let sum = block
        .iter()
        .fold(0u64, |sum, (_, ink)| sum.saturating_add(*ink));
    sum.saturating_add(HEADER_INK)
}

/// Control goes elsewhere after it, or may come from elsewhere.
fn ends_block(operator: &Operator<'_>) -> bool {
    let name = format!("{operator:?}");
    let name = name.split([' ', '{']).next().unwrap_or_default();
    [
        "End",
        "Else",
        "Return",
        "Loop",
        "Br",
        "BrTable",
        "BrIf",
        "If",
        "Call",
        "CallIndirect",
    ]
    .contains(&name)
}
