// viem, as a frontend uses it, against the node at NODE_URL and a market of its own there.
//
// Run by scripts/clients. It uses only what any Ethereum client would: nothing knows about the node.
// What it deploys is what scripts/build has built.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import {
  ContractFunctionRevertedError,
  concat,
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  encodeAbiParameters,
  hashDomain,
  http,
  maxUint256,
  pad,
  parseAbi,
  parseAbiParameters,
  parseEther,
  parseEventLogs,
  parseUnits,
  stringToHex,
  toFunctionSelector,
  toHex,
  webSocket,
  zeroAddress,
  zeroHash,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

const url = process.env.NODE_URL;
const ARB_WASM = "0x0000000000000000000000000000000000000071";
const STYLUS_DEPLOYER = "0xcEcba2F1DC234f70Dd89F2041029807F8D03A990";
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
const abi = JSON.parse(readFileSync("abi/ILendingMarket.json", "utf8"));
const arbWasm = parseAbi([
  "function activateProgram(address) payable returns (uint16 version, uint256 dataFee)",
  "function programMemoryFootprint(address) view returns (uint16)",
  "error ProgramUpToDate()",
]);
const stylusDeployer = parseAbi([
  "function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) payable returns (address)",
  "event ContractDeployed(address deployedContract)",
]);
const erc20 = parseAbi([
  "function mint(address to, uint256 value)",
  "function approve(address spender, uint256 value) returns (bool)",
  "function balanceOf(address account) view returns (uint256)",
]);
// `ProfileLib.majors`, the lowest field first.
const CURVE = [2500, 50_000, 600, 600, 100_000, 500_000, 100_000, 30_000, 1800, 100_000];
const PACE = [100_000, 12, 300_000, 5000, 300_000, 600_000, 300, 1800, 30, 60];
const friend = "0x00000000000000000000000000000000000000f1";
const field = (name, type) => ({ name, type });
const EIP712Domain = [
  field("name", "string"),
  field("version", "string"),
  field("chainId", "uint256"),
  field("verifyingContract", "address"),
];
const Authorization = [
  field("authorizer", "address"),
  field("authorized", "address"),
  field("isAuthorized", "bool"),
  field("nonce", "uint256"),
  field("deadline", "uint256"),
];
const mined = (hash) => reader.waitForTransactionReceipt({ hash });
let market;
let extension;

/** Ten fields of 24 bits, the first lowest. */
const pack = (fields) => toHex(fields.reduceRight((word, field) => (word << 24n) | BigInt(field), 0n), { size: 32 });

/** Fails unless the two differ by less than a millionth. */
const near = (actual, expected) =>
  assert.ok((actual - expected) ** 2n * 10n ** 12n < expected ** 2n, `${actual} is not near ${expected}`);

/** The name of the custom error with which a promise is rejected. */
async function refusal(promise) {
  const error = await promise.then(() => assert.fail("was not refused"), (error) => error);
  return error.walk((cause) => cause instanceof ContractFunctionRevertedError)?.data?.errorName;
}

/** Deploys, activates and constructs a program; its address. `values` are of the `types` of its constructor. */
async function deploy(program, types, values) {
  const code = readFileSync(`target/${program}/${program}.init`, "utf8").trim();
  const constructor = toFunctionSelector("stylus_constructor()");
  const initData = types ? concat([constructor, encodeAbiParameters(parseAbiParameters(types), values)]) : "0x";
  const call = { address: STYLUS_DEPLOYER, abi: stylusDeployer, functionName: "deploy", args: [code, initData, 0n, zeroHash] };
  // Whatever the activation does not cost comes back.
  const { logs } = await mined(await wallet.writeContract({ ...call, value: parseEther("1") }));
  const [deployed] = parseEventLogs({ abi: stylusDeployer, logs });
  return deployed.args.deployedContract;
}

/** An oracle that answers `price` [1e36] to whatever it is asked: PUSH32 price, MSTORE, RETURN. */
async function oracleOf(price) {
  const bytecode = concat(["0x60278060095f395ff3", "0x7f", toHex(price, { size: 32 }), "0x5f5260205ff3"]);
  return (await mined(await wallet.deployContract({ abi: [], bytecode }))).contractAddress;
}

const write = async (address, ofAbi, functionName, ...args) => {
  const receipt = await mined(await wallet.writeContract({ address, abi: ofAbi, functionName, args }));
  assert.equal(receipt.status, "success");
  return receipt;
};
const read = (functionName, ...args) => reader.readContract({ address: market, abi, functionName, args });

before(async () => {
  extension = await deploy("ebb-extension");
  market = await deploy("ebb", "address, address, address", [account.address, zeroAddress, extension]);
});

test("reads the programs' figures", async () => {
  for (const program of [market, extension]) {
    const call = { address: ARB_WASM, abi: arbWasm, functionName: "programMemoryFootprint", args: [program] };
    assert.ok((await reader.readContract(call)) <= 2);
  }
});

test("decodes the errors of a precompile and of the market", async () => {
  const again = { address: ARB_WASM, abi: arbWasm, functionName: "activateProgram", args: [market], account };
  assert.equal(await refusal(reader.simulateContract(again)), "ProgramUpToDate");
  const nobody = { address: market, abi, functionName: "setAuthorization", args: [zeroAddress, true], account };
  assert.equal(await refusal(reader.simulateContract(nobody)), "ZeroAddress");
  // An act of the owner, which the extension answers.
  const stranger = { address: market, abi, functionName: "setGuardian", args: [zeroAddress], account: friend };
  assert.equal(await refusal(reader.simulateContract(stranger)), "Unauthorized");
});

test("writes, reads back and finds the event", async () => {
  const { blockNumber } = await write(market, abi, "setAuthorization", friend, true);
  assert.equal(await read("isAuthorized", account.address, friend), true);
  const events = await reader.getContractEvents({ address: market, abi, fromBlock: blockNumber });
  assert.deepEqual(events.map((event) => event.eventName), ["SetAuthorization"]);
});

test("creates a market, borrows, and reads how safe the loan is", async () => {
  const constructor = "string, string, uint8";
  const loanToken = await deploy("ebb-token", constructor, ["USD Coin", "USDC", 6]);
  const collateralToken = await deploy("ebb-token", constructor, ["Wrapped Ether", "WETH", 18]);
  // 3000e6 loan assets for 1e18 collateral assets.
  const price = parseUnits("3000", 24);
  const [curve, pace] = [CURVE, PACE].map(pack);
  const lltv = parseEther("0.83");
  const debtBounds = { minDebt: parseUnits("100", 6), closeoutDebt: parseUnits("1000", 6) };
  const params = { loanToken, collateralToken, oracle: await oracleOf(price), lltv, ...debtBounds, curve, pace };
  const create = { address: market, abi, functionName: "createMarket", args: [params], account };
  assert.equal(await refusal(reader.simulateContract(create)), "ProfileNotEnabled");
  await write(market, abi, "enableProfile", stringToHex("majors", { size: 32 }), lltv, curve, pace);
  await write(market, abi, "createMarket", params);

  const [lent, secured, owed] = [parseUnits("10000", 6), parseEther("2"), parseUnits("4500", 6)];
  for (const [token, value] of [[loanToken, lent], [collateralToken, secured]]) {
    await write(token, erc20, "mint", account.address, value);
    await write(token, erc20, "approve", market, maxUint256);
  }
  await write(market, abi, "supply", params, lent, 0n, account.address);
  await write(market, abi, "supplyCollateral", params, secured, account.address);
  await write(market, abi, "borrow", params, owed, 0n, account.address, account.address);
  const balance = { address: loanToken, abi: erc20, functionName: "balanceOf", args: [account.address] };
  assert.equal(await reader.readContract(balance), owed);

  const state = await read("marketState", params);
  assert.deepEqual([state.reason, state.price], ["0x00000000", price]);
  assert.ok(state.borrowRate > state.supplyRate && state.supplyRate > 0n);
  // These grow a little with the interest of every second.
  near(state.utilization, parseEther("0.45"));
  const health = await read("positionHealth", params, account.address);
  assert.deepEqual([health.reason, health.collateralValue], ["0x00000000", parseUnits("6000", 6)]);
  // 0.83 · 6000 / 4500, and the price 4500 / (2 · 0.83).
  near(health.healthFactor, parseEther("1.106666666"));
  near(health.liquidationPrice, parseUnits("2710.843373", 24));
  near(health.warningZone, parseEther("0.096385542"));
  const quote = await read("previewLiquidation", params, account.address, maxUint256);
  assert.equal(quote.reason, toFunctionSelector("HealthyPosition()"));
  assert.equal(quote.believedDepth, 0n);
});

test("lets a signature authorise, once", async () => {
  const signer = privateKeyToAccount(pad("0xeb", { size: 32 }));
  const domain = { name: "Ebb", version: "1", chainId: chain.id, verifyingContract: market };
  assert.equal(await read("DOMAIN_SEPARATOR"), hashDomain({ domain, types: { EIP712Domain } }));
  const nonce = await read("nonces", signer.address);
  const deadline = (await reader.getBlock()).timestamp + 3600n;
  const message = { authorizer: signer.address, authorized: friend, isAuthorized: true, nonce, deadline };
  const typed = { domain, types: { Authorization }, primaryType: "Authorization", message };
  const signature = await signer.signTypedData(typed);

  // Anyone may bring it, but for nothing else than what was signed.
  const call = { address: market, abi, functionName: "setAuthorizationWithSig", account };
  const other = [signer.address, account.address, true, nonce, deadline, signature];
  assert.equal(await refusal(reader.simulateContract({ ...call, args: other })), "InvalidSignature");
  const signed = [signer.address, friend, true, nonce, deadline, signature];
  const { logs } = await write(market, abi, "setAuthorizationWithSig", ...signed);
  const names = parseEventLogs({ abi, logs }).map((event) => event.eventName);
  assert.deepEqual(names.sort(), ["SetAuthorization", "UseNonce"]);
  assert.equal(await read("isAuthorized", signer.address, friend), true);
  assert.equal(await read("nonces", signer.address), nonce + 1n);
  assert.equal(await refusal(reader.simulateContract({ ...call, args: signed })), "InvalidNonce");
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
