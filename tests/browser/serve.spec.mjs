// The server of `make serve` and of these tests; no browser is needed for it.
import { expect, test } from "@playwright/test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { serve } from "../../scripts/serve.mjs";

const PAGE = "<!doctype html><title>page</title>".repeat(50);

const it = test.extend({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "serve-"));
    writeFileSync(join(folder, "index.html"), PAGE);
    writeFileSync(join(folder, "icon.png"), PAGE);
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  /** Asks for a path: the answer with its body as it travelled. */
  ask: async ({ folder }, use) => {
    const { address, close } = await serve(folder, { base: "/some/where/" });
    await use(
      (path, { method = "GET", encoding } = {}) =>
        new Promise((resolve, reject) => {
          const headers = encoding ? { "Accept-Encoding": encoding } : {};
          // `path` as it is: the address's own parser would take `..` out.
          const request = get({ ...target(address), path: `/some/where/${path}`, method, headers }, async (response) => {
            const parts = await response.toArray();
            resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) });
          });
          request.on("error", reject);
        }),
    );
    await close();
  },
});

function target(address) {
  const { hostname, port } = new URL(address);
  return { hostname, port };
}

it("compresses for those who accept it", async ({ ask }) => {
  const { status, headers, body } = await ask("", { encoding: "br, gzip" });
  expect(status).toBe(200);
  expect(headers).toMatchObject({ "content-encoding": "gzip", "content-type": "text/html; charset=utf-8", vary: "Accept-Encoding" });
  expect(body.length).toBeLessThan(PAGE.length / 2);
  expect(gunzipSync(body).toString()).toBe(PAGE);
});

it("sends the file as it is to all others", async ({ ask }) => {
  for (const encoding of [undefined, "identity", "br"]) {
    const { headers, body } = await ask("", { encoding });
    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers.vary).toBe("Accept-Encoding");
    expect(body.toString()).toBe(PAGE);
  }
});

it("leaves alone what is compressed already", async ({ ask }) => {
  const { headers, body } = await ask("icon.png", { encoding: "gzip" });
  expect(headers["content-encoding"]).toBeUndefined();
  expect(body.toString()).toBe(PAGE);
});

it("compresses the file of now, not of before", async ({ ask, folder }) => {
  await ask("", { encoding: "gzip" });
  writeFileSync(join(folder, "index.html"), "changed");
  const { body } = await ask("", { encoding: "gzip" });
  expect(gunzipSync(body).toString()).toBe("changed");
});

it("answers HEAD with the headers alone", async ({ ask }) => {
  const { status, headers, body } = await ask("", { method: "HEAD" });
  expect([status, headers["content-length"], body.length]).toEqual([200, String(PAGE.length), 0]);
});

it("stays inside its folder", async ({ ask }) => {
  for (const path of ["../../serve.spec.mjs", "..%2f..%2fetc/passwd", "no-such-file", "%00", "%zz"]) {
    expect((await ask(path)).status, path).toBe(404);
  }
});
