// Turns forge's artifacts of the interfaces into the files of abi/. Run by scripts/abi; it compiles
// nothing.
//
// usage: node scripts/abi.mjs ARTIFACTS ABI [--check]
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAbiItem, toEventSignature, toEventSelector, toFunctionSelector, toFunctionSignature } from "viem";

const [artifacts, folder, mode] = process.argv.slice(2);
const MARKET = "ILendingMarket";
const INTERFACES = [MARKET, "ILiquidateCallback", "IFlashLoanCallback", "IOracle", "IFeedOracle"];
const KINDS = ["constructor", "function", "event", "error"];

/** Stylus programs are constructed by a call, which no Solidity interface can declare: it is in the text. */
function constructorOf(source) {
  const found = source.match(/stylus_constructor\(([^)]*)\)/);
  if (!found) throw new Error(`${MARKET}.sol does not name the constructor any more`);
  return parseAbiItem(`constructor(${found[1]})`);
}

const signature = (item) => (item.type === "event" ? toEventSignature(item) : toFunctionSignature(item));
const rank = (item) => KINDS.indexOf(item.type);
const order = (a, b) => rank(a) - rank(b) || (signature(a) < signature(b) ? -1 : 1);

function abiOf(name) {
  const { abi } = JSON.parse(readFileSync(join(artifacts, `${name}.sol`, `${name}.json`), "utf8"));
  const unknown = abi.find((item) => !KINDS.includes(item.type));
  if (unknown) throw new Error(`${name} has a ${unknown.type}, for which abi/ has no place`);
  const sorted = abi.sort(order);
  return name === MARKET ? [constructorOf(readFileSync(`src/interfaces/${MARKET}.sol`, "utf8")), ...sorted] : sorted;
}

/** Signatures with their four or thirty-two bytes. */
function selectorsOf(abi) {
  const of = (type, hash) =>
    Object.fromEntries(abi.filter((item) => item.type === type).map((item) => [signature(item), hash(signature(item))]));
  return {
    functions: of("function", toFunctionSelector),
    events: of("event", toEventSelector),
    errors: of("error", toFunctionSelector),
  };
}

const files = new Map(INTERFACES.map((name) => [`${name}.json`, abiOf(name)]));
files.set("selectors.json", selectorsOf(files.get(`${MARKET}.json`)));

/** What is in the folder, or nothing. */
function present(name) {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

mkdirSync(folder, { recursive: true });
const stray = readdirSync(folder).filter((name) => !files.has(name));
const texts = [...files].map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`]);
const differing = texts.filter(([name, text]) => present(name) !== text);
if (mode === "--check") {
  for (const name of [...differing.map(([name]) => name), ...stray]) {
    console.error(`abi: ${folder}/${name} is not what the interfaces say: run scripts/abi`);
  }
  process.exit(differing.length + stray.length ? 1 : 0);
}
for (const [name, text] of differing) writeFileSync(join(folder, name), text);
console.log(`abi: ${files.size} files in ${folder}/, ${differing.length} of them new or changed`);
for (const name of stray) console.error(`abi: ${folder}/${name} belongs to no interface: remove it`);
