// Knocks at the market's door with calls of every kind and holds each answer to the rules of
// `verdict`; a sample is sent as transactions, and what fails must change nothing.
//
// Run by scripts/door, which explains it.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { keccak256, toHex } from "viem";
import { caller, isStarved } from "./calldata.mjs";
import { generator } from "./random.mjs";
import { judge } from "./verdict.mjs";
import { build } from "./world.mjs";

const BATCH = 250;
/** One call in so many is sent. */
const SAMPLE = 250;
const MAX_FINDINGS = 10;

const { values: options } = parseArgs({
  options: { calls: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const [calls, seed] = [Number(options.calls), Number(options.seed)];
if (!Number.isInteger(calls) || calls < 1 || !Number.isInteger(seed)) {
  console.error("door: --calls and --seed are whole numbers, --calls at least 1");
  process.exit(2);
}

const post = async (body) => {
  const answer = await fetch(process.env.NODE_URL, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the node answers ${answer.status} ${answer.statusText}`);
  return answer.json();
};
const request = (method, params, id = 1) => ({ jsonrpc: "2.0", id, method, params });
const rpc = async (method, params) => {
  const { result, error } = await post(request(method, params));
  if (error) throw Object.assign(new Error(`${method}: ${error.message}`), error);
  return result;
};
const transaction = ({ from, to, data, value, gas }) => ({ from, to, data, value, gas: toHex(gas) });

/** Code and storage of every contract that a call may move; a sender's nonce and ether always move. */
const digest = async (world) => {
  const dump = await rpc("anvil_dumpState", []);
  const { accounts } = typeof dump === "string" ? JSON.parse(Buffer.from(dump.slice(2), "hex")) : dump;
  const held = world.held.map((address) => accounts[address.toLowerCase()] ?? accounts[address]);
  if (held.some((entry) => entry === undefined)) throw new Error("the node's dump lacks a contract of the test");
  return keccak256(toHex(JSON.stringify(held.map(({ code, codeHash, storage }) => [code, codeHash, storage]))));
};

const findings = [];
const sent = { all: 0, failed: 0, changed: 0 };
const blame = (call, what) => findings.push({ what, ...transaction(call) });

/** Sends one call; what fails must leave every contract as it was, and fail as it did in eth_call. */
async function sendOne(world, call, expectation) {
  const snapshot = await rpc("evm_snapshot", []);
  const before = await digest(world);
  await rpc("evm_setNextBlockTimestamp", [toHex(world.now)]);
  const hash = await rpc("eth_sendTransaction", [transaction(call)]);
  const { status, logs } = await rpc("eth_getTransactionReceipt", [hash]);
  const failed = status !== "0x1";
  const changed = (await digest(world)) !== before;
  if (failed && changed) blame(call, "it failed and changed something");
  if (failed && logs.length > 0) blame(call, "it failed and logged something");
  if (failed !== (expectation.error !== undefined)) blame(call, `eth_call and the transaction differ: ${status}`);
  await rpc("evm_revert", [snapshot]);
  sent.all++;
  if (failed) sent.failed++;
  if (changed) sent.changed++;
}

const progress = (done) => {
  if (!process.stderr.isTTY) return;
  const filled = Math.round((30 * done) / calls);
  process.stderr.write(`\r[${"#".repeat(filled)}${" ".repeat(30 - filled)}] ${done} of ${calls} calls`);
};

const begun = Date.now();
const abi = JSON.parse(readFileSync("abi/ILendingMarket.json", "utf8"));
const world = await build(rpc, abi);
const next = caller(abi, world, generator(seed));
const { fault, seen, errors } = judge(abi);
let done = 0;
while (done < calls && findings.length < MAX_FINDINGS) {
  const batch = Array.from({ length: Math.min(BATCH, calls - done) }, next);
  const answers = await post(
    batch.map((call, i) => request("eth_call", [transaction(call), "latest", {}, { time: toHex(world.now) }], i)),
  );
  const sorted = answers.sort((a, b) => a.id - b.id);
  for (const [i, call] of batch.entries()) {
    const what = fault({ ...call, isMarket: call.to === world.market, isStarved: isStarved(call) }, sorted[i]);
    if (what !== undefined) blame(call, what);
    // A transaction pays for its calldata out of the same gas, so a starved one may differ.
    if ((done + i) % SAMPLE !== 0 || what !== undefined || isStarved(call)) continue;
    await sendOne(world, call, sorted[i]);
  }
  done += batch.length;
  progress(done);
}
if (process.stderr.isTTY) process.stderr.write("\n");

for (const [name, count] of [...seen].sort(([, a], [, b]) => b - a)) console.log(String(count).padStart(8), name);
console.log(`never met: ${errors.filter((name) => !seen.has(name)).join(", ") || "none"}`);
console.log(`${done} calls in ${Math.round((Date.now() - begun) / 1000)} s, seed ${seed}; sent ${sent.all}: ${sent.failed} failed, ${sent.changed} changed something`);
for (const finding of findings) console.error(JSON.stringify(finding));
if (findings.length > 0) {
  console.error(`door: ${findings.length} findings; the same with --seed ${seed} --calls ${done}`);
  process.exit(1);
}
