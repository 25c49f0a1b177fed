// Trunk's post_build hook; works on the staged site.
// 1. Gives the modules' imports short names.
// 2. Names the scripts and wasm of the workers and of the annex by their content, so that a page never meets a part of
//    another build, and starts each from that script itself: no blob:, no loader in between.
// 3. Lists all files of the build for the service worker, which keeps them for use without network.
// 4. Allows the inline scripts that Trunk wrote, by hash, in the Content-Security-Policy.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { shortImports } from "./short-imports.mjs";

const site = process.env.TRUNK_STAGING_DIR;
const at = (name) => join(site, name);
const sha256 = (data, encoding) => createHash("sha256").update(data).digest(encoding);

// A worker of its own URL does not inherit the page's policy, so it gives up the network itself once it is loaded.
const NETWORK = ["fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport", "importScripts", "Worker"];

function named(name, more = "", title = name) {
  const { wasm, script } = shortImports(readFileSync(at(`${name}_bg.wasm`)), readFileSync(at(`${name}.js`), "utf8"));
  const hash = sha256(Buffer.concat([wasm, Buffer.from(script + more)]), "hex").slice(0, 16);
  rmSync(at(`${name}_bg.wasm`));
  rmSync(at(`${name}.js`));
  writeFileSync(at(`${title}-${hash}_bg.wasm`), wasm);
  return { glue: script, stem: `${title}-${hash}` };
}

// The page's own module, which Trunk has named and written into the page, with hashes of what it was.
function explorer(html) {
  const old = html.match(/explorer-[0-9a-f]+(?=\.js)/)[0];
  const files = [at(`${old}_bg.wasm`), at(`${old}.js`)].map((file) => readFileSync(file));
  const { glue, stem } = named(old, "", "explorer");
  writeFileSync(at(`${stem}.js`), glue);
  const now = [at(`${stem}_bg.wasm`), at(`${stem}.js`)].map((file) => readFileSync(file));
  const integrity = (data) => `sha384-${createHash("sha384").update(data).digest("base64")}`;
  const renamed = html.replaceAll(`${old}_bg.wasm`, `${stem}_bg.wasm`).replaceAll(`${old}.js`, `${stem}.js`);
  return files.reduce((text, file, index) => text.replace(integrity(file), () => integrity(now[index])), renamed);
}

function worker(name) {
  const { glue, stem } = named(name);
  const start = `
const wasm = fetch(new URL("${stem}_bg.wasm", self.location.href));
for (const name of ${JSON.stringify(NETWORK)}) Object.defineProperty(self, name, { value: undefined });
wasm_bindgen({ module_or_path: wasm }).catch((error) => postMessage(JSON.stringify({ crashed: { message: String(error) } })));
`;
  writeFileSync(at(`${stem}.js`), glue + start);
  return `./${stem}.js`;
}

// The annex's areas have a style sheet each; they travel as one, and before there is anything to style.
function annex() {
  const folder = join(process.env.TRUNK_SOURCE_DIR, "static", "annex");
  const sheets = readdirSync(folder).filter((name) => name.endsWith(".css")).sort();
  const css = sheets.map((name) => minified(readFileSync(join(folder, name), "utf8"))).join("\n");
  const { glue, stem } = named("annex", css);
  const start = `
const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("${stem}.css", import.meta.url).href });
await new Promise((loaded) => {
  sheet.onload = sheet.onerror = loaded;
  document.head.append(sheet);
});
await __wbg_init({ module_or_path: new URL("${stem}_bg.wasm", import.meta.url) });
${offline ? REGISTER : ""}`;
  writeFileSync(at(`${stem}.js`), glue + start);
  writeFileSync(at(`${stem}.css`), css);
  return `./${stem}.js`;
}

// Only a release is kept for use without network: whoever works on the page wants to see the last build at once.
const offline = process.env.TRUNK_PROFILE !== "debug";

function serviceWorker() {
  const files = readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "service-worker.js")
    .map((entry) => relative(site, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  const build = sha256(files.map((file) => `${file} ${sha256(readFileSync(at(file)), "hex")}\n`).join(""), "hex").slice(0, 16);
  const names = ["./", ...files.filter((file) => file !== "index.html")];
  let script = readFileSync(join(process.env.TRUNK_SOURCE_DIR, "static", "service-worker.js"), "utf8");
  script = replaceOnce(script, /BUILD_NAME/, build);
  script = replaceOnce(script, /\["BUILD_FILES"\]/, () => JSON.stringify(names));
  writeFileSync(at("service-worker.js"), script);
}

// Registers the service worker, once the page has been drawn: it fetches the whole site, and the processor has better
// things to do before. A newer build is offered, never forced; whoever takes it starts anew with it.
const REGISTER = `
await new Promise((later) => setTimeout(later, 2000));
if ("serviceWorker" in navigator && isSecureContext) {
  const offer = (registration) => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    dispatchEvent(new CustomEvent("annex-says", { detail: '{"newBuild":null}' }));
    addEventListener("explorer-takes-build", () => registration.waiting.postMessage("take over"));
  };
  let taken = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!taken) location.reload();
    taken = false;
  });
  navigator.serviceWorker.register("./service-worker.js").then((registration) => {
    offer(registration);
    registration.addEventListener("updatefound", () => {
      const found = registration.installing;
      found?.addEventListener("statechange", () => offer(registration));
    });
  }).catch(() => {});
}
`;

const minified = (css) => css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s+/g, " ");

function replaceOnce(text, pattern, replacement) {
  const found = text.match(new RegExp(pattern, "g")) ?? [];
  if (found.length !== 1) {
    throw new Error(`index.html: expected ${pattern} once, found it ${found.length} times`);
  }
  return text.replace(pattern, replacement);
}

function inlineScripts(html) {
  return [...html.matchAll(/<script(?![^>]*\ssrc\b)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
}

let html = explorer(readFileSync(at("index.html"), "utf8"));
html = replaceOnce(html, /ENGINE_SCRIPT/, worker("engine"));
html = replaceOnce(html, /WORKBENCH_SCRIPT/, worker("workbench"));
html = replaceOnce(html, /ANNEX_SCRIPT/, annex());
const hashes = inlineScripts(html).map((script) => ` 'sha256-${sha256(script, "base64")}'`);
html = replaceOnce(html, /'wasm-unsafe-eval'/, (found) => found + hashes.join(""));
writeFileSync(at("index.html"), html);
if (offline) serviceWorker();
