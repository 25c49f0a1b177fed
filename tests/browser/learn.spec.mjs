// Learn, gallery and workshop: every fix mends its case, every lesson can be solved, a line of a log finds its case.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { serve } from "../../scripts/serve.mjs";
import { DIST, expect, test } from "./site.mjs";
import { box, open, outcome } from "./page.mjs";

const text = (path) => readFileSync(new URL(`../../static/${path}`, import.meta.url), "utf8");
const names = (folder) => [...text(`${folder}/index.yaml`).matchAll(/^- (?:name: )?([\w-]+)$/gm)].map(([, name]) => name);

const LESSONS = names("workshop");
const CASES = names("gallery/cases");
const PAGES = names("learn");

const content = (page) => page.locator("#annex-page");
const panel = (page) => page.locator("#annex-lesson");

async function goTo(page, route) {
  await page.goto(`./#${route}`);
  await expect(page.locator("#annex-page:visible h2, #annex-lesson:visible h2").first()).toBeVisible({ timeout: 20_000 });
}

const axe = async (page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
};

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("there are enough of them", () => {
  expect(LESSONS.length).toBeGreaterThanOrEqual(8);
  expect(CASES.length).toBeGreaterThanOrEqual(20);
  expect(PAGES.length).toBe(9);
});

test("every fix of the gallery turns its case green", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  for (const name of CASES) {
    await goTo(page, `/gallery/${name}`);
    const verdict = content(page).locator(".case-verdict");
    await expect(verdict.getByText("As reported"), name).toBeVisible();
    const fixes = content(page).locator(".fix");
    const count = await fixes.count();
    expect(count, name).toBeGreaterThan(0);
    for (let at = 0; at < count; at++) {
      await fixes.nth(at).getByRole("button", { name: "Apply this fix" }).click();
      await expect(fixes.nth(at).getByRole("button", { name: "Take it back" }), `${name}, fix ${at + 1}`).toBeVisible();
      await expect(verdict.getByText("Mended"), `${name}, fix ${at + 1}`).toBeVisible();
    }
  }
});

test("a scenario with expressions is answered in the page", async ({ page }) => {
  await page.goto("./#/explore?scenario=gallery/authentication-configuration-expressions.yaml");
  await expect(outcome(page)).toHaveText(/Authenticated/, { timeout: 20_000 });
  await expect(page.getByText("login:developers", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/^username expression/).first()).toBeVisible();

  await goTo(page, "/learn/openid-connect");
  await content(page).getByRole("link", { name: "A rule refuses the token" }).click();
  await expect(outcome(page)).toHaveText(/401 Unauthorized/);
  await expect(page.getByText(/claims\.exp - claims\.iat <= 3600' failed: a token may live for one hour/).first()).toBeVisible();

  await page.goto("./#/explore?scenario=gallery/authentication-configuration-no-list.yaml");
  await expect(page.getByText(/cannot be range of a comprehension/).filter({ visible: true }).first()).toBeVisible();
});

test("every page draws its flow, says it in sentences and leads to where it is walked through", async ({ page }) => {
  await open(page);
  for (const name of PAGES) {
    await goTo(page, `/learn/${name}`);
    const figure = content(page).locator(".flow-figure").first();
    await expect(figure.locator("svg"), name).toBeVisible();
    expect(await figure.locator("svg circle").count(), name).toBe(await figure.locator(".sentences .message").count());
  }
  await goTo(page, "/learn/webhook");
  await content(page).getByRole("button", { name: "Step through it" }).click();
  await expect(page).toHaveURL(/#\/flows\/webhook$/);
  await expect(content(page).getByText(/TokenReview/).first()).toBeVisible();
});

test("a case is taken to the explorer as it stands", async ({ page }) => {
  await open(page);
  await goTo(page, "/gallery/bootstrap-expired");
  await content(page).getByRole("button", { name: "Apply this fix" }).click();
  await expect(content(page).getByText("Mended")).toBeVisible();
  await content(page).getByRole("button", { name: "Open this in the explorer" }).click();
  await expect(outcome(page)).toHaveText(/Authenticated/);
  await expect(box(page)).toHaveValue(/abcdef\.0123456789abcdef/);
});

test("a line of a log finds the cases that say it", async ({ page }) => {
  await open(page);
  await goTo(page, "/gallery");
  const search = content(page).getByRole("textbox", { name: /^Paste a line of a log/ });
  const first = content(page).locator(".case h3").first();
  await expect(content(page).locator(".case")).toHaveCount(CASES.length);
  for (const [line, title] of [
    [`E0614 00:29:57.960378       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, oidc: email not verified]"`, /address is not verified/],
    [`E0201 08:01:02.1 7 authentication.go:70] "Unable to authenticate the request" err="verifying certificate SN=99, SKID=, AKID=AA:BB failed: x509: certificate has expired or is not yet valid: current time 2026-02-01T08:01:02Z is after 2025-01-31T00:00:00Z"`, /stopped working/],
    [`{"ts":1795435200000.1,"caller":"filters/authentication.go:76","msg":"Unable to authenticate the request","err":"oidc: parse username claims \\"upn\\": claim not present"}`, /claim not present/],
    [`{"log":"E1123 12:00:00.0 1 authentication.go:76] \\"Unable to authenticate the request\\" err=\\"resource name may not be empty\\"\\n","stream":"stderr","time":"2026-11-23T12:00:00Z"}`, /home-made token/],
    [`Error from server (Forbidden): services is forbidden: User "https://accounts.google.com#1047" cannot list resource "services" in API group "" in the namespace "web"`, /begins with the issuer/],
    [`Failed to make webhook authenticator request: the server has asked for the client to provide credentials`, /webhook answers 401/],
    [`User "system:anonymous" cannot list resource "pods" in API group ""`, /system:anonymous/],
    ["kubeadm join", /kubeadm join/],
  ]) {
    await search.fill(line);
    await expect(first).toHaveText(title);
  }
  await search.fill("zzzzzz");
  await expect(content(page).getByRole("status")).toHaveText(/No case says this/);
});

test("every lesson is solved by its answers", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  for (const name of LESSONS) {
    await goTo(page, `/workshop/${name}?trainer`);
    const tasks = panel(page).locator(".task");
    await expect(panel(page).locator(".task.current"), name).toHaveCount(1);
    const count = await tasks.count();
    for (let at = 0; at < count; at++) {
      await expect(panel(page).getByText(/Tasks count in the scenario/), name).toHaveCount(0);
      await tasks.nth(at).getByRole("button", { name: "Apply the answer" }).click();
      await expect(tasks.nth(at), `${name}, task ${at + 1}`).toHaveClass(/done/);
      if (at + 1 === count) await expect(panel(page).getByText("All tasks of this lesson are done."), name).toBeVisible();
    }
  }
});

test("the first lesson, as a newcomer does it", async ({ page }) => {
  await open(page);
  await goTo(page, "/workshop");
  await content(page).getByRole("link", { name: "Who are you when you send nothing?" }).click();
  const tasks = panel(page).locator(".task");
  await expect(tasks.nth(0)).toHaveClass(/current/);
  await panel(page).getByRole("button", { name: /Show a hint/ }).click();
  await expect(panel(page).locator(".hints li")).toHaveCount(1);
  await box(page).fill("letmein");
  await expect(tasks.nth(0)).toHaveClass(/done/);
  await box(page).fill("");
  await expect(tasks.nth(1)).toHaveClass(/done/);
  await expect(tasks.nth(2)).toHaveClass(/current/);

  await page.reload();
  await expect(tasks.nth(1)).toHaveClass(/done/, { timeout: 20_000 });
  await expect(tasks.nth(2)).toHaveClass(/current/);
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  expect(kept).toContain('nothing');
  expect(kept).not.toContain("letmein");

  await goTo(page, "/workshop");
  await expect(content(page).getByText("2 of 3 tasks")).toBeVisible();
  await content(page).getByRole("button", { name: "Reset progress" }).click();
  await expect(content(page).getByText("2 of 3 tasks")).toHaveCount(0);
});

test("the third lesson, with what it hands out", async ({ page }) => {
  await open(page);
  await goTo(page, "/workshop/certificates");
  const tasks = panel(page).locator(".task");
  await panel(page).getByRole("button", { name: "Put kubernetes-admin.crt into the box" }).click();
  await expect(tasks.nth(0)).toHaveClass(/done/);
  await panel(page).getByRole("button", { name: "Put stranger.crt into the box" }).click();
  await expect(tasks.nth(1)).toHaveClass(/done/);
  await expect(box(page)).toHaveValue(/^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*$/);
  await box(page).fill(`Authorization: Bearer jane-demo-token\n\n${await box(page).inputValue()}`);
  await expect(tasks.nth(2)).toHaveClass(/done/);
  await expect(panel(page).getByText("All tasks of this lesson are done.")).toBeVisible();
});

test("the trainer sees every answer, larger if wanted", async ({ page }) => {
  await open(page);
  await goTo(page, "/workshop?trainer");
  await expect(content(page).locator(".answer").first()).toBeVisible();
  const size = () => content(page).locator(".task p").first().evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  const before = await size();
  await content(page).getByRole("button", { name: "Projector size" }).click();
  expect(await size()).toBeGreaterThan(before * 1.3);
  await page.evaluate(() => { window.print = () => (window.printed = (window.printed ?? 0) + 1); });
  await page.emulateMedia({ media: "print" });
  await expect(content(page).locator(".answer").first()).toBeHidden();
  await expect(content(page).locator(".task .box").first()).toBeVisible();
  await expect(page.locator(".bar")).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  await content(page).getByRole("button", { name: "Print with the answers" }).click();
  await page.emulateMedia({ media: "print" });
  await expect(content(page).locator(".answer").first()).toBeVisible();
  expect(await page.evaluate(() => window.printed)).toBe(1);
});

test("a lesson is printed without the explorer", async ({ page }) => {
  await open(page);
  await goTo(page, "/workshop/oidc");
  await expect(panel(page).locator(".task").first()).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(panel(page).locator(".task").first()).toBeVisible();
  await expect(box(page)).toBeHidden();
});

test("a link to a scenario opens it", async ({ page }) => {
  await page.goto("./#/explore?scenario=gallery/token-file-valid.yaml");
  await expect(outcome(page)).toHaveText(/Authenticated/);
  await expect(box(page)).toHaveValue(/jane-demo-token/);
  await goTo(page, "/learn/x509");
  await content(page).getByRole("link", { name: "A certificate behind an intermediate" }).click();
  await expect(page.getByText("joe", { exact: true }).filter({ visible: true }).first()).toBeVisible();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 768, 360]) {
    test(`axe finds nothing and nothing scrolls sideways: ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page);
      const pages = width === 768 ? PAGES.slice(0, 2) : PAGES;
      const routes = ["/learn", ...pages.map((name) => `/learn/${name}`), "/gallery", "/gallery/webhook-http-401", "/workshop", "/workshop?trainer", "/workshop/certificates", "/workshop/oidc?trainer"];
      for (const route of routes) {
        await goTo(page, route);
        await expect(page.getByText("One moment…")).toHaveCount(0);
        expect(await axe(page), route).toEqual([]);
        expect(await sideways(page), route).toBeLessThanOrEqual(0);
      }
    });
  }
}

test.describe("below a path", () => {
  test.use({ serviceWorkers: "block" });

  test("deep links open there too", async ({ browser }) => {
    const { address, close } = await serve(DIST, { base: "/teams/auth/" });
    const page = await browser.newPage();
    for (const [route, words] of [
      ["/learn/openid-connect", "OpenID Connect"],
      ["/gallery/oidc-issuer-prefix", "My name begins with the issuer's URL"],
      ["/workshop?trainer", "Workshop, trainer's view"],
      ["/workshop/expressions", "Rules as expressions"],
    ]) {
      await page.goto(`${address}#${route}`);
      await page.reload();
      await expect(page.getByRole("heading", { name: words, exact: true }).first(), route).toBeVisible({ timeout: 20_000 });
    }
    await page.close();
    await close();
  });
});
