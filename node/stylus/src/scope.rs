//! Lending the EVM to a store, whose data may not borrow: the only unsafe code of this crate.

use crate::api::EvmApi;

/// A borrowed [`EvmApi`] without its lifetime. Exists only while [`EvmScope::enter`] runs.
pub(crate) struct EvmScope(*mut dyn EvmApi);

impl EvmScope {
    /// Lends `evm` to `frame`, which has to drop the scope it is given: it cannot let it out, because
    /// what it answers holds no scope.
    pub(crate) fn enter<R: Send + 'static>(
        evm: &mut dyn EvmApi,
        frame: impl FnOnce(Self) -> R,
    ) -> R {
        // SAFETY: only the lifetimes of the reference and of the trait object change, not the type.
        // The reference outlives this call, in which `frame` runs. `frame` owns the scope, `R` cannot
        // contain it (a scope is not `Send`), and the crate keeps none elsewhere, so no use of the
        // pointer comes after the borrow ends.
        let evm =
            unsafe { std::mem::transmute::<*mut dyn EvmApi, *mut (dyn EvmApi + 'static)>(evm) };
        frame(Self(evm))
    }

    /// The EVM, for as long as the scope is borrowed.
    pub(crate) fn get(&mut self) -> &mut dyn EvmApi {
        // SAFETY: the pointer comes from an exclusive borrow that is still alive (see `enter`) and is
        // not used by its owner meanwhile; `&mut self` makes this the only reference made from it.
        unsafe { &mut *self.0 }
    }
}
