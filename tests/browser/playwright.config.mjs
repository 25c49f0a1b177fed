import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium.mjs";

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/browser",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A machine that builds beside the tests may be late once; what passes only then is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"]],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: "chromium",
    serviceWorkers: "block",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "root", use: { base: "/" } },
    // GitHub Pages serves the site below a path: whatever a page loads must be found there too.
    { name: "sub-path", use: { base: "/some/where/" }, testMatch: "smoke.spec.mjs" },
  ],
});
