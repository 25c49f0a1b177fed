import { existsSync } from "node:fs";
import { join } from "node:path";
import { BUDGETS, zipped } from "../../scripts/size.mjs";
import { DIST, expect, test } from "./site.mjs";

test("all that is loaded up to a first verdict stays within the budget", async ({ page, requests, site }) => {
  await page.goto("./");
  await expect(page.getByTestId("outcome")).not.toBeEmpty();
  const paths = new Set(requests.filter((address) => address.startsWith(site)).map((address) => new URL(address).pathname));
  const files = [...paths].map((path) => join(DIST, path.endsWith("/") ? `${path}index.html` : path)).filter(existsSync);
  expect(files.length).toBeGreaterThan(4);
  expect(files.reduce((total, file) => total + zipped(file), 0)).toBeLessThanOrEqual(BUDGETS.verdict);
});
