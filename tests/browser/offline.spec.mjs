// The site without network, and its successor.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../scripts/serve.mjs";
import { box } from "./page.mjs";
import { DIST, expect, test as base } from "./site.mjs";

const test = base.extend({ serviceWorkers: "allow" });

const kept = (page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const [name] = await caches.keys();
    return name && (await (await caches.open(name)).keys()).length;
  });

test("a visited site works without network", async ({ page, context, forgiven }) => {
  forgiven.push(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await page.goto("./");
  await expect(page.getByTestId("outcome")).toContainText("Anonymous");
  await expect.poll(() => kept(page)).toBeGreaterThan(20);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByTestId("outcome")).toContainText("Anonymous");
  await box(page).fill("Authorization: Bearer jane-demo-token");
  await expect(page.getByTestId("outcome")).toContainText("Authenticated");
  await page.getByRole("link", { name: "Flows", exact: true }).click();
  await expect(page.locator("#annex-page")).not.toBeEmpty();
});

test("what was never opened works without network: lessons, cases, pages, expressions", async ({ page, context, forgiven }) => {
  forgiven.push(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await page.goto("./");
  await expect.poll(() => kept(page)).toBeGreaterThan(20);
  await context.setOffline(true);
  await page.goto("./?again#/learn/webhook");
  await expect(page.locator(".flow-figure svg")).toBeVisible({ timeout: 20_000 });
  await page.goto("./#/gallery/x509-expired");
  await page.getByRole("button", { name: "Apply this fix" }).first().click();
  await expect(page.getByText("Mended")).toBeVisible();
  await page.goto("./#/workshop/certificates");
  await page.getByRole("button", { name: "Put kubernetes-admin.crt into the box" }).click();
  await expect(page.locator("#annex-lesson .task").first()).toHaveClass(/done/);
  await page.goto("./#/explore?scenario=gallery/authentication-configuration-expressions.yaml");
  await expect(page.getByText("login:developers", { exact: true }).first()).toBeVisible();
});

test("a newer build is offered, and nothing of it is mixed in before it is taken", async ({ browser }) => {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  cpSync(DIST, folder, { recursive: true });
  const { address, close } = await serve(folder, {});
  const context = await browser.newContext({ serviceWorkers: "allow" });
  const page = await context.newPage();
  await page.goto(address);
  await expect.poll(() => kept(page)).toBeGreaterThan(20);

  // The next build: another title, another list.
  const index = join(folder, "index.html");
  writeFileSync(index, readFileSync(index, "utf8").replace("<title>", "<title>Next: "));
  const worker = join(folder, "service-worker.js");
  writeFileSync(worker, readFileSync(worker, "utf8").replace(/BUILD = "[0-9a-f]+"/, 'BUILD = "0123456789abcdef"'));
  await page.reload();
  await expect(page).toHaveTitle("Kubernetes Authentication Explorer");
  await page.getByRole("button", { name: "take it" }).click();
  await expect(page).toHaveTitle("Next: Kubernetes Authentication Explorer");
  await expect(page.getByTestId("outcome")).toContainText("Anonymous");
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual(["site-0123456789abcdef"]);

  await context.close();
  await close();
  rmSync(folder, { recursive: true });
});

test("every file of the site is kept, and only those", async () => {
  const script = readFileSync(join(DIST, "service-worker.js"), "utf8");
  const names = JSON.parse(script.match(/FILES = (\[.*\]);/)[1]);
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(DIST.length).replace(/^\//, ""))
    .map((name) => (name === "index.html" ? "./" : name))
    .filter((name) => name !== "service-worker.js");
  expect([...names].sort()).toEqual(files.sort());
});
