// Values and requests that no honest client sends, from a seed. Pure: it sends nothing.

/** A sequence that looks random and is the same for the same seed (SplitMix32). */
export class Dice {
  constructor(seed) {
    this.state = seed >>> 0;
  }
  roll() {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }
  below(limit) {
    return this.roll() % limit;
  }
  pick(list) {
    return list[this.below(list.length)];
  }
  chance(percent) {
    return this.below(100) < percent;
  }
  hex(bytes) {
    return `0x${Array.from({ length: bytes }, () => this.below(256).toString(16).padStart(2, "0")).join("")}`;
  }
}

export const ALICE = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
export const TARGET = "0x00000000000000000000000000000000000ff0ff";
const MAX64 = "0xffffffffffffffff";
const MAX256 = `0x${"f".repeat(64)}`;

/** Every method with parameters that it would take. */
export function methods(known) {
  const call = { from: ALICE, to: TARGET, data: "0x01020304", gas: "0xfffff" };
  const overrides = { [TARGET]: { code: "0x5f5ffd", balance: "0x5", nonce: "0x1", stateDiff: { [known.hash]: known.hash } } };
  const block = { number: "0x9", time: "0x99999999", gasLimit: "0x1", baseFeePerGas: "0x1", coinbase: ALICE, random: known.hash };
  const filter = { fromBlock: "0x0", toBlock: "latest", address: [TARGET, ALICE], topics: [null, [known.hash]] };
  const tracer = { tracer: "callTracer", tracerConfig: { onlyTopCall: true } };
  const noParams = [
    "web3_clientVersion", "net_version", "net_listening", "net_peerCount", "eth_chainId", "eth_syncing", "eth_mining",
    "eth_hashrate", "eth_accounts", "eth_coinbase", "eth_gasPrice", "eth_maxPriorityFeePerGas", "eth_blobBaseFee",
    "rpc_modules", "txpool_status", "txpool_content", "txpool_inspect", "anvil_nodeInfo", "hardhat_metadata",
    "eth_blockNumber", "eth_newBlockFilter", "eth_newPendingTransactionFilter", "evm_snapshot", "anvil_getAutomine",
    "anvil_getIntervalMining", "anvil_reset", "evm_setBlockGasLimit", "anvil_setCoinbase", "eth_subscribe",
  ].map((method) => [method, []]);
  return [
    ...noParams,
    ["web3_sha3", ["0x0102"]],
    ["eth_getBalance", [ALICE, "latest"]],
    ["eth_getCode", [TARGET, "0x0"]],
    ["eth_getStorageAt", [TARGET, "0x1", { blockHash: known.block }]],
    ["eth_getTransactionCount", [ALICE, "pending"]],
    ["eth_getProof", [ALICE, ["0x0"], "latest"]],
    ["eth_getBlockByNumber", ["0x1", true]],
    ["eth_getBlockByHash", [known.block, true]],
    ["eth_getBlockTransactionCountByNumber", ["0x1"]],
    ["eth_getBlockTransactionCountByHash", [known.block]],
    ["eth_getBlockReceipts", ["latest"]],
    ["eth_getUncleCountByBlockNumber", ["0x1"]],
    ["eth_getTransactionByHash", [known.hash]],
    ["eth_getTransactionByBlockNumberAndIndex", ["0x1", "0x0"]],
    ["eth_getTransactionByBlockHashAndIndex", [known.block, "0x0"]],
    ["eth_getTransactionReceipt", [known.hash]],
    ["eth_feeHistory", ["0x5", "latest", [10, 90]]],
    ["eth_call", [call, "latest", overrides, block]],
    ["eth_estimateGas", [call, "latest", overrides, block]],
    ["eth_createAccessList", [call, "latest"]],
    ["debug_traceTransaction", [known.hash, tracer]],
    ["debug_traceCall", [call, "latest", { ...tracer, stateOverrides: overrides, blockOverrides: block }]],
    ["eth_sendTransaction", [call]],
    ["eth_sendTransaction", [{ ...call, maxFeePerGas: "0x77359400", accessList: [{ address: TARGET, storageKeys: [known.hash] }] }]],
    ["eth_sendRawTransaction", ["0xf86b80850174"]],
    ["eth_signTransaction", [call]],
    ["eth_sign", [ALICE, "0x0102"]],
    ["personal_sign", ["0x0102", ALICE]],
    ["eth_signTypedData_v4", [ALICE, { types: { EIP712Domain: [], A: [{ name: "a", type: "uint256" }] }, primaryType: "A", domain: {}, message: { a: "1" } }]],
    ["eth_getLogs", [filter]],
    ["eth_newFilter", [filter]],
    ["eth_getFilterChanges", ["0x1"]],
    ["eth_getFilterLogs", ["0x1"]],
    ["eth_uninstallFilter", ["0x1"]],
    ["evm_revert", ["0x1"]],
    ["evm_increaseTime", ["0x1"]],
    ["evm_mine", [{ blocks: 2 }]],
    ["anvil_mine", ["0x2", "0x1"]],
    ["evm_setAutomine", [true]],
    ["anvil_setBalance", [TARGET, "0x1"]],
    ["anvil_addBalance", [TARGET, "0x1"]],
    ["anvil_setCode", ["0x00000000000000000000000000000000000ff0fe", "0x5b5f56"]],
    ["anvil_setStorageAt", [TARGET, "0x0", known.hash]],
    ["anvil_setNonce", [TARGET, "0x0"]],
    ["anvil_setNextBlockBaseFeePerGas", ["0x5f5e100"]],
    ["anvil_impersonateAccount", [ALICE]],
    ["anvil_loadState", ["0x7b7d"]],
  ];
}

/** Something that does not belong anywhere. */
export function absurd(dice, depth = 0) {
  const nested = () => absurd(dice, depth + 1);
  const kinds = [
    () => null, () => true, () => -1, () => 0, () => 1e308, () => 2 ** 53, () => -0.5, () => "", () => "0x", () => "0xg", () => "latest",
    () => "0x0", () => MAX64, () => MAX256, () => `${MAX256}ff`, () => `0x${"0".repeat(dice.below(3000))}`, () => "\u0000\ud800", () => "finalized",
    () => dice.hex(dice.below(80)), () => dice.hex(20), () => dice.hex(32), () => "9".repeat(dice.below(400)), () => "é".repeat(dice.below(400)),
  ];
  if (depth < 4) {
    kinds.push(() => Array.from({ length: dice.below(6) }, nested));
    kinds.push(() => Object.fromEntries(Array.from({ length: dice.below(5) }, () => [dice.pick(["from", "to", "data", "gas", "x", ""]), nested()])));
  }
  return dice.pick(kinds)();
}

/** `value` with something in it changed, dropped, doubled or replaced. */
export function damaged(dice, value) {
  if (dice.chance(25) || value === null || typeof value !== "object") return absurd(dice);
  const copy = structuredClone(value);
  if (Array.isArray(copy)) {
    if (copy.length === 0 || dice.chance(10)) copy.push(absurd(dice));
    else if (dice.chance(10)) copy.splice(dice.below(copy.length), 1);
    else {
      const at = dice.below(copy.length);
      copy[at] = damaged(dice, copy[at]);
    }
    return copy;
  }
  const keys = Object.keys(copy);
  const key = keys.length && dice.chance(85) ? dice.pick(keys) : String(absurd(dice));
  if (dice.chance(15)) delete copy[key];
  else copy[key] = damaged(dice, copy[key] ?? null);
  return copy;
}

/** The text of a request that is hardly JSON, or JSON that hardly is a request. */
export function malformed(dice) {
  const request = { jsonrpc: "2.0", id: dice.below(9), method: "eth_chainId", params: [] };
  const text = JSON.stringify(request);
  const count = 1 + dice.below(2000);
  return dice.pick([
    () => text.slice(0, dice.below(text.length)),
    () => text + text,
    () => "[".repeat(count * 50),
    () => `${"[".repeat(count)}${"]".repeat(count)}`,
    () => `{"a":`.repeat(count),
    () => `[${`${text},`.repeat(count)}${text}]`,
    () => `[${"1,".repeat(count)}1]`,
    () => text.replace('"2.0"', "2.0"),
    () => text.replace(/"id":\d/, `"id":${"9".repeat(count)}`),
    () => text.replace(/"id":\d/, '"id":{"a":[]}'),
    () => text.replace("[]", `[${"9".repeat(count)}]`),
    () => text.replace("[]", `[1e${count}]`),
    () => text.replace("[]", JSON.stringify("a".repeat(count * 500))),
    () => text.replace("eth_chainId", dice.pick(["", "\\u0000", "eth_chainId\\n", "a".repeat(count * 100), "__proto__", "rpc.on"])),
    () => text.replace("{", `{"jsonrpc":"2.0","method":"eth_accounts",`),
    () => JSON.stringify(absurd(dice)),
    () => Buffer.from(dice.hex(count).slice(2), "hex").toString("latin1"),
  ])();
}
