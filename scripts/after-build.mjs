// Trunk's post_build hook; works on the staged site.
// 1. Names the worker's script and wasm by their content, so that a page never meets an engine of another build,
//    and starts the engine from that script itself: no blob:, no loader in between.
// 2. Allows the inline scripts that Trunk wrote, by hash, in the Content-Security-Policy.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const site = process.env.TRUNK_STAGING_DIR;
const at = (name) => join(site, name);
const sha256 = (data, encoding) => createHash("sha256").update(data).digest(encoding);

// A worker of its own URL does not inherit the page's policy, so it gives up the network itself once it is loaded.
const NETWORK = ["fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport", "importScripts", "Worker"];

function engine() {
  const wasm = readFileSync(at("engine_bg.wasm"));
  const glue = readFileSync(at("engine.js"), "utf8");
  const hash = sha256(Buffer.concat([wasm, Buffer.from(glue)]), "hex").slice(0, 16);
  const start = `
const wasm = fetch(new URL("engine-${hash}_bg.wasm", self.location.href));
for (const name of ${JSON.stringify(NETWORK)}) Object.defineProperty(self, name, { value: undefined });
wasm_bindgen({ module_or_path: wasm }).catch((error) => postMessage(JSON.stringify({ crashed: { message: String(error) } })));
`;
  renameSync(at("engine_bg.wasm"), at(`engine-${hash}_bg.wasm`));
  writeFileSync(at(`engine-${hash}.js`), glue + start);
  rmSync(at("engine.js"));
  return `./engine-${hash}.js`;
}

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

let html = readFileSync(at("index.html"), "utf8");
html = replaceOnce(html, /ENGINE_SCRIPT/, engine());
const hashes = inlineScripts(html).map((script) => ` 'sha256-${sha256(script, "base64")}'`);
html = replaceOnce(html, /'wasm-unsafe-eval'/, (found) => found + hashes.join(""));
writeFileSync(at("index.html"), html);
