// What a reader downloads, gzipped: `node scripts/size.mjs FOLDER`. Fails past the budgets.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const KB = 1000;
const BUDGETS = { paint: 130 * KB, verdict: 474 * KB };

const folder = process.argv[2] ?? "dist";
const html = readFileSync(join(folder, "index.html"), "utf8");
const engineScript = html.match(/engine-[0-9a-f]{16}\.js/)?.[0];
if (!engineScript) {
  throw new Error(`${folder}/index.html names no engine`);
}
const engine = new Set([engineScript, engineScript.replace(/\.js$/, "_bg.wasm")]);

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(folder, "/").length))
  .map((name) => ({ name, data: readFileSync(join(folder, name)) }))
  .map(({ name, data }) => ({ name, plain: data.length, zipped: gzipSync(data, { level: 9 }).length, group: groupOf(name) }))
  .sort((a, b) => b.zipped - a.zipped);

/** Whatever index.html names is fetched for the first paint, the engine beside it; the rest on demand. */
function groupOf(name) {
  if (engine.has(name)) return "verdict";
  return name === "index.html" || html.includes(name) ? "paint" : "demand";
}

const total = (group) => files.filter((file) => file.group === group).reduce((sum, file) => sum + file.zipped, 0);
const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`.padStart(11);

const failures = [];
function section(title, group, sum, budget) {
  console.log(`\n${title}`);
  for (const file of files.filter((file) => file.group === group)) {
    console.log(`${kb(file.zipped)} of ${kb(file.plain)}  ${file.name}`);
  }
  console.log(`${kb(sum)} in all${budget ? `, budget ${budget / KB} KB` : ""}`);
  if (budget && sum > budget) {
    failures.push(`${title}: ${kb(sum).trim()} is past the budget of ${budget / KB} KB.`);
  }
}

const paint = total("paint");
section("Needed before first paint (gzip -9 of plain)", "paint", paint, BUDGETS.paint);
section("For a first verdict, with the above", "verdict", paint + total("verdict"), BUDGETS.verdict);
section("On demand", "demand", total("demand"));
if (failures.length > 0) {
  console.error(`\n${failures.join("\n")}`);
  process.exit(1);
}
