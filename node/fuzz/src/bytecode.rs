//! EVM code and calldata of the fuzzer's bytes: sequences of whole statements (a call with its seven
//! operands, a store with its two), with single opcodes strewn in, so that most code runs for a while.

use alloy_primitives::{Address, U256, keccak256};
use arbitrary::{Result, Unstructured};
use ebb_node::{
    precompiles::{ARB_DEBUG, ARB_OWNER, ARB_WASM, ARB_WASM_CACHE},
    predeploys::{CACHE_MANAGER, CREATE2_FACTORY, STYLUS_DEPLOYER},
};

use crate::{code_of, modules};

/// Methods of the precompiles that change or read the most.
const METHODS: [&str; 40] = [
    "activateProgram(address)",
    "codehashKeepalive(bytes32)",
    "codehashVersion(bytes32)",
    "codehashAsmSize(bytes32)",
    "programVersion(address)",
    "programInitGas(address)",
    "programMemoryFootprint(address)",
    "programTimeLeft(address)",
    "minInitGas()",
    "stylusVersion()",
    "cacheProgram(address)",
    "cacheCodehash(bytes32)",
    "evictCodehash(bytes32)",
    "codehashIsCached(bytes32)",
    "allCacheManagers()",
    "becomeChainOwner()",
    "addChainOwner(address)",
    "removeChainOwner(address)",
    "getAllChainOwners()",
    "setL2BaseFee(uint256)",
    "setMinimumL2BaseFee(uint256)",
    "scheduleArbOSUpgrade(uint64,uint64)",
    "setInkPrice(uint32)",
    "setWasmMaxStackDepth(uint32)",
    "setWasmFreePages(uint16)",
    "setWasmPageGas(uint16)",
    "setWasmPageLimit(uint16)",
    "setWasmMinInitGas(uint8,uint16)",
    "setWasmInitCostScalar(uint64)",
    "setWasmExpiryDays(uint16)",
    "setWasmKeepaliveDays(uint16)",
    "setWasmBlockCacheSize(uint16)",
    "setWasmActivationGas(uint64)",
    "addWasmCacheManager(address)",
    "removeWasmCacheManager(address)",
    "arbBlockHash(uint256)",
    "arbOSVersion()",
    "getPricesInWei()",
    "getBalance(address)",
    "getCode(address)",
];

/// Where calls go: precompiles, what every chain holds, and `known` accounts, most of the time.
pub fn target(u: &mut Unstructured<'_>, known: &[Address]) -> Result<Address> {
    const COMMON: [Address; 7] = [
        ARB_WASM,
        ARB_WASM_CACHE,
        ARB_OWNER,
        ARB_DEBUG,
        STYLUS_DEPLOYER,
        CREATE2_FACTORY,
        CACHE_MANAGER,
    ];
    Ok(match u.int_in_range(0..=9)? {
        0 => Address::with_last_byte(u.arbitrary()?),
        1..=3 => *u.choose(&COMMON)?,
        4 => Address::from(u.arbitrary::<[u8; 20]>()?),
        _ if known.is_empty() => ARB_WASM,
        _ => *u.choose(known)?,
    })
}

/// A number that means something, or any.
pub fn word(u: &mut Unstructured<'_>) -> Result<U256> {
    Ok(match u.int_in_range(0..=7)? {
        0 => U256::ZERO,
        1 => U256::MAX,
        2 => U256::from(1) << u.int_in_range(0..=255)?,
        3 => U256::from_be_bytes(u.arbitrary::<[u8; 32]>()?),
        4 => U256::from(u.arbitrary::<u64>()?),
        _ => U256::from(u.arbitrary::<u8>()?),
    })
}

/// Calldata: a method with words behind it, an address and more calldata (which the forwarders of
/// the tests take), or bytes.
pub fn calldata(u: &mut Unstructured<'_>, known: &[Address]) -> Result<Vec<u8>> {
    match u.int_in_range(0..=4)? {
        0 => Ok(u.arbitrary::<[u8; 7]>()?.to_vec()),
        1 | 2 => {
            let mut data = keccak256(u.choose(&METHODS)?)[..4].to_vec();
            for _ in 0..u.int_in_range(0..=3)? {
                let argument = match u.ratio(1, 2)? {
                    true => target(u, known)?.into_word().0,
                    false => word(u)?.to_be_bytes(),
                };
                data.extend_from_slice(&argument);
            }
            Ok(data)
        }
        _ if u.is_empty() => Ok(Vec::new()),
        _ => Ok([target(u, known)?.to_vec(), calldata(u, known)?].concat()),
    }
}

/// Init code: of a program, of a contract, or anything.
pub fn initcode(u: &mut Unstructured<'_>, known: &[Address]) -> Result<Vec<u8>> {
    let runtime = match u.int_in_range(0..=3)? {
        0 => return contract(u, known),
        1 => contract(u, known)?,
        2 => [&[0xEF][..], &u.arbitrary::<[u8; 6]>()?].concat(),
        _ => code_of(&modules::generate(u)?),
    };
    let mut init = vec![0x61];
    init.extend_from_slice(&(runtime.len() as u16).to_be_bytes());
    // Copies what follows these twelve bytes, and returns it.
    init.extend_from_slice(&[0x80, 0x60, 0x0c, 0x5f, 0x39, 0x5f, 0xf3, 0x00, 0x00]);
    init.extend(runtime);
    Ok(init)
}

/// Code that runs for a while.
pub fn contract(u: &mut Unstructured<'_>, known: &[Address]) -> Result<Vec<u8>> {
    let mut code = Vec::new();
    for _ in 0..u.int_in_range(0..=24)? {
        statement(u, known, &mut code)?;
    }
    // RETURN or REVERT of some memory, or the end.
    let last = *u.choose(&[0xf3, 0xfd, 0x00])?;
    push(&mut code, U256::from(u.int_in_range(0..=96)?));
    push(&mut code, U256::ZERO);
    code.push(last);
    Ok(code)
}

fn push(code: &mut Vec<u8>, value: U256) {
    let bytes = value.to_be_bytes_trimmed_vec();
    code.push(0x5f + bytes.len() as u8);
    code.extend(bytes);
}

fn pushes(code: &mut Vec<u8>, values: &[U256]) {
    values.iter().rev().for_each(|value| push(code, *value));
}

fn statement(u: &mut Unstructured<'_>, known: &[Address], code: &mut Vec<u8>) -> Result<()> {
    let small = |u: &mut Unstructured<'_>| Ok(U256::from(u.int_in_range(0..=127)?));
    match u.int_in_range(0..=12)? {
        0 | 1 => {
            let operands = [word(u)?, word(u)?, word(u)?];
            pushes(code, &operands);
            // Arithmetic, comparison, KECCAK256's neighbours; the result stays.
            code.push(u.int_in_range(0x01..=0x1e)?);
        }
        2 => {
            let operands = [small(u)?, word(u)?];
            pushes(code, &operands);
            // SSTORE, TSTORE, MSTORE, MSTORE8.
            code.push(*u.choose(&[0x55, 0x5d, 0x52, 0x53])?);
        }
        3 => {
            push(code, small(u)?);
            // SLOAD, TLOAD, MLOAD, CALLDATALOAD.
            code.push(*u.choose(&[0x54, 0x5c, 0x51, 0x35])?);
        }
        4 => {
            push(code, target(u, known)?.into_word().into());
            // BALANCE, EXTCODESIZE, EXTCODEHASH.
            code.push(*u.choose(&[0x31, 0x3b, 0x3f])?);
        }
        5..=7 => call(u, known, code)?,
        8 => {
            let topics = u.int_in_range(0..=4)?;
            let operands: Vec<_> = (0..topics).map(|_| word(u)).collect::<Result<_>>()?;
            pushes(code, &operands);
            pushes(code, &[small(u)?, small(u)?]);
            code.push(0xa0 + topics as u8);
        }
        9 => create(u, code)?,
        10 => {
            let operands = [small(u)?, small(u)?, small(u)?];
            pushes(code, &operands);
            // CALLDATACOPY, CODECOPY, RETURNDATACOPY, MCOPY.
            code.push(*u.choose(&[0x37, 0x39, 0x3e, 0x5e])?);
        }
        11 => {
            let target = target(u, known)?;
            if u.ratio(1, 4)? {
                push(code, target.into_word().into());
                code.push(0xff);
            }
        }
        _ => code.push(u.arbitrary()?),
    }
    Ok(())
}

/// Puts calldata into memory and calls somebody with it.
fn call(u: &mut Unstructured<'_>, known: &[Address], code: &mut Vec<u8>) -> Result<()> {
    let mut data = calldata(u, known)?;
    data.truncate(128);
    for (index, chunk) in data.chunks(32).enumerate() {
        let mut padded = [0; 32];
        padded[..chunk.len()].copy_from_slice(chunk);
        pushes(code, &[U256::from(32 * index), U256::from_be_bytes(padded)]);
        code.push(0x52);
    }
    let kind = *u.choose(&[0xf1, 0xf1, 0xf2, 0xf4, 0xfa])?;
    pushes(
        code,
        &[
            U256::ZERO,
            U256::from(data.len()),
            U256::ZERO,
            U256::from(64),
        ],
    );
    if matches!(kind, 0xf1 | 0xf2) {
        let value = if u.ratio(1, 4)? { word(u)? } else { U256::ZERO };
        push(code, value);
    }
    push(code, target(u, known)?.into_word().into());
    match u.ratio(1, 4)? {
        true => push(code, U256::from(u.arbitrary::<u16>()?)),
        false => code.push(0x5a),
    }
    code.push(kind);
    Ok(())
}

/// Creates from a few bytes in memory.
fn create(u: &mut Unstructured<'_>, code: &mut Vec<u8>) -> Result<()> {
    let init: [u8; 32] = u.arbitrary()?;
    pushes(code, &[U256::ZERO, U256::from_be_bytes(init)]);
    code.push(0x52);
    let has_salt = u.ratio(1, 2)?;
    if has_salt {
        push(code, word(u)?);
    }
    pushes(
        code,
        &[U256::ZERO, U256::ZERO, U256::from(u.int_in_range(0..=32)?)],
    );
    code.push(if has_salt { 0xf5 } else { 0xf0 });
    Ok(())
}
