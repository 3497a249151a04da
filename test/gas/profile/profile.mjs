// Finds measured acts on the node at NODE_URL, divides their gas into parts and keeps the result in
// target/MARKET/profile.json. scripts/gas-profile runs it after each market's measurement.
//
// usage: node profile.mjs ebb|morpho ACT...     acts as target/MARKET/gas.json names them

import { readFileSync, writeFileSync } from "node:fs";
import { divide } from "./opcodes.mjs";
import { PARTS, calldataGas } from "./parts.mjs";
import { replay } from "./replay.mjs";

const INK_PRICE = 10_000;
const ARB_WASM = "0x0000000000000000000000000000000000000071";
const PROGRAM_INIT_GAS = "0x62b688aa";

async function rpc(method, ...params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const headers = { "content-type": "application/json" };
  const answer = await (await fetch(process.env.NODE_URL, { method: "POST", headers, body })).json();
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

/** The newest transaction that used exactly `gas`, with its block: one of equal gas is as good. */
async function find(gas) {
  for (let number = Number(await rpc("eth_blockNumber")); number > 0; number--) {
    const block = await rpc("eth_getBlockByNumber", `0x${number.toString(16)}`, true);
    for (const transaction of block.transactions) {
      const receipt = await rpc("eth_getTransactionReceipt", transaction.hash);
      if (Number(receipt.gasUsed) === gas) return { block, transaction };
    }
  }
  throw new Error(`no transaction used ${gas} gas: is ${process.env.NODE_URL} the node of the measurement?`);
}

/** The parts of a program's transaction [gas]. */
async function ofProgram({ block, transaction }) {
  const trace = await rpc("debug_traceTransaction", transaction.hash, { tracer: "callTracer" });
  const before = `0x${(Number(block.number) - 1).toString(16)}`;
  const slot = (key) => rpc("eth_getStorageAt", transaction.to, key, before);
  const program = transaction.to.slice(2).padStart(64, "0");
  const initGas = await rpc("eth_call", { to: ARB_WASM, data: PROGRAM_INIT_GAS + program }, "latest");
  const { costs } = await replay(readFileSync("target/ebb/ebb.wasm"), { block, transaction, trace }, slot);
  const parts = new Map([...costs].map(([part, { ink, count }]) => [part, { gas: Number(ink) / INK_PRICE, count }]));
  // The second word is the price of a cached program.
  return parts.set(PARTS.entry, { gas: Number(`0x${initGas.slice(66)}`), count: 1 });
}

/** The parts of an EVM contract's transaction [gas]. */
async function ofContract({ transaction }) {
  const options = { disableStorage: true, disableStack: true, enableMemory: false };
  const { structLogs } = await rpc("debug_traceTransaction", transaction.hash, options);
  const { calls } = await rpc("debug_traceTransaction", transaction.hash, { tracer: "callTracer" });
  return divide(structLogs, calls);
}

const [market, ...acts] = process.argv.slice(2);
const figures = JSON.parse(readFileSync(`target/${market}/gas.json`, "utf8"));
const profile = {};
for (const act of acts) {
  if (!(act in figures)) throw new Error(`target/${market}/gas.json has no act ${act}`);
  const found = await find(figures[act]);
  const parts = await (market === "ebb" ? ofProgram : ofContract)(found);
  parts.set(PARTS.transaction, { gas: 21_000, count: 1 });
  parts.set(PARTS.calldata, { gas: calldataGas(found.transaction.input), count: found.transaction.input.length / 2 - 1 });
  const sum = [...parts.values()].reduce((total, { gas }) => total + gas, 0);
  // Ink left over is worth no gas, so that a program's sum is up to one gas short.
  if (Math.ceil(sum - 1e-6) !== figures[act]) throw new Error(`${act}: the parts sum up to ${sum}, not to ${figures[act]}`);
  profile[act] = { total: figures[act], parts: Object.fromEntries(parts) };
}
writeFileSync(`target/${market}/profile.json`, JSON.stringify(profile, null, 2));
