// Which browser the tests drive: `node chromium.mjs` prints its path.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The variable CHROMIUM, or the first Chromium or Chrome on PATH; undefined when there is none. */
export function chromium() {
  if (process.env.CHROMIUM) {
    return process.env.CHROMIUM;
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC].find(runs);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const path = chromium();
  if (path) {
    console.log(path);
  } else {
    process.exitCode = 1;
  }
}
