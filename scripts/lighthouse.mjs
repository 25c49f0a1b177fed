// Lighthouse on the served build: `node scripts/lighthouse.mjs [FOLDER]`. Prints the scores and fails below 95.
// Lighthouse's own throttling of network and processor is left as it is: simulated slow 4G and a four times slower
// processor for `mobile`, a 10 Mbit/s line for `desktop`. As it advises, the median of several runs counts.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { chromium } from "../tests/browser/chromium.mjs";
import { serve } from "./serve.mjs";

const LEAST = 95;
const RUNS = 3;
const COMMAND = new URL("../.tools/lighthouse/node_modules/.bin/lighthouse", import.meta.url).pathname;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
const DEVICES = { mobile: [], desktop: ["--preset=desktop"] };
/** Where each page is and what it is held to. The text of a page to learn from needs the second module and the second
 * worker: on Lighthouse's slow line that is late. */
const PAGES = {
  explore: { route: "", held: CATEGORIES },
  learn: { route: "#/learn/x509", held: ["accessibility", "best-practices"] },
};
const TIMES = { FCP: "first-contentful-paint", LCP: "largest-contentful-paint", TBT: "total-blocking-time", CLS: "cumulative-layout-shift" };

async function audit(address, device) {
  const { stdout } = await promisify(execFile)(
    COMMAND,
    [address, "--quiet", "--output=json", `--only-categories=${CATEGORIES}`, `--chrome-flags=${FLAGS.join(" ")}`, ...DEVICES[device]],
    { env: { ...process.env, CHROME_PATH: chromium() }, maxBuffer: 2 ** 28 },
  );
  return JSON.parse(stdout);
}

const score = (result, category) => Math.round(result.categories[category].score * 100);

/** Audits that cost points, each once. */
function shortcomings(result) {
  return CATEGORIES.flatMap((category) => result.categories[category].auditRefs)
    .map(({ id, weight }) => ({ ...result.audits[id], weight }))
    .filter(({ score, weight }) => weight > 0 && score !== null && score < 0.9)
    .map(({ id, title, displayValue }) => `  ${id}: ${title}${displayValue ? ` (${displayValue})` : ""}`);
}

async function main(folder) {
  const { address, close } = await serve(folder);
  let lowest = 100;
  const remarks = new Set();
  for (const [page, { route, held }] of Object.entries(PAGES)) {
    for (const device of Object.keys(DEVICES)) {
      const results = [];
      for (let run = 0; run < RUNS; run += 1) results.push(await audit(address + route, device));
      results.sort((a, b) => score(a, "performance") - score(b, "performance"));
      const result = results[(RUNS - 1) / 2];
      if (page === Object.keys(PAGES)[0] && device === "mobile") {
        console.log(`\nLighthouse ${result.lighthouseVersion}, ${result.environment.hostUserAgent.match(/Chrome\/[\d.]+/)}, median of ${RUNS} runs\n`);
        console.log(`| page | device | performance | accessibility | best practices | ${Object.keys(TIMES).join(" | ")} |`);
        console.log("|---|---|--:|--:|--:|--:|--:|--:|--:|");
      }
      const scores = CATEGORIES.map((category) => score(result, category));
      const times = Object.values(TIMES).map((id) => result.audits[id].displayValue.replace(/\s/g, " "));
      console.log(`| ${[page, device, ...scores, ...times].join(" | ")} |`);
      lowest = Math.min(lowest, ...held.map((category) => score(result, category)));
      shortcomings(result).forEach((line) => remarks.add(line));
    }
  }
  await close();
  if (remarks.size > 0) console.log(`\nWhat costs points:\n${[...remarks].join("\n")}`);
  if (lowest < LEAST) {
    console.error(`\nThe lowest score is ${lowest}, below ${LEAST}.`);
    process.exitCode = 1;
  }
}

await main(process.argv[2] ?? "dist");
