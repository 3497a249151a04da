// cast and forge script against the node at NODE_URL. Run by scripts/clients, which names the two.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const { CAST, FORGE, NODE_URL } = process.env;
// The second account of every development node's mnemonic; its key is public.
const KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const OWNER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const FACTORY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const folder = mkdtempSync(join(tmpdir(), "ebb-foundry-"));
after(() => rmSync(folder, { recursive: true }));

const run = (tool, ...args) => execFileSync(tool, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const cast = (...args) => run(CAST, ...args, "--rpc-url", NODE_URL);
/** What a command that must fail says. */
function failure(...args) {
  try {
    cast(...args);
  } catch (error) {
    return error.stderr;
  }
  return assert.fail(`${args} did not fail`);
}

test("cast sends, reads and estimates", () => {
  const friend = "0x00000000000000000000000000000000000000fa";
  const receipt = JSON.parse(cast("send", "--private-key", KEY, friend, "--value", "1ether", "--json"));
  assert.equal(receipt.status, "0x1");
  assert.equal(cast("balance", friend), "1000000000000000000");
  assert.equal(cast("chain-id"), "412346");
  assert.equal(cast("estimate", friend, "--from", OWNER), "21000");
  assert.equal(cast("tx", receipt.transactionHash, "to").toLowerCase(), friend);
  assert.equal(cast("block", receipt.blockNumber, "--field", "baseFeePerGas"), "100000000");
  assert.match(failure("send", "--private-key", KEY, friend, "--value", "1000000ether"), /insufficient funds/i);
});

test("forge script broadcasts creates, a CREATE2 and calls", () => {
  const env = { ...process.env, FOUNDRY_BROADCAST: folder };
  const args = ["script", "test/clients/Broadcast.s.sol", "--tc", "Broadcast", "--rpc-url", NODE_URL, "--broadcast", "--private-key", KEY, "--json"];
  const output = execFileSync(FORGE, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] });
  const [plain, salted] = ["plain", "salted"].map((name) => {
    const line = output.split("\n").find((text) => text.includes('"returns"'));
    return JSON.parse(line).returns[name].value;
  });
  assert.equal(cast("call", plain, "number()(uint256)"), "42");
  assert.equal(cast("call", salted, "number()(uint256)"), "7");
  assert.notEqual(cast("code", FACTORY), "0x");
  const logs = JSON.parse(cast("logs", "--address", plain, "--from-block", "0", "NumberSet(uint256 indexed)", "--json"));
  assert.equal(BigInt(logs[0].topics[1]), 42n);
  assert.match(failure("call", plain, "set(uint256)", "0"), /not zero/);
});
