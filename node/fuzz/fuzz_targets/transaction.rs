//! Transactions on a chain of contracts and programs: no ether comes from nowhere, gas stays within
//! its limit, the nonce moves by one, a trace tells the same end, and once more from the same state
//! everything is the same.
#![no_main]

use std::{cell::RefCell, collections::HashMap};

use alloy_consensus::{TxLegacy, TypedTransaction};
use alloy_primitives::{Address, B256, U256, keccak256};
use arbitrary::{Result, Unstructured};
use ebb_fuzz::{bytecode, code_of, modules, scene::Scene, transactions};
use ebb_node::{
    block::MinedTx,
    chain::Chain,
    evm::{CallFrame, Recording},
    precompiles::{ARB_DEBUG, ARB_WASM},
    tx::Tx,
};
use libfuzzer_sys::fuzz_target;

/// Most steps of one input.
const STEPS: usize = 10;

thread_local! {
    static SCENES: RefCell<HashMap<u64, Scene>> = RefCell::default();
}

fn supply(chain: &Chain) -> U256 {
    let state = chain.state(Default::default()).expect("latest");
    let balances = state.accounts().map(|(_, account)| account.info.balance);
    balances.fold(U256::ZERO, U256::wrapping_add)
}

fn holds(frame: &CallFrame, kind: &str) -> bool {
    frame.kind == kind || frame.calls.iter().any(|call| holds(call, kind))
}

/// Everything that a transaction did.
fn digest(mined: &MinedTx) -> String {
    let MinedTx {
        success,
        gas_used,
        contract,
        output,
        failure,
        logs,
        console,
        ..
    } = mined;
    format!("{success} {gas_used} {contract:?} {output} {failure:?} {logs:?} {console:?}")
}

/// Mines a transaction, if it may be, twice from the same state, and holds both against the rules.
fn transact(chain: &mut Chain, tx: Tx) -> Option<MinedTx> {
    let time = chain.next_timestamp();
    let (sender, limit) = (
        tx.sender,
        alloy_consensus::Transaction::gas_limit(&tx.envelope),
    );
    let nonce = |chain: &Chain| {
        chain
            .state(Default::default())
            .expect("latest")
            .nonce(sender)
    };
    let (before, old_nonce) = (supply(chain), nonce(chain));
    let once = |chain: &mut Chain| {
        chain
            .set_next_timestamp(time)
            .expect("no earlier than the last block");
        let hash = chain.transact(tx.clone()).ok()?;
        let mined = chain.transaction(hash).expect("just mined").1.clone();
        Some((chain.latest().hash, hash, mined))
    };
    let snapshot = chain.snapshot();
    let first = once(chain);
    assert!(chain.revert(snapshot), "a snapshot just taken");
    let (Some((block, hash, mined)), Some((first, _, other))) = (once(chain), first) else {
        return None;
    };
    assert_eq!(digest(&mined), digest(&other), "mined twice");
    assert_eq!(block, first, "the block mined twice");
    assert!(
        (21_000..=limit).contains(&mined.gas_used),
        "{} of {limit} gas",
        mined.gas_used
    );
    let authorises = mined.tx.envelope.is_eip7702();
    assert!(
        nonce(chain) == old_nonce + 1 || authorises,
        "nonce {}",
        nonce(chain)
    );
    check_trace(chain, hash, &mined, before);
    Some(mined)
}

fn check_trace(chain: &Chain, hash: B256, mined: &MinedTx, before: U256) {
    let trace = chain.trace(hash, Recording::Calls).expect("a small trace");
    let calls = trace.calls;
    assert_eq!(calls.error.is_none(), mined.success, "{calls:?}");
    if mined.contract.is_none() {
        assert_eq!(calls.output, mined.output, "{calls:?}");
    }
    chain.trace(hash, Recording::Steps).expect("a small trace");
    let after = supply(chain);
    // A contract of this very transaction burns its ether when it destroys itself for itself.
    assert!(
        after == before || after < before && holds(&calls, "SELFDESTRUCT"),
        "{before} became {after}"
    );
}

/// Calls a precompile's method from a rich account.
fn send(
    chain: &mut Chain,
    (from, to): (Address, Address),
    signature: &str,
    words: &[B256],
    value: U256,
) {
    let mut input = keccak256(signature)[..4].to_vec();
    input.extend(words.iter().flatten());
    let tx = TxLegacy {
        chain_id: Some(chain.config().chain_id),
        nonce: chain.state(Default::default()).expect("latest").nonce(from),
        gas_price: chain.base_fee().into(),
        gas_limit: 30_000_000,
        to: to.into(),
        value,
        input: input.into(),
    };
    let tx = Tx::impersonated(TypedTransaction::Legacy(tx), from);
    transact(chain, tx.expect("a legacy transaction"));
}

fn step(u: &mut Unstructured<'_>, chain: &mut Chain, known: &mut Vec<Address>) -> Result<()> {
    let fresh = Address::repeat_byte(0x30 + known.len() as u8);
    match u.int_in_range(0..=11)? {
        0 | 1 => {
            chain.set_code(fresh, bytecode::contract(u, known)?.into());
            known.push(fresh);
        }
        2 | 3 => {
            chain.set_code(fresh, code_of(&modules::generate(u)?).into());
            known.push(fresh);
            let fee = U256::from(10).pow(U256::from(16));
            let words = [fresh.into_word()];
            send(
                chain,
                (known[0], ARB_WASM),
                "activateProgram(address)",
                &words,
                fee,
            );
        }
        4 => send(
            chain,
            (known[0], ARB_DEBUG),
            "becomeChainOwner()",
            &[],
            U256::ZERO,
        ),
        5 => {
            chain.increase_time(u.int_in_range(0..=40_000_000)?);
            chain.mine(u.int_in_range(1..=3)?, 1);
        }
        _ => {
            let (tx, sender) = transactions::transaction(u, chain, known)?;
            if let Ok(tx) = Tx::impersonated(tx, sender)
                && let Some(mined) = transact(chain, tx)
            {
                known.extend(mined.contract);
            }
        }
    }
    Ok(())
}

fn play(bytes: &[u8], scene: &mut Scene) {
    let snapshot = scene.chain.snapshot();
    let (mut u, mut known) = (Unstructured::new(bytes), scene.known.clone());
    for _ in 0..STEPS {
        if u.is_empty() || step(&mut u, &mut scene.chain, &mut known).is_err() {
            break;
        }
    }
    assert!(scene.chain.revert(snapshot), "the first snapshot");
}

fuzz_target!(|bytes: &[u8]| {
    let Some((version, bytes)) = bytes.split_first() else {
        return;
    };
    let version = [59, 51, 40, 30][usize::from(version % 4)];
    SCENES.with_borrow_mut(|scenes| {
        play(
            bytes,
            scenes.entry(version).or_insert_with(|| Scene::new(version)),
        );
    });
});
