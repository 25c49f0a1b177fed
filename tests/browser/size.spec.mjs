import { existsSync } from "node:fs";
import { join } from "node:path";
import { BUDGETS, zipped } from "../../scripts/size.mjs";
import { DIST, expect, test } from "./site.mjs";

test("all that is loaded up to a first verdict stays within the budget", async ({ page, requests, site, forgiven }) => {
  // What comes after the first verdict stays away: the verdict must not wait for it.
  const later = /\/(annex|workbench)-/;
  await page.route(later, (route) => route.abort());
  forgiven.push(later, /annex|Failed to load resource|ERR_FAILED/i);
  await page.goto("./");
  await expect(page.getByTestId("outcome")).not.toBeEmpty();
  const paths = new Set(requests.filter((address) => address.startsWith(site) && !later.test(address)).map((address) => new URL(address).pathname));
  const files = [...paths].map((path) => join(DIST, path.endsWith("/") ? `${path}index.html` : path)).filter(existsSync);
  expect(files.length).toBeGreaterThan(4);
  expect(files.reduce((total, file) => total + zipped(file), 0)).toBeLessThanOrEqual(BUDGETS.verdict);
});
