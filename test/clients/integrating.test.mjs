// The example of docs/integrating.md against the node at NODE_URL: a page's and a bot's day, by viem.
//
// Run by scripts/clients. It uses only what any Ethereum client would: nothing knows about the node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import {
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeFunctionData,
  getAddress,
  http,
  maxUint256,
  parseAbi,
  parseEther,
  parseEventLogs,
  toFunctionSelector,
  zeroAddress,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { abi, authorization, marketId, refusalOf, unpackAuction, yearly } from "../../docs/examples/ebb.mjs";

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
const artifact = (name) => JSON.parse(readFileSync(`out/${name}.sol/${name}.json`, "utf8"));
const mock = { token: artifact("ERC20Mock"), oracle: artifact("OracleMock") };
const USDC = 10n ** 6n;
const PRICE = 3000n * 10n ** 24n;
// ProfileLib.majors(), ten fields of 24 bits a word.
const pack = (fields) => `0x${fields.reduceRight((word, field) => (word << 24n) | field, 0n).toString(16).padStart(64, "0")}`;
const curve = pack([2500n, 50_000n, 600n, 600n, 100_000n, 500_000n, 100_000n, 30_000n, 1800n, 100_000n]);
const pace = pack([100_000n, 12n, 300_000n, 5000n, 300_000n, 600_000n, 300n, 1800n, 30n, 60n]);
let market, params, oracle;

async function mined(promise) {
  const receipt = await reader.waitForTransactionReceipt({ hash: await promise });
  assert.equal(receipt.status, "success");
  return receipt;
}
const create = async ({ abi, bytecode }, args) =>
  getAddress((await mined(wallet.deployContract({ abi, bytecode: bytecode.object, args }))).contractAddress);
const write = (functionName, args, address = market, of = abi) =>
  mined(wallet.writeContract({ address, abi: of, functionName, args }));
const ask = (functionName, args) => reader.readContract({ address: market, abi, functionName, args });

/** A built program, deployed and active. */
async function program(name) {
  const bytecode = readFileSync(`target/${name}/${name}.init`, "utf8").trim();
  const { contractAddress } = await mined(wallet.sendTransaction({ data: bytecode }));
  const arbWasm = parseAbi(["function activateProgram(address) payable returns (uint16, uint256)"]);
  const data = encodeFunctionData({ abi: arbWasm, args: [contractAddress] });
  // Refused if the same code is active already.
  await mined(wallet.sendTransaction({ to: ARB_WASM, data, value: parseEther("1") })).catch(() => {});
  return contractAddress;
}

before(async () => {
  const extension = await program("ebb-extension");
  market = await program("ebb");
  // A Stylus constructor is a call, whose selector knows nothing of its arguments.
  const { inputs } = abi.find(({ type }) => type === "constructor");
  const construct = encodeFunctionData({
    abi: [{ type: "function", name: "construct", inputs, outputs: [] }],
    args: [account.address, zeroAddress, extension],
  });
  const data = toFunctionSelector("stylus_constructor()") + construct.slice(10);
  await mined(wallet.sendTransaction({ to: market, data }));

  const [loanToken, collateralToken] = [await create(mock.token, ["USDC", 6]), await create(mock.token, ["WETH", 18])];
  oracle = await create(mock.oracle, [PRICE]);
  const lltv = parseEther("0.83");
  params = { loanToken, collateralToken, oracle, lltv, minDebt: 100n * USDC, closeoutDebt: 1000n * USDC, curve, pace };
  await write("enableProfile", [`0x${"00".repeat(32)}`, lltv, curve, pace]);
  for (const token of [loanToken, collateralToken]) {
    await write("mint", [account.address, 10n ** 30n], token, mock.token.abi);
    await write("approve", [market, maxUint256], token, mock.token.abi);
  }
});

test("computes a market's id", async () => {
  const { logs } = await write("createMarket", [params]);
  const [{ args }] = parseEventLogs({ abi, logs, eventName: "CreateMarket" });
  assert.equal(args.id, marketId(params));
  assert.deepEqual(args.params, params);
});

test("lets a signature authorise, once", async () => {
  const authorizer = privateKeyToAccount(generatePrivateKey());
  const authorized = account.address;
  const { timestamp } = await reader.getBlock();
  const nonce = await ask("nonces", [authorizer.address]);
  const message = { authorizer: authorizer.address, authorized, isAuthorized: true, nonce, deadline: timestamp + 3600n };
  const signature = await authorizer.signTypedData(authorization(market, chain.id, message));
  const args = [authorizer.address, authorized, true, nonce, message.deadline, signature];
  await write("setAuthorizationWithSig", args);
  assert.equal(await ask("isAuthorized", [authorizer.address, authorized]), true);
  const again = reader.simulateContract({ address: market, abi, functionName: "setAuthorizationWithSig", args, account });
  await assert.rejects(again, /InvalidNonce/);
});

test("shows rates by the year", async () => {
  await write("supply", [params, 100_000n * USDC, 0n, account.address]);
  await write("supplyCollateral", [params, parseEther("10"), account.address]);
  await write("borrow", [params, 23_000n * USDC, 0n, account.address, account.address]);
  const state = await ask("marketState", [params]);
  assert.equal(refusalOf(state.reason), undefined);
  // 4 % at the target of 90 %, a quarter of it at none: 23 % lent is a line between.
  const expected = 0.04 * (0.25 + (0.75 * 0.23) / 0.9);
  assert.ok(Math.abs(yearly(state.borrowRate) / expected - 1) < 0.02, `${yearly(state.borrowRate)} is not ${expected}`);
  assert.ok(yearly(state.supplyRate) < yearly(state.borrowRate) * 0.24);
});

test("warns of a liquidation, and says why there is none", async () => {
  const health = await ask("positionHealth", [params, account.address]);
  assert.ok(health.warningZone > parseEther("0.07") && health.warningZone < parseEther("0.08"));
  const { reason } = await ask("previewLiquidation", [params, account.address, maxUint256]);
  assert.equal(refusalOf(reason), "HealthyPosition");
});

test("reads an auction's record from views and from logs", async () => {
  await write("setPrice", [(PRICE * 90n) / 100n], oracle, mock.oracle.abi);
  const { logs, blockNumber } = await write("touch", [params, account.address]);
  const [{ args }] = parseEventLogs({ abi, logs, eventName: "Touch" });
  assert.equal(args.recordAfter, await ask("auction", [marketId(params), account.address]));
  const record = unpackAuction(args.recordAfter);
  assert.equal(record.touchedAt, (await reader.getBlock({ blockNumber })).timestamp);
  assert.ok(record.pendingDepth > 0n && record.believedDepth === 0n && !record.isPaused);

  const fill = await write("liquidate", [params, account.address, maxUint256, 0n, maxUint256, account.address, "0x"]);
  const [{ args: filled }] = parseEventLogs({ abi, logs: fill.logs, eventName: "Liquidate" });
  const after = unpackAuction(filled.recordAfter);
  const { timestamp } = await reader.getBlock({ blockNumber: fill.blockNumber });
  assert.equal(after.blockIndex, (timestamp / 12n) % 2n ** 29n);
  assert.equal(after.blockDiscount * 10n ** 12n, filled.discount);
  assert.equal(after.blockRoom, 0n);
});
