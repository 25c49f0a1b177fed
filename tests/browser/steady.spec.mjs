// Nothing jumps while the page is being loaded: what a reader wants to click stays where it is.
import { expect, test } from "./site.mjs";

/** What counts as good on the web: https://web.dev/articles/cls. */
const GOOD = 0.1;

for (const [width, height] of [[360, 760], [412, 823], [768, 1024], [1120, 800], [1350, 940], [1920, 1080]]) {
  test(`the page is steady at ${width} px`, async ({ page, requests }) => {
    await page.addInitScript(() => {
      window.shifts = [];
      const note = (list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
          const moved = sources.map(({ node }) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.outerHTML.slice(0, 60));
          if (!hadRecentInput) window.shifts.push({ value, moved });
        }
      };
      new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
    });
    await page.setViewportSize({ width, height });
    await page.goto("./");
    await expect(page.getByTestId("outcome")).toBeAttached();
    await expect(page.getByRole("button", { name: "Share" })).toBeEnabled();
    await page.waitForLoadState("networkidle");
    const shifts = await page.evaluate(() => window.shifts);
    const total = shifts.reduce((sum, { value }) => sum + value, 0);
    expect(requests.some((address) => address.includes("annex-"))).toBe(true);
    expect(total, JSON.stringify(shifts)).toBeLessThanOrEqual(GOOD);
  });
}
