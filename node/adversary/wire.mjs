// Attacks below JSON-RPC: on TCP, HTTP and the WebSocket framing. Each opens its own connections, leaves
// none behind that it means to close, and never looks at answers: whether the node lives is seen elsewhere.
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { absurd, malformed } from "./garbage.mjs";

const HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
const REQUEST = '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}';
const SHAKE =
  "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

function connect(port) {
  const socket = net.connect(port, "127.0.0.1");
  socket.on("error", () => {});
  return socket;
}

/** Sends `parts` on a connection of their own, reads for `patience` ms, and hangs up. */
async function send(port, parts, patience = 50, reads = true) {
  const socket = connect(port);
  if (reads) socket.resume();
  for (const part of parts) {
    if (socket.destroyed) break;
    socket.write(part, "latin1");
  }
  await sleep(patience);
  socket.destroy();
}

const http = (body, length = Buffer.byteLength(body)) => `${HEAD}Content-Length: ${length}\r\n\r\n${body}`;

/** A masked frame, as a client sends it. */
export function frame(opcode, payload, { final = true, masked = true, length = payload.length } = {}) {
  const head = [(final ? 0x80 : 0) | opcode];
  const mask = masked ? 0x80 : 0;
  if (length < 126) head.push(mask | length);
  else if (length < 65536) head.push(mask | 126, length >> 8, length & 255);
  else head.push(mask | 127, 0, 0, 0, 0, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255);
  const parts = [Buffer.from(head)];
  if (masked) parts.push(Buffer.alloc(4));
  return Buffer.concat([...parts, payload]);
}

/** One round of HTTP that is not quite HTTP. */
export async function brokenHttp(port, dice) {
  const garbage = Buffer.from(dice.hex(1 + dice.below(3000)).slice(2), "hex").toString("latin1");
  const long = "a".repeat(1000 + dice.below(200_000));
  await send(port, dice.pick([
    () => [garbage],
    () => ["\r\n".repeat(5000)],
    () => [http(malformed(dice))],
    () => [http(REQUEST, 1e15)],
    () => [http(REQUEST, -5)],
    () => [http(REQUEST, 3)],
    () => [`${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n${garbage}`],
    () => [`${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n`],
    () => [`${HEAD}X: ${long}\r\n\r\n`],
    () => [`${HEAD}${`X-${dice.below(99)}: y\r\n`.repeat(3000)}\r\n`],
    () => [`GET /${long} HTTP/1.1\r\n\r\n`],
    () => [`${dice.pick(["PUT", "TRACE", "CONNECT", "OPTIONS", "DELETE", "\u0000"])} / HTTP/1.1\r\nHost: x\r\n\r\n`],
    () => ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", garbage],
    () => [http(REQUEST).repeat(500)],
    () => [http(REQUEST).replace("HTTP/1.1", "HTTP/1.0")],
    () => [http(`{"x":"${"a".repeat(17 << 20)}"}`)],
  ])(), 20 + dice.below(200), dice.chance(70));
}

/** One round of WebSocket that is not quite WebSocket. */
export async function brokenSocket(port, dice) {
  const text = (value) => frame(1, Buffer.from(value));
  const subscribe = (kind) => text(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_subscribe", params: kind }));
  const frames = dice.pick([
    () => [Buffer.from(dice.hex(200).slice(2), "hex")],
    () => [frame(1, Buffer.from(REQUEST), { masked: false })],
    () => [frame(2, Buffer.from(REQUEST)), frame(2, Buffer.from(dice.hex(500).slice(2), "hex"))],
    () => [frame(1, Buffer.from([0xff, 0xfe, 0xc0])), frame(1, Buffer.alloc(0))],
    () => [frame(1, Buffer.from("{"), { length: 2 ** 31 })],
    () => [frame(1, Buffer.from("{"), { final: false }), ...Array.from({ length: 300 }, () => frame(0, Buffer.alloc(1000, 32), { final: false }))],
    () => [frame(9, Buffer.alloc(125)), frame(10, Buffer.alloc(0)), frame(9, Buffer.alloc(300)), frame(7, Buffer.alloc(1))],
    () => [frame(8, Buffer.from([3, 232])), text(REQUEST)],
    () => Array.from({ length: 300 }, () => text(REQUEST)),
    () => Array.from({ length: 300 }, () => subscribe(dice.pick([["newHeads"], ["logs", {}], ["newPendingTransactions", true]]))),
    () => Array.from({ length: 20 }, () => subscribe(["logs", { address: Array(900).fill(dice.hex(20)) }])),
    () => Array.from({ length: 50 }, () => subscribe([absurd(dice), absurd(dice)])),
    () => Array.from({ length: 30 }, () => text(malformed(dice))),
    () => [text(`{"x":"${"a".repeat(17 << 20)}"}`)],
  ])();
  const socket = connect(port);
  if (dice.chance(60)) socket.resume();
  socket.write(SHAKE);
  await sleep(20);
  for (const part of frames) if (!socket.destroyed) socket.write(part);
  await sleep(20 + dice.below(400));
  socket.destroy();
}

/** Connections that say little, slowly, and stay while `goesOn` says so. */
export async function slowly(port, dice, goesOn) {
  const openings = [HEAD.slice(0, 20), `${HEAD}Content-Length: 1000\r\n\r\n{`, SHAKE, "", `${SHAKE}\u0081`];
  const sockets = Array.from({ length: 300 }, (_, index) => {
    const socket = connect(port);
    socket.write(openings[index % openings.length], "latin1");
    return socket;
  });
  while (goesOn()) {
    await sleep(1000);
    for (const socket of sockets) if (!socket.destroyed && dice.chance(10)) socket.write(" ");
  }
  sockets.forEach((socket) => socket.destroy());
}
