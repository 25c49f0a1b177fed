// Links that hold a scenario, and links that hold a token.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./site.mjs";
import { box, demo, jwt, open, outcome, who } from "./page.mjs";

const dialog = (page) => page.getByRole("dialog", { name: "Share this scenario" });
const field = (page) => dialog(page).getByRole("textbox", { name: "Link" });
const banner = (page) => page.locator(".banner");

async function share(page) {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(field(page)).toHaveValue(/#\/s\/1\//);
  return field(page).inputValue();
}

/** Another person's browser. */
async function elsewhere(browser, link, check) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await check(page);
  await context.close();
}

test("a shared link gives somebody else the same verdict", async ({ page, browser }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await page.getByRole("combobox", { name: "Scenario" }).selectOption({ label: "The Pod is gone, its token lives on" });
  await expect(outcome(page)).toContainText("401");
  const log = await who(page).locator(".log").first().textContent();
  const link = await share(page);
  await dialog(page).getByRole("button", { name: "Copy the link" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  expect(new URL(page.url()).hash, "nothing is written without asking").toBe("");
  await elsewhere(browser, link, async (other) => {
    await expect(outcome(other)).toContainText("401");
    await expect(who(other).locator(".log").first()).toHaveText(log);
    await expect(box(other)).toHaveValue(/Authorization: Bearer eyJ/);
  });
});

test("a link is put into the address only when asked, and reads back after a reload", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("expired.crt"));
  await expect(outcome(page)).toContainText("401");
  await share(page);
  await dialog(page).getByRole("button", { name: "Put it into the address bar" }).click();
  await expect(page).toHaveURL(/#\/s\/1\//);
  await page.reload();
  await expect(outcome(page)).toContainText("401");
  await expect(box(page)).toHaveValue(/BEGIN CERTIFICATE/);
});

test("links that cannot be opened say so and lose nothing", async ({ page }) => {
  await open(page);
  await box(page).fill("Authorization: Bearer typed-by-hand");
  await expect(outcome(page)).toContainText("401");
  for (const [hash, words] of [
    ["#/s/1/AAAA", /damaged/],
    ["#/s/9/AAAA", /format 9/],
    ["#/s/", /damaged/],
  ]) {
    await page.evaluate((hash) => (location.hash = hash), hash);
    await expect(banner(page)).toContainText(words);
    await expect(box(page)).toHaveValue("Authorization: Bearer typed-by-hand");
  }
});

test("a broken link says so from the start", async ({ page }) => {
  await page.goto("./#/s/1/AAAA");
  await expect(banner(page)).toContainText("damaged");
  await expect(outcome(page)).toBeAttached();
});

for (const key of ["token", "id_token", "access_token"]) {
  test(`#${key}= goes into the box and out of the address`, async ({ page }) => {
    const token = demo("builder.jwt").trim();
    await page.goto(`./#${key}=${token}&state=x`);
    await expect(box(page)).toHaveValue(token);
    await expect(page).toHaveURL((url) => url.hash === "");
    await expect(who(page).locator(".username")).toHaveText("system:serviceaccount:ci:builder");
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  });
}

test("what may still work is named, and made useless unless wanted", async ({ page, browser }) => {
  await open(page);
  const token = jwt({ iss: "https://login.corp.org", sub: "jane", exp: 4102444800 });
  await box(page).fill(token);
  await expect(page.getByText(/^Looks like/).first()).toBeVisible();
  const redacted = await share(page);
  await expect(dialog(page)).toContainText("a signed token of https://login.corp.org for jane, valid until 1 January 2100");
  await dialog(page).getByRole("checkbox").uncheck();
  const whole = await field(page).inputValue();
  await elsewhere(browser, redacted, (other) => expect(box(other)).toHaveValue(/\.REDACTED/));
  await elsewhere(browser, whole, (other) => expect(box(other)).toHaveValue(/\.c2lnbmF0dXJl/));
});

test("private keys stay at home", async ({ page, browser }) => {
  await open(page);
  await box(page).fill(`${demo("jane.crt")}${demo("jane.key")}`);
  await expect(outcome(page)).toHaveText("Authenticated");
  const link = await share(page);
  await elsewhere(browser, link, async (other) => {
    await expect(who(other).locator(".username")).toHaveText("jane");
    await expect(box(other)).not.toHaveValue(/PRIVATE KEY/);
  });
});

test("the dialog is left by Escape and by its button, and focus goes back", async ({ page }) => {
  await open(page);
  await share(page);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Share", exact: true })).toBeFocused();
  await share(page);
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await expect(dialog(page)).toBeHidden();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing in the dialog: ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page);
      await box(page).fill(jwt({ iss: "https://login.corp.org" }));
      await expect(page.getByText(/^Looks like/).first()).toBeVisible();
      await share(page);
      await dialog(page).getByText("What is in the link").click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    });
  }
}
