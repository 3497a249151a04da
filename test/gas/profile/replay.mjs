// Runs a mined transaction of a Stylus program again, outside of any node, and tells what each part of
// it cost. State, other contracts' answers and what they used come from a node; prices are Nitro's (ArbOS
// 59, ink price 10,000). It never changes anything, and it is exact: the sum is what the receipt says.
//
// Assumes what holds for the acts that are measured: no value is sent, nothing is refunded, the program
// is neither reentered nor calls itself, and memory stays within the two free pages.

import { keccak256 } from "viem";
import { meter } from "./meter.mjs";
import { PARTS, partOfCall } from "./parts.mjs";

const INK_PRICE = 10_000n;
const [HOST, PTR, API, DIV] = [8400n, 5040n, 59673n, 20_000n];
const API_GAS = API / INK_PRICE;
const [COLD_SLOT, COLD_ACCOUNT, WARM] = [2100n, 2500n, 100n];

const gas = (amount) => amount * INK_PRICE;
const over = (length) => BigInt(Math.max(0, length - 32));
const writePrice = (length) => PTR + 30n * over(length);
const readPrice = (length) => 16_381n + 55n * over(length);
const keccakPrice = (length) => 121_800n + 21_000n * BigInt(Math.max(0, Math.ceil(length / 32) - 2));

const hex = (bytes) => `0x${Buffer.from(bytes).toString("hex")}`;
const bytes = (text) => Buffer.from((text ?? "0x").slice(2), "hex");
const word = (number) => Buffer.from(BigInt(number).toString(16).padStart(64, "0"), "hex");

/** Thrown by a host function for a slot that has to be fetched first. */
class UnknownSlot extends Error {}

/** What a program's frame costs outside of its instructions, and the world that it sees. */
class Hosts {
  constructor({ transaction, block, trace }, slots) {
    Object.assign(this, { transaction, block, slots });
    this.calls = [...(trace.calls ?? [])];
    this.cache = new Map();
    this.warm = new Set([transaction.to]);
    this.transient = new Map();
    this.writes = 0;
    this.answer = Buffer.alloc(0);
    this.costs = new Map();
  }

  /** Ink spent on `part`; `count` is how often that part happened. */
  spend(part, ink, count = 1) {
    const cost = this.costs.get(part) ?? { ink: 0n, count: 0 };
    this.costs.set(part, { ink: cost.ink + ink, count: cost.count + count });
  }

  /** The slot as it was before the transaction. */
  original(slot) {
    if (!(slot in this.slots)) throw new UnknownSlot(slot);
    return this.slots[slot];
  }

  at(pointer, length) {
    return Buffer.from(this.memory.buffer).subarray(pointer, pointer + length);
  }

  put(pointer, data) {
    this.at(pointer, data.length).set(data);
  }

  load(key, to) {
    const slot = hex(this.at(key, 32));
    this.spend(PARTS.hosts, HOST + 2n * PTR);
    if (!this.cache.has(slot)) {
      const value = this.original(slot);
      this.cache.set(slot, { value, stored: value, known: value });
      this.spend(PARTS.loaded, gas(COLD_SLOT + API_GAS));
    }
    this.put(to, bytes(this.cache.get(slot).value));
  }

  store(key, from) {
    const [slot, value] = [hex(this.at(key, 32)), hex(this.at(from, 32))];
    this.writes += 1;
    this.spend(PARTS.hosts, HOST + 2n * PTR + gas(this.writes > 8 ? 7n : 0n));
    const entry = this.cache.get(slot) ?? { stored: undefined, known: undefined };
    this.cache.set(slot, { ...entry, value });
  }

  /** Slots that were cached without a load are cold. */
  flush() {
    this.spend(PARTS.hosts, HOST + API);
    for (const [slot, entry] of this.cache) {
      if (entry.known === entry.value) continue;
      const original = this.original(slot);
      const stored = entry.stored ?? original;
      if (entry.stored === undefined) this.spend(PARTS.loaded, gas(COLD_SLOT));
      if (stored === entry.value || stored !== original) this.spend(PARTS.warm, gas(WARM));
      else if (BigInt(original) === 0n) this.spend(PARTS.created, gas(20_000n));
      else this.spend(PARTS.changed, gas(2900n));
      entry.known = entry.stored = entry.value;
    }
  }

  call(to, input, length, lengthOut) {
    const [target, data] = [hex(this.at(to, 20)), this.at(input, length)];
    const frame = this.calls.shift();
    if (frame?.to !== target || frame.input !== hex(data)) {
      throw new Error(`the replay calls ${target}, the transaction ${frame?.to}: is this the program that ran?`);
    }
    const isCold = !this.warm.has(target);
    this.warm.add(target);
    this.spend(PARTS.hosts, HOST + 3n * PTR + API + 2n * readPrice(length));
    this.spend(PARTS.accounts, gas(WARM + (isCold ? COLD_ACCOUNT : 0n)));
    this.spend(partOfCall(frame.input), gas(BigInt(frame.gasUsed)));
    this.answer = bytes(frame.output);
    this.at(lengthOut, 4).writeUInt32LE(this.answer.length);
    return frame.error ? 2 : 0;
  }

  log(length, topics) {
    const data = gas(375n * BigInt(1 + topics) + 8n * BigInt(length - 32 * topics));
    this.spend(PARTS.events, HOST + API + readPrice(length) + data);
  }

  read(to, offset, size) {
    const part = this.answer.subarray(offset, offset + size);
    this.spend(PARTS.hosts, HOST + API + writePrice(part.length));
    this.put(to, part);
    return part.length;
  }

  divide(value, divisor) {
    this.spend(PARTS.division, HOST + 3n * PTR + DIV);
    const [a, b] = [value, divisor].map((pointer) => BigInt(hex(this.at(pointer, 32))));
    this.put(value, word(b === 0n ? 0n : a / b));
  }

  hash(data, length, to) {
    this.spend(PARTS.keccak, keccakPrice(length));
    this.put(to, bytes(keccak256(hex(this.at(data, length)))));
  }

  loadTransient(key, to) {
    this.spend(PARTS.lock, HOST + 2n * PTR + API + gas(WARM));
    this.put(to, this.transient.get(hex(this.at(key, 32))) ?? Buffer.alloc(32));
  }

  storeTransient(key, value) {
    this.spend(PARTS.lock, HOST + 2n * PTR + API + gas(WARM));
    this.transient.set(hex(this.at(key, 32)), Buffer.from(this.at(value, 32)));
  }

  /** A value of the environment, written to `to` or returned. */
  tell(value, to) {
    this.spend(PARTS.hosts, HOST + (to === undefined ? 0n : PTR));
    if (to === undefined) return value;
    this.put(to, value);
  }

  /** The functions that a program may import, as far as the market does. */
  imports() {
    const { transaction, block } = this;
    const input = bytes(transaction.input);
    return {
      read_args: (to) => {
        this.spend(PARTS.hosts, HOST + writePrice(input.length));
        this.put(to, input);
      },
      write_result: (_, length) => this.spend(PARTS.hosts, HOST + 2n * readPrice(length)),
      pay_for_memory_grow: () => this.spend(PARTS.hosts, HOST),
      msg_reentrant: () => this.tell(0),
      msg_sender: (to) => this.tell(bytes(transaction.from), to),
      contract_address: (to) => this.tell(bytes(transaction.to), to),
      msg_value: (to) => this.tell(word(0), to),
      block_timestamp: () => this.tell(BigInt(block.timestamp)),
      native_keccak256: (data, length, to) => this.hash(data, length, to),
      math_div: (value, divisor) => this.divide(value, divisor),
      storage_load_bytes32: (key, to) => this.load(key, to),
      storage_cache_bytes32: (key, value) => this.store(key, value),
      storage_flush_cache: () => this.flush(),
      transient_load_bytes32: (key, to) => this.loadTransient(key, to),
      transient_store_bytes32: (key, value) => this.storeTransient(key, value),
      call_contract: (to, data, length, _value, _gas, out) => this.call(to, data, length, out),
      static_call_contract: (to, data, length, _gas, out) => this.call(to, data, length, out),
      return_data_size: () => this.tell(this.answer.length),
      read_return_data: (to, offset, size) => this.read(to, offset, size),
      emit_log: (_, length, topics) => this.log(length, topics),
    };
  }
}

/** One run; `slots` are those that are known so far. */
function execute(module, context, slots) {
  const hosts = new Hosts(context, slots);
  const provided = hosts.imports();
  const refuse = (name) => () => {
    throw new Error(`the replay has no host function ${name}: add it to test/gas/profile/replay.mjs`);
  };
  const wanted = WebAssembly.Module.imports(module).map(({ name }) => name);
  const vm_hooks = Object.fromEntries(wanted.map((name) => [name, provided[name] ?? refuse(name)]));
  const { exports } = new WebAssembly.Instance(module, { vm_hooks });
  hosts.memory = exports.memory;
  const status = exports.user_entrypoint(bytes(context.transaction.input).length);
  if (status !== 0) throw new Error("the replay reverts, the transaction did not: has the program changed?");
  const functions = [];
  for (let i = 0; exports[`ink${i}`]; i++) functions.push(exports[`ink${i}`].value);
  return { costs: hosts.costs, functions };
}

/**
 * The parts of what the program's frame cost, in ink, and the ink of each of its functions. `context`:
 * transaction, block and call trace as JSON-RPC gives them; `slot` fetches a slot as it was before.
 */
export async function replay(wasm, context, slot) {
  const module = new WebAssembly.Module(meter(wasm));
  const slots = {};
  for (;;) {
    try {
      const { costs, functions } = execute(module, context, slots);
      costs.set(PARTS.instructions, { ink: functions.reduce((sum, ink) => sum + ink, 0n), count: 0 });
      return { costs, functions };
    } catch (error) {
      if (!(error instanceof UnknownSlot)) throw error;
      slots[error.message] = await slot(error.message);
    }
  }
}
