// Writes every mutant of the contract as a patch, and lists them. Plants nothing.
//
// usage: cargo mutants --list --json --diff ... | node test/mutants/list.mjs FOLDER
//
// FOLDER gets a patch for each mutant, ID.patch; each line printed is its id, its file, its name and, if
// SURVIVORS.md says so, that it is equivalent. The id is made of the patch, so that a mutant keeps it as long as
// the lines around it stay.
//
// cargo-mutants replaces bodies and operators. What it leaves out is what a contract is made of: statements
// that check or store and answer nothing. So each of those is deleted here too.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Lines around a change, as in any unified diff.
const CONTEXT = 3;
// How much deeper a bracket leads.
const NESTING = { "(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1 };
// How a statement begins that is made for its effect: a check, a call, an assignment.
const EFFECT =
  /^\s+(?:ensure\w*!?\(|self\.|lock::|host::|\w+\.(?:extend|push|resize|copy_from_slice)|[a-z_]+(?:\.\w+)* [|&+-]?= |\([a-z_, ]+\) = )/;

/** The mutants of cargo-mutants, with diffs that patch(1) takes. */
function replacements(listed) {
  return listed.map(({ file, name, diff }) => ({
    file,
    name,
    diff: diff.replace(/^--- .*\n\+\+\+ .*\n/, `--- a/${file}\n+++ b/${file}\n`),
  }));
}

/** Where the statement ends that begins at line `from`, or -1 if what begins there is none. */
function endOfStatement(lines, from) {
  const before = lines.slice(0, from).findLast((line) => line.trim() !== "" && !line.trim().startsWith("//"));
  if (!/[{};]$/.test(before ?? "") || !EFFECT.test(lines[from])) return -1;
  let depth = 0;
  for (let at = from; at < lines.length; at++) {
    for (const sign of lines[at].replace(/\/\/.*/, "")) depth += NESTING[sign] ?? 0;
    if (depth < 0) return -1;
    if (depth === 0 && lines[at].endsWith(";")) return at;
  }
  return -1;
}

/** A mutant of `file` for each statement, without it. */
function deletions(file) {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const found = [];
  let inside = "";
  for (let from = 0; from < lines.length; from++) {
    inside = lines[from].match(/\bfn (\w+)/)?.[1] ?? inside;
    const to = endOfStatement(lines, from);
    if (to < 0) continue;
    const [first, last] = [Math.max(0, from - CONTEXT), Math.min(lines.length, to + 1 + CONTEXT)];
    const text = lines.slice(from, to + 1).map((line) => line.trim()).join(" ");
    const sign = (at) => (at >= from && at <= to ? "-" : " ");
    const hunk = lines.slice(first, last).map((line, at) => sign(first + at) + line);
    const lengths = `-${first + 1},${last - first} +${first + 1},${last - first - (to - from + 1)}`;
    found.push({
      file,
      name: `${file}:${from + 1}: delete \`${text.length > 70 ? `${text.slice(0, 67)}...` : text}\` in ${inside}`,
      diff: `--- a/${file}\n+++ b/${file}\n@@ ${lengths} @@\n${hunk.join("\n")}\n`,
    });
  }
  return found;
}

const folder = process.argv[2];
const page = readFileSync(new URL("SURVIVORS.md", import.meta.url), "utf8");
const equivalent = page.slice(page.indexOf("## Equivalent"), page.indexOf("## Survivors"));
const listed = replacements(JSON.parse(readFileSync(0, "utf8")));
const files = [...new Set(listed.map(({ file }) => file))];
mkdirSync(folder, { recursive: true });
const mutants = files.flatMap((file) => [...listed.filter((mutant) => mutant.file === file), ...deletions(file)]);
for (const { file, name, diff } of mutants) {
  const id = createHash("sha256").update(diff).digest("hex").slice(0, 10);
  writeFileSync(join(folder, `${id}.patch`), diff);
  const bare = name.replace(/^([^:]+)(:\d+)+: /, "$1: ");
  console.log([id, file, name, equivalent.includes(`\`${bare}\``) ? "equivalent" : ""].join("\t"));
}
