// What the server knows, changed in place as a person would, and the verdict that follows.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { expect, test } from "./site.mjs";
import { box, demo, open, outcome, walk, who } from "./page.mjs";

const server = (page) => page.locator("#annex-server");
const topic = (page, name) => server(page).locator("details.card", { has: page.locator(".server-topic", { hasText: name }) });

/** Opens the card of a topic. */
async function unfold(page, name) {
  await expect(server(page).locator(".server")).toBeVisible();
  await topic(page, name).locator("summary").first().click();
  return topic(page, name);
}

async function choose(page, title) {
  await page.getByRole("combobox", { name: "Scenario" }).selectOption({ label: title });
}

const EMPTY = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: empty, title: An empty server}\nnow: \"2026-11-23T12:00:00Z\"\n";

/** Opens a server that knows nothing. */
async function openEmpty(page) {
  await open(page);
  await box(page).fill(EMPTY);
  await expect(page.getByRole("combobox", { name: "Scenario" }).locator("option:checked")).toHaveText("An empty server");
}

for (const [strategy, station] of [
  ["Authenticating proxy", /^Authenticating proxy/],
  ["Client certificates", /^Client certificate/],
  ["Static token file", /^Static token file/],
  ["Service accounts", /^Service account token/],
  ["Bootstrap tokens", /^Bootstrap token/],
  ["OpenID Connect by flags", /^OpenID Connect/],
  ["AuthenticationConfiguration", /^OpenID Connect/],
  ["Webhook", /^Webhook/],
]) {
  test(`a switch turns on: ${strategy}`, async ({ page }) => {
    await openEmpty(page);
    const card = await unfold(page, "Strategies");
    const toggle = card.getByRole("switch", { name: strategy, exact: true });
    await expect(toggle).toHaveAttribute("aria-checked", "false");
    await toggle.click();
    await expect(toggle).toHaveAttribute("aria-checked", "true");
    await card.getByRole("button", { name: `Paste a credential for ${strategy}` }).click();
    await expect(outcome(page)).toHaveText("Authenticated");
    await expect(walk(page).getByRole("button", { name: station }).first()).toContainText("authenticated");
    await toggle.click();
    await expect(toggle).toHaveAttribute("aria-checked", "false");
    await expect(outcome(page)).not.toHaveText("Authenticated");
  });
}

test("anonymous requests are let in everywhere, for health checks or nowhere", async ({ page }) => {
  await openEmpty(page);
  const card = await unfold(page, "Strategies");
  await expect(outcome(page)).toHaveText("Anonymous");
  await card.getByRole("radio", { name: "nowhere" }).check();
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await card.getByRole("radio", { name: "for health checks only" }).check();
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await box(page).fill("GET /livez HTTP/1.1\nHost: k\n");
  await expect(outcome(page)).toHaveText("Anonymous");
  await box(page).fill("");
  await card.getByRole("radio", { name: "everywhere" }).check();
  await expect(outcome(page)).toHaveText("Anonymous");
});

test("a start-up error stands beside the flag that caused it, and the verdict leads there", async ({ page }) => {
  await open(page);
  const card = await unfold(page, "Flags");
  const flags = card.getByRole("textbox", { name: "kube-apiserver flags" });
  const before = await flags.inputValue();
  await flags.fill(before.replace("pki/ca.crt", "pki/lost.crt"));
  await expect(outcome(page)).toHaveText("The API server does not start");
  await expect(card.locator(".server-guilty")).toContainText("--client-ca-file=/etc/kubernetes/pki/lost.crt");
  await expect(card.locator(".server-guilty")).toContainText("open /etc/kubernetes/pki/lost.crt: no such file or directory");
  await expect(flags).toHaveAttribute("aria-invalid", "true");
  await card.locator("summary").first().click();
  await expect(card.locator("summary").first()).toContainText("start-up error");
  await who(page).getByRole("button", { name: /The flag --client-ca-file/ }).click();
  await expect(flags).toBeFocused();
  expect(await flags.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe(
    "--client-ca-file=/etc/kubernetes/pki/lost.crt",
  );
  await card.getByRole("button", { name: "Add the file /etc/kubernetes/pki/lost.crt" }).click();
  await expect(page.getByRole("textbox", { name: "Text of /etc/kubernetes/pki/lost.crt" })).toBeFocused();
  await expect(outcome(page)).toHaveText("Anonymous");
});

test("flags stay as they are typed, and ignored ones are said", async ({ page }) => {
  await open(page);
  const card = await unfold(page, "Flags");
  const flags = card.getByRole("textbox", { name: "kube-apiserver flags" });
  const before = await flags.inputValue();
  await expect(card).toContainText("nothing to do with authentication: --advertise-address");
  await flags.fill(`${before}\n# nobody without a name\n  - --anonymous-auth=false\n`);
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await flags.blur();
  await expect(flags).toHaveValue(/# nobody without a name\n {2}- --anonymous-auth=false\n$/);
});

test("a file is edited, and an error in it stands beside it with its field", async ({ page }) => {
  await open(page);
  await (await unfold(page, "Strategies")).getByRole("switch", { name: "AuthenticationConfiguration" }).click();
  const card = await unfold(page, "Files");
  await card.locator("summary", { hasText: "tokens.csv" }).click();
  await page.getByRole("textbox", { name: "Text of /etc/kubernetes/pki/tokens.csv" }).fill("abc,somebody,7");
  await box(page).fill("abc");
  await expect(who(page).getByRole("button", { name: "somebody", exact: true })).toBeVisible();
  const configuration = card.locator("details", { hasText: "authentication-configuration.yaml" });
  await configuration.locator("summary").click();
  const text = configuration.getByRole("textbox");
  await text.fill((await text.inputValue()).replace("https://login", "http://login"));
  await expect(outcome(page)).toHaveText("The API server does not start");
  await expect(configuration).toContainText("URL scheme must be https");
  await expect(configuration).toContainText("It is about the field jwt[0].issuer.url");
  await configuration.getByRole("button", { name: /^Remove/ }).click();
  await expect(configuration).toBeHidden();
  await expect(card).toContainText("authentication-configuration.yaml is named by --authentication-config and does not exist");
});

test("objects are added, edited and removed, and a broken manifest is kept", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("builder.jwt"));
  await expect(outcome(page)).toHaveText("Authenticated");
  const card = await unfold(page, "Objects");
  const pod = card.locator("details", { hasText: "ci/job-7" });
  await pod.locator("summary").click();
  const manifest = pod.getByRole("textbox");
  const before = await manifest.inputValue();
  await manifest.fill(before.replace(/uid: .*/, "uid: another"));
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await manifest.fill(`${before}  labels: [\n`);
  await expect(pod).toContainText(/line \d+.*Until it can be read, the object stays as it was/s);
  await manifest.blur();
  await expect(manifest).toHaveValue(`${before}  labels: [\n`);
  await manifest.fill(before);
  await expect(outcome(page)).toHaveText("Authenticated");
  await pod.getByRole("button", { name: "Remove Pod ci/job-7" }).click();
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await card.getByRole("textbox", { name: "Add manifests" }).fill(`---\n${before}---\nkind: Node\nmetadata: {name: worker-2}\n`);
  await card.getByRole("button", { name: "Add to the objects" }).click();
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(card.getByRole("textbox", { name: "Add manifests" })).toHaveValue("");
});

test("an address that was asked in vain is filled in, and its answer edited", async ({ page }) => {
  await openEmpty(page);
  const strategies = await unfold(page, "Strategies");
  await strategies.getByRole("switch", { name: "Webhook" }).click();
  await box(page).fill("a-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  const card = await unfold(page, "Remote answers");
  const answer = card.locator("details");
  await answer.locator("summary").click();
  await answer.getByRole("button", { name: /^Remove the answer/ }).click();
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await card.getByRole("button", { name: /^Fill in an answer/ }).click();
  await expect(outcome(page)).toHaveText("Authenticated");
  const body = card.getByRole("textbox", { name: /^Body of/ });
  await expect(body).toBeFocused();
  await body.fill((await body.inputValue()).replace('"jane"', '"mary"'));
  await expect(who(page).locator(".username")).toHaveText("mary");
  const status = card.getByRole("spinbutton", { name: "Status" });
  await status.fill("500");
  await status.press("Enter");
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
});

test("the clock is moved, typed and given back, with the keyboard alone", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("expired.crt"));
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await topic(page, "Version and clock").locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("combobox", { name: "Rules of Kubernetes" })).toBeFocused();
  await page.keyboard.press("Tab");
  const clock = page.getByRole("textbox", { name: "Clock" });
  await expect(clock).toBeFocused();
  await page.keyboard.type("2026-03-01");
  await expect(outcome(page)).toHaveText("Authenticated");
  await expect(topic(page, "Version and clock")).toContainText(/It stands still, .* by your clock/);
  await page.keyboard.type("x");
  await expect(topic(page, "Version and clock")).toContainText('"2026-03-01x" is no time');
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(clock).toHaveValue("2026-02-28T00:00:00Z");
  await page.getByRole("button", { name: "yours, now" }).focus();
  await page.keyboard.press("Enter");
  await expect(clock).toHaveValue("");
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
});

test("the version's rules are chosen beside the clock, too", async ({ page }) => {
  await open(page);
  const card = await unfold(page, "Version and clock");
  await card.getByRole("combobox").selectOption("1.30");
  await expect(page.getByRole("combobox", { name: "Kubernetes", exact: true })).toHaveValue("1.30");
});

test("changes are shown line by line, and starting over takes them back", async ({ page }) => {
  await open(page);
  const card = await unfold(page, "Changes");
  await expect(card).toContainText("The server is as “A kubeadm cluster” has it.");
  const strategies = await unfold(page, "Strategies");
  await strategies.getByRole("radio", { name: "nowhere" }).check();
  await expect(card.locator(".added")).toHaveText("+     - --anonymous-auth=false\n");
  await expect(card.locator(".removed")).toHaveCount(0);
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await card.getByRole("button", { name: "Start over" }).click();
  await expect(card).toContainText("The server is as “A kubeadm cluster” has it.");
  await expect(outcome(page)).toHaveText("Anonymous");
});

test("an exported scenario opens with the same verdict", async ({ page }) => {
  await open(page);
  await box(page).fill(demo("jane.crt"));
  await expect(who(page).locator(".username")).toHaveText("jane");
  const card = await unfold(page, "Import and export");
  const saved = page.waitForEvent("download");
  await card.getByRole("button", { name: "Save as a file" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe("kubeadm.yaml");
  const text = readFileSync(await file.path(), "utf8");
  await choose(page, "The Pod is gone, its token lives on");
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await box(page).fill(text);
  await expect(who(page).locator(".username")).toHaveText("jane");
});

test("a private key is warned about before it is saved", async ({ page }) => {
  await open(page);
  const card = await unfold(page, "Import and export");
  await expect(card.locator(".secrets")).toBeHidden();
  const files = await unfold(page, "Files");
  await files.locator("summary", { hasText: "tokens.csv" }).click();
  await files.getByRole("textbox", { name: /tokens\.csv$/ }).fill(demo("jane.key"));
  await expect(card).toContainText("There is a private key in apiServer.files /etc/kubernetes/pki/tokens.csv");
  const saved = page.waitForEvent("download");
  await card.getByRole("button", { name: "Save as a file" }).click();
  expect(readFileSync(await (await saved).path(), "utf8")).not.toContain("PRIVATE KEY");
});

test("the manifest of a real server is imported as a file, and the token stays in the box", async ({ page }) => {
  await open(page);
  await box(page).fill("jane-demo-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  const card = await unfold(page, "Import and export");
  const flags = ["--client-ca-file=/etc/kubernetes/pki/ca.crt", "--anonymous-auth=false"];
  const manifest = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "kube-apiserver", namespace: "kube-system" },
    spec: { containers: [{ name: "kube-apiserver", command: ["kube-apiserver", ...flags] }] },
  };
  const choose = (name, text) =>
    card.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await choose("kube-apiserver.yaml", JSON.stringify(manifest));
  await expect(card).toContainText("kube-apiserver.yaml holds kube-apiserver's manifest or command with 2 kube-apiserver flags");
  await expect(box(page)).toHaveValue("jane-demo-token");
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  const flagCard = await unfold(page, "Flags");
  await expect(flagCard.getByRole("textbox", { name: "kube-apiserver flags" })).toHaveValue(flags.join("\n"));
  await choose("token.txt", "Authorization: Bearer x");
  await expect(card).toContainText("token.txt was not taken. It holds nothing for the server");
});

/** Cards first: what can be unfolded in them is drawn when they are. */
async function unfoldAll(page) {
  const unfold = () => page.evaluate(() => document.querySelectorAll("#annex-server details").forEach((details) => (details.open = true)));
  await unfold();
  await expect(server(page).locator(".server-body:empty")).toHaveCount(0);
  await unfold();
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing in the opened server: ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(120_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page);
      await expect(server(page).locator(".server")).toBeVisible();
      const everything = async (state) => {
        await unfoldAll(page);
        const { violations } = await new AxeBuilder({ page }).include("#sent").analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`), state).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), state).toBe(0);
      };
      await everything("as opened");
      await page.locator("#server-flags").fill("--client-ca-file=/lost\n--authentication-token-webhook-config-file=/x\n");
      await page.locator("#server-clock").fill("soon");
      await page.locator("#server-object-0").fill("kind: [");
      await expect(topic(page, "Flags").locator(".server-guilty")).toBeVisible();
      await expect(topic(page, "Objects")).toContainText("Until it can be read");
      await everything("broken");
    });
  }
}

for (const width of [768, 1024, 1920]) {
  test(`nothing of the server scrolls sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page);
    await expect(server(page).locator(".server")).toBeVisible();
    await unfoldAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}
