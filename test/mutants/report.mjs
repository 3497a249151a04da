// What the mutants of the contract came to, file by file. Judges the verdicts, and gives none.
//
// usage: node test/mutants/report.mjs VERDICTS LIST SURVIVORS
//
// VERDICTS are lines of id, verdict, seconds, by what and name, LIST the mutants that there are now, and SURVIVORS
// is the page that explains those that no test notices, by name without line and column. Fails below 95 % caught,
// or if one that survives, or lasts too long, is not explained.
import { readFileSync } from "node:fs";

const ENOUGH = 0.95;
// Verdicts that count for neither side: it does not compile, or nothing is changed by it.
const NOT_VIABLE = ["unviable", "same", "equivalent", "untried"];
const [verdictsPath, listPath, survivorsPath] = process.argv.slice(2);

const rows = (path) => readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => line.split("\t"));
// A mutant that was tried again has the last of its verdicts.
const verdicts = new Map(rows(verdictsPath).map(([id, verdict]) => [id, verdict]));
const mutants = rows(listPath).map(([id, file, name, known]) => ({
  file,
  name,
  verdict: known || (verdicts.get(id) ?? "untried"),
}));
const page = readFileSync(survivorsPath, "utf8");

const is = (...wanted) => ({ verdict }) => wanted.includes(verdict);
const sum = (some) => ({
  tried: some.filter((mutant) => !is("untried")(mutant)).length,
  viable: some.filter((mutant) => !is(...NOT_VIABLE)(mutant)).length,
  caught: some.filter(is("caught", "timeout")).length,
  survived: some.filter(is("survived")).length,
  unviable: some.filter(is("unviable")).length,
  same: some.filter(is("same", "equivalent")).length,
});
const line = (name, ...cells) => console.log(name.padEnd(20) + cells.map((cell) => String(cell).padStart(11)).join(""));
const show = (name, { tried, viable, caught, survived, unviable, same }, all) =>
  line(name, `${tried} of ${all}`, viable, caught, survived, unviable, same, viable ? `${((100 * caught) / viable).toFixed(1)} %` : "");

line("file", "tried", "viable", "caught", "survived", "unviable", "same", "caught");
const files = [...new Set(mutants.map(({ file }) => file))];
for (const file of files) {
  const own = mutants.filter((mutant) => mutant.file === file);
  show(file, sum(own), own.length);
}
const total = sum(mutants);
show("all", total, mutants.length);
if (total.tried < mutants.length) console.log(`${mutants.length - total.tried} are not tried yet: scripts/mutants contract`);

const bare = (name) => name.replace(/^([^:]+)(:\d+)+: /, "$1: ");
const unexplained = mutants.filter(is("survived")).filter(({ name }) => !page.includes(`\`${bare(name)}\``));
for (const { name } of unexplained) console.error(`report: survives, and is not explained: ${name}`);
if (total.caught < ENOUGH * total.viable) console.error(`report: less than ${100 * ENOUGH} % are caught`);
if (unexplained.length > 0 || total.caught < ENOUGH * total.viable) process.exitCode = 1;
