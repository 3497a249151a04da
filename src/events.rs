//! How events leave: topics and words, under the signatures of the interface file.

use crate::{
    abi::{encode, widen, ILendingMarket as I, IMarketEvents as E, Params},
    host,
    storage::Ebb,
};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use ebb_ledger::{Interest, Market};
use stylus_sdk::prelude::*;

impl Ebb {
    /// Emits an event: its signature and indexed values as topics, the other values as words.
    #[inline(never)]
    pub(crate) fn emit(&self, topics: &[B256], data: &[u128]) {
        self.emit_bytes(topics, &widen(data));
    }

    /// `CreateMarket`; `encoded` are the parameters as they came.
    pub(crate) fn log_create(&self, params: &Params, encoded: &[u8]) {
        self.emit_bytes(&[I::CreateMarket::SIGNATURE_HASH, params.id], encoded);
    }

    /// `AccrueInterest`.
    pub(crate) fn log_interest(&self, id: B256, interest: &Interest, market: &Market) {
        let data = [
            interest.borrow_rate,
            market.rate_at_target.into(),
            interest.assets,
            interest.fee_shares,
            market.supply.assets,
            market.borrow.assets,
        ];
        self.emit(&[E::AccrueInterest::SIGNATURE_HASH, id], &data);
    }

    /// An act whose indexed values are the caller and the position's owner.
    pub(crate) fn log_in(&self, event: B256, id: B256, on_behalf: Address, data: &[u128]) {
        let caller = self.vm().msg_sender();
        self.emit(
            &[event, id, caller.into_word(), on_behalf.into_word()],
            data,
        );
    }

    /// An act whose indexed values are the position's owner and the receiver; the caller is the first
    /// of the other values.
    pub(crate) fn log_out(
        &self,
        event: B256,
        id: B256,
        on_behalf: Address,
        receiver: Address,
        data: &[u128],
    ) {
        let mut bytes = self.vm().msg_sender().into_word().to_vec();
        bytes.extend(widen(data));
        self.emit_bytes(
            &[event, id, on_behalf.into_word(), receiver.into_word()],
            &bytes,
        );
    }

    /// `Touch`: the auction record as stored.
    pub(crate) fn log_touch(&self, id: B256, borrower: Address, record: U256) {
        let topics = [E::Touch::SIGNATURE_HASH, id, borrower.into_word()];
        self.emit_bytes(&topics, &encode(&[record]));
    }

    /// Emits topics and encoded data.
    #[inline(never)]
    pub(crate) fn emit_bytes(&self, topics: &[B256], data: &[u8]) {
        let length = topics.len().saturating_mul(32).saturating_add(data.len());
        let mut log = Vec::with_capacity(length);
        for topic in topics {
            log.extend_from_slice(topic.as_slice());
        }
        log.extend_from_slice(data);
        host::emit_log(&log, topics.len());
    }
}
