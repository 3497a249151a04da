// A market with everything in it that a call can be about: good and useless markets, lenders, a healthy
// and an unhealthy loan, one whose budget is used up, collateral without a loan, authorisations, fees
// that wait. On the node at NODE_URL.
import { readFileSync } from "node:fs";
import {
  concat,
  encodeAbiParameters,
  encodeDeployData,
  encodeFunctionData,
  keccak256,
  pad,
  toFunctionSelector,
  toHex,
} from "viem";

const ARB_WASM = "0x0000000000000000000000000000000000000071";
const NOBODY = "0x0000000000000000000000000000000000000000";
const ACTIVATION = 10n ** 18n;
// `ProfileLib.majors`, the lowest field first.
const CURVE = [2500, 50_000, 600, 600, 100_000, 500_000, 100_000, 30_000, 1800, 100_000];
const PACE = [100_000, 12, 300_000, 5000, 300_000, 600_000, 300, 1800, 30, 60];
const PRICE = 3000n * 10n ** 24n;
const UNHEALTHY = 2500n * 10n ** 24n;
const MAX = 2n ** 256n - 1n;

const pack = (fields) => toHex(fields.reduceRight((word, field) => (word << 24n) | BigInt(field), 0n), { size: 32 });
const artifact = (name) => {
  const { abi, bytecode } = JSON.parse(readFileSync(`out/${name}.sol/${name}.json`, "utf8"));
  return { abi, bytecode: bytecode.object };
};
const account = (number) => pad(toHex(0xacc0 + number), { size: 20 });

/** Builds it by `rpc` and tells what calls may name. */
export async function build(rpc, abi) {
  const everybody = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(account);
  const [owner, guardian, lender, healthy, unhealthy, sold, fresh, bidder, stranger] = everybody;
  const send = async (from, to, data, value = 0n) => {
    const hash = await rpc("eth_sendTransaction", [{ from, to, data, value: toHex(value), gas: toHex(30_000_000) }]);
    const receipt = await rpc("eth_getTransactionReceipt", [hash]);
    if (receipt?.status !== "0x1") throw new Error(`the world cannot be built: ${from} → ${to} ${data.slice(0, 10)}`);
    return receipt;
  };
  const create = async (data) => (await send(owner, undefined, data)).contractAddress;
  const program = async (name) => {
    const address = await create(readFileSync(`target/${name}/${name}.init`, "utf8").trim());
    const activate = `${toFunctionSelector("activateProgram(address)")}${pad(address).slice(2)}`;
    const call = [{ from: owner, to: ARB_WASM, data: activate, value: toHex(ACTIVATION) }, "latest"];
    // The same code may be active already.
    if (await rpc("eth_call", call).catch(() => undefined)) await send(owner, ARB_WASM, activate, ACTIVATION);
    return address;
  };
  const contract = (name, args) => create(encodeDeployData({ ...artifact(name), args }));
  const by = (from, to, contractAbi) => (functionName, ...args) =>
    send(from, to, encodeFunctionData({ abi: contractAbi, functionName, args }));

  for (const actor of everybody) await rpc("anvil_setBalance", [actor, toHex(10n ** 24n)]);
  const extension = await program("ebb-extension");
  const market = await program("ebb");
  const types = [{ type: "address" }, { type: "address" }, { type: "address" }];
  const construction = encodeAbiParameters(types, [owner, guardian, extension]);
  await send(owner, market, concat([toFunctionSelector("stylus_constructor()"), construction]));

  const token = artifact("ERC20Mock").abi;
  const [usdc, weth] = [await contract("ERC20Mock", ["USDC", 6]), await contract("ERC20Mock", ["WETH", 18])];
  const oracle = await contract("OracleMock", [PRICE]);
  const fund = async (actor, tokens = [usdc, weth]) => {
    for (const address of tokens) {
      await by(actor, address, token)("mint", actor, 2n ** 128n);
      await by(actor, address, token)("approve", market, MAX);
    }
  };
  for (const actor of everybody) await fund(actor);

  const first = {
    loanToken: usdc,
    collateralToken: weth,
    oracle,
    lltv: 83n * 10n ** 16n,
    minDebt: 100n * 10n ** 6n,
    closeoutDebt: 1000n * 10n ** 6n,
    curve: pack(CURVE),
    pace: pack(PACE),
  };
  const second = { ...first, loanToken: weth, collateralToken: usdc };
  // Its oracle is no oracle; has no price; its token takes a fee.
  const blind = { ...first, oracle: usdc };
  const priceless = { ...first, oracle: await contract("OracleMock", [0n]) };
  const taxed = { ...first, loanToken: await contract("FeeToken", ["TAX", 6, 1n]) };
  // Nobody created it, though somebody could.
  const third = { ...first, minDebt: 1n };
  const act = (from) => by(from, market, abi);
  await act(owner)("enableProfile", pack([1]), first.lltv, first.curve, first.pace);
  for (const params of [first, second, blind, priceless, taxed]) await act(stranger)("createMarket", params);
  const [id, secondId, blindId] = [first, second, blind].map((params) => idOf(abi, params));
  await act(owner)("setFee", id, 10n ** 17n);
  await act(owner)("setFeeRecipient", stranger);
  await act(lender)("supply", first, 100_000n * 10n ** 6n, 0n, lender);
  await act(lender)("supply", second, 10n ** 21n, 0n, lender);
  await act(owner)("setCaps", secondId, 10n ** 21n, 10n ** 18n);
  await act(guardian)("setPaused", blindId, 3n);
  for (const [borrower, collateral] of [[healthy, 20n], [unhealthy, 10n], [sold, 10n], [fresh, 10n]]) {
    await act(borrower)("supplyCollateral", first, collateral * 10n ** 18n, borrower);
    if (borrower !== fresh) await act(borrower)("borrow", first, 23_000n * 10n ** 6n, 0n, borrower, borrower);
  }
  await act(fresh)("supplyCollateral", priceless, 10n ** 18n, fresh);
  for (const actor of [lender, stranger]) await fund(actor, [taxed.loanToken]);
  await act(healthy)("setAuthorization", bidder, true);
  await rpc("evm_increaseTime", [toHex(86_400)]);
  await by(owner, oracle, artifact("OracleMock").abi)("setPrice", UNHEALTHY);
  await act(bidder)("touch", first, unhealthy);
  // Contracts may call too, and so may nobody: by impersonation.
  const others = [market, extension, usdc, weth, oracle, ARB_WASM, NOBODY];
  for (const actor of others) await rpc("anvil_setBalance", [actor, toHex(10n ** 24n)]);
  await fund(oracle);
  await act(bidder)("liquidate", first, sold, MAX, 0n, MAX, bidder, "0x");
  const { timestamp } = await rpc("eth_getBlockByNumber", ["latest", false]);

  return {
    market,
    extension,
    markets: [first, first, first, first, first, second, second, blind, priceless, taxed, third],
    ids: [id, id, secondId, blindId],
    words: [first.curve, first.pace, id],
    accounts: [...everybody, ...everybody, unhealthy, unhealthy, sold, ...others],
    amounts: [1n, 100n, 23_000n, 100_000n].flatMap((n) => [n * 10n ** 6n, n * 10n ** 15n, n * 10n ** 12n]).concat(first.lltv),
    // Every call is made at this second, in which the budget of one loan is used up.
    now: BigInt(timestamp),
    held: [market, extension, usdc, weth, oracle],
  };
}

const idOf = (abi, params) => {
  const { inputs } = abi.find(({ name }) => name === "createMarket");
  return keccak256(encodeAbiParameters(inputs, [params]));
};
