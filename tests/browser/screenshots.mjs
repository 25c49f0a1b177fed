// Pictures of every view into screenshots/: three widths, both themes. `make screenshots`, or
// `node screenshots.mjs [name…]` for some of the states.
import { chromium as browserType } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { chromium } from "./chromium.mjs";
import { box, demo, outcome } from "./page.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const proxied = "GET /api/v1/namespaces/default/pods HTTP/1.1\nHost: 192.168.56.10:6443\nX-Remote-User: jane\nX-Remote-Group: developers\n\n";

const STATES = {
  nothing: ["", "Anonymous"],
  certificate: [demo("jane.crt"), "Authenticated"],
  expired: [demo("expired.crt"), "Nobody · 401 Unauthorized"],
  "service-account": [demo("builder.jwt").trim(), null],
  "unknown-token": ["not-a-token-of-this-cluster", "Nobody · 401 Unauthorized"],
  proxy: [proxied + demo("front-proxy-client.crt"), "Authenticated"],
};
const wanted = process.argv.slice(2);
const states = Object.entries(STATES).filter(([name]) => wanted.length === 0 || wanted.includes(name));

async function shoot(browser, address, width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const narrow = width <= 1100;
  await page.goto(address);
  await outcome(page).waitFor({ state: "attached" });
  for (const [name, [text, headline]] of states) {
    if (narrow) await page.getByRole("button", { name: "Sent", exact: true }).click();
    await box(page).fill(text);
    if (headline) await page.getByTestId("outcome").filter({ hasText: headline }).waitFor({ state: "attached" });
    else await page.waitForTimeout(300);
    await box(page).blur();
    for (const part of narrow ? ["Sent", "Walk", "Who"] : [""]) {
      if (part) await page.getByRole("button", { name: part, exact: true }).click();
      const file = ["explore", name, width, colorScheme, part.toLowerCase()].filter(Boolean).join("-");
      await page.screenshot({ path: at(`screenshots/${file}.png`), fullPage: true });
    }
  }
  await context.close();
}

const { address, close } = await serve(at("dist"));
const browser = await browserType.launch({ executablePath: chromium(), args: ["--no-sandbox", "--disable-gpu"] });
for (const [width, height] of [[1440, 900], [768, 1024], [360, 760]]) {
  for (const colorScheme of ["light", "dark"]) await shoot(browser, address, width, height, colorScheme);
}
await browser.close();
await close();
console.log("The pictures are in screenshots/.");
