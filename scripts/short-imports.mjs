// wasm-bindgen names each function that a module imports with a hash, in the module and again in its script, and hashes do
// not compress. Here both get short names: 4 KB less before the first paint.
const IMPORTS = 2;

/** An unsigned LEB128 number at an offset, and the offset behind it. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

function encoded(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return Buffer.from([...bytes, value]);
}

const prefixed = (bytes) => Buffer.concat([encoded(bytes.length), bytes]);

/** The section's content with short names; `names` learns which stands for which. */
function renamed(content, names) {
  let [count, at] = number(content, 0);
  const parts = [encoded(count)];
  const text = () => {
    const [length, start] = number(content, at);
    at = start + length;
    return content.toString("utf8", start, at);
  };
  const short = (name) => {
    if (!names.has(name)) names.set(name, `$${names.size.toString(36)}`);
    return prefixed(Buffer.from(names.get(name)));
  };
  for (; count > 0; count -= 1) {
    parts.push(short(text()), short(text()));
    if (content[at] !== 0) throw new Error("an import that is no function");
    const [, end] = number(content, at + 1);
    parts.push(content.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/** A module and its script, with short names for what the one imports from the other. */
export function shortImports(wasm, script) {
  const names = new Map();
  const parts = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length; ) {
    const [size, start] = number(wasm, at + 1);
    const content = wasm.subarray(start, start + size);
    parts.push(wasm.subarray(at, at + 1), prefixed(wasm[at] === IMPORTS ? renamed(content, names) : content));
    at = start + size;
  }
  let renamedScript = script;
  for (const [name, short] of names) {
    const pattern = new RegExp(`(?<![\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w$])`, "g");
    if (!pattern.test(renamedScript)) throw new Error(`the script does not know ${name}`);
    renamedScript = renamedScript.replace(pattern, () => short);
  }
  return { wasm: Buffer.concat(parts), script: renamedScript };
}
