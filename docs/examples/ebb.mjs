// What a page or a bot needs beside the ABI, for viem: ids, auction records, rates, refusals, signatures.
// `test/clients/integrating.test.mjs` runs all of it.
import { readFileSync } from "node:fs";
import { encodeAbiParameters, keccak256 } from "viem";

const read = (name) => JSON.parse(readFileSync(new URL(`../../abi/${name}.json`, import.meta.url), "utf8"));
export const abi = read("ILendingMarket");
const selectors = read("selectors");
const YEAR = 365 * 86_400;

/** The id of the market that `params` describe. */
export function marketId(params) {
  const [{ components }] = abi.find(({ name }) => name === "createMarket").inputs;
  return keccak256(encodeAbiParameters([{ type: "tuple", components }], [params]));
}

/** The fields of an auction record with their bits, from the lowest: `AuctionLib.sol`. */
const RECORD = {
  touchedAt: 36n,
  isPaused: 1n,
  clock: 24n,
  believedDepth: 8n,
  pendingDepth: 8n,
  observed: 12n,
  blockIndex: 29n,
  blockRoom: 120n,
  blockDiscount: 18n,
};

/** An auction record as `auction(id, borrower)` returns it, and `Touch` and `Liquidate` log it. */
export function unpackAuction(word) {
  let rest = BigInt(word);
  const entries = Object.entries(RECORD).map(([name, bits]) => {
    const value = BigInt.asUintN(Number(bits), rest);
    rest >>= bits;
    return [name, value];
  });
  const record = Object.fromEntries(entries);
  return { ...record, isPaused: record.isPaused === 1n };
}

/** What a rate [WAD per second] comes to in a year, compounded: 0.05 is 5 %. To show, not to book. */
export const yearly = (rate) => Math.expm1((Number(rate) / 1e18) * YEAR);

/** The name of the error whose selector a quote or a state gives as its `reason`, or nothing. */
export function refusalOf(reason) {
  const found = Object.entries(selectors.errors).find(([, selector]) => selector === reason);
  return found?.[0].split("(")[0];
}

/** What `signTypedData` takes, so that anyone may bring `message` to `setAuthorizationWithSig`. */
export function authorization(market, chainId, message) {
  return {
    domain: { name: "Ebb", version: "1", chainId, verifyingContract: market },
    types: {
      Authorization: [
        { name: "authorizer", type: "address" },
        { name: "authorized", type: "address" },
        { name: "isAuthorized", type: "bool" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "Authorization",
    message,
  };
}
