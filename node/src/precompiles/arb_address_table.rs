//! ArbAddressTable (0x66): addresses registered for short names, and RLP of either.

use alloy_primitives::{Address, U256};
use alloy_rlp::{Decodable, Header, encode};
use alloy_sol_types::{SolCall, sol};

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation, READ, WRITE},
};
use crate::arbos::AddressTable;

sol! {
    #[allow(missing_docs)]
    interface IArbAddressTable {
        function addressExists(address addr) external view returns (bool);
        function compress(address addr) external returns (bytes);
        function decompress(bytes calldata buf, uint256 offset) external view returns (address, uint256);
        function lookup(address addr) external view returns (uint256);
        function lookupIndex(uint256 index) external view returns (address);
        function register(address addr) external returns (uint256);
        function size() external view returns (uint256);
    }
}

use IArbAddressTable::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let table = AddressTable::open();
    match decode::<IArbAddressTableCalls>(call)? {
        IArbAddressTableCalls::addressExists(args) => {
            let index = look_up(call, Access::View, args.addr)?;
            Ok(addressExistsCall::abi_encode_returns(&index.is_some()))
        }
        IArbAddressTableCalls::compress(args) => {
            let index = look_up(call, Access::Write, args.addr)?;
            let name = index.map_or_else(|| encode(args.addr), encode);
            Ok(compressCall::abi_encode_returns(&name.into()))
        }
        IArbAddressTableCalls::decompress(args) => {
            call.open(Access::View)?;
            let (address, read) = decompress(call, &args.buf, args.offset)?;
            let answer = (address, U256::from(read)).into();
            Ok(decompressCall::abi_encode_returns(&answer))
        }
        IArbAddressTableCalls::lookup(args) => {
            let index = look_up(call, Access::View, args.addr)?.ok_or(Fault::Plain)?;
            Ok(lookupCall::abi_encode_returns(&U256::from(index)))
        }
        IArbAddressTableCalls::lookupIndex(args) => {
            call.open(Access::View)?;
            let index = u64::try_from(args.index).map_err(|_| Fault::Plain)?;
            let address = at(call, index)?;
            Ok(lookupIndexCall::abi_encode_returns(&address))
        }
        IArbAddressTableCalls::register(args) => {
            let index = match look_up(call, Access::Write, args.addr)? {
                Some(index) => index,
                None => {
                    call.burn(READ + 3 * WRITE)?;
                    table.add(call.ctx, args.addr)
                }
            };
            Ok(registerCall::abi_encode_returns(&U256::from(index)))
        }
        IArbAddressTableCalls::size(_) => {
            call.open(Access::View)?;
            call.burn(READ)?;
            let size = U256::from(table.len(call.ctx));
            Ok(sizeCall::abi_encode_returns(&size))
        }
    }
}

fn look_up(
    call: &mut Invocation<'_>,
    access: Access,
    address: Address,
) -> Result<Option<u64>, Fault> {
    call.open(access)?;
    call.burn(READ)?;
    Ok(AddressTable::open().index_of(call.ctx, address))
}

fn at(call: &mut Invocation<'_>, index: u64) -> Result<Address, Fault> {
    call.burn(READ)?;
    let address = AddressTable::open().at(call.ctx, index);
    let address = address.ok_or(Fault::Plain)?;
    call.burn(READ)?;
    Ok(address)
}

/// The address that RLP at `offset` spells out or names, and how many bytes tell it.
fn decompress(
    call: &mut Invocation<'_>,
    buffer: &[u8],
    offset: U256,
) -> Result<(Address, usize), Fault> {
    let offset = usize::try_from(offset).map_err(|_| Fault::Plain)?;
    let rest = buffer.get(offset..).ok_or(Fault::Plain)?;
    let mut left = rest;
    let bytes = Header::decode_bytes(&mut left, false).map_err(|_| Fault::Plain)?;
    let address = match Address::try_from(bytes) {
        Ok(address) => address,
        Err(_) => {
            let index = u64::decode(&mut &*rest).map_err(|_| Fault::Plain)?;
            at(call, index)?
        }
    };
    Ok((address, rest.len() - left.len()))
}
