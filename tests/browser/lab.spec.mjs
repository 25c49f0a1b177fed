// The lab: whatever it mints authenticates in the explorer, what is changed or broken is found by the check that looks
// for it, and no key outlives the page.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { expect, test } from "./site.mjs";
import { open, outcome, who } from "./page.mjs";

const KINDS = {
  "Service account token": "system:serviceaccount:demo:robot",
  "Legacy service account token": "system:serviceaccount:demo:robot",
  "ID token (OpenID Connect)": "jane@demo.example",
  "Bootstrap token": "system:bootstrap:demo01",
  "Client certificate": "jane",
  "Sign a request (CSR)": "jane",
};

const lab = (page) => page.locator(".lab");
const out = (page) => page.getByRole("region", { name: "What came out" });
const form = (page) => page.getByRole("region", { name: "What is minted" });
const faults = (page) => page.getByRole("region", { name: "Break one thing" });
const fault = (page, title) => faults(page).getByRole("listitem").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

async function openLab(page, kind = "Service account token") {
  await page.goto("./#/lab");
  const kinds = page.getByRole("group", { name: "What to mint" });
  const button = kinds.getByRole("button", { name: new RegExp(`^${kind.replace(/[()]/g, "\\$&")}`) });
  await button.click({ timeout: 20_000 });
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(out(page).getByText("Authenticated", { exact: true })).toBeVisible({ timeout: 20_000 });
}

const axe = async (page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
};

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [kind, username] of Object.entries(KINDS)) {
  test(`${kind}: what is minted authenticates in the explorer`, async ({ page }) => {
    await openLab(page, kind);
    await expect(out(page).locator(".username")).toHaveText(username);
    await out(page).getByRole("button", { name: "Use it in the explorer" }).click();
    await expect(outcome(page)).toHaveText("Authenticated");
    await expect(who(page)).toContainText(username);
  });
}

test("the header leads to it", async ({ page }) => {
  await open(page);
  await page.getByRole("link", { name: "Lab" }).click();
  await expect(page.getByRole("heading", { name: "The lab" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("link", { name: "Lab" })).toHaveAttribute("aria-current", "page");
});

test("another audience, expiry or signer is found by its check", async ({ page }) => {
  await openLab(page);
  const failed = out(page).locator(".check-name");
  const audience = form(page).getByRole("textbox", { name: "Audience (aud)" });
  const good = await audience.inputValue();
  await audience.fill("https://vault.demo.example");
  await expect(failed).toHaveText("audience");
  await expect(out(page).locator(".log")).toContainText("token audiences");
  await audience.fill(good);
  await expect(out(page).getByText("Authenticated", { exact: true })).toBeVisible();
  await form(page).getByRole("button", { name: "Expiry (exp): an hour ago" }).click();
  await expect(failed).toHaveText("expiry (exp)");
  await form(page).getByRole("button", { name: "Expiry (exp): in an hour" }).click();
  await expect(out(page).getByText("Authenticated", { exact: true })).toBeVisible();
  await form(page).getByRole("combobox", { name: "Signer" }).selectOption("another key");
  await expect(failed).toHaveText("signature");
  await out(page).getByRole("button", { name: "Use it in the explorer" }).click();
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
});

test("every algorithm of the list signs a token that holds", async ({ page }) => {
  await openLab(page, "ID token (OpenID Connect)");
  for (const algorithm of ["ES384", "ES512", "RS256", "PS512"]) {
    await form(page).getByRole("combobox", { name: "Signed with" }).selectOption(algorithm);
    await expect(form(page).getByRole("textbox", { name: "Header (JSON)" })).toHaveValue(new RegExp(algorithm));
    await expect(out(page).getByText("Authenticated", { exact: true })).toBeVisible();
  }
  await expect(form(page)).toContainText("published demo keys");
});

test("an error in the JSON names its place and loses nothing", async ({ page }) => {
  await openLab(page);
  const claims = form(page).getByRole("textbox", { name: "Claims (JSON)" });
  await claims.fill('{\n  "iss": oops\n}');
  await expect(form(page).getByRole("alert")).toHaveText("Line 2, column 10: expected value");
  await expect(claims).toHaveAttribute("aria-invalid", "true");
  await expect(claims).toHaveValue('{\n  "iss": oops\n}');
  await expect(out(page)).toContainText("This is the last that could be minted");
  await claims.fill('{"iss": "https://kubernetes.default.svc.cluster.local"}');
  await expect(out(page).getByText("401 Unauthorized")).toBeVisible();
});

test("what was typed is still there after a look at the explorer", async ({ page }) => {
  await openLab(page);
  await form(page).getByRole("textbox", { name: "Subject (sub)" }).fill("typed-by-hand");
  await out(page).getByRole("button", { name: "Use it in the explorer" }).click();
  await expect(outcome(page)).toBeAttached();
  await page.goBack();
  await expect(form(page).getByRole("textbox", { name: "Subject (sub)" })).toHaveValue("typed-by-hand");
  await expect(out(page).locator(".badge")).toBeVisible();
});

test("a pasted request is signed for its subject", async ({ page }) => {
  await openLab(page, "Sign a request (CSR)");
  const request = form(page).getByRole("textbox", { name: /^A request/ });
  await request.fill(readFileSync(new URL("../fixtures/lab/ann.csr", import.meta.url), "utf8"));
  await expect(out(page).locator(".username")).toHaveText("ann");
  await expect(out(page)).toContainText("Demo lab CA");
  await request.fill("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n");
  await expect(form(page).getByRole("alert")).toContainText("malformed");
});

test("a certificate follows its form", async ({ page }) => {
  await openLab(page, "Client certificate");
  await form(page).getByRole("textbox", { name: /^Common name/ }).fill("ada");
  await form(page).getByRole("textbox", { name: /^Organizations/ }).fill("one\ntwo");
  await expect(out(page).locator(".username")).toHaveText("ada");
  await expect(out(page).locator(".pill")).toHaveText(["one", "two", "system:authenticated"]);
  await form(page).getByRole("checkbox", { name: "client authentication" }).uncheck();
  await form(page).getByRole("checkbox", { name: "server authentication" }).check();
  await expect(out(page).locator(".check-name")).toHaveText("extended key usage");
  await form(page).getByRole("textbox", { name: "Valid until" }).fill("soon");
  await expect(form(page).getByRole("alert")).toContainText("no time");
});

for (const [kind, [title, check]] of Object.entries({
  "Service account token": ["Pod gone", "bound pod"],
  "ID token (OpenID Connect)": ["Address not verified", "email verified"],
  "Bootstrap token": ["Expired", "expiration"],
  "Client certificate": ["Intermediate missing", "certificate path"],
})) {
  test(`${kind}: one thing broken shows the check that finds it`, async ({ page }) => {
    await openLab(page, kind);
    await expect(fault(page, title).locator(".check-name")).toHaveText(check);
    await expect(faults(page).getByRole("listitem").filter({ hasText: "Authenticated all the same" })).toHaveCount(0);
    await fault(page, title).getByRole("button", { name: /^Look at it in the explorer/ }).click();
    await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  });
}

test("a private key is shown only to whoever asks, and nothing is stored or linked", async ({ page }) => {
  await openLab(page, "Client certificate");
  await expect(lab(page)).not.toContainText("PRIVATE KEY");
  await out(page).getByRole("button", { name: "Show the certificate's private key" }).click();
  await expect(out(page)).toContainText("-----BEGIN EC PRIVATE KEY-----");
  const key = (await out(page).getByRole("group", { name: "Private key (demo)" }).textContent()).split("\n")[1];
  await out(page).getByRole("button", { name: "Hide it" }).click();
  await expect(lab(page)).not.toContainText("PRIVATE KEY");
  await out(page).getByRole("button", { name: "Use it in the explorer" }).click();
  await expect(outcome(page)).toHaveText("Authenticated");
  const kept = await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, document.cookie, location.href, history.state]);
  });
  expect(kept).not.toContain(key);
  expect(kept).not.toContain("BEGIN");
  expect(page.url()).not.toContain("lab");
});

test("new keys replace the old ones, and the page forgets them when it is loaded anew", async ({ page }) => {
  await openLab(page);
  const token = () => out(page).getByRole("group", { name: "Token, as it is sent" }).textContent();
  const first = await token();
  await form(page).getByRole("button", { name: "Start over with new keys" }).click();
  await expect.poll(token).not.toBe(first);
  const kid = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url")).kid;
  const second = await token();
  expect(kid(second)).not.toBe(kid(first));
  await page.reload();
  await openLab(page);
  expect(kid(await token())).not.toBe(kid(second));
});

test("everything is minted and broken with the keyboard alone", async ({ page }) => {
  await openLab(page);
  const id = page.getByRole("group", { name: "What to mint" }).getByRole("button", { name: /^ID token/ });
  await id.focus();
  await page.keyboard.press("Enter");
  await expect(out(page).locator(".username")).toHaveText("jane@demo.example");
  await form(page).getByRole("textbox", { name: "Email", exact: true }).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("ada@demo.example");
  await expect(out(page).locator(".username")).toHaveText("ada@demo.example");
  await page.keyboard.press("Tab");
  await expect(form(page).getByRole("checkbox", { name: "Email verified" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(out(page).locator(".check-name")).toHaveText("email verified");
  await out(page).getByRole("button", { name: "Use it in the explorer" }).focus();
  await page.keyboard.press("Enter");
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing, and nothing scrolls sideways: ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const kind of Object.keys(KINDS)) {
        await openLab(page, kind);
        if (kind !== "Sign a request (CSR)") await expect(faults(page).getByRole("listitem").first()).toBeVisible();
        await page.evaluate(() => document.querySelectorAll(".lab details").forEach((details) => (details.open = true)));
        expect(await axe(page), kind).toEqual([]);
        expect(await sideways(page), kind).toBe(0);
      }
      await openLab(page);
      await form(page).getByRole("textbox", { name: "Claims (JSON)" }).fill("{");
      await expect(form(page).getByRole("alert")).toBeVisible();
      expect(await axe(page), "an error").toEqual([]);
    });
  }
}
