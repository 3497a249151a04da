//! Compiling programs, and the places that their instances run in.
//!
//! Most frames take turns in a pool of places whose memory stays mapped from one frame to the next, which
//! is most of what a short call costs. A frame that finds every place taken, as when programs call programs
//! deeply, has memory mapped for itself alone.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use alloy_primitives::B256;
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, InstancePre, Linker, OptLevel,
    PoolingAllocationConfig,
};

use crate::{host, params::StylusParams, program::Program, run::FrameState};

/// Native stack of one frame's WASM. The depth checker allows 262144 words of 8 bytes at most (22000
/// from ArbOS 50); native frames are several times larger than what it counts.
pub(crate) const WASM_STACK: usize = 16 << 20;
/// Compiled programs that an engine keeps; beyond it the cache starts anew.
const CACHED_PROGRAMS: usize = 256;
/// Frames that run in the pool at once. A place takes address space, and memory only once it was used.
const PLACES: u32 = 64;
/// Bytes of what an instance is beside its memory, above what the limits on globals and functions allow.
const INSTANCE: usize = 2 << 20;
/// Bytes of a place's memory, and of its table, that are wiped and not given back after a frame.
const KEPT: usize = 256 << 10;

/// What a compiled program depends on: code hash, Stylus version, and whether the chain is a debug one.
type Key = (B256, u16, bool);

/// A program that can be instantiated once; it holds a place in the pool if it runs there.
pub(crate) struct Ready<'a> {
    program: Arc<InstancePre<FrameState>>,
    _place: Option<Place<'a>>,
}

impl Ready<'_> {
    pub(crate) fn program(&self) -> &InstancePre<FrameState> {
        &self.program
    }
}

/// One of the `PLACES`, taken until it is dropped.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

/// Both ways to run a program.
pub(crate) struct Engines {
    /// None where the system denies the address space: some hundreds of gigabytes.
    pooled: Option<Compiler>,
    mapped: Compiler,
    taken: AtomicUsize,
}

impl Engines {
    pub(crate) fn new() -> Self {
        let mut pool = PoolingAllocationConfig::new();
        pool.total_core_instances(PLACES)
            .total_memories(PLACES)
            .total_tables(PLACES)
            .max_core_instance_size(INSTANCE)
            .linear_memory_keep_resident(KEPT)
            .table_keep_resident(KEPT)
            .pagemap_scan(Enabled::Auto);
        Self {
            pooled: Compiler::new(InstanceAllocationStrategy::Pooling(pool)).ok(),
            mapped: Compiler::new(InstanceAllocationStrategy::OnDemand)
                .expect("the settings agree with each other"),
            taken: AtomicUsize::new(0),
        }
    }

    /// The program in `code`, compiled on first use, with a place to run in.
    pub(crate) fn ready(
        &self,
        code_hash: B256,
        code: &[u8],
        params: &StylusParams,
    ) -> Result<Ready<'_>, String> {
        let key = (code_hash, params.version, params.debug_chain);
        let (compiler, place) = match (&self.pooled, self.place()) {
            (Some(pooled), Some(place)) => (pooled, Some(place)),
            _ => (&self.mapped, None),
        };
        let program = compiler.program(key, code, params)?;
        Ok(Ready {
            program,
            _place: place,
        })
    }

    fn place(&self) -> Option<Place<'_>> {
        let next = |taken| (taken < PLACES as usize).then_some(taken + 1);
        let taken = &self.taken;
        let was = taken.fetch_update(Ordering::Acquire, Ordering::Relaxed, next);
        was.ok().map(|_| Place(taken))
    }
}

/// An engine and the programs that were compiled for it.
struct Compiler {
    engine: Engine,
    linker: Linker<FrameState>,
    compiled: Mutex<HashMap<Key, Arc<InstancePre<FrameState>>>>,
}

impl Compiler {
    fn new(strategy: InstanceAllocationStrategy) -> wasmtime::Result<Self> {
        let engine = Engine::new(&config(strategy))?;
        let mut linker = Linker::new(&engine);
        host::link(&mut linker)?;
        Ok(Self {
            engine,
            linker,
            compiled: Mutex::default(),
        })
    }

    fn program(
        &self,
        key: Key,
        code: &[u8],
        params: &StylusParams,
    ) -> Result<Arc<InstancePre<FrameState>>, String> {
        let cache = || self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(program) = cache().get(&key) {
            return Ok(program.clone());
        }
        let program = Program::activated(code, params)?;
        let module = wasmtime::Module::from_binary(&self.engine, program.wasm())
            .and_then(|module| self.linker.instantiate_pre(&module))
            .map_err(|error| format!("the program cannot be compiled: {error:#}"))?;
        let program = Arc::new(module);
        let mut cache = cache();
        if cache.len() >= CACHED_PROGRAMS {
            cache.clear();
        }
        cache.insert(key, program.clone());
        Ok(program)
    }
}

/// Nothing beyond what validation lets through, and no backtraces, which nobody reads.
fn config(strategy: InstanceAllocationStrategy) -> Config {
    let mut config = Config::new();
    config
        .allocation_strategy(strategy)
        .max_wasm_stack(WASM_STACK)
        // Unused, but may not be less than the one above.
        .async_stack_size(WASM_STACK)
        .wasm_backtrace_max_frames(None)
        // Linear in the size of the program, whatever its shape; the optimiser is not.
        .cranelift_opt_level(OptLevel::None)
        .wasm_relaxed_simd(false)
        .wasm_simd(false)
        .wasm_tail_call(false)
        .wasm_multi_memory(false)
        .wasm_memory64(false)
        .wasm_extended_const(false);
    config
}
