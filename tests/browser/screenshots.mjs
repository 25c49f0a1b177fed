// Pictures of every view into screenshots/: three widths, both themes. `make screenshots`, or
// `node screenshots.mjs [name…]` for some of the views.
import { chromium as browserType } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { chromium } from "./chromium.mjs";
import { box, choose, demo, goTo, outcome } from "./page.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const DIST = process.env.DIST ?? at("dist");
const PARTS = ["Sent", "Walk", "Who"];

const pasted = (text) => ({ parts: true, come: (page) => box(page).fill(text) });
const scenario = (name) => ({ parts: true, come: (page) => choose(page, name) });
const route = (path, then) => ({
  come: async (page) => {
    await goTo(page, path);
    await then?.(page);
  },
});
const message = (name) => async (page) => {
  const one = page.locator(".msg, .flow-item > button").filter({ hasText: name });
  await one.first().click();
};

/** Every view by its name. A new page is one line. */
const VIEWS = {
  nothing: pasted(""),
  certificate: pasted(demo("jane.crt")),
  expired: pasted(demo("expired.crt")),
  "unknown-token": pasted("not-a-token-of-this-cluster"),
  "service-account": pasted(demo("builder.jwt").trim()),
  several: pasted(`${demo("jane.crt")}${demo("jane.key")}\nAuthorization: Bearer jane-demo-token\n- --anonymous-auth=false\n`),
  proxy: scenario("proxy-valid"),
  oidc: scenario("oidc-email-not-verified"),
  "no-start": scenario("authentication-configuration-typo"),
  bytes: {
    come: async (page) => {
      await box(page).fill(demo("jane.crt"));
      await page.locator("summary", { hasText: "ASN.1" }).click();
      await page.getByRole("treeitem").nth(3).click();
    },
  },
  unreadable: pasted("apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: x}\napiserver: {}\n"),
  server: {
    come: async (page) => {
      for (const topic of ["Strategies", "Flags", "Files", "Version and clock"]) await page.locator("#annex-server summary", { hasText: topic }).first().click();
    },
  },
  changed: {
    come: async (page) => {
      await page.locator("#annex-server summary", { hasText: "Strategies" }).click();
      await page.getByRole("switch", { name: "OpenID Connect" }).first().click();
      await page.locator("#annex-server summary", { hasText: "Changes" }).click();
    },
  },
  audit: {
    come: async (page) => {
      await box(page).fill(demo("builder.jwt"));
      if (page.viewportSize().width <= 1100) await page.getByRole("button", { name: "Who", exact: true }).click();
      await page.getByRole("tab", { name: "Audit" }).click();
    },
  },
  share: {
    come: async (page) => {
      await box(page).fill(demo("builder.jwt"));
      await page.getByRole("button", { name: "Share", exact: true }).click();
    },
  },
  flow: route("/flows"),
  ...Object.fromEntries(
    ["requestHeader", "x509", "tokenFile", "legacyServiceAccount", "serviceAccount", "bootstrapToken", "jwt", "webhook", "anonymous"].map((name) => [`flow-${name}`, route(`/flows/${name}`)]),
  ),
  "flow-answer": {
    come: async (page) => {
      await choose(page, "webhook-no");
      await goTo(page, "/flows");
      await message("200 OK")(page);
    },
  },
  learn: route("/learn"),
  "learn-page": route("/learn/openid-connect"),
  gallery: route("/gallery"),
  "gallery-case": route("/gallery/webhook-http-401"),
  workshop: route("/workshop"),
  lesson: route("/workshop/oidc"),
  trainer: route("/workshop?trainer"),
  "lesson-trainer": route("/workshop/oidc?trainer"),
  lab: route("/lab"),
  missing: route("/nowhere"),
};

const wanted = process.argv.slice(2);
const views = Object.entries(VIEWS).filter(([name]) => wanted.length === 0 || wanted.includes(name));

async function shoot(browser, address, width, height, colorScheme) {
  for (const [name, view] of views) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce", serviceWorkers: "block" });
    const page = await context.newPage();
    await page.goto(address);
    await outcome(page).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Share", exact: true }).waitFor();
    await view.come(page);
    await page.waitForTimeout(400);
    if (width > 1100 || !view.parts) {
      await page.screenshot({ path: at(`screenshots/${name}-${width}-${colorScheme}.png`), fullPage: width <= 1100 || !view.parts });
    } else {
      for (const part of PARTS) {
        await page.getByRole("button", { name: part, exact: true }).click();
        await page.screenshot({ path: at(`screenshots/${name}-${width}-${colorScheme}-${part.toLowerCase()}.png`), fullPage: true });
      }
    }
    await context.close();
  }
}

const { address, close } = await serve(DIST);
const browser = await browserType.launch({ executablePath: chromium(), args: ["--no-sandbox", "--disable-gpu"] });
for (const [width, height] of [[1440, 900], [768, 1024], [360, 760]]) {
  for (const colorScheme of ["light", "dark"]) await shoot(browser, address, width, height, colorScheme);
}
await browser.close();
await close();
console.log("The pictures are in screenshots/.");
