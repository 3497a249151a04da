//! ArbOwner (0x70): what the chain's owners may change. Whoever else calls it loses all gas; owners pay
//! none, and every call they make leaves the event `OwnerActs`.
//!
//! Present are owners, fee accounts, the base fee, ArbOS upgrades and everything of Stylus. Absent is
//! what this chain does not have: batches posted to an L1, gas backlogs, a native token to manage.

mod stylus;

use alloy_primitives::{Address, FixedBytes, U256};
use alloy_sol_types::{SolCall, sol};
use revm::interpreter::InterpreterResult;

use super::{
    arb_wasm::read_params,
    decode,
    invocation::{Access, Answer, Fault, Invocation, READ, WRITE},
};
use crate::arbos::{self, AddressSet, Programs, Upgrade};

sol! {
    #[allow(missing_docs)]
    interface IArbOwner {
        function addChainOwner(address newOwner) external;
        function removeChainOwner(address ownerToRemove) external;
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[]);
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function setNetworkFeeAccount(address newNetworkFeeAccount) external;
        function setInfraFeeAccount(address newInfraFeeAccount) external;
        function setL2BaseFee(uint256 priceInWei) external;
        function setMinimumL2BaseFee(uint256 priceInWei) external;
        function setL1PricePerUnit(uint256 pricePerUnit) external;
        function scheduleArbOSUpgrade(uint64 newVersion, uint64 timestamp) external;
        function setInkPrice(uint32 price) external;
        function setWasmMaxStackDepth(uint32 depth) external;
        function setWasmFreePages(uint16 pages) external;
        function setWasmPageGas(uint16 gas) external;
        function setWasmPageLimit(uint16 limit) external;
        function setWasmMaxSize(uint32 size) external;
        function setWasmMinInitGas(uint8 gas, uint16 cached) external;
        function setWasmMinInitGas(uint64 gas, uint64 cached) external;
        function setWasmInitCostScalar(uint64 percent) external;
        function setWasmExpiryDays(uint16 days_) external;
        function setWasmKeepaliveDays(uint16 days_) external;
        function setWasmBlockCacheSize(uint16 count) external;
        function setWasmActivationGas(uint64 gas) external;
        function addWasmCacheManager(address manager) external;
        function removeWasmCacheManager(address manager) external;

        event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
    }
}

use IArbOwner::{IArbOwnerCalls as Call, *};

/// Runs a call of an owner, for nothing; refuses everybody else. The event is left outside of static
/// calls, whatever the method.
pub(super) fn run(mut call: Invocation<'_>) -> InterpreterResult {
    match check_owner(&mut call) {
        Err(fault) => call.settle(Err(fault)),
        Ok(()) => {
            let answer = act(&mut call);
            if answer.is_ok() && !call.is_static() {
                record(&mut call);
            }
            call.settle_free(answer)
        }
    }
}

fn check_owner(call: &mut Invocation<'_>) -> Result<(), Fault> {
    call.burn(2 * READ)?;
    if arbos::owners().contains(call.ctx, call.caller()) {
        return Ok(());
    }
    Err(Fault::Halt(
        "unauthorized caller to access-controlled method; call ArbDebug.becomeChainOwner() first"
            .into(),
    ))
}

fn act(call: &mut Invocation<'_>) -> Answer {
    let method = decode::<Call>(call)?;
    match method {
        Call::isChainOwner(args) => {
            view(call, 1)?;
            let answer = arbos::owners().contains(call.ctx, args.addr);
            Ok(isChainOwnerCall::abi_encode_returns(&answer))
        }
        Call::getAllChainOwners(_) => {
            view(call, 1 + arbos::owners().len(call.ctx))?;
            let members = arbos::owners().members(call.ctx);
            Ok(getAllChainOwnersCall::abi_encode_returns(&members))
        }
        Call::getNetworkFeeAccount(_) => {
            view(call, 1)?;
            let account = arbos::network_fee_account(call.ctx);
            Ok(getNetworkFeeAccountCall::abi_encode_returns(&account))
        }
        Call::getInfraFeeAccount(_) => {
            view(call, 1)?;
            let account = arbos::infra_fee_account(call.ctx);
            Ok(getInfraFeeAccountCall::abi_encode_returns(&account))
        }
        change => {
            call.open(Access::Write)?;
            apply(call, change)?;
            Ok(Vec::new())
        }
    }
}

fn view(call: &mut Invocation<'_>, reads: u64) -> Result<(), Fault> {
    call.open(Access::View)?;
    call.burn(READ.saturating_mul(reads))
}

/// The changes that are not of one Stylus parameter.
fn apply(call: &mut Invocation<'_>, change: Call) -> Result<(), Fault> {
    let programs = Programs::open();
    match change {
        Call::addChainOwner(args) => add(call, arbos::owners(), args.newOwner),
        Call::removeChainOwner(args) => remove(call, arbos::owners(), args.ownerToRemove),
        Call::addWasmCacheManager(args) => add(call, programs.cache_managers(), args.manager),
        Call::removeWasmCacheManager(args) => remove(call, programs.cache_managers(), args.manager),
        Call::setNetworkFeeAccount(args) => {
            call.burn(WRITE)?;
            arbos::set_network_fee_account(call.ctx, args.newNetworkFeeAccount);
            Ok(())
        }
        Call::setInfraFeeAccount(args) => {
            call.burn(WRITE)?;
            arbos::set_infra_fee_account(call.ctx, args.newInfraFeeAccount);
            Ok(())
        }
        Call::setL2BaseFee(args) => {
            call.burn(WRITE)?;
            arbos::set_base_fee(call.ctx, wei(args.priceInWei)?);
            Ok(())
        }
        Call::setMinimumL2BaseFee(args) => {
            call.burn(WRITE)?;
            arbos::set_minimum_base_fee(call.ctx, wei(args.priceInWei)?);
            Ok(())
        }
        Call::setL1PricePerUnit(args) => {
            call.burn(WRITE)?;
            arbos::set_l1_price(call.ctx, args.pricePerUnit);
            Ok(())
        }
        Call::scheduleArbOSUpgrade(args) => {
            // A real node stops at a version it does not know; this one refuses to come to it.
            if args.newVersion > Upgrade::NEWEST {
                return Err(Fault::Plain);
            }
            call.burn(2 * WRITE)?;
            let upgrade = Upgrade {
                version: args.newVersion,
                timestamp: args.timestamp,
            };
            upgrade.schedule(call.ctx);
            Ok(())
        }
        Call::setWasmActivationGas(args) if call.ctx.chain.arbos_version >= 59 => {
            call.burn(WRITE)?;
            programs.set_activation_gas(call.ctx, args.gas);
            Ok(())
        }
        parameter => {
            let mut params = read_params(call)?;
            stylus::set(&mut params, parameter)?;
            call.burn(WRITE)?;
            programs.set_params(call.ctx, &params);
            Ok(())
        }
    }
}

fn add(call: &mut Invocation<'_>, set: AddressSet, who: Address) -> Result<(), Fault> {
    call.burn(2 * READ + 3 * WRITE)?;
    set.add(call.ctx, who);
    Ok(())
}

fn remove(call: &mut Invocation<'_>, set: AddressSet, who: Address) -> Result<(), Fault> {
    call.burn(3 * READ + 4 * WRITE)?;
    if set.remove(call.ctx, who) {
        Ok(())
    } else {
        Err(Fault::Plain)
    }
}

/// A price that the chain can keep: 64 bits of wei, where Nitro has more.
fn wei(price: U256) -> Result<u64, Fault> {
    price.try_into().map_err(|_| Fault::Plain)
}

/// The event that every call leaves, for nothing.
fn record(call: &mut Invocation<'_>) {
    let data = call.calldata().to_vec();
    let method = data.first_chunk().copied().unwrap_or_default();
    let owner = call.caller();
    call.log(&OwnerActs {
        method: FixedBytes(method),
        owner,
        data: data.into(),
    });
}
