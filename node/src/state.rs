//! Accounts, code and storage as persistent maps.
//!
//! A clone shares everything with its original, so a block, a snapshot or an `eth_call` at an old
//! block keeps a whole state at the price of what changed since. It never validates a change: it
//! applies what the EVM's journal finalised.

use std::{convert::Infallible, sync::Arc};

use alloy_primitives::{Address, B256, Bytes, U256, map::DefaultHashBuilder};
use revm::{
    database_interface::DatabaseRef,
    state::{AccountInfo, Bytecode, EvmState},
};

/// A persistent map. Keys of a development chain need no defence against chosen collisions.
pub(crate) type Map<K, V> =
    imbl::GenericHashMap<K, V, DefaultHashBuilder, imbl::shared_ptr::DefaultSharedPtr>;

/// One account: balance, nonce, code, and the slots that are not zero.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Balance (wei), nonce, code and code hash.
    pub info: AccountInfo,
    /// Storage slots with a value other than zero.
    pub storage: Map<U256, U256>,
}

/// A whole state, cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Behind pointers: a change copies its path of the map's nodes, 32 entries each.
    accounts: Map<Address, Arc<Account>>,
}

impl State {
    /// The account at `address`, if it exists.
    pub fn account(&self, address: Address) -> Option<&Account> {
        self.accounts.get(&address).map(Arc::as_ref)
    }

    /// The account at `address` to change it; a new one if there was none.
    fn account_mut(&mut self, address: Address) -> &mut Account {
        Arc::make_mut(self.accounts.entry(address).or_default())
    }

    /// Every account, in no order.
    pub fn accounts(&self) -> impl Iterator<Item = (Address, &Account)> {
        self.accounts
            .iter()
            .map(|(address, account)| (*address, account.as_ref()))
    }

    /// Balance in wei; zero for an account that does not exist.
    pub fn balance(&self, address: Address) -> U256 {
        self.account(address)
            .map(|a| a.info.balance)
            .unwrap_or_default()
    }

    /// Nonce; zero for an account that does not exist.
    pub fn nonce(&self, address: Address) -> u64 {
        self.account(address)
            .map(|a| a.info.nonce)
            .unwrap_or_default()
    }

    /// Code as deployed; empty for an account without code.
    pub fn code(&self, address: Address) -> Bytes {
        self.account(address)
            .and_then(|a| a.info.code.as_ref())
            .map(Bytecode::original_bytes)
            .unwrap_or_default()
    }

    /// Value of a storage slot; zero where nothing was written.
    pub fn slot(&self, address: Address, slot: U256) -> U256 {
        self.account(address)
            .and_then(|a| a.storage.get(&slot))
            .copied()
            .unwrap_or_default()
    }

    /// Sets a balance in wei, creating the account.
    pub fn set_balance(&mut self, address: Address, balance: U256) {
        self.account_mut(address).info.balance = balance;
    }

    /// Sets a nonce, creating the account.
    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.account_mut(address).info.nonce = nonce;
    }

    /// Sets the code, creating the account. A malformed EIP-7702 designator is kept as plain code.
    pub fn set_code(&mut self, address: Address, code: Bytes) {
        let code =
            Bytecode::new_raw_checked(code.clone()).unwrap_or_else(|_| Bytecode::new_legacy(code));
        let info = &mut self.account_mut(address).info;
        info.code_hash = code.hash_slow();
        info.code = Some(code);
    }

    /// Sets one storage slot, creating the account.
    pub fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        let storage = &mut self.account_mut(address).storage;
        if value.is_zero() {
            storage.remove(&slot);
        } else {
            storage.insert(slot, value);
        }
    }

    /// Drops every storage slot of an account.
    pub fn clear_storage(&mut self, address: Address) {
        if let Some(account) = self.accounts.get_mut(&address) {
            Arc::make_mut(account).storage = Map::default();
        }
    }

    /// Applies what a transaction changed. Touched accounts that ended empty disappear (EIP-161).
    pub fn apply(&mut self, changes: EvmState) {
        for (address, change) in changes {
            if !change.is_touched() {
                continue;
            }
            if change.is_selfdestructed() || change.is_empty() {
                self.accounts.remove(&address);
                continue;
            }
            if change.is_created() {
                self.clear_storage(address);
            }
            let account = self.account_mut(address);
            let known_code = account.info.code.take();
            account.info = change.info;
            if account.info.code.is_none() {
                account.info.code = known_code;
            }
            for (slot, value) in change.storage {
                if value.present_value.is_zero() {
                    account.storage.remove(&slot);
                } else if value.is_changed() {
                    account.storage.insert(slot, value.present_value);
                }
            }
        }
    }
}

impl DatabaseRef for State {
    type Error = Infallible;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.account(address).map(|account| account.info.clone()))
    }

    /// Accounts carry their code, so the EVM never asks by hash.
    fn code_by_hash_ref(&self, _code_hash: B256) -> Result<Bytecode, Infallible> {
        Ok(Bytecode::default())
    }

    fn storage_ref(&self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.slot(address, slot))
    }

    /// BLOCKHASH asks for L1 blocks, which a chain without an L1 does not have: zero.
    fn block_hash_ref(&self, _number: u64) -> Result<B256, Infallible> {
        Ok(B256::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_does_not_see_later_writes() {
        let who = Address::repeat_byte(1);
        let mut state = State::default();
        state.set_slot(who, U256::ONE, U256::from(5));
        let kept = state.clone();
        state.set_slot(who, U256::ONE, U256::ZERO);
        state.set_balance(who, U256::from(9));
        assert_eq!(kept.slot(who, U256::ONE), U256::from(5));
        assert_eq!(kept.balance(who), U256::ZERO);
        assert_eq!(state.slot(who, U256::ONE), U256::ZERO);
        assert!(state.account(who).is_some_and(|a| a.storage.is_empty()));
    }
}
