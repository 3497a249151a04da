// What is sent to the door: calls that any client might make, with values at every edge, and the same
// calls damaged. Knows the ABI and no node.
import { concatBytes, encodeAbiParameters, hexToBytes, toBytes, toFunctionSelector } from "viem";

const TWO = (power) => 1n << BigInt(power);
const CONSTRUCTOR = hexToBytes(toFunctionSelector("stylus_constructor()"));
// Where a number is kept in fewer bits than its word has, and what stands for "all" and "none".
const EDGES = [8, 16, 20, 24, 36, 64, 96, 103, 104, 119, 120, 127, 128, 160, 192, 255];
const NUMBERS = [0n, 1n, 2n, 7n, TWO(256) - 1n, 10n ** 18n, 10n ** 14n, 25n * 10n ** 16n].concat(
  EDGES.flatMap((power) => [TWO(power) - 1n, TWO(power), TWO(power) + 1n]),
);
const MAX_TAIL = 4096;
const MAX_BYTES = 300;
/** More than any call needs, and what starved calls get at least and at most [gas]. */
const ENOUGH = 30_000_000;
const STARVED = [25_000, 400_000];

/** Makes calls about `world` (its markets, accounts, ids and amounts) with draws from `random`. */
export function caller(abi, world, random) {
  const functions = abi.filter(({ type }) => type === "function");
  const { below, pick, once, bytes } = random;

  const number = () => {
    if (once(3)) return pick(NUMBERS);
    if (once(3)) return pick(world.amounts) + BigInt(below(3)) - 1n;
    return BigInt(below(2 ** 31)) ** BigInt(1 + below(8));
  };
  const uint = () => {
    const value = number();
    return value < 0n ? 0n : value & (TWO(256) - 1n);
  };
  const params = () => {
    const chosen = { ...pick(world.markets) };
    if (!once(8)) return chosen;
    const field = pick(Object.keys(chosen));
    if (typeof chosen[field] === "bigint") chosen[field] = uint();
    else chosen[field] = field === "curve" || field === "pace" ? word(uint()) : pick(world.accounts);
    return chosen;
  };
  const value = ({ name, type }) => {
    switch (type) {
      case "tuple":
        return params();
      case "address":
        return pick(world.accounts);
      case "bool":
        return once(2);
      case "bytes":
        return once(2) ? "0x" : hex(once(3) ? bytes(65) : bytes(below(MAX_BYTES)));
      case "bytes32":
        if (name === "id") return once(8) ? word(uint()) : pick(world.ids);
        return pick([...world.words, word(uint())]);
      default:
        if (name === "deadline" && !once(4)) return world.now + BigInt(below(100));
        if (name === "nonce" && !once(4)) return 0n;
        return uint();
    }
  };

  /** A call that a compiler might have written. */
  const wellFormed = () => {
    const fn = pick(functions);
    const args = fn.inputs.map(value);
    const at = (name) => fn.inputs.findIndex((input) => input.name === name);
    // Most callers act for themselves, and name either assets or shares.
    const from = pick(world.accounts);
    if (at("onBehalf") >= 0 && !once(3)) args[at("onBehalf")] = from;
    if (at("shares") >= 0 && !once(8)) args[at(once(3) ? "assets" : "shares")] = 0n;
    const head = hexToBytes(toFunctionSelector(fn));
    return { data: concatBytes([head, toBytes(encodeAbiParameters(fn.inputs, args))]), from, name: fn.name };
  };

  const damages = [
    (data) => data.slice(0, below(data.length + 1)),
    (data) => concatBytes([data, bytes(1 + below(once(20) ? MAX_TAIL : 64))]),
    (data) => flip(data, below(8 * data.length), data),
    (data) => replaceWord(data, word(pick(NUMBERS))),
    (data) => replaceWord(data, hex(bytes(32))),
    (data) => replaceWord(data, word(uint())),
    (data) => swapWords(data),
    (data) => concatBytes([bytes(4), data.slice(4)]),
    (data) => concatBytes([hexToBytes(toFunctionSelector(pick(functions))), data.slice(4)]),
    (data) => concatBytes([CONSTRUCTOR, data.slice(4)]),
    () => bytes(below(40)),
    () => concatBytes([hexToBytes(toFunctionSelector(pick(functions))), bytes(below(600))]),
  ];

  const flip = (data, bit) => {
    const changed = data.slice();
    if (data.length > 0) changed[bit >> 3] ^= 1 << (bit & 7);
    return changed;
  };
  const words = (data) => Math.floor((data.length - 4) / 32);
  const replaceWord = (data, by) => {
    if (words(data) < 1) return data;
    const changed = data.slice();
    changed.set(hexToBytes(by), 4 + 32 * below(words(data)));
    return changed;
  };
  const swapWords = (data) => {
    if (words(data) < 2) return data;
    const changed = data.slice();
    const [a, b] = [4 + 32 * below(words(data)), 4 + 32 * below(words(data))];
    changed.set(data.slice(a, a + 32), b);
    changed.set(data.slice(b, b + 32), a);
    return changed;
  };

  /** The next call: half of them well formed, the others damaged once to three times. */
  return function next() {
    const { data, from, name } = wellFormed();
    let bent = data;
    if (once(2)) for (let i = 1 + below(3); i > 0; i--) bent = pick(damages)(bent);
    return {
      from,
      to: once(10) ? world.extension : world.market,
      data: hex(bent),
      value: once(50) ? "0x1" : "0x0",
      gas: once(20) ? STARVED[0] + below(STARVED[1] - STARVED[0]) : ENOUGH,
      /** The function, if the call is well formed. */
      name: bent === data ? name : undefined,
    };
  };
}

/** Whether a call was given less gas than it may need. */
export const isStarved = ({ gas }) => gas < ENOUGH;

const hex = (data) => `0x${Buffer.from(data).toString("hex")}`;
const word = (value) => `0x${value.toString(16).padStart(64, "0")}`;
