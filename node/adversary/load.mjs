// Attacks by well-formed requests that ask for as much as they can: time, memory, blocks, state.
import { ALICE, TARGET, absurd, damaged, methods } from "./garbage.mjs";

/** EVM code that makes the most of its gas. */
const GREEDY = {
  loop: "5b5f56",
  hash: "5b6204000060002060005260005600".replace("60005600", "5f56"),
  memory: "5f5b80518060010160040290600401805f5260205f20505f56",
  expand: "5b59595260205901595256",
  copies: "5b630004000060005f3960005600".replace("60005600", "5f56"),
  create: "5b5f5f5ff0505f56",
  creates: "5b6000600061c0005ff0505f56",
  nested: "5b5f5f5f5f5f305af1505f56",
  exponent: `5b7f${"ff".repeat(32)}7f${"ff".repeat(32)}0a505f56`,
  modexp: "61040060005261040060205261040060405260ff60605360ff6104605360ff6108605360206000610c6060006005615af1505f56",
  pairing: "5b60205f6101805f5f60085afa505f56",
  logs: "5b620100005fa05f56",
  storage: "5f5b600101805f8055805556",
  returns: "630fffffff5ff3",
  reverts: "63000fffff5ffd",
};
const MAX64 = "0xffffffffffffffff";
const MAX256 = `0x${"f".repeat(64)}`;

/** One greedy execution, by call, estimate, trace or transaction. */
export async function greedy(node, dice) {
  const code = `0x${dice.pick(Object.values(GREEDY))}`;
  const overrides = { [TARGET]: { code } };
  const call = { from: ALICE, to: TARGET, gas: dice.pick([undefined, "0x1c9c380", MAX64, "0x5208"]) };
  const tracer = { tracer: dice.pick(["callTracer", "stylusTracer"]), stateOverrides: overrides };
  await dice.pick([
    () => node.ask("eth_call", call, "latest", overrides),
    () => node.ask("eth_estimateGas", call, "latest", overrides),
    () => node.ask("eth_createAccessList", call, "latest", overrides),
    () => node.ask("debug_traceCall", call, "latest", tracer),
    () => node.ask("eth_call", { data: code, gas: MAX64 }),
    async () => {
      await node.ask("anvil_setCode", TARGET, code);
      await node.ask("eth_sendTransaction", { ...call, gas: dice.pick(["0x1e8480", "0x1c9c380", MAX64]) });
      const { result } = await node.ask("eth_getBlockByNumber", "latest", false);
      await node.ask("debug_traceTransaction", result?.transactions?.[0] ?? MAX256, { tracer: "callTracer" });
    },
  ])();
}

/** One request of the table with something in it damaged. */
export async function mutated(node, dice, known) {
  const [method, params] = dice.pick(methods(known));
  await node.ask(method, ...[].concat(damaged(dice, params)));
}

/** Clocks, blocks, snapshots and filters beyond measure. */
export async function boundless(node, dice) {
  await dice.pick([
    () => node.ask("evm_increaseTime", dice.pick([MAX64, MAX256, "0x7fffffffffffffff", 1e15])),
    () => node.ask("anvil_mine", dice.pick(["0x186a0", "0x186a1", MAX64, MAX256]), dice.pick(["0x0", MAX64])),
    () => node.ask("evm_mine", { blocks: 1000, timestamp: dice.pick([0, MAX64, 1e12]) }),
    () => node.many(5000, () => ["evm_snapshot", []]),
    () => node.many(5000, () => [dice.pick(["eth_newFilter", "eth_newBlockFilter", "eth_newPendingTransactionFilter"]), [{}]]),
    () => node.ask("eth_newFilter", { address: Array.from({ length: 50_000 }, () => dice.hex(20)) }),
    () => node.ask("eth_getLogs", { fromBlock: "0x0", toBlock: MAX64, topics: Array(4).fill(Array(200).fill(MAX256)) }),
    () => node.ask("eth_getLogs", { fromBlock: "earliest", toBlock: "latest" }),
    () => node.ask("eth_feeHistory", MAX64, "latest", Array(101).fill(50)),
    () => node.ask("eth_feeHistory", "0x400", "latest", [-1, 1e308, 0]),
    () => node.ask("anvil_loadState", `0x${"1f8b0800".repeat(1 << dice.below(20))}`),
    () => node.ask("anvil_loadState", `0x${Buffer.from(`{"format":"ebb-node state 1","blocks":${"[".repeat(1 << dice.below(16))}`).toString("hex")}`),
    () => node.ask("evm_revert", dice.pick(["0x1", "0x64", MAX64])),
    () => node.ask("anvil_setBalance", ALICE, dice.pick([MAX256, "0xffffffffffffffffffffffff"])),
    () => node.ask("anvil_setNonce", ALICE, dice.pick([MAX64, "0xfffffffffffffffe", "0x0"])),
    () => node.ask("anvil_setNextBlockBaseFeePerGas", dice.pick([MAX64, "0x0", "0x5f5e100"])),
    () => node.ask("anvil_setCode", TARGET, `0x${dice.pick(["eff00000", "ef0100", "fe"]).repeat(1 << dice.below(16))}`),
    () => node.ask("anvil_setStorageAt", "0xA4B05FffffFffFFFFfFFfffFfffFFfffFfFfFFFf", dice.hex(32), dice.hex(32)),
    () => node.ask("evm_setIntervalMining", dice.pick([0, 1, MAX64])),
    () => node.ask("evm_setAutomine", dice.chance(80)),
    () => node.ask("eth_sendTransaction", { from: ALICE, to: TARGET, data: `0x${"00".repeat(dice.below(200_000))}` }),
    () => node.ask("eth_call", { to: TARGET }, "latest", Object.fromEntries(Array.from({ length: 3000 }, () => [dice.hex(20), { balance: "0x1" }]))),
    () => node.ask("eth_call", { to: dice.hex(20), data: dice.hex(100), value: MAX256, gasPrice: MAX256 }, absurd(dice)),
    () => node.ask("eth_call", { to: `0x${(0x64 + dice.below(160)).toString(16).padStart(40, "0")}`, data: dice.hex(dice.below(200)) }, "latest", {}, { time: MAX64, number: MAX64 }),
    () => node.many(3000, () => ["eth_call", [{ to: TARGET }]]),
  ])();
}
