// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

interface IArbWasm {
    function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
}

interface IArbWasmCache {
    function cacheProgram(address program) external;
    function codehashIsCached(bytes32 codehash) external view returns (bool);
}

/// Sells places in the cache of Stylus programs, as `cargo stylus cache` asks for them.
///
/// Interface, errors and event are those of the manager on Arbitrum's chains. This one holds no auction:
/// a place costs nothing while there is room, what is bid is kept, and nothing is ever evicted.
contract CacheManager {
    IArbWasm private constant ARB_WASM = IArbWasm(0x0000000000000000000000000000000000000071);
    IArbWasmCache private constant ARB_WASM_CACHE = IArbWasmCache(0x0000000000000000000000000000000000000072);

    /// Bytes of native code that fit, and those in use.
    uint64 public constant cacheSize = 512 << 20;
    uint64 public queueSize;

    event InsertBid(bytes32 indexed codehash, address program, uint192 bid, uint64 size);

    error AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize);
    error AlreadyCached(bytes32 codehash);

    /// Bids are taken at all times.
    function isPaused() external pure returns (bool) {
        return false;
    }

    /// Caches a program, for any value.
    function placeBid(address program) external payable {
        bytes32 codehash = program.codehash;
        if (ARB_WASM_CACHE.codehashIsCached(codehash)) revert AlreadyCached(codehash);
        uint64 size = _room(ARB_WASM.codehashAsmSize(codehash));
        queueSize += size;
        ARB_WASM_CACHE.cacheProgram(program);
        emit InsertBid(codehash, program, uint192(msg.value), size);
    }

    /// The least bid in wei with which a program would be cached now.
    function getMinBid(address program) external view returns (uint192) {
        _room(ARB_WASM.codehashAsmSize(program.codehash));
        return 0;
    }

    /// The least bid in wei with which `size` bytes of native code would be cached now.
    function getMinBid(uint64 size) external view returns (uint192) {
        _room(size);
        return 0;
    }

    /// `size`, if there is room for it.
    function _room(uint64 size) private view returns (uint64) {
        if (uint256(queueSize) + size > cacheSize) revert AsmTooLarge(size, queueSize, cacheSize);
        return size;
    }
}
