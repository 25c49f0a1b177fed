// Where fuzzing starts: texts of every kind from the gallery, the demonstration keys and the conformance cases,
// as fuzz/corpus/TARGET/HASH. Usage: node fuzz/seeds.mjs
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";

const fuzz = dirname(fileURLToPath(import.meta.url));
const root = dirname(fuzz);
const LONGEST = 16384;

function seed(target, content) {
  const bytes = Buffer.from(content);
  if (bytes.length > LONGEST) return;
  const folder = join(fuzz, "corpus", target);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, createHash("sha1").update(bytes).digest("hex")), bytes);
}

function texts(folder, ending) {
  const files = readdirSync(join(root, folder), { withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name.endsWith(ending))
    .map((file) => readFileSync(join(root, folder, file.name), "utf8"));
}

function strings(value) {
  if (typeof value === "string") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(strings) : [];
}

const decoded = (part) => Buffer.from(part, "base64url").toString("utf8");

// A text that holds credentials, or is one: each goes to the targets that read its kind.
function sort(text) {
  for (const [token] of text.matchAll(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g)) {
    const [header, claims] = token.split(".").map(decoded);
    seed("jwt", token);
    seed("jwt", `${header}\n${claims}\nsignature`);
    seed("claims", claims);
  }
  for (const [pem, base64] of text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)) {
    seed("certificate", pem);
    seed("certificate", Buffer.from(base64, "base64"));
  }
  for (const [, quoted] of text.matchAll(/[eE]xpression"?: ("(?:[^"\\]|\\.)*")/g)) {
    try {
      seed("expression", JSON.parse(quoted));
    } catch {
      // YAML has escapes that JSON has not.
    }
  }
  if (/^[A-Z]+ .* HTTP\/1/.test(text)) seed("request", text);
  if (/kind"?: ?"?Config\b|current-context/.test(text)) seed("kubeconfig", text);
  if (/kind"?: ?"?AuthenticationConfiguration\b/.test(text)) seed("configuration", text);
  seed("paste", text);
}

function link(document) {
  seed("link", deflateRawSync(JSON.stringify(document)));
}

const { texts: shared, bases } = JSON.parse(readFileSync(join(root, "tests/conformance/shared.json"), "utf8"));
const expanded = (text) => text.replace(/\$\{([^}]*)\}/g, (whole, key) => shared[key] ?? whole);

for (const text of texts("static/gallery", ".yaml")) {
  seed("scenario", text);
  sort(text);
}
for (const base of Object.values(bases)) {
  const document = { apiVersion: "authn-explorer/v1", kind: "Scenario", metadata: { name: "base" }, ...base };
  const whole = JSON.parse(JSON.stringify(document).replace(/\$\{([^}]*)\}/g, (name, key) => JSON.stringify(shared[key] ?? name).slice(1, -1)));
  seed("scenario", JSON.stringify(whole));
  link(whole);
  strings(whole).forEach(sort);
}
for (const suite of texts("tests/conformance/cases", ".jsonl")) {
  for (const line of suite.trim().split("\n")) strings(JSON.parse(line).patch).map(expanded).forEach(sort);
}
for (const folder of ["static/demo", "static/templates", "tests/pastes"]) texts(folder, "").forEach(sort);
for (const fragment of ["#token=eyJhbGciOiJub25lIn0.e30.", "#/s/1/q1ZKVLJSUkrSUaoFAA", "#/s/2/AA", "#explorer"]) seed("link", fragment);
