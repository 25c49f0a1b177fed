// What a reader downloads, gzipped: `node scripts/size.mjs FOLDER`. Fails past the budgets.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const KB = 1000;

/** In bytes, gzip -9: before the first paint, and all that a first verdict needs. */
export const BUDGETS = { paint: 130 * KB, verdict: 474 * KB };

/** Bytes of the file after gzip -9. */
export function zipped(file) {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

/** Whatever index.html names is fetched for the first paint; the engine beside it; the annex and the workbench later. */
function group(name, html, engine) {
  if (engine.includes(name)) return "engine";
  if (/^annex-/.test(name)) return "annex";
  if (/^workbench-/.test(name)) return "workbench";
  return name === "index.html" || html.includes(name) ? "paint" : "demand";
}

function measure(folder) {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const script = html.match(/engine-[0-9a-f]{16}\.js/)?.[0];
  if (!script) {
    throw new Error(`${folder}/index.html names no engine`);
  }
  const engine = [script, script.replace(/\.js$/, "_bg.wasm")];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ name: relative(folder, file), bytes: zipped(file) }))
    .map((file) => ({ ...file, group: group(file.name, html, engine) }))
    .sort((a, b) => b.bytes - a.bytes);
}

const kb = (bytes) => `${(bytes / KB).toFixed(1).padStart(7)} KB`;
const sum = (files) => files.reduce((total, file) => total + file.bytes, 0);

function print(title, files) {
  console.log(`\n${title}`);
  for (const file of files) {
    console.log(`${kb(file.bytes)}  ${file.name}`);
  }
}

function main(folder) {
  const files = measure(folder);
  const of = (name) => files.filter((file) => file.group === name);
  const totals = { paint: sum(of("paint")), verdict: sum(of("paint")) + sum(of("engine")) };
  print("Needed before the first paint", of("paint"));
  print("The engine", of("engine"));
  print("Loaded after the first verdict", of("annex"));
  print("Loaded when something asks for it", of("workbench"));
  const demand = of("demand");
  console.log(`\nOn demand: ${demand.length} files, ${kb(sum(demand)).trim()}`);
  console.log("\n                            gzip -9     budget");
  console.log(`before the first paint   ${kb(totals.paint)} ${kb(BUDGETS.paint)}`);
  console.log(`for a first verdict      ${kb(totals.verdict)} ${kb(BUDGETS.verdict)}`);
  if (Object.keys(BUDGETS).some((name) => totals[name] > BUDGETS[name])) {
    console.error("\nThe page is past its budget.");
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(process.argv[2] ?? "dist");
}
