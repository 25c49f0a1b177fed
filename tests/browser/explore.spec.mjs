// From paste to verdict, on the kubeadm cluster that the page starts with.
import { expect, test } from "./site.mjs";
import { box, demo, jwt, open, outcome, paste, pasteIntoBox, walk, who } from "./page.mjs";

test.beforeEach(({ page }) => open(page));

test("whoever sends nothing is anonymous", async ({ page }) => {
  await expect(outcome(page)).toHaveText("Anonymous");
  await expect(who(page)).toContainText("system:anonymous");
  await expect(who(page)).toContainText("system:unauthenticated");
});

test("a pasted client certificate gives its CN and its Os", async ({ page }) => {
  await pasteIntoBox(page, demo("jane.crt"));
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(page.getByText("Looks like a client certificate")).toBeVisible();
  for (const value of ["jane", "developers", "on-call", "system:authenticated"]) {
    await expect(who(page).getByRole("button", { name: value, exact: true })).toBeVisible();
  }
  await expect(walk(page).getByRole("button", { name: /^Client certificate/ })).toHaveAttribute("aria-expanded", "true");
});

test("an unknown token is a 401 with the server's reason", async ({ page }) => {
  await pasteIntoBox(page, "not-a-token-of-this-cluster");
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await expect(who(page)).toContainText('"Unable to authenticate the request" err="invalid bearer token"');
  await expect(page.getByText("Looks like an opaque bearer token")).toBeVisible();
});

test("a token of the token file authenticates, also as a header and in a whole request", async ({ page }) => {
  for (const text of [
    "jane-demo-token",
    "Authorization: Bearer jane-demo-token",
    "Bearer jane-demo-token",
    "GET /api HTTP/1.1\nHost: k\nauthorization: bEaReR jane-demo-token\n",
  ]) {
    await pasteIntoBox(page, text);
    await expect(who(page).getByRole("button", { name: "jane", exact: true })).toBeVisible();
    await expect(who(page).getByRole("button", { name: "1001", exact: true })).toBeVisible();
    await page.getByRole("button", { name: "clear", exact: true }).click();
    await expect(outcome(page)).toHaveText("Anonymous");
  }
});

test("a service account's token is recognised inside other text", async ({ page }) => {
  const token = jwt({ iss: "kubernetes/serviceaccount", sub: "system:serviceaccount:default:default" });
  await pasteIntoBox(page, `/ # cat /var/run/secrets/kubernetes.io/serviceaccount/token && echo\n${token}\n/ #`);
  await expect(page.getByText("Looks like a legacy service-account JWT")).toBeVisible();
  await expect(page.locator("span.jwt-body").first()).toHaveText(token.split(".")[1]);
});

test("an expired certificate is refused in the server's words and in plain ones", async ({ page }) => {
  await pasteIntoBox(page, demo("expired.crt"));
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await expect(who(page)).toContainText("x509: certificate has expired or is not yet valid: current time");
  await expect(who(page).getByRole("heading", { name: "Why" })).toBeVisible();
});

test("a certificate cut anywhere gets an answer", async ({ page }) => {
  const whole = demo("jane.crt");
  for (let end = 5; end < whole.length; end += 97) {
    await box(page).fill(whole.slice(0, end));
    await expect(outcome(page)).not.toHaveText("Authenticated");
  }
  await box(page).fill(whole);
  await expect(outcome(page)).toHaveText("Authenticated");
});

test("a private key is left out and said", async ({ page }) => {
  await pasteIntoBox(page, demo("jane.crt") + demo("jane.key"));
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(page.getByText("Looks like a private key")).toBeVisible();
});

test("a paste replaces, on a line of its own it adds, and undo brings back", async ({ page }) => {
  await pasteIntoBox(page, "first-token");
  await expect(box(page)).toHaveValue("first-token");
  await paste(page, "jane-demo-token");
  await expect(box(page)).toHaveValue("jane-demo-token");
  await page.keyboard.press("Enter");
  await paste(page, demo("expired.crt"));
  await expect(box(page)).toHaveValue(`jane-demo-token\n${demo("expired.crt")}`);
  await expect(outcome(page)).toHaveText("Authenticated");
  await page.getByRole("button", { name: "undo" }).click();
  await page.getByRole("button", { name: "undo" }).click();
  await expect(box(page)).toHaveValue("first-token");
});

test("what is pasted beside the box goes into it", async ({ page }) => {
  await page.locator("body").click({ position: { x: 5, y: 400 } });
  await paste(page, "ops-demo-token");
  await expect(box(page)).toHaveValue("ops-demo-token");
  await expect(who(page).getByRole("button", { name: "ops", exact: true })).toBeVisible();
});

test("a wrong guess can be overridden", async ({ page }) => {
  await box(page).fill("two words");
  await expect(page.getByText("Looks like nothing known")).toBeVisible();
  await page.getByRole("combobox", { name: "Read" }).selectOption("as a bearer token");
  await expect(page.getByText("Looks like an opaque bearer token")).toBeVisible();
});

test("every example of the row is answered", async ({ page }) => {
  const examples = page.locator(".try");
  for (const example of await examples.all()) {
    await example.click();
    await expect(outcome(page)).toHaveText(/^(Authenticated|Anonymous|Nobody · 401 Unauthorized)$/);
    await expect(page.getByRole("alert")).toBeEmpty();
  }
});

test("a value shows where it came from", async ({ page }) => {
  await pasteIntoBox(page, demo("jane.crt"));
  await who(page).getByRole("button", { name: "on-call", exact: true }).hover();
  await expect(who(page).locator(".origin")).toContainText("From");
  await who(page).getByRole("button", { name: "jane", exact: true }).focus();
  await expect(who(page).locator(".origin")).toContainText("common name");
});

test("five megabytes of anything leave the page alive", async ({ page }) => {
  test.slow();
  const noise = Array.from({ length: 5_000_000 }, (_, i) => String.fromCharCode(32 + ((i * 2654435761) % 94))).join("");
  await box(page).evaluate((area, text) => {
    area.value = text;
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, noise);
  await page.getByRole("button", { name: "clear", exact: true }).click();
  await box(page).fill("jane-demo-token");
  await expect(who(page).getByRole("button", { name: "jane", exact: true })).toBeVisible();
});

test("nothing typed is stored or put into the address", async ({ page }) => {
  await pasteIntoBox(page, "jane-demo-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  await page.getByRole("button", { name: /^Theme/ }).click();
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).toBe('[{"theme":"light"},{}]');
  expect(new URL(page.url()).hash + new URL(page.url()).search).toBe("");
});

test("a pasted scenario is opened, and one that cannot be read is said with its line", async ({ page }) => {
  const scenario = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: mine, title: My own cluster}\n";
  const request = 'apiServer: {args: [--anonymous-auth=false]}\nrequest: {raw: "GET / HTTP/1.1\\nAuthorization: Bearer abc\\n"}\n';
  await pasteIntoBox(page, `${scenario}nope: 1\n`);
  await expect(page.getByRole("alert")).toContainText("line 4");
  await expect(page.getByRole("alert")).toContainText("nope");
  await expect(box(page)).toHaveValue(`${scenario}nope: 1\n`);
  await pasteIntoBox(page, scenario + request);
  await expect(page.getByRole("combobox", { name: "Scenario" }).locator("option:checked")).toHaveText("My own cluster");
  await expect(box(page)).toHaveValue(/Authorization: Bearer abc/);
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await expect(page.getByRole("alert")).toBeEmpty();
});

test("another scenario of the gallery is opened, and undo leads back", async ({ page }) => {
  await box(page).fill("jane-demo-token");
  const picker = page.getByRole("combobox", { name: "Scenario" });
  await picker.selectOption("The Pod is gone, its token lives on");
  await expect(page.getByText("A bound token dies with its Pod.")).toBeVisible();
  await expect(box(page)).toHaveValue(/Authorization: Bearer eyJ/);
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await page.getByRole("button", { name: "undo" }).click();
  await expect(box(page)).toHaveValue("jane-demo-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(picker).toHaveValue("gallery/kubeadm.yaml");
});
