// The inspectors below the paste box, the walk and its messages beside them.
import { expect, test } from "./site.mjs";
import { axe, box, choose, demo, open, outcome, sideways, walk, who } from "./page.mjs";

const card = (page, name) => page.getByRole("region", { name, exact: true });
const encoded = (text) => Buffer.from(text).toString("base64");

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{name: k, cluster: {server: 'https://192.168.56.10:6443'}}]
contexts:
- {name: jane@k, context: {cluster: k, user: jane}}
- {name: builder@k, context: {cluster: k, user: builder}}
- {name: sso@k, context: {cluster: k, user: sso}}
current-context: jane@k
users:
- {name: jane, user: {client-certificate-data: ${encoded(demo("jane.crt"))}}}
- {name: builder, user: {token: ${demo("builder.jwt").trim()}}}
- {name: sso, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: kubelogin}}}
`;

test("a token is shown in three colours, its claims with their meaning and the verdict on its signature", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  const token = demo("builder.jwt").trim();
  await box(page).fill(token);
  const one = card(page, "Token");
  await expect(one).toContainText("Signature verified");
  const colours = await one.locator(".encoded > span:not(.jwt-dot)").evaluateAll((parts) => parts.map((part) => getComputedStyle(part).color));
  expect(new Set(colours).size).toBe(3);
  const row = (name) => one.getByRole("row", { name: new RegExp(`^${name}`) });
  await expect(row("exp")).toContainText(/expires in \d+ years/i);
  await expect(row("exp")).toContainText("passed");
  await expect(row("aud")).toContainText("Audiences that the token is meant for");
  await one.getByRole("button", { name: "Copy iss" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("https://kubernetes.default.svc.cluster.local");
  await one.getByRole("button", { name: "JSON", exact: true }).click();
  await expect(one.getByRole("group", { name: "JSON", exact: true }).last()).toContainText('"iss"');
  await one.getByRole("button", { name: "Copy the claims as JSON" }).click();
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())).sub).toBe("system:serviceaccount:ci:builder");
});

test("a value of the token and the field that it gives light each other", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("builder.jwt"));
  const row = card(page, "Token").locator("tr", { hasText: "job-7" });
  await who(page).getByRole("button", { name: /pod-name: job-7/ }).first().focus();
  await expect(row).toHaveClass(/lit/);
  await row.locator(".origin-of").hover();
  await expect(who(page).getByRole("button", { name: /pod-name: job-7/ }).first()).toHaveClass(/lit/);
});

test("a certificate's chain is drawn to its authority, and its values are linked with their bytes", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("jane.crt"));
  const one = card(page, "Certificate");
  const links = one.locator(".links").first().locator(".holder");
  await expect(links).toHaveText([/jane\s*leaf/, /kubernetes\s*authority in the file/]);
  const [leaf, authority] = [await links.nth(0).boundingBox(), await links.nth(1).boundingBox()];
  expect(leaf.height).toBeLessThan(60);
  expect(leaf.width).toBeGreaterThan(60);
  expect(authority.y).toBeGreaterThan(leaf.y + leaf.height);
  await expect(one.getByRole("img", { name: /% of its .* are over/ })).toBeVisible();
  await one.locator("summary", { hasText: "ASN.1" }).click();
  const tree = one.getByRole("tree");
  await tree.getByRole("treeitem").first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(one.locator(".hex .run.marked").first()).toBeVisible();
  const bytes = one.locator(".hex .run").nth(12);
  await bytes.scrollIntoViewIfNeeded();
  const { x, y } = await bytes.boundingBox();
  await page.mouse.click(x + 4, y + 6);
  await expect(tree.locator(".marked")).toHaveCount(1);
});

test("headers that matter are marked, and a request that was not pasted stays folded", async ({ page }) => {
  await open(page);
  await box(page).fill("jane-demo-token");
  const folded = page.locator("details.inspector", { hasText: "Request" });
  await expect(folded).not.toHaveAttribute("open");
  await choose(page, "proxy-valid");
  const request = card(page, "Request");
  await expect(request.locator(".header-line.telling", { hasText: "X-Remote-User" })).toContainText("username");
  await expect(request.locator(".header-line.neutral").first()).toBeVisible();
});

test("the context of a kubeconfig is picked", async ({ page }) => {
  await open(page);
  await box(page).fill(KUBECONFIG);
  const config = card(page, "Kubeconfig");
  await expect(who(page).locator(".username")).toHaveText("jane");
  await config.getByRole("button", { name: /^builder@k/ }).click();
  await expect(who(page).locator(".username")).toHaveText("system:serviceaccount:ci:builder");
  await config.getByRole("button", { name: /^sso@k/ }).click();
  await expect(page.locator(".recognised")).toContainText("It runs a command for its credentials");
});

test("the walk is played up to the station that decided, and paused", async ({ page }) => {
  await page.clock.install();
  await open(page);
  await box(page).fill("jane-demo-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  const station = (name) => walk(page).locator("li.station", { has: page.getByRole("button", { name }) });
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 5_000));
  await walk(page).getByRole("button", { name: "Play the walk" }).click();
  await expect(station(/^Authenticating proxy/)).toHaveClass(/open/);
  await page.clock.runFor(1_900);
  await expect(station(/^Client certificate/)).toHaveClass(/open/);
  await walk(page).getByRole("button", { name: "Pause" }).click();
  await page.clock.runFor(10_000);
  await expect(station(/^Client certificate/)).toHaveClass(/open/);
  await walk(page).getByRole("button", { name: "Play the walk" }).click();
  await expect(station(/^Bearer token/)).toHaveClass(/open/);
  await page.clock.runFor(1_900);
  await expect(station(/^Static token file/)).toHaveClass(/open/);
  await page.clock.runFor(1_900);
  await expect(walk(page).getByRole("button", { name: "Play the walk" })).toBeVisible();
  await expect(station(/^Static token file/)).toHaveClass(/open/);
});

test("each step of the walk lights its messages, and a message opens its station", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("builder.jwt"));
  const messages = walk(page).getByRole("region", { name: "As messages" });
  await expect(messages.locator(".lit").first()).toContainText(/ServiceAccount\s*ci\/builder/);
  await messages.getByRole("button", { name: /Static token file/ }).click();
  await expect(walk(page).getByRole("button", { name: /^Static token file no opinion/ })).toHaveAttribute("aria-expanded", "true");
  await expect(messages.getByRole("region", { name: "The chosen message" })).toContainText("Static token file");
});

test("a 401 that nobody rejected opens the station that was asked last, and says what to do first", async ({ page }) => {
  await open(page);
  await choose(page, "webhook-other-audience");
  await expect(walk(page).getByRole("button", { name: /^Webhook no opinion/ })).toHaveAttribute("aria-expanded", "true");
  const headings = who(page).locator(".card > header h3");
  await expect(headings).toContainText(["What to do", "In the words of the tools", "Worth knowing"]);
});

test("on paper there is everything that was found, and no control", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("expired.crt"));
  await expect(card(page, "Certificate")).toBeVisible();
  await page.setViewportSize({ width: 720, height: 1000 });
  await page.emulateMedia({ media: "print" });
  for (const part of [page.locator(".paste pre"), walk(page), who(page), card(page, "Certificate"), page.getByRole("region", { name: "What to do" })]) {
    await expect(part).toBeVisible();
  }
  for (const control of [".bar", ".stepper", ".examples", ".tools", ".parts", "#paste", ".copy"]) {
    await expect(page.locator(control).first()).toBeHidden();
  }
  expect(await sideways(page)).toBe(0);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 768, 360]) {
    test(`axe finds nothing in the inspectors: ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(120_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page);
      for (const text of [KUBECONFIG, demo("builder.jwt"), `GET / HTTP/1.1\nHost: k\nAuthorization: Bearer abcdef.0123456789abcdef\n`]) {
        await box(page).fill(text);
        await expect(page.locator(".inspector header").first()).toBeVisible();
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        expect(await axe(page)).toEqual([]);
        expect(await sideways(page)).toBe(0);
      }
    });
  }
}
