// A small server for the built site: `node scripts/serve.mjs FOLDER --port 8080`, and the one that the browser tests start.
// As GitHub Pages does, it compresses for those who accept it.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".yaml": "text/yaml; charset=utf-8",
};

const COMPRESSED_ALREADY = [".ico", ".png"];

function fileFor(folder, base, address) {
  let path;
  try {
    path = decodeURIComponent(new URL(address, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(base) || path.includes("\0")) {
    return null;
  }
  const file = join(folder, normalize(`/${path.slice(base.length)}`), path.endsWith("/") ? "index.html" : "");
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

/** The bytes of files, gzipped where that is asked for; a file that has not changed is not compressed again. */
function reader() {
  const kept = new Map();
  return (file, gzip) => {
    if (!gzip) return readFileSync(file);
    const changed = statSync(file).mtimeMs;
    if (kept.get(file)?.changed !== changed) kept.set(file, { changed, bytes: gzipSync(readFileSync(file)) });
    return kept.get(file).bytes;
  };
}

const accepts = (request, encoding) =>
  (request.headers["accept-encoding"] ?? "").split(",").some((one) => one.trim().toLowerCase() === encoding);

/** Serves `folder` below `base` on 127.0.0.1; port 0 takes a free one. Resolves to its address and a way to close it. */
export function serve(folder, { port = 0, base = "/" } = {}) {
  const root = resolve(folder);
  const read = reader();
  const server = createServer((request, response) => {
    const file = fileFor(root, base, request.url);
    if (!file) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
      return;
    }
    const headers = { "Content-Type": TYPES[extname(file)] ?? "text/plain; charset=utf-8", "Cache-Control": "no-cache" };
    const compressible = !COMPRESSED_ALREADY.includes(extname(file));
    if (compressible) headers.Vary = "Accept-Encoding";
    const gzip = compressible && accepts(request, "gzip");
    if (gzip) headers["Content-Encoding"] = "gzip";
    const bytes = read(file, gzip);
    response.writeHead(200, { ...headers, "Content-Length": bytes.length });
    response.end(request.method === "HEAD" ? undefined : bytes);
  });
  return new Promise((started, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      const close = () => {
        server.closeAllConnections();
        return new Promise((closed) => server.close(closed));
      };
      started({ address: `http://127.0.0.1:${server.address().port}${base}`, close });
    });
  });
}

async function main() {
  const { values, positionals } = parseArgs({ options: { port: { type: "string", default: "8080" } }, allowPositionals: true });
  const { address } = await serve(positionals[0] ?? "dist", { port: Number(values.port) });
  console.log(`\nThe page is at ${address} – stop with Ctrl-C.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main().catch((error) => {
    const busy = error.code === "EADDRINUSE" ? `port ${error.port} is in use; choose another: make serve PORT=8081` : error.message;
    console.error(`Cannot serve the page: ${busy}`);
    process.exit(1);
  });
}
