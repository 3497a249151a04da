//! The course of a transaction where it differs from Ethereum's: gas for being posted, gas held back
//! above the per-transaction limit, and who gets the fees.

use std::{cell::Cell, convert::Infallible};

use alloy_primitives::{Address, U256};
use revm::{
    context_interface::{
        Block, Cfg, ContextTr, JournalTr, Transaction,
        result::{EVMError, HaltReason, InvalidTransaction},
    },
    handler::{EvmTr, FrameResult, Handler, handle_reservoir_remaining_gas},
    interpreter::{GasTracker, InitialAndFloorGas},
};

use super::{Mode, machine::Machine};
use crate::arbos;

/// Compute gas that one transaction may use from ArbOS 50, and a block's before it: the same number.
const TX_GAS_LIMIT: u64 = 32_000_000;
/// From this ArbOS version on the limit includes the intrinsic gas.
const INTRINSIC_WITHIN_FROM: u64 = 50;

/// Runs one transaction on a [`Machine`].
pub(super) struct ArbHandler {
    gas_cap: Option<u64>,
    held_back: Cell<u64>,
}

impl ArbHandler {
    /// A handler for one execution. Everything but `eth_call` is capped.
    pub(super) fn new(mode: Mode) -> Self {
        Self {
            gas_cap: (mode != Mode::Call).then_some(TX_GAS_LIMIT),
            held_back: Cell::new(0),
        }
    }
}

impl Handler for ArbHandler {
    type Evm = Machine;
    type Error = EVMError<Infallible>;
    type HaltReason = HaltReason;

    /// The gas has to pay for being posted, too.
    fn validate(&self, evm: &mut Machine) -> Result<InitialAndFloorGas, Self::Error> {
        self.validate_env(evm)?;
        let mut initial = self.validate_initial_tx_gas(evm)?;
        let limit = evm.ctx_ref().tx().gas_limit();
        let cap = evm.ctx_ref().cfg().tx_gas_limit_cap();
        let (remaining, _) = initial.initial_gas_and_reservoir(limit, cap);
        let poster = evm.ctx_ref().chain.poster.gas;
        if remaining < poster {
            let initial_gas = (limit - remaining).saturating_add(poster);
            let refused = InvalidTransaction::CallGasCostMoreThanGasLimit {
                initial_gas,
                gas_limit: limit,
            };
            return Err(refused.into());
        }
        self.validate_against_state_and_deduct_caller(evm, &mut initial)?;
        Ok(initial)
    }

    /// What is paid for being posted is gone before execution. A larger gas limit is accepted: what
    /// exceeds the cap is held back and returned at the end.
    fn tx_gas(&self, evm: &mut Machine, initial: &InitialAndFloorGas) -> GasTracker {
        let limit = evm.ctx_ref().tx().gas_limit();
        let cap = evm.ctx_ref().cfg().tx_gas_limit_cap();
        let (remaining, reservoir) = initial.initial_gas_and_reservoir(limit, cap);
        let intrinsic = limit.saturating_sub(remaining);
        let remaining = remaining.saturating_sub(evm.ctx_ref().chain.poster.gas);
        let within = match evm.ctx_ref().chain.arbos_version {
            INTRINSIC_WITHIN_FROM.. => intrinsic,
            _ => 0,
        };
        let usable = self
            .gas_cap
            .map_or(u64::MAX, |cap| cap.saturating_sub(within));
        self.held_back.set(remaining.saturating_sub(usable));
        GasTracker::new(limit, remaining.min(usable), reservoir)
    }

    fn last_frame_result(
        &mut self,
        _evm: &mut Machine,
        result: &mut FrameResult,
        gas: &mut GasTracker,
    ) -> Result<(), Self::Error> {
        let ended = result.instruction_result();
        gas.spend_all();
        handle_reservoir_remaining_gas(ended, gas, result.gas_mut().tracker_mut());
        gas.erase_cost(self.held_back.get());
        *result.gas_mut().tracker_mut() = *gas;
        Ok(())
    }

    /// What was paid for being posted is not eligible for refunds.
    fn refund(
        &self,
        evm: &mut Machine,
        result: &mut FrameResult,
        eip7702_refund: i64,
    ) -> Result<(), Self::Error> {
        let ctx = evm.ctx_ref();
        let (quotient, poster) = (
            ctx.cfg().gas_params().max_refund_quotient(),
            ctx.chain.poster.gas,
        );
        let gas = result.gas_mut();
        gas.record_refund(eip7702_refund);
        gas.set_final_refund(quotient);
        let most = gas.total_gas_spent().saturating_sub(poster) / quotient;
        gas.set_refund(gas.refunded().min(most as i64));
        Ok(())
    }

    /// The base fee goes to the network fee account, its minimum to the infrastructure's if there is
    /// one, and the posting's gas to the pool of L1 fees; no tip is collected, so the sequencer gets
    /// nothing.
    fn reward_beneficiary(
        &self,
        evm: &mut Machine,
        result: &mut FrameResult,
    ) -> Result<(), Self::Error> {
        let ctx = evm.ctx_mut();
        let (price, poster) = (ctx.block().basefee(), ctx.chain.poster);
        let compute = U256::from(result.gas().used().saturating_sub(poster.gas));
        let posting = U256::from(price) * U256::from(poster.gas);
        let infra = arbos::infra_fee_account(&*ctx);
        let least = match infra {
            Address::ZERO => 0,
            _ => arbos::minimum_base_fee(&*ctx).min(price),
        };
        let network = arbos::network_fee_account(&*ctx);
        for (account, fee) in [
            (infra, U256::from(least) * compute),
            (network, U256::from(price - least) * compute),
            (arbos::L1_FEE_POOL, posting),
        ] {
            if !fee.is_zero() {
                let Ok(()) = ctx.journal_mut().balance_incr(account, fee);
            }
        }
        if poster.units > 0 {
            arbos::collect(ctx, poster.units, posting);
        }
        Ok(())
    }
}
