// Below the identity: what to do about a refusal, and the answer in the words of the tools.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./site.mjs";
import { box, demo, open, outcome, who } from "./page.mjs";

const tab = (page, name) => who(page).getByRole("tab", { name, exact: true });
const panel = (page) => who(page).getByRole("tabpanel");
const fixes = (page) => who(page).getByRole("region", { name: "What to do" });

/** Opens a scenario of the gallery by its title. */
async function choose(page, title) {
  await page.getByRole("combobox", { name: "Scenario" }).selectOption({ label: title });
}

test("the tabs are walked with the keyboard alone", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("builder.jwt"));
  await expect(tab(page, "Identity")).toHaveAttribute("aria-selected", "true");
  await tab(page, "Identity").focus();
  await page.keyboard.press("ArrowRight");
  await expect(tab(page, "kubectl auth whoami")).toBeFocused();
  await expect(panel(page)).toContainText("ATTRIBUTE");
  await expect(panel(page)).toContainText("system:serviceaccount:ci:builder");
  await page.keyboard.press("ArrowRight");
  await expect(panel(page)).toContainText("kind: SelfSubjectReview");
  await expect(panel(page)).toContainText("kind: TokenReview");
  await page.keyboard.press("End");
  await expect(tab(page, "RBAC")).toBeFocused();
  await expect(panel(page)).toContainText("--serviceaccount=ci:builder");
  await page.keyboard.press("ArrowRight");
  await expect(tab(page, "Identity")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(panel(page)).toBeFocused();
});

test("each tab holds what its tool says, to copy", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await box(page).fill(demo("expired.crt"));
  await expect(panel(page)).toContainText('"Unable to authenticate the request" err="[x509: certificate has expired or is not yet valid');
  await tab(page, "kubectl auth whoami").click();
  await expect(panel(page)).toContainText("error: You must be logged in to the server (Unauthorized)");
  await tab(page, "HTTP answer").click();
  await expect(panel(page)).toContainText("HTTP/1.1 401 Unauthorized");
  await tab(page, "Audit").click();
  await panel(page).getByRole("button", { name: "copy Audit event" }).click();
  await expect(panel(page).getByRole("button", { name: "copied Audit event" })).toBeVisible();
  const event = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(event.responseStatus.code).toBe(401);
  expect(event.user).toEqual({});
});

test("a TokenReview is about the token alone, whatever else was sent", async ({ page }) => {
  await open(page);
  await box(page).fill(`${demo("kubernetes-admin.crt")}\nAuthorization: Bearer jane-demo-token\n`);
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(who(page).locator(".username")).toHaveText("kubernetes-admin");
  await tab(page, "Reviews").click();
  await expect(panel(page)).toContainText("token: jane-demo-token");
  await expect(panel(page)).toContainText("username: jane");
});

test("pointing at a value lights it and its origin", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("jane.crt"));
  const row = panel(page).locator(".origins > div").first();
  await expect(row).toContainText("common name (CN)");
  await row.hover();
  await expect(who(page).locator(".username button")).toHaveClass(/lit/);
});

test("a fix turns a 401 green, and undo takes it back", async ({ page }) => {
  await open(page);
  await choose(page, "The issuer was changed");
  await expect(outcome(page)).toContainText("401");
  await fixes(page).getByRole("button", { name: "Try it: Accept the old issuer as well" }).click();
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(fixes(page)).toBeHidden();
  const undo = who(page).getByRole("region", { name: "What you tried" }).getByRole("button", { name: "Undo" });
  await expect(undo).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(outcome(page)).toContainText("401");
  await expect(fixes(page)).toBeVisible();
});

test("a fix may change what the client sent", async ({ page }) => {
  await open(page);
  await choose(page, "A mistyped bootstrap token");
  await expect(outcome(page)).toContainText("401");
  await fixes(page).getByRole("button", { name: "Try it: Copy the token anew" }).click();
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(box(page)).toHaveValue(/abcdef\.0123456789abcdef/);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing in the answers: ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(120_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page);
      for (const text of [demo("builder.jwt"), demo("expired.crt")]) {
        if (width < 1101) await page.getByRole("button", { name: "Sent", exact: true }).click();
        await box(page).fill(text);
        if (width < 1101) await page.getByRole("button", { name: "Who", exact: true }).click();
        await expect(who(page).getByRole("tab").first()).toBeVisible();
        for (const one of await who(page).getByRole("tab").all()) {
          await one.click();
          const { violations } = await new AxeBuilder({ page }).include("#who").analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
        }
      }
    });
  }
}
