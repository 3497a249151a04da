// Puts the profiles of both markets side by side, as a table in Markdown.
//
// usage: node table.mjs [--update]     prints it, or writes it into docs/gas.md

import { readFileSync, writeFileSync } from "node:fs";
import { PARTS } from "./parts.mjs";

const DOCUMENT = "docs/gas.md";
const [BEGIN, END] = ["<!-- table: scripts/gas-profile -->", "<!-- end of table -->"];

const read = (market) => Object.values(JSON.parse(readFileSync(`target/${market}/profile.json`, "utf8")));
const [[ebb], [bare, adaptive]] = [read("ebb"), read("morpho")];
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const signed = new Intl.NumberFormat("en", { maximumFractionDigits: 0, signDisplay: "exceptZero" });

const gasOf = (profile, part) => profile.parts[part]?.gas ?? 0;
/** Gas, and how often, where that tells something. */
function cell(profile, part) {
  const { gas = 0, count = 0 } = profile.parts[part] ?? {};
  if (gas === 0) return "";
  return part === PARTS.instructions || count < 2 ? whole.format(gas) : `${whole.format(gas)} (${count})`;
}

const rows = Object.values(PARTS)
  .filter((part) => [ebb, bare, adaptive].some((profile) => gasOf(profile, part) > 0))
  .map((part) => [part, ...[ebb, bare, adaptive].map((profile) => cell(profile, part)), signed.format(gasOf(ebb, part) - gasOf(bare, part))]);
const total = ["**sum**", ...[ebb, bare, adaptive].map((p) => `**${whole.format(p.total)}**`), `**${signed.format(ebb.total - bare.total)}**`];
const ratio = ["ratio", "1", ...[bare, adaptive].map((p) => (ebb.total / p.total).toFixed(3)), ""];
const lines = [
  ["part", "Ebb", "Morpho, no interest", "Morpho, adaptive rate", "Ebb less Morpho, no interest"],
  ["---", "--:", "--:", "--:", "--:"],
  ...rows,
  total,
  ratio,
];
const table = lines.map((line) => `| ${line.join(" | ")} |`).join("\n");

if (process.argv.includes("--update")) {
  const [before, rest] = readFileSync(DOCUMENT, "utf8").split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${DOCUMENT} has no place for the table: ${BEGIN} … ${END}`);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
  console.log(`gas-profile: ${DOCUMENT} written`);
} else {
  console.log(table);
}
