// Anybody's page: keyboard, screen reader, narrow screens, both themes.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./site.mjs";
import { box, demo, open, outcome, walk, who } from "./page.mjs";

const STATES = {
  nothing: "",
  authenticated: demo("kubernetes-admin.crt"),
  refused: demo("expired.crt"),
  token: demo("builder.jwt"),
};

const unfold = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing: ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page);
      for (const [state, text] of Object.entries(STATES)) {
        if (width < 1101 && !["authenticated", "refused"].includes(state)) continue;
        if (width < 1101) await page.getByRole("button", { name: "Sent", exact: true }).click();
        await box(page).fill(text);
        if (text) await expect(page.getByText(/^Looks like/).first()).toBeVisible();
        for (const part of width < 1101 ? ["Sent", "Walk", "Who"] : [null]) {
          if (part) await page.getByRole("button", { name: part, exact: true }).click();
          await unfold(page);
          const { violations } = await new AxeBuilder({ page }).analyze();
          const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
          expect(told, `${state} ${part ?? ""}`).toEqual([]);
        }
      }
    });
  }
}

/** Runs in the page: what can be clicked and reaches beyond something that hides its overflow. */
function cutOff() {
  const hides = (element) => ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
  const reachesBeyond = (control) => {
    const { left, right, width } = control.getBoundingClientRect();
    for (let around = control.parentElement; width > 0 && around; around = around.parentElement) {
      const place = around.getBoundingClientRect();
      if (hides(around) && (left < place.left - 1 || right > place.right + 1)) return true;
    }
    return false;
  };
  const controls = [...document.querySelectorAll("button, a[href], select, input, textarea")];
  return controls.filter((control) => !control.closest(".sr-only") && reachesBeyond(control)).map((control) => control.outerHTML.slice(0, 120));
}

for (const width of [360, 768, 1024, 1440, 1920]) {
  test(`nothing scrolls sideways or is cut off at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page);
    for (const text of Object.values(STATES)) {
      if (width < 1101) await page.getByRole("button", { name: "Sent", exact: true }).click();
      await box(page).fill(text);
      for (const part of width < 1101 ? ["Sent", "Walk", "Who"] : [null]) {
        if (part) await page.getByRole("button", { name: part, exact: true }).click();
        await unfold(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
        expect(await page.evaluate(cutOff), part ?? "all").toEqual([]);
      }
    }
  });
}

test("on a narrow screen the answer is in sight from every part", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 760 });
  await open(page);
  await box(page).fill(demo("jane.crt"));
  const strip = page.getByRole("navigation", { name: "Parts of the page" });
  await expect(strip).toContainText("jane");
  await strip.getByRole("button", { name: /Authenticated/ }).click();
  await expect(who(page)).toBeVisible();
  await expect(box(page)).toBeHidden();
});

test("the walk is walked with the keyboard alone", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("jane.crt"));
  await expect(outcome(page)).toHaveText("Authenticated");
  const station = (name) => walk(page).getByRole("button", { name });
  await expect(station(/^Client certificate/)).toHaveAttribute("aria-expanded", "true");
  await walk(page).getByRole("button", { name: "Previous station" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(station(/^Authenticating proxy/)).toBeFocused();
  await expect(station(/^Authenticating proxy/)).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(station(/^Static token file/)).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(station(/^Client certificate/)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(station(/^Client certificate/)).toHaveAttribute("aria-expanded", "true");
});

test("every control is reached by Tab and shows its focus", async ({ page }) => {
  await open(page);
  await box(page).fill("jane-demo-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  const controls = page.locator("button:visible, select:visible, input:visible, textarea:visible, summary:visible");
  // Of what is walked with the arrows, only one is reached by Tab.
  const count = await controls.evaluateAll((all) => all.filter((control) => control.tabIndex >= 0).length);
  const seen = new Set();
  await page.locator("body").focus();
  for (let step = 0; step < 3 * count; step += 1) {
    await page.keyboard.press("Tab");
    const [name, visible] = await page.evaluate(() => {
      const active = document.activeElement;
      const style = getComputedStyle(active);
      const drawn = active.querySelector(".hit");
      const ring =
        style.outlineStyle !== "none" ||
        active.closest(".card:has(#paste:focus)") ||
        (active.matches("svg .msg") && drawn && getComputedStyle(drawn).stroke !== "none");
      window.reached ??= new Map();
      if (!window.reached.has(active)) window.reached.set(active, window.reached.size);
      const name = active.id || active.tagName + active.textContent;
      return [`${name} ${window.reached.get(active)}`, Boolean(ring) || active === document.body];
    });
    expect(visible, name).toBe(true);
    if (seen.has(name)) break;
    seen.add(name);
  }
  expect(seen.size).toBeGreaterThanOrEqual(count - 1);
});

test("the verdict is announced once typing has stopped", async ({ page }) => {
  await open(page);
  await box(page).pressSequentially("nobody-knows-me");
  await expect(page.getByRole("status").last()).toHaveText(/^401 Unauthorized/);
});

test("the theme follows the system, can be chosen and is remembered", async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page);
  const dark = await ground();
  await page.getByRole("button", { name: /^Theme: as the system has it/ }).click();
  expect(await ground()).not.toBe(dark);
  await page.reload();
  await expect(page.getByRole("button", { name: /^Theme: light/ })).toBeVisible();
  await page.getByRole("button", { name: /^Theme: light/ }).click();
  expect(await ground()).toBe(dark);
});
