// Divides the gas of a mined EVM transaction into its parts, from the node's opcode trace. Exact: the sum
// is what the receipt says, as long as nothing is refunded.

import { PARTS, partOfCall } from "./parts.mjs";

/** Where an opcode of the outermost frame belongs, by its name and cost. */
function partOf(op, gas) {
  if (op === "SLOAD") return gas > 100 ? PARTS.loaded : PARTS.warm;
  if (op.startsWith("LOG")) return PARTS.events;
  if (op === "KECCAK256") return PARTS.keccak;
  if (op === "EXTCODESIZE") return PARTS.accounts;
  return PARTS.instructions;
}

/** `logs` are the trace's steps, `calls` the outermost frame's calls in order, with what they used. */
export function divide(logs, calls) {
  const costs = new Map();
  const spend = (part, gas) => {
    const cost = costs.get(part) ?? { gas: 0, count: 0 };
    costs.set(part, { gas: cost.gas + gas, count: cost.count + 1 });
  };
  const own = logs.filter(({ depth }) => depth === 1);
  const waiting = [...calls];
  own.forEach(({ op, gas, gasCost }, i) => {
    const cost = i + 1 < own.length ? gas - own[i + 1].gas : gasCost;
    if (op === "CALL" || op === "STATICCALL") {
      const call = waiting.shift();
      spend(partOfCall(call.input), Number(call.gasUsed));
      spend(PARTS.accounts, cost - Number(call.gasUsed));
    } else if (op === "SSTORE") {
      const cold = cost > 2900 && cost !== 20_000 ? 2100 : 0;
      if (cold) spend(PARTS.loaded, cold);
      spend(cost - cold === 20_000 ? PARTS.created : cost - cold === 2900 ? PARTS.changed : PARTS.warm, cost - cold);
    } else {
      spend(partOf(op, cost), cost);
    }
  });
  return costs;
}
