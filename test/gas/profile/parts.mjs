// Into which parts the gas of an act is divided. Both markets have the same parts, so that they stand
// side by side in docs/gas.md.

/** In the order of the table. */
export const PARTS = {
  transaction: "transaction",
  calldata: "calldata",
  entry: "program entry, cached",
  accounts: "first touch of other accounts",
  oracle: "oracle",
  sent: "token out",
  taken: "token in",
  balances: "token balances, before and after",
  rate: "interest rate model",
  loaded: "slots loaded, cold",
  changed: "slots changed",
  created: "slots created",
  warm: "slots again, warm",
  events: "events",
  lock: "lock",
  keccak: "keccak",
  division: "division by the virtual machine",
  hosts: "other host functions",
  instructions: "instructions",
};

const CALLS = {
  "0xa035b1fe": PARTS.oracle,
  "0xa9059cbb": PARTS.sent,
  "0x23b872dd": PARTS.taken,
  "0x70a08231": PARTS.balances,
  "0x9451fed4": PARTS.rate,
};

/** The part to which a call with this input belongs. */
export function partOfCall(input) {
  const part = CALLS[input.slice(0, 10)];
  if (!part) throw new Error(`no part for calls of ${input.slice(0, 10)}: add it to test/gas/profile/parts.mjs`);
  return part;
}

/** What calldata costs: 16 gas a byte, 4 a zero. */
export function calldataGas(input) {
  return Buffer.from(input.slice(2), "hex").reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0);
}
