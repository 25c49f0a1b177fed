// The sequence diagrams: one of this request, one of each strategy.
import { expect, test } from "./site.mjs";
import { axe, box, choose, demo, goTo, open, sideways } from "./page.mjs";

const STRATEGIES = ["requestHeader", "x509", "tokenFile", "legacyServiceAccount", "serviceAccount", "bootstrapToken", "jwt", "webhook", "anonymous"];

const diagram = (page) => page.getByRole("group", { name: /^Sequence diagram/ });
const message = (page, name) => diagram(page).getByRole("button", { name });
const chosen = (page) => page.getByRole("complementary", { name: "The chosen message" });

async function flow(page, scenario, route = "/flows") {
  await open(page);
  await choose(page, scenario);
  await goTo(page, route);
  await expect(diagram(page)).toBeVisible();
}

test("the webhook's answer is edited in the diagram and the verdict follows", async ({ page }) => {
  await flow(page, "webhook-no");
  const verdict = page.getByTestId("flow-outcome");
  await expect(verdict).toContainText("401");
  await message(page, /Webhook answers/).click();
  await chosen(page).getByRole("button", { name: "Yes", exact: true }).click();
  await expect(verdict).toContainText("Authenticated");
  const body = chosen(page).getByRole("textbox", { name: "Body of the webhook's answer" });
  await body.fill('{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"authenticated":true,"user":{"username":"mallory"}}}');
  await expect(verdict).toContainText("mallory");
  await chosen(page).getByRole("spinbutton", { name: "Status" }).fill("500");
  await expect(verdict).toContainText("401");
  await message(page, /POST https/).click();
  await expect(chosen(page)).toContainText('"kind": "TokenReview"');
});

test("headers go through the proxy and are taken away behind it", async ({ page }) => {
  await flow(page, "proxy-valid");
  await message(page, /with X-Remote-User/).click();
  await expect(chosen(page)).toContainText("X-Remote-User: jane");
  await message(page, /removes X-Remote-User/).click();
  await expect(chosen(page)).toContainText("API server");
});

test("every strategy tells its story, in a diagram, in sentences and as a list", async ({ page }) => {
  await open(page);
  const told = { jwt: /refresh/i, serviceAccount: /projected|kubelet/i, bootstrapToken: /CertificateSigningRequest|certificate/i, x509: /sign/i, requestHeader: /proxy/i };
  for (const strategy of STRATEGIES) {
    await goTo(page, `/flows/${strategy}`);
    await expect(page.locator(".flow-tabs a[aria-current]")).toHaveAttribute("href", `#/flows/${strategy}`);
    await page.locator("details.flow-text").evaluate((details) => (details.open = true));
    const text = page.getByRole("region", { name: "The flow in sentences" });
    await expect(text).toContainText("1. ");
    if (told[strategy]) await expect(text, strategy).toContainText(told[strategy]);
    await page.setViewportSize({ width: 360, height: 760 });
    // A list, where two lifelines and their words do not fit.
    await expect(page.locator(".flow-item").first().or(diagram(page)).first()).toBeVisible();
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect(diagram(page)).toBeVisible();
  }
});

test("no word of a diagram stands outside its box", async ({ page }) => {
  await flow(page, "oidc-valid", "/flows/jwt");
  const faults = await page.locator(".msg:has(.inner)").evaluateAll((messages) =>
    messages
      .filter((one) => {
        const box = one.querySelector(".inner").getBoundingClientRect();
        return [...one.querySelectorAll("text, circle")].some((part) => {
          const { left, right, top, bottom } = part.getBoundingClientRect();
          return left < box.left || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
        });
      })
      .map((one) => one.getAttribute("aria-label")),
  );
  expect(faults).toEqual([]);
  expect(await page.locator(".msg:has(.inner)").count()).toBeGreaterThan(1);
});

test("messages are stepped through with the keyboard, and what is chosen is left with Escape", async ({ page }) => {
  await flow(page, "token-file-valid");
  await diagram(page).getByRole("button").first().focus();
  await page.keyboard.press("End");
  await expect(chosen(page)).toContainText(/200 OK/);
  await page.keyboard.press("Home");
  await expect(diagram(page).getByRole("button").first()).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Escape");
  await expect(chosen(page)).toContainText("Choose a message");
});

test("the diagram is copied as Mermaid and saved as a picture", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await flow(page, "webhook-yes");
  await page.getByRole("button", { name: "Copy as Mermaid" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^sequenceDiagram\n/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as SVG" }).click()]);
  expect(download.suggestedFilename()).toBe("webhook-yes-request.svg");
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 768, 360]) {
    test(`axe finds nothing in the flows: ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(120_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page);
      await box(page).fill(demo("builder.jwt"));
      for (const route of ["/flows", ...STRATEGIES.map((name) => `/flows/${name}`)]) {
        await goTo(page, route);
        await expect(page.locator(".flow h2")).toBeVisible();
        await page.locator(".msg, .flow-item > button").nth(1).click();
        expect(await axe(page), route).toEqual([]);
        expect(await sideways(page), route).toBe(0);
      }
    });
  }
}
