// Lets a WASM module count the ink that its own instructions cost, for every function by itself. It is
// the ink meter of Nitro without its limit: prices by operator, a header for every basic block. It never
// counts what host functions cost (replay.mjs does). Prices: Stylus versions 1 to 3, in ink.

const BLOCK_HEADER = 2450n;
const PER_BYTE = 100;
const CALL_INDIRECT_PARAMETER = 650n;
const BR_TABLE_TARGET = 325n;
const SECTION = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 };

/** Opcodes that end a basic block: loop if else end br br_if br_table return call call_indirect. */
const ENDS_BLOCK = new Set([0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11]);

/** [first opcode, last opcode, ink], the later rows over the earlier. */
const PRICES = [
  [0x00, 0x0f, 1], [0x04, 0x04, 765], [0x0c, 0x0d, 765], [0x0e, 0x0e, 2400], [0x10, 0x10, 3800],
  [0x11, 0x11, 13610], [0x1a, 0x1a, 9], [0x1b, 0x1b, 1250], [0x20, 0x20, 75], [0x21, 0x21, 210],
  [0x22, 0x22, 75], [0x23, 0x23, 225], [0x24, 0x24, 575], [0x28, 0x2f, 670], [0x29, 0x29, 680],
  [0x30, 0x35, 680], [0x36, 0x3e, 950], [0x36, 0x36, 825], [0x3a, 0x3b, 825], [0x3f, 0x3f, 3000],
  [0x40, 0x40, 8050], [0x41, 0x42, 1], [0x45, 0x4f, 170], [0x50, 0x5a, 225], [0x67, 0x68, 210],
  [0x69, 0x69, 2650], [0x6a, 0x6b, 70], [0x6c, 0x6c, 160], [0x6d, 0x70, 1120], [0x71, 0x78, 70],
  [0x79, 0x7a, 210], [0x7b, 0x7b, 6000], [0x7c, 0x7d, 100], [0x7e, 0x7e, 160], [0x7f, 0x82, 1270],
  [0x83, 0x8a, 100], [0xa7, 0xa7, 100], [0xac, 0xad, 100], [0xc0, 0xc4, 100], [0xfc, 0xfc, 950],
];
const INK = new Map();
for (const [first, last, ink] of PRICES) for (let op = first; op <= last; op++) INK.set(op, BigInt(ink));

/** Reads a module's bytes one after the other. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** An unsigned LEB128 number. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  take(length) {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  /** As many items as the next number says. */
  vector(read) {
    return Array.from({ length: this.number() }, () => read(this));
  }

  name() {
    return Buffer.from(this.take(this.number())).toString();
  }
}

/** `value` as LEB128; signed numbers need a spare bit. */
function leb(value, signed = false) {
  const bytes = [];
  let rest = BigInt(value);
  while (rest >= (signed ? 64n : 128n)) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

const section = (id, payload) => Buffer.concat([Buffer.from([id]), leb(payload.length), payload]);

/** The sections of a module: id and payload. */
function* sections(bytes) {
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) yield { id: reader.byte(), payload: reader.take(reader.number()) };
}

/** Reads one operator with its immediates; tells its ink and whether it ends a block. */
function operator(reader, parametersOf) {
  const op = reader.byte();
  let ink = INK.get(op);
  if (ink === undefined) throw new Error(`the module has operator 0x${op.toString(16)}, which has no price`);
  if (op >= 0x02 && op <= 0x04) reader.number();
  else if (op === 0x0e) ink += BR_TABLE_TARGET * BigInt(reader.vector((r) => r.number()).length), reader.number();
  else if (op === 0x11) ink += CALL_INDIRECT_PARAMETER * BigInt(parametersOf[reader.number()]), reader.number();
  else if (op >= 0x28 && op <= 0x3e) reader.number(), reader.number();
  else if ([0x0c, 0x0d, 0x10, 0x3f, 0x40, 0x41, 0x42].includes(op) || (op >= 0x20 && op <= 0x24)) reader.number();
  else if (op === 0xfc) reader.take(reader.number() === 10 ? 2 : 1);
  return { op, ink, endsBlock: ENDS_BLOCK.has(op) };
}

/** The body with its counting: `counter` and `scratch` are globals. */
function countBody(body, counter, scratch, parametersOf) {
  const get = (global) => Buffer.concat([Buffer.from([0x23]), leb(global)]);
  const set = (global) => Buffer.concat([Buffer.from([0x24]), leb(global)]);
  const add = (amount) => Buffer.concat([get(counter), amount, Buffer.from([0x7c]), set(counter)]);
  const constant = (ink) => Buffer.concat([Buffer.from([0x42]), leb(ink, true)]);
  const perByte = Buffer.concat([get(scratch), Buffer.from([0xad]), constant(PER_BYTE), Buffer.from([0x7e])]);

  const reader = new Reader(body);
  reader.vector((r) => [r.number(), r.byte()]);
  const parts = [body.subarray(0, reader.at)];
  let [ink, buffer] = [0n, []];
  while (reader.at < body.length) {
    const start = reader.at;
    const found = operator(reader, parametersOf);
    ink += found.ink;
    if (found.op === 0xfc) buffer.push(set(scratch), add(perByte), get(scratch));
    buffer.push(body.subarray(start, reader.at));
    if (!found.endsBlock) continue;
    parts.push(add(constant(ink + BLOCK_HEADER)), ...buffer);
    [ink, buffer] = [0n, []];
  }
  return Buffer.concat(parts);
}

/** The module with a counter for each of its own functions, exported as `ink0`, `ink1`, … */
export function meter(bytes) {
  const found = new Map([...sections(bytes)].map(({ id, payload }) => [id, payload]));
  const read = (id, each) => (found.has(id) ? new Reader(found.get(id)).vector(each) : []);
  const parametersOf = read(SECTION.type, (r) => {
    r.byte();
    const parameters = r.take(r.number()).length;
    r.take(r.number());
    return parameters;
  });
  const functions = read(SECTION.function, (r) => r.number()).length;
  const globals = new Reader(found.get(SECTION.global)).number();
  const exported = new Reader(found.get(SECTION.export)).number();
  const scratch = globals + functions;

  /** A vector section's payload with `more` items, already encoded, at its end. */
  const extended = (payload, count, more) => {
    const reader = new Reader(payload);
    reader.number();
    return Buffer.concat([leb(count + more.length), payload.subarray(reader.at), ...more]);
  };
  const counters = Array.from({ length: functions }, (_, i) => i);
  const rewritten = {
    [SECTION.global]: (payload) =>
      extended(payload, globals, [
        ...counters.map(() => Buffer.from([0x7e, 1, 0x42, 0, 0x0b])),
        Buffer.from([0x7f, 1, 0x41, 0, 0x0b]),
      ]),
    [SECTION.export]: (payload) =>
      extended(payload, exported, counters.map((i) => {
        const name = Buffer.from(`ink${i}`);
        return Buffer.concat([leb(name.length), name, Buffer.from([3]), leb(globals + i)]);
      })),
    [SECTION.code]: (payload) => {
      const bodies = new Reader(payload).vector((r) => r.take(r.number()));
      const counted = bodies.map((body, i) => countBody(body, globals + i, scratch, parametersOf));
      return Buffer.concat([leb(counted.length), ...counted.flatMap((body) => [leb(body.length), body])]);
    },
  };
  const all = [...sections(bytes)].map(({ id, payload }) => section(id, rewritten[id]?.(payload) ?? payload));
  return Buffer.concat([bytes.subarray(0, 8), ...all]);
}
