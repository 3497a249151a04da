// viem, as a frontend uses it, against the node at NODE_URL and the market on it.
//
// Run by scripts/clients. It uses only what any Ethereum client would: nothing knows about the node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import {
  ContractFunctionRevertedError,
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  http,
  parseAbi,
  parseEther,
  webSocket,
  zeroAddress,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

const url = process.env.NODE_URL;
const ARB_WASM = "0x0000000000000000000000000000000000000071";
// Nitro's public development account.
const account = privateKeyToAccount("0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659");
const chain = defineChain({
  id: 412346,
  name: "development",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const transport = http(url);
const reader = createPublicClient({ chain, transport, pollingInterval: 20 });
const wallet = createWalletClient({ chain, account, transport });
const { abi } = JSON.parse(readFileSync("out/ILendingMarket.sol/ILendingMarket.json", "utf8"));
const arbWasm = parseAbi([
  "function activateProgram(address) payable returns (uint16 version, uint256 dataFee)",
  "function programMemoryFootprint(address) view returns (uint16)",
  "error ProgramUpToDate()",
]);
const mined = (hash) => reader.waitForTransactionReceipt({ hash });
let market;

/** The name of the custom error with which a promise is rejected. */
async function refusal(promise) {
  const error = await promise.then(() => assert.fail("was not refused"), (error) => error);
  return error.walk((cause) => cause instanceof ContractFunctionRevertedError)?.data?.errorName;
}

before(async () => {
  const bytecode = readFileSync("target/ebb/ebb.init", "utf8").trim();
  market = (await mined(await wallet.deployContract({ abi, bytecode }))).contractAddress;
  const call = { address: ARB_WASM, abi: arbWasm, functionName: "activateProgram", args: [market] };
  const { status, logs } = await mined(await wallet.writeContract({ ...call, value: parseEther("1") }));
  assert.equal(status, "success");
  assert.equal(logs.length, 1);
});

test("reads a program's figures", async () => {
  const call = { address: ARB_WASM, abi: arbWasm, functionName: "programMemoryFootprint", args: [market] };
  assert.ok((await reader.readContract(call)) <= 2);
});

test("decodes the errors of a precompile and of the market", async () => {
  const again = { address: ARB_WASM, abi: arbWasm, functionName: "activateProgram", args: [market], account };
  assert.equal(await refusal(reader.simulateContract(again)), "ProgramUpToDate");
  const nobody = { address: market, abi, functionName: "setAuthorization", args: [zeroAddress, true], account };
  assert.equal(await refusal(reader.simulateContract(nobody)), "ZeroAddress");
});

test("writes, reads back and finds the event", async () => {
  const friend = "0x00000000000000000000000000000000000000f1";
  const call = { address: market, abi, functionName: "setAuthorization", args: [friend, true] };
  const { blockNumber } = await mined(await wallet.writeContract(call));
  const asked = { address: market, abi, functionName: "isAuthorized", args: [account.address, friend] };
  assert.equal(await reader.readContract(asked), true);
  const events = await reader.getContractEvents({ address: market, abi, fromBlock: blockNumber });
  assert.deepEqual(events.map((event) => event.eventName), ["SetAuthorization"]);
});

test("hears of blocks by WebSocket", async () => {
  const socket = createPublicClient({ chain, transport: webSocket(url.replace("http", "ws")) });
  const seen = new Promise((resolve, reject) => {
    const stop = socket.watchBlockNumber({ onBlockNumber: (number) => (stop(), resolve(number)), onError: reject });
  });
  // The subscription takes a moment; blocks go on until it has seen one.
  const timer = setInterval(() => wallet.sendTransaction({ to: account.address, value: 1n }).catch(() => {}), 100);
  assert.ok((await seen) > 0n);
  clearInterval(timer);
  (await socket.transport.getRpcClient()).close();
});

test("takes a snapshot, lets time pass, and goes back", async () => {
  const dev = createTestClient({ chain, mode: "anvil", transport });
  const now = async () => (await reader.getBlock()).timestamp;
  const begun = await now();
  const id = await dev.snapshot();
  await dev.increaseTime({ seconds: 3600 });
  await dev.mine({ blocks: 1 });
  assert.ok((await now()) >= begun + 3600n);
  await dev.revert({ id });
  assert.equal(await now(), begun);
});
