// Throws garbage at a node of its own, all kinds at once, and watches whether it stays what it was: alive,
// answering others soon, bounded in memory, and never at fault itself (-32603). Run by scripts/adversary,
// which names the binary. The same seed throws the same garbage; in what order it arrives is chance.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ALICE, Dice, TARGET } from "./garbage.mjs";
import { boundless, greedy, mutated } from "./load.mjs";
import { brokenHttp, brokenSocket, slowly } from "./wire.mjs";

/** Longest that a bystander may wait for an answer, ms; memory that the node may fill with its chain, MiB, and
 * most that it may take with executions, MiB. */
const PATIENCE = Number(process.env.PATIENCE ?? 20_000);
const CHAIN_MEMORY = 1024;
const MEMORY = 4096;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "20" }, seed: { type: "string", default: "1" } } });
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error("adversary: --minutes takes a number above 0, --seed a whole number");
  process.exit(2);
}

/** The node under attack. */
class Victim {
  faults = new Map();
  asked = 0;
  answers = { results: 0, errors: 0, none: 0 };

  async start() {
    this.process = spawn(process.env.EBB_NODE, ["--port", "0", "--memory-limit", `${CHAIN_MEMORY}`], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, RUST_BACKTRACE: "0" },
    });
    this.process.on("exit", (code, signal) => (this.ended = `${code ?? signal}`));
    const lines = createInterface({ input: this.process.stdout });
    this.port = await new Promise((resolve) => {
      lines.on("line", (line) => {
        const found = line.match(/^Listening on http:\/\/[^:]*:(\d+)/);
        if (found) resolve(Number(found[1]));
      });
    });
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  }

  post(body, agent = this.agent) {
    return new Promise((resolve) => {
      const text = JSON.stringify(body);
      const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
      const request = http.request({ host: "127.0.0.1", port: this.port, method: "POST", agent, headers }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("error", () => resolve(undefined));
        answer.on("end", () => resolve(Buffer.concat(parts).toString()));
      });
      request.on("error", () => resolve(undefined));
      // Who asks for hours of work hangs up sooner.
      request.setTimeout(30_000, () => request.destroy());
      request.end(text);
    });
  }

  /** The answer, parsed; a fault of the node in it is remembered. */
  async ask(method, ...params) {
    this.asked++;
    const text = await this.post({ jsonrpc: "2.0", id: this.asked, method, params });
    let answer = {};
    try {
      answer = JSON.parse(text);
    } catch {
      this.answers.none++;
      return answer;
    }
    this.answers[answer.error ? "errors" : "results"]++;
    if (answer.error?.code === -32603) {
      const key = answer.error.message;
      if (!this.faults.has(key)) this.faults.set(key, JSON.stringify({ method, params }).slice(0, 2000));
    }
    return answer;
  }

  /** A batch. */
  async many(count, request) {
    const batch = Array.from({ length: count }, (_, id) => {
      const [method, params] = request();
      return { jsonrpc: "2.0", id, method, params };
    });
    await this.post(batch);
  }

  /** Resident memory, MiB. */
  memory() {
    const status = readFileSync(`/proc/${this.process.pid}/status`, "utf8");
    return Math.round(Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024);
  }
}

const node = new Victim();
await node.start();
const { result: hash } = await node.ask("eth_sendTransaction", { from: ALICE, to: TARGET });
const { result: receipt } = await node.ask("eth_getTransactionReceipt", hash);
const known = { hash, block: receipt.blockHash };
const { result: saved } = await node.ask("anvil_dumpState");

const until = performance.now() + minutes * 60_000;
const rounds = {};
/** Repeats `attack` until the time is over or the node is. */
async function repeat(name, stream, attack) {
  const dice = new Dice(seed * 1000 + stream);
  rounds[name] = rounds[name] ?? 0;
  while (performance.now() < until && node.ended === undefined && !failure) {
    await attack(dice);
    rounds[name]++;
  }
}

let worst = { wait: 0, method: "" };
let peak = 0;
let failure;
/** Asks now and then as anybody would, on a connection of its own each time. */
async function bystand() {
  let turn = 0;
  while (performance.now() < until && !failure) {
    const method = ["eth_chainId", "eth_blockNumber", "eth_getBalance", "eth_call", "eth_getLogs"][turn++ % 5];
    const params = { eth_getBalance: [ALICE, "latest"], eth_call: [{ to: ALICE }], eth_getLogs: [{ fromBlock: "latest" }] }[method] ?? [];
    const begun = performance.now();
    const answer = await Promise.race([node.post({ jsonrpc: "2.0", id: 1, method, params }, false), sleep(PATIENCE, "late")]);
    const wait = performance.now() - begun;
    if (wait > worst.wait) worst = { wait, method };
    peak = Math.max(peak, node.ended === undefined ? node.memory() : 0);
    if (node.ended !== undefined) failure = `the node ended (${node.ended})`;
    else if (answer === "late") failure = `${method} had no answer within ${PATIENCE} ms`;
    else if (!answer?.includes('"result"')) failure = `a bystander's ${method} was answered ${answer?.slice(0, 200)}`;
    else if (peak > MEMORY) failure = `the node takes ${peak} MiB of memory`;
    await sleep(100);
  }
}

/** Puts the chain of the beginning in the place of the present one whenever that fills its memory, so that the
 * attacks go on. */
async function takeBack(saved) {
  while (performance.now() < until && !failure) {
    await sleep(1000);
    if (node.ended !== undefined || node.memory() <= CHAIN_MEMORY) continue;
    await sleep(10_000);
    const { result } = await node.ask("anvil_loadState", saved);
    if (result !== true && node.ended === undefined) failure = "the chain of the beginning cannot be loaded";
  }
}

async function report() {
  while (performance.now() < until && !failure) {
    await sleep(Math.min(30_000, Math.max(0, until - performance.now())));
    console.log(`${node.asked} requests, worst wait ${Math.round(worst.wait)} ms (${worst.method}), memory ${node.ended === undefined ? node.memory() : 0} MiB, ${node.faults.size} faults`);
  }
}

await Promise.all([
  bystand(),
  report(),
  takeBack(saved),
  slowly(node.port, new Dice(seed), () => performance.now() < until && !failure),
  ...[1, 2, 3].map((stream) => repeat("broken HTTP", stream, (dice) => brokenHttp(node.port, dice))),
  ...[4, 5, 6].map((stream) => repeat("broken WebSockets", stream, (dice) => brokenSocket(node.port, dice))),
  ...[7, 8, 9, 10].map((stream) => repeat("mutated requests", stream, (dice) => mutated(node, dice, known))),
  ...[11, 12, 13].map((stream) => repeat("greedy executions", stream, (dice) => greedy(node, dice))),
  repeat("boundless wishes", 14, (dice) => boundless(node, dice)),
]);
const alive = node.ended === undefined;
node.process.kill("SIGTERM");
console.log(`\nrounds: ${JSON.stringify(rounds)}; answers: ${JSON.stringify(node.answers)}`);
console.log(`worst wait of a bystander: ${Math.round(worst.wait)} ms (${worst.method}); most memory: ${peak} MiB`);
for (const [message, request] of node.faults) console.log(`FAULT ${message}\n      ${request}`);
if (failure) console.log(`FAILED: ${failure}`);
process.exitCode = alive && !failure && node.faults.size === 0 ? 0 : 1;
setTimeout(() => process.exit(), 3000).unref();
