// An engine that does not come, hangs or breaks: the page says so, keeps what was typed and goes on.
import { expect, test } from "./site.mjs";
import { box, open, outcome, who } from "./page.mjs";

const SCRIPT = /\/engine-[0-9a-f]{16}\.js$/;

/** Lets the real engine start and then answers nothing but what `answer`, a function's text, does with a question. */
async function sabotage(page, answer) {
  await page.route(SCRIPT, async (route) => {
    const response = await route.fetch();
    const listen = `
      const add = Object.getOwnPropertyDescriptor(DedicatedWorkerGlobalScope.prototype, "onmessage") ??
        Object.getOwnPropertyDescriptor(self, "onmessage");
      let real;
      Object.defineProperty(self, "onmessage", {
        set(listener) { real = listener; add.set.call(self, (event) => (${answer})(event.data, () => real(event))); },
      });`;
    await route.fulfill({ response, body: `${listen}\n${await response.text()}` });
  });
}

const alert = (page) => page.getByRole("alert");

test("an engine that cannot be loaded is said, and can be tried again", async ({ page, forgiven }) => {
  forgiven.push(/engine-|Failed to load resource/);
  await page.route(SCRIPT, (route) => route.abort());
  await page.goto("./");
  await box(page).fill("jane-demo-token");
  await expect(alert(page)).toContainText("The engine could not be loaded");
  await expect(box(page)).toHaveValue("jane-demo-token");
  await page.unroute(SCRIPT);
  await alert(page).getByRole("button", { name: "try again" }).click();
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(alert(page)).toBeEmpty();
});

test("a hanging engine is stopped after two seconds and replaced", async ({ page }) => {
  await sabotage(page, "(text, go) => { if (text.includes('deadly')) for (;;); go(); }");
  await open(page);
  await box(page).fill("deadly");
  await expect(alert(page)).toContainText("longer than two seconds");
  await expect(box(page)).toHaveValue("deadly");
  await box(page).fill("jane-demo-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(alert(page)).toBeEmpty();
});

test("a breaking engine costs one evaluation", async ({ page, forgiven }) => {
  // Chromium may or may not report the error of a worker that is gone.
  forgiven.push(/broken on purpose/);
  await sabotage(page, "(text, go) => { if (text.includes('deadly')) throw new Error('broken on purpose'); go(); }");
  await open(page);
  await box(page).fill("deadly");
  await expect(alert(page)).toContainText("The engine broke on this input");
  await expect(who(page)).toContainText("system:anonymous");
  await box(page).fill("ops-demo-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(alert(page)).toBeEmpty();
});

test("an engine of another build is not guessed at", async ({ page }) => {
  await sabotage(page, "(text, go) => postMessage('{\"sung\":1}')");
  await page.goto("./");
  await expect(alert(page)).toContainText("different versions");
});

test("while one answer is awaited, only the latest text is asked about", async ({ page }) => {
  await sabotage(page, "(text, go) => { self.asked = (self.asked ?? 0) + 1; setTimeout(go, 300); }");
  const started = page.waitForEvent("worker");
  await open(page);
  await box(page).pressSequentially("jane-demo-token", { delay: 10 });
  await expect(outcome(page)).toHaveText("Authenticated");
  expect(await (await started).evaluate(() => self.asked)).toBeLessThan(10);
});
