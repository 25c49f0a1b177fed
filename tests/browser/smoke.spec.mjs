import { expect, test } from "./site.mjs";

test("the page loads and its engine answers", async ({ page, requests }) => {
  await page.goto("./");
  await expect(page).toHaveTitle("Kubernetes Authentication Explorer");
  await expect(page.getByTestId("outcome")).not.toBeEmpty();
  expect(requests.filter((address) => /\/engine-[0-9a-f]{16}(_bg\.wasm|\.js)$/.test(address))).toHaveLength(2);
});

test("the policy allows neither inline script nor eval nor another origin", async ({ page }) => {
  await page.goto("./");
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*|blob:/);
});

test("a page that tries to reach another origin is stopped", async ({ page, faults, forgiven }) => {
  forgiven.push(/https:\/\/example\.com\//);
  await page.goto("./");
  const outcome = await page.evaluate(() => fetch("https://example.com/").then(() => "reached", () => "stopped"));
  expect(outcome).toBe("stopped");
  await expect.poll(() => faults.some((fault) => fault.startsWith("policy: connect-src"))).toBe(true);
});

test("the worker has no way to the network", async ({ page }) => {
  const started = page.waitForEvent("worker");
  await page.goto("./");
  const worker = await started;
  await expect(page.getByTestId("outcome")).not.toBeEmpty();
  const left = await worker.evaluate(() =>
    ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "Worker"].filter((name) => self[name]),
  );
  expect(left).toEqual([]);
});
