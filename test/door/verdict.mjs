// What the door may answer: success with exactly the words that the ABI names, or one of the errors of
// IMarketErrors with exactly its arguments; and which of them it may answer to what. Everything else is
// a finding.
import { toFunctionSelector } from "viem";

// The extension answers every call in its own words; it must not trap, and here it has gas enough.
const NEVER = ["ExtensionFailed"];
// `ILendingMarket`: "never reverts for arguments that decode".
const QUOTES = ["previewLiquidation", "positionHealth", "marketState"];
/** What geth and its kin answer to a call that reverted. */
const REVERTED = 3;

/** Judges answers by `abi`; counts each error by its name. */
export function judge(abi) {
  const errors = new Map(
    abi
      .filter(({ type }) => type === "error")
      .map((error) => [selectorOf(error), { name: error.name, length: 2 + 8 + 64 * error.inputs.length }]),
  );
  const functions = new Map(
    abi.filter(({ type }) => type === "function").map((fn) => [toFunctionSelector(fn), wordsOf(fn.outputs)]),
  );
  functions.set(toFunctionSelector("stylus_constructor()"), 0);
  const seen = new Map();

  /** What is wrong with an answer to a call of the market (`isMarket`) or its extension, or undefined. */
  const fault = ({ data, name, value, isMarket, isStarved }, { result, error }) => {
    if (error === undefined) {
      count("success");
      if (value !== "0x0") return "success with ether";
      const words = functions.get(data.slice(0, 10));
      if (words === undefined) return "success of a function that does not exist";
      return result.length === 2 + 64 * words ? undefined : `${result.length / 2 - 1} bytes instead of ${words} words`;
    }
    if (isStarved && error.code !== REVERTED && /out of gas|gas too low|intrinsic gas/i.test(error.message)) {
      count("out of gas");
      return undefined;
    }
    if (error.code !== REVERTED) return `no revert: ${error.message}`;
    const known = errors.get(String(error.data).slice(0, 10));
    if (known === undefined) return `an unknown error: ${error.data}`;
    count(known.name);
    const isPaid = value !== "0x0";
    if (isPaid !== (known.name === "UnexpectedValue")) return `${known.name}, with value ${value}`;
    const exists = functions.has(data.slice(0, 10));
    if (isMarket && exists && known.name === "UnknownFunction") return "a function of the ABI is unknown";
    if (isMarket && !isPaid && QUOTES.includes(name)) return `${name} reverts with ${known.name}`;
    if (NEVER.includes(known.name) && !isStarved) return `${known.name}, with gas enough`;
    return error.data.length === known.length ? undefined : `${known.name} with other arguments: ${error.data}`;
  };
  const count = (name) => seen.set(name, (seen.get(name) ?? 0) + 1);
  return { fault, seen, errors: [...errors.values()].map(({ name }) => name) };
}

const selectorOf = (error) => toFunctionSelector({ ...error, type: "function", outputs: [], stateMutability: "view" });

/** All outputs of the market are static. */
const wordsOf = (outputs) =>
  outputs.reduce((sum, output) => sum + (output.components ? wordsOf(output.components) : 1), 0);
