//! ArbSys: the call stack, and messages to a parent chain, which nobody carries on.
//!
//! Gas as in `precompiles`.

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::{Address, B256, Bytes, U256, address, keccak256};
use alloy_sol_types::{SolCall, SolEvent, sol};
use ebb_node::precompiles::ARB_SYS;

sol! {
    function isTopLevelCall() external view returns (bool);
    function mapL1SenderContractAddressToL2Alias(address sender, address unused) external pure returns (address);
    function wasMyCallersAddressAliased() external view returns (bool);
    function myCallersAddressWithoutAliasing() external view returns (address);
    function getStorageGasAvailable() external view returns (uint256);
    function sendTxToL1(address destination, bytes calldata data) external payable returns (uint256);
    function withdrawEth(address destination) external payable returns (uint256);
    function sendMerkleTreeState() external view returns (uint256 size, bytes32 root, bytes32[] partials);
    #[allow(clippy::too_many_arguments)]
    event L2ToL1Tx(address caller, address indexed destination, uint256 indexed hash, uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data);
    event SendMerkleUpdate(uint256 indexed reserved, bytes32 indexed hash, uint256 indexed position);
}

#[test]
fn the_call_stack_is_told() {
    let mut chain = chain();
    let inner = deploy(&mut chain, &EVM_FORWARDER);
    let outer = deploy(&mut chain, &EVM_FORWARDER);
    let top = isTopLevelCallCall {}.abi_encode();
    let caller = myCallersAddressWithoutAliasingCall {}.abi_encode();
    let once = |input: &[u8]| forward(ARB_SYS, input);
    let twice = |input: &[u8]| forward(inner, &forward(ARB_SYS, input));
    let padded = |address: Address| Bytes::from(address.into_word().to_vec());
    assert_eq!(
        ask(&mut chain, ARB_SYS, top.clone()),
        (true, Bytes::from(word(1)), 803)
    );
    assert_eq!(
        ask(&mut chain, ARB_SYS, caller.clone()),
        (true, padded(Address::ZERO), 803)
    );
    assert_eq!(
        send(&mut chain, outer, once(&top)).output,
        Bytes::from(word(1))
    );
    assert_eq!(send(&mut chain, outer, once(&caller)).output, padded(ALICE));
    assert_eq!(
        send(&mut chain, outer, twice(&top)).output,
        Bytes::from(word(0))
    );
    assert_eq!(
        send(&mut chain, outer, twice(&caller)).output,
        padded(outer)
    );
    let aliased = wasMyCallersAddressAliasedCall {}.abi_encode();
    assert_eq!(
        ask(&mut chain, ARB_SYS, aliased),
        (true, Bytes::from(word(0)), 803)
    );
    let storage = getStorageGasAvailableCall {}.abi_encode();
    assert_eq!(
        ask(&mut chain, ARB_SYS, storage),
        (true, Bytes::from(word(0)), 803)
    );
    let alias = mapL1SenderContractAddressToL2AliasCall {
        sender: address!("ffffffffffffffffffffffffffffffffffffffff"),
        unused: Address::ZERO,
    };
    let wrapped = address!("1111000000000000000000000000000000001110");
    assert_eq!(
        ask(&mut chain, ARB_SYS, alias.abi_encode()),
        (true, padded(wrapped), 9)
    );
}

/// The first message: its hash of 169 bytes, the size, one new slot, the size again, one event.
#[test]
fn messages_to_the_parent_chain_leave_events_and_burn_their_value() {
    let mut chain = chain();
    let mut leaves = Vec::new();
    for position in 0..3u64 {
        let data = vec![7; 1];
        let input = sendTxToL1Call {
            destination: BOB,
            data: data.clone().into(),
        }
        .abi_encode();
        let tx = transaction(
            &chain,
            ALICE,
            ARB_SYS.into(),
            input.clone().into(),
            U256::from(5),
        );
        let mined = execute(&mut chain, ALICE, tx).expect("a valid transaction");
        assert!(mined.success, "{:?}", mined.failure);
        assert_eq!(mined.output, Bytes::from(word(position)));
        let event = L2ToL1Tx::decode_log(mined.logs.last().expect("an event")).expect("its event");
        let block = &chain.latest().header;
        let hashed = [
            ALICE.as_slice(),
            BOB.as_slice(),
            &word(block.number),
            &word(event.ethBlockNum.to()),
            &word(block.timestamp),
            &word(5),
            &data,
        ];
        assert_eq!(
            event.hash,
            U256::from_be_bytes(keccak256(hashed.concat()).0)
        );
        leaves.push(keccak256(event.hash.to_be_bytes::<32>()));
        let opening = 800 + 3 * 4;
        let hash = 30 + 6 * 6;
        let message_event = 375 * 5 + 8 * (5 * 32 + 32 + 32 + 32);
        let tree = match position {
            0 => 20_000,
            // The first pair joins, a level is new.
            1 => 800 + 42 + 5_000 + 20_000,
            // The lowest level waits again.
            _ => 800 + 20_000,
        };
        let update = if position == 1 { 375 * 5 } else { 0 };
        let gas = opening + hash + 20_800 + tree + 800 + update + message_event + 3;
        assert_eq!(gas_of(&mined, &input), gas, "message {position}");
        if position == 1 {
            let joined = SendMerkleUpdate::decode_log(&mined.logs[0]).expect("an update");
            assert_eq!(joined.hash, keccak256([leaves[0], leaves[1]].concat()));
            assert_eq!(joined.position, (U256::ONE << 192) | U256::ONE);
        }
    }
    let state = chain.state(Default::default()).expect("latest");
    assert_eq!(state.balance(ARB_SYS), U256::ZERO);
    let input = sendMerkleTreeStateCall {}.abi_encode();
    let (success, _, gas) = ask(&mut chain, ARB_SYS, input.clone());
    assert_eq!((success, gas), (false, 800), "for the zero address alone");
    let tx = transaction(
        &chain,
        Address::ZERO,
        ARB_SYS.into(),
        input.into(),
        U256::ZERO,
    );
    chain.set_balance(Address::ZERO, ether(1));
    let mined = execute(&mut chain, Address::ZERO, tx).expect("a valid transaction");
    let tree = sendMerkleTreeStateCall::abi_decode_returns(&mined.output).expect("an answer");
    let left = keccak256([leaves[0], leaves[1]].concat());
    let right = keccak256([leaves[2], B256::ZERO].concat());
    assert_eq!(tree.size, U256::from(3));
    assert_eq!(tree.root, keccak256([left, right].concat()));
    assert_eq!(tree.partials, vec![leaves[2], left]);
}
