//! ArbSys (0x64): facts about this chain and the call stack, and messages to the parent chain.
//!
//! Nobody carries the messages on: they join the tree of sent messages, with Nitro's events and gas,
//! and the wei sent along are gone. Senders are never aliased, since nothing comes from a parent chain.

use alloy_primitives::{Address, B256, U256, address, keccak256};
use alloy_sol_types::{SolCall, sol};
use ebb_stylus::gas::words;

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation, READ, WRITE, WRITE_ZERO},
};
use crate::arbos::{Appended, SentMessages};

/// Added to the ArbOS version by `arbOSVersion`, for history's sake.
const VERSION_OFFSET: u64 = 55;
/// How many blocks back `arbBlockHash` reaches.
const HASHES: u64 = 256;
/// Deepest stack, counted from 1, whose calls count as made by the transaction itself.
const TOP_LEVEL_DEPTH: usize = 2;
/// What the alias of a contract on the parent chain is away from its address.
const ALIAS_OFFSET: Address = address!("1111000000000000000000000000000000001111");
/// Gas of a hash: fixed, and per word.
const KECCAK: u64 = 30;
const KECCAK_WORD: u64 = 6;
/// Two hashes, as the tree joins them.
const JOIN_LEN: u64 = 64;

sol! {
    #[allow(missing_docs, clippy::too_many_arguments)]
    interface IArbSys {
        function arbBlockNumber() external view returns (uint256);
        function arbBlockHash(uint256 arbBlockNum) external view returns (bytes32);
        function arbChainID() external view returns (uint256);
        function arbOSVersion() external view returns (uint256);
        function getStorageGasAvailable() external view returns (uint256);
        function isTopLevelCall() external view returns (bool);
        function mapL1SenderContractAddressToL2Alias(address sender, address unused) external pure returns (address);
        function wasMyCallersAddressAliased() external view returns (bool);
        function myCallersAddressWithoutAliasing() external view returns (address);
        function withdrawEth(address destination) external payable returns (uint256);
        function sendTxToL1(address destination, bytes calldata data) external payable returns (uint256);
        function sendMerkleTreeState() external view returns (uint256 size, bytes32 root, bytes32[] partials);

        event L2ToL1Tx(address caller, address indexed destination, uint256 indexed hash, uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data);
        event SendMerkleUpdate(uint256 indexed reserved, bytes32 indexed hash, uint256 indexed position);

        error InvalidBlockNumber(uint256 requested, uint256 current);
    }
}

use IArbSys::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    match decode::<IArbSysCalls>(call)? {
        IArbSysCalls::mapL1SenderContractAddressToL2Alias(args) => {
            call.open(Access::Pure)?;
            let alias = alias(args.sender);
            Ok(mapL1SenderContractAddressToL2AliasCall::abi_encode_returns(
                &alias,
            ))
        }
        IArbSysCalls::withdrawEth(args) => {
            let position = send(call, args.destination, &[])?;
            Ok(withdrawEthCall::abi_encode_returns(&position))
        }
        IArbSysCalls::sendTxToL1(args) => {
            let position = send(call, args.destination, &args.data)?;
            Ok(sendTxToL1Call::abi_encode_returns(&position))
        }
        query => {
            call.open(Access::View)?;
            answer(call, query)
        }
    }
}

fn answer(call: &mut Invocation<'_>, query: IArbSysCalls) -> Answer {
    let number = U256::from(call.ctx.chain.block.number);
    Ok(match query {
        IArbSysCalls::arbBlockNumber(_) => arbBlockNumberCall::abi_encode_returns(&number),
        IArbSysCalls::arbChainID(_) => {
            arbChainIDCall::abi_encode_returns(&U256::from(call.ctx.cfg.chain_id))
        }
        IArbSysCalls::arbOSVersion(_) => {
            let version = VERSION_OFFSET + call.ctx.chain.arbos_version;
            arbOSVersionCall::abi_encode_returns(&U256::from(version))
        }
        IArbSysCalls::arbBlockHash(args) => return block_hash(call, args.arbBlockNum),
        IArbSysCalls::getStorageGasAvailable(_) => {
            getStorageGasAvailableCall::abi_encode_returns(&U256::ZERO)
        }
        IArbSysCalls::isTopLevelCall(_) => {
            let depth = call.ctx.chain.depth() + 1;
            isTopLevelCallCall::abi_encode_returns(&(depth <= TOP_LEVEL_DEPTH))
        }
        IArbSysCalls::wasMyCallersAddressAliased(_) => {
            wasMyCallersAddressAliasedCall::abi_encode_returns(&false)
        }
        IArbSysCalls::myCallersAddressWithoutAliasing(_) => {
            let caller = call.ctx.chain.callers_caller().unwrap_or_default();
            myCallersAddressWithoutAliasingCall::abi_encode_returns(&caller)
        }
        IArbSysCalls::sendMerkleTreeState(_) if call.caller().is_zero() => {
            let messages = SentMessages::open();
            let state = sendMerkleTreeStateReturn {
                size: U256::from(messages.len(call.ctx)),
                root: messages.root(call.ctx),
                partials: messages.partials(call.ctx),
            };
            sendMerkleTreeStateCall::abi_encode_returns(&state)
        }
        _ => return Err(Fault::Plain),
    })
}

fn block_hash(call: &mut Invocation<'_>, requested: U256) -> Answer {
    let block = &call.ctx.chain.block;
    let current = block.number;
    let hash = u64::try_from(requested)
        .ok()
        .filter(|number| *number < current && number + HASHES >= current)
        .and_then(|number| block.hashes.get(number as usize));
    match hash {
        Some(hash) => Ok(arbBlockHashCall::abi_encode_returns(hash)),
        None => {
            let current = U256::from(current);
            Err(Fault::custom(&InvalidBlockNumber { requested, current }))
        }
    }
}

/// Address of a contract of the parent chain as this chain would see it; wraps.
fn alias(sender: Address) -> Address {
    let number = |address: Address| U256::from_be_slice(address.as_slice());
    let sum = number(sender) + number(ALIAS_OFFSET);
    Address::from_word(sum.into())
}

/// Sends a message: it joins the tree and the wei are burned. Answers its position.
fn send(call: &mut Invocation<'_>, destination: Address, data: &[u8]) -> Result<U256, Fault> {
    call.open(Access::Payable)?;
    let (caller, value) = (call.caller(), call.value());
    let block = &call.ctx.chain.block;
    let [number, l1_number, time] =
        [block.number, block.l1_number, block.timestamp].map(U256::from);
    let message = [
        caller.as_slice(),
        destination.as_slice(),
        &number.to_be_bytes::<32>(),
        &l1_number.to_be_bytes::<32>(),
        &time.to_be_bytes::<32>(),
        &value.to_be_bytes::<32>(),
        data,
    ]
    .concat();
    call.burn(hash_gas(message.len() as u64))?;
    let hash = keccak256(message);
    let appended = append(call, hash)?;
    call.burn(READ)?;
    call.destroy(value)?;
    for (level, hash) in (1u64..).zip(&appended.joined) {
        let position = U256::from(level) << 192 | U256::from(appended.position);
        call.emit(&SendMerkleUpdate {
            reserved: U256::ZERO,
            hash: *hash,
            position,
        })?;
    }
    let position = U256::from(appended.position);
    call.emit(&L2ToL1Tx {
        caller,
        destination,
        hash: hash.into(),
        position,
        arbBlockNum: number,
        ethBlockNum: l1_number,
        timestamp: time,
        callvalue: value,
        data: data.to_vec().into(),
    })?;
    Ok(position)
}

/// Adds a leaf and pays for it: the size, a hash and two slots for each pair joined, one slot more,
/// which is read before unless it is new.
fn append(call: &mut Invocation<'_>, leaf: B256) -> Result<Appended, Fault> {
    call.burn(READ + WRITE)?;
    let appended = SentMessages::open().append(call.ctx, leaf);
    let joins = appended.joined.len() as u64;
    call.burn(joins * (READ + hash_gas(JOIN_LEN) + WRITE_ZERO) + WRITE)?;
    if !appended.is_new_level {
        call.burn(READ)?;
    }
    Ok(appended)
}

fn hash_gas(len: u64) -> u64 {
    KECCAK + KECCAK_WORD * words(len)
}
