//! Reading a WASM binary into the parts the other rooms need.
//!
//! The binary is validated first, with exactly the features Nitro allows, so everything read here is
//! well-formed; what Nitro refuses beyond validation is the work of `rules`. Operators are not kept:
//! each pass over a body reads it again.

use wasmparser::{
    Data, Element, Export, FuncType, FunctionBody, Global, Import, KnownCustom, MemoryType, Name,
    Parser, Payload, TableType, TypeRef, Validator, WasmFeatures,
};

/// An imported function. Programs can import nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ImportedFunction<'a> {
    pub(crate) module: &'a str,
    pub(crate) name: &'a str,
    /// Index of its type.
    pub(crate) ty: u32,
}

/// A validated module, borrowing from the binary.
#[derive(Default)]
pub(crate) struct Module<'a> {
    pub(crate) types: Vec<FuncType>,
    pub(crate) imports: Vec<ImportedFunction<'a>>,
    /// Type indices of the local functions.
    pub(crate) functions: Vec<u32>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Vec<Global<'a>>,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) start: Option<u32>,
    pub(crate) elements: Vec<Element<'a>>,
    pub(crate) data: Vec<Data<'a>>,
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    /// From the name section; empty if there is none.
    pub(crate) name: &'a str,
    /// Contents of the sections that instrumentation leaves alone.
    pub(crate) untouched: Untouched<'a>,
}

/// Section contents to be copied as they are.
#[derive(Default)]
pub(crate) struct Untouched<'a> {
    pub(crate) types: Option<&'a [u8]>,
    pub(crate) imports: Option<&'a [u8]>,
    pub(crate) functions: Option<&'a [u8]>,
    pub(crate) tables: Option<&'a [u8]>,
    pub(crate) elements: Option<&'a [u8]>,
    pub(crate) data: Option<&'a [u8]>,
}

impl<'a> Module<'a> {
    /// Validates and reads `wasm` under the rules of a Stylus version.
    pub(crate) fn read(wasm: &'a [u8], stylus_version: u16) -> Result<Self, String> {
        Validator::new_with_features(features(stylus_version))
            .validate_all(wasm)
            .map_err(|error| format!("the WASM is not valid: {error}"))?;
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.map_err(|error| error.to_string())?;
            module.take(wasm, payload)?;
        }
        Ok(module)
    }

    fn take(&mut self, wasm: &'a [u8], payload: Payload<'a>) -> Result<(), String> {
        let raw = |range: std::ops::Range<usize>| wasm.get(range);
        match payload {
            Payload::TypeSection(section) => {
                self.untouched.types = raw(section.range());
                self.types = collect(section.into_iter_err_on_gc_types())?;
            }
            Payload::ImportSection(section) => {
                self.untouched.imports = raw(section.range());
                let imports = collect(section.into_imports())?;
                self.imports = imports
                    .into_iter()
                    .map(imported)
                    .collect::<Result<_, _>>()?;
            }
            Payload::FunctionSection(section) => {
                self.untouched.functions = raw(section.range());
                self.functions = collect(section)?;
            }
            Payload::TableSection(section) => {
                self.untouched.tables = raw(section.range());
                self.tables = collect(section)?
                    .into_iter()
                    .map(|table| table.ty)
                    .collect();
            }
            Payload::ElementSection(section) => {
                self.untouched.elements = raw(section.range());
                self.elements = collect(section)?;
            }
            Payload::DataSection(section) => {
                self.untouched.data = raw(section.range());
                self.data = collect(section)?;
            }
            Payload::MemorySection(section) => self.memories = collect(section)?,
            Payload::GlobalSection(section) => self.globals = collect(section)?,
            Payload::ExportSection(section) => self.exports = collect(section)?,
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    self.read_names(names)?;
                }
            }
            Payload::Version { .. } | Payload::CodeSectionStart { .. } | Payload::End(_) => {}
            Payload::DataCountSection { .. } => {
                return Err(
                    "the data count section is not supported: build the program without \
                            the bulk-memory target feature"
                        .into(),
                );
            }
            _ => return Err("the WASM holds a section that Stylus does not support".into()),
        }
        Ok(())
    }

    /// Module and function names have to be well-formed; other names are not looked at.
    fn read_names(&mut self, names: wasmparser::NameSectionReader<'a>) -> Result<(), String> {
        for name in names {
            match name.map_err(malformed_names)? {
                Name::Module { name, .. } => self.name = name,
                Name::Function(functions) => {
                    for function in functions {
                        function.map_err(malformed_names)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Type of a function by its index among imports and local functions.
    pub(crate) fn function_type(&self, index: u32) -> Option<&FuncType> {
        let index = index as usize;
        let ty = match self.imports.get(index) {
            Some(import) => import.ty,
            None => *self.functions.get(index - self.imports.len())?,
        };
        self.types.get(ty as usize)
    }

    /// Index of an imported function.
    pub(crate) fn import_index(&self, module: &str, name: &str) -> Option<u32> {
        let found = |import: &ImportedFunction<'_>| import.module == module && import.name == name;
        self.imports
            .iter()
            .position(found)
            .map(|index| index as u32)
    }
}

/// The features of Nitro's validator. Several results were allowed before Stylus version 3.
fn features(stylus_version: u16) -> WasmFeatures {
    let mut features = WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::FLOATS
        | WasmFeatures::GC_TYPES;
    features.set(WasmFeatures::MULTI_VALUE, stylus_version < 3);
    features
}

fn collect<T>(items: impl IntoIterator<Item = wasmparser::Result<T>>) -> Result<Vec<T>, String> {
    items
        .into_iter()
        .collect::<wasmparser::Result<_>>()
        .map_err(|error| error.to_string())
}

fn imported(import: Import<'_>) -> Result<ImportedFunction<'_>, String> {
    let Import { module, name, ty } = import;
    match ty {
        TypeRef::Func(ty) => Ok(ImportedFunction { module, name, ty }),
        _ => Err(format!(
            "import {module}.{name} is not a function: only functions can be"
        )),
    }
}

fn malformed_names(error: wasmparser::BinaryReaderError) -> String {
    format!("the name section is malformed: {error}")
}
