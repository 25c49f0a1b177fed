// The built site and the rules that every test holds it to: no request to another origin or outside its own path,
// no violation of the Content-Security-Policy, nothing in the console that is an error. Import `test` from here.
import { test as base, expect } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";

/** The built site. */
export const DIST = process.env.DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));

function watch(context, faults, requests) {
  context.on("request", (request) => requests.push(request.url()));
  context.on("requestfailed", (request) => faults.push(`request failed: ${request.url()} ${request.failure()?.errorText}`));
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => faults.push(`uncaught: ${error.error().message}`));
}

export const test = base.extend({
  /** Where the site lies on its server. */
  base: ["/", { option: true, scope: "worker" }],

  site: [
    async ({ base }, use) => {
      const { address, close } = await serve(DIST, { base });
      await use(address);
      await close();
    },
    { scope: "worker" },
  ],

  baseURL: async ({ site }, use) => use(site),

  /** What went wrong so far. */
  faults: async ({}, use) => use([]),

  /** A test that breaks something on purpose puts what it may bring about in here, as regular expressions. */
  forgiven: async ({}, use) => use([]),

  /** The address of every request, the worker's too. */
  requests: async ({}, use) => use([]),

  context: async ({ context, faults, forgiven, requests, site }, use) => {
    watch(context, faults, requests);
    await context.exposeBinding("reportViolation", (_, violation) => faults.push(`policy: ${violation}`));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        window.reportViolation(`${event.violatedDirective} refused ${event.blockedURI}`);
      });
    });
    await use(context);
    const unforgiven = (list) => list.filter((text) => !forgiven.some((pattern) => pattern.test(text)));
    const foreign = requests.filter((address) => !/^(data|blob):/.test(address) && !address.startsWith(site));
    expect(unforgiven(foreign), "requests that leave the site").toEqual([]);
    expect(unforgiven(faults), "faults of the page").toEqual([]);
  },
});

export { expect };
