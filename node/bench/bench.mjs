// Measures the node beside anvil, by JSON-RPC alone and by the same requests, and prints both with
// their ratio. Run by scripts/bench, which tells where the two binaries are.
//
// Each kind of work has two figures, the best of three runs: how much is done in a second by the clock,
// with several requests under way at once, and how much in a second of the node's own processor time,
// which other work on the machine hardly changes. The ratio is of the latter; above 1 this node is ahead.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { concat, encodeAbiParameters, encodeFunctionData, parseAbi, toFunctionSelector } from "viem";

const require = createRequire(import.meta.url);
const SENDER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const STYLUS_DEPLOYER = "0xcEcba2F1DC234f70Dd89F2041029807F8D03A990";
const RUNS = 3;
const UNDER_WAY = 8;
const ACCOUNTS = 100_000;
const token = parseAbi([
  "function transfer(address to, uint256 value) returns (bool)",
  "function balanceOf(address account) view returns (uint256)",
  "function churn(uint256 rounds) view returns (bytes32)",
]);
const deployer = parseAbi([
  "function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) payable returns (address)",
]);
const market = parseAbi(["function isAuthorized(address authorizer, address authorized) view returns (bool)"]);

/** A node under test: a process and a way to ask it. */
class Node {
  constructor(name, binary, port, flags) {
    Object.assign(this, { name, port, nextId: 0, nonce: 0 });
    this.agent = new http.Agent({ keepAlive: true, maxSockets: UNDER_WAY });
    this.begun = performance.now();
    this.process = spawn(binary, ["--port", String(port), ...flags], { stdio: "ignore" });
  }

  post(body) {
    return new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
      const options = { host: "127.0.0.1", port: this.port, method: "POST", agent: this.agent, headers };
      const request = http.request(options, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => resolve(JSON.parse(Buffer.concat(parts).toString())));
      });
      request.on("error", reject);
      request.end(text);
    });
  }

  async ask(method, ...params) {
    const answer = await this.post({ jsonrpc: "2.0", id: ++this.nextId, method, params });
    if (answer.error) throw new Error(`${this.name}: ${method}: ${answer.error.message}`);
    return answer.result;
  }

  /** Milliseconds from the start of the process to its first answer. */
  async firstAnswer() {
    for (;;) {
      const chainId = await this.ask("eth_chainId").catch(() => undefined);
      if (chainId) return performance.now() - this.begun;
      await sleep(2);
    }
  }

  /** Sends a transaction with the next nonce; its hash. */
  send(to, data, gas = 200_000) {
    const nonce = `0x${(this.nonce++).toString(16)}`;
    const transaction = { from: SENDER, to, data, nonce, gas: `0x${gas.toString(16)}`, gasPrice: "0x77359400" };
    return this.ask("eth_sendTransaction", transaction);
  }

  async receipt(hash) {
    for (;;) {
      const receipt = await this.ask("eth_getTransactionReceipt", hash);
      if (receipt) return receipt;
      await sleep(5);
    }
  }

  stop() {
    this.process.kill();
    this.agent.destroy();
  }
}

/** Seconds of processor time that a node has used so far (Linux). */
function processorSeconds(node) {
  const fields = readFileSync(`/proc/${node.process.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** How many of `count` pieces of `work` are done in a second, by the clock and by the processor. */
async function rate(node, count, work) {
  const [clock, processor] = [performance.now(), processorSeconds(node)];
  await work(count);
  const seconds = (performance.now() - clock) / 1000;
  // The system counts in hundredths.
  const used = Math.max(processorSeconds(node) - processor, 0.01);
  return { clock: count / seconds, processor: count / used };
}

/** Runs `work` `count` times, several at once. */
async function throughput(count, work) {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, worker));
}

async function best(measure) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await measure());
  return {
    clock: Math.max(...runs.map((run) => run.clock)),
    processor: Math.max(...runs.map((run) => run.processor)),
  };
}

/** Transactions, sent one by one: nonces have to arrive in order. */
function transfers(node, address) {
  const data = encodeFunctionData({ abi: token, functionName: "transfer", args: [STYLUS_DEPLOYER, 1n] });
  return rate(node, 400, async (count) => {
    for (let sent = 0; sent < count; sent++) await node.send(address, data);
  });
}

function calls(node, address, data, count) {
  const call = () => node.ask("eth_call", { from: SENDER, to: address, data }, "latest");
  return rate(node, count, () => throughput(count, call));
}

/** Snapshots among many accounts, each with a transaction behind it and taken back. */
function snapshots(node, address) {
  const data = encodeFunctionData({ abi: token, functionName: "transfer", args: [SENDER, 1n] });
  return rate(node, 50, async (count) => {
    for (let round = 0; round < count; round++) {
      const id = await node.ask("evm_snapshot");
      await node.receipt(await node.send(address, data));
      if (!(await node.ask("evm_revert", id))) throw new Error(`${node.name} did not revert`);
      node.nonce--;
    }
  });
}

async function populate(node) {
  for (let first = 0; first < ACCOUNTS; first += 5000) {
    const batch = Array.from({ length: 5000 }, (_, offset) => ({
      jsonrpc: "2.0",
      id: first + offset,
      method: "anvil_setBalance",
      params: [`0x${(0x1000000 + first + offset).toString(16).padStart(40, "0")}`, "0xde0b6b3a7640000"],
    }));
    await node.post(batch);
  }
}

function compiledToken() {
  const settings = { optimizer: { enabled: true, runs: 200 }, outputSelection: { "*": { "*": ["evm.bytecode.object"] } } };
  const sources = { "Token.sol": { content: readFileSync(new URL("Token.sol", import.meta.url), "utf8") } };
  const solc = require("solc");
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  return `0x${output.contracts["Token.sol"].Token.evm.bytecode.object}`;
}

/** The market on the node, deployed as anybody would; undefined if it is not built. */
async function deployMarket(node) {
  if (!existsSync("target/ebb/ebb.init")) return undefined;
  const code = readFileSync("target/ebb/ebb.init", "utf8").trim();
  const zero = `0x${"0".repeat(40)}`;
  const words = encodeAbiParameters(Array(3).fill({ type: "address" }), [SENDER, zero, STYLUS_DEPLOYER]);
  const initData = concat([toFunctionSelector("stylus_constructor()"), words]);
  const data = encodeFunctionData({ abi: deployer, functionName: "deploy", args: [code, initData, 0n, `0x${"0".repeat(64)}`] });
  const transaction = { from: SENDER, to: STYLUS_DEPLOYER, data, value: "0xde0b6b3a7640000", gas: "0x1c9c380" };
  const receipt = await node.receipt(await node.ask("eth_sendTransaction", transaction));
  node.nonce++;
  if (receipt.status !== "0x1") throw new Error("the market could not be deployed: run scripts/build");
  return `0x${receipt.logs.at(-1).data.slice(-40)}`;
}

const START = "start to first answer, ms";
const SMALL = "small EVM calls";
const MARKET = "calls into the market";

/** Every figure of one node. */
async function measure(node) {
  const start = await node.firstAnswer();
  const figures = { [START]: { clock: start, processor: start } };
  const { contractAddress: address } = await node.receipt(await node.send(undefined, compiledToken(), 2_000_000));
  const of = (functionName, ...args) => encodeFunctionData({ abi: token, functionName, args });
  figures["EVM transactions"] = await best(() => transfers(node, address));
  figures[SMALL] = await best(() => calls(node, address, of("balanceOf", SENDER), 8000));
  figures["EVM calls with 2000 hashes and 1000 slots"] = await best(() => calls(node, address, of("churn", 1000n), 300));
  const ebb = node.name === "ebb-node" && (await deployMarket(node));
  if (ebb) {
    const data = encodeFunctionData({ abi: market, functionName: "isAuthorized", args: [SENDER, STYLUS_DEPLOYER] });
    figures[MARKET] = await best(() => calls(node, ebb, data, 8000));
  }
  await populate(node);
  figures["snapshot, transaction, revert; 100,000 accounts"] = await best(() => snapshots(node, address));
  return figures;
}

async function run(name, binary, port) {
  const node = new Node(name, binary, port, ["--silent"]);
  try {
    return await measure(node);
  } finally {
    node.stop();
  }
}

const { EBB_NODE, ANVIL, PROFILE } = process.env;
const ours = await run("ebb-node", EBB_NODE, 8661);
const theirs = await run("anvil", ANVIL, 8662);
// anvil runs no Stylus: what stands beside calls into the market are its small EVM calls.
theirs[MARKET] = theirs[SMALL];
const rows = Object.keys(ours).map((name) => {
  const [a, b] = [ours[name].processor, theirs[name].processor];
  return { name, ratio: Number((name === START ? b / a : a / b).toFixed(2)) };
});
const cells = (values) => values.map((value) => String(value).padStart(11)).join("");
console.log(`${"".padEnd(50)}${cells(["by clock", "", "by CPU", "", ""])}`);
console.log(`${"done in a second".padEnd(50)}${cells(["ebb-node", "anvil", "ebb-node", "anvil", "ratio"])}`);
for (const { name, ratio } of rows) {
  const [our, their] = [ours[name], theirs[name]];
  const figures = [our.clock, their.clock, our.processor, their.processor].map(Math.round);
  console.log(`${name.padEnd(50)}${cells([...figures, ratio])}`);
}
if (process.argv.includes("--update")) {
  const anvil = execFileSync(ANVIL, ["--version"]).toString().match(/[0-9]+\.[0-9]+\.[0-9]+/)?.[0];
  const ratios = Object.fromEntries(rows.map((row) => [row.name, row.ratio]));
  const machine = `${cpus().length} x ${cpus()[0].model.trim()}`;
  const path = new URL("ratios.json", import.meta.url);
  writeFileSync(path, `${JSON.stringify({ anvil, profile: PROFILE, machine, ratios }, null, 2)}\n`);
  console.log("written to node/bench/ratios.json");
}
