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

for (const [route, words] of [
  ["#/learn/x509", "X.509"],
  ["#/learn/webhook", "TokenReview"],
  ["#/gallery", "My admin certificate stopped working"],
  ["#/workshop", "OpenID Connect"],
  ["#/flows", "TLS"],
]) {
  test(`${route} can be opened directly`, async ({ page }) => {
    await page.goto(`./${route}`);
    await expect(page.locator("#annex-page")).toContainText(words);
  });
}

test("a link to a scenario opens it", async ({ page }) => {
  await page.goto("./#/explore?scenario=gallery/x509-expired.yaml");
  await expect(page.getByTestId("outcome")).toHaveText("Nobody · 401 Unauthorized");
  await expect(page.getByRole("region", { name: "Who you are" })).toContainText("certificate has expired");
});

test("a server that does not know what wasm is will do", async ({ page }) => {
  let asked = 0;
  await page.route(/\.wasm$/, async (route) => {
    asked += 1;
    const response = await route.fetch();
    await route.fulfill({ response, headers: { "Content-Type": "application/octet-stream" } });
  });
  await page.goto("./#/learn/x509");
  await expect(page.locator("#annex-page")).toContainText("X.509");
  await expect(page.getByTestId("outcome")).not.toBeEmpty();
  expect(asked).toBeGreaterThanOrEqual(3);
});

test("the page can be installed", async ({ page, context }) => {
  await page.goto("./");
  await expect(page.getByTestId("outcome")).not.toBeEmpty();
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A window without a profile on disk cannot install anything, whatever the page.
  expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito")).toEqual([]);
  const { errors, url, manifest } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const [scope] = page.url().split("#");
  expect(url).toBe(`${scope}app.webmanifest`);
  expect(manifest.scope).toBe(scope);
  expect(manifest.startUrl).toBe(scope);
  for (const icon of manifest.icons) {
    const response = await page.request.get(icon.url);
    expect(response.status(), icon.url).toBe(200);
    const body = await response.body();
    if (icon.type === "image/png") expect(`${body.readUInt32BE(16)}x${body.readUInt32BE(20)}`, icon.url).toBe(icon.sizes);
  }
});
