// What belongs to the server is recognised on paste and put into its place.
import { expect, test } from "./site.mjs";
import { box, demo, open, outcome, pasteIntoBox, walk, who } from "./page.mjs";

test.beforeEach(({ page }) => open(page));

const said = (page) => page.locator(".recognised");

test("a pasted TokenReview is what a webhook answers", async ({ page }) => {
  const review = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenReview",
    status: { authenticated: true, user: { username: "mary", uid: "7", groups: ["ops"] } },
  };
  await pasteIntoBox(page, JSON.stringify(review, null, 2));
  await expect(said(page)).toContainText("Looks like a TokenReview with an answer");
  await expect(said(page)).toContainText("No webhook was configured");
  await pasteIntoBox(page, "opaque-session-token");
  await expect(outcome(page)).toHaveText("Authenticated");
  for (const value of ["mary", "ops"]) {
    await expect(who(page).getByRole("button", { name: value, exact: true })).toBeVisible();
  }
  await expect(walk(page).getByRole("button", { name: /webhook/i }).first()).toHaveAttribute("aria-expanded", "true");
  await page.getByRole("button", { name: "undo" }).click();
  await expect(box(page)).toHaveValue(/TokenReview/);
  await page.getByRole("button", { name: "undo" }).click();
  await expect(outcome(page)).toHaveText("Anonymous");
});

test("the Pod that was deleted comes back with its manifest", async ({ page }) => {
  const token = demo("deleted-pod.jwt").trim();
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  const { namespace, pod } = claims["kubernetes.io"];
  await pasteIntoBox(page, token);
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  const manifest = [
    "apiVersion: v1",
    "kind: Pod",
    "metadata:",
    `  name: ${pod.name}`,
    `  namespace: ${namespace}`,
    `  uid: ${pod.uid}`,
    "spec:",
    `  serviceAccountName: ${claims["kubernetes.io"].serviceaccount.name}`,
  ].join("\n");
  await pasteIntoBox(page, `\`\`\`yaml\n${manifest}\n---\n\`\`\`\n${token}\n`);
  await expect(said(page)).toContainText(`Looks like the Pod ${namespace}/${pod.name}`);
  await expect(said(page)).toContainText("Looks like a service-account JWT bound to a Pod");
  await expect(outcome(page)).toHaveText("Authenticated");
  await page.getByRole("button", { name: "clear", exact: true }).click();
  await pasteIntoBox(page, token);
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
});

test("a pasted AuthenticationConfiguration becomes a file with its flag", async ({ page }) => {
  const configuration = (field) =>
    `apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  ${field}: false\n`;
  await pasteIntoBox(page, configuration("enabled"));
  await expect(said(page)).toContainText("Looks like an AuthenticationConfiguration (v1)");
  await expect(said(page)).toContainText("The flag --authentication-config was added.");
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await pasteIntoBox(page, configuration("enabeld"));
  await expect(outcome(page)).toHaveText("The API server does not start");
  await expect(who(page)).toContainText("enabeld");
});

test("bare flags are put among the others", async ({ page }) => {
  await pasteIntoBox(page, "- --anonymous-auth=false");
  await expect(said(page)).toContainText("Looks like a kube-apiserver flag");
  await expect(outcome(page)).toHaveText("Nobody · 401 Unauthorized");
  await page.getByRole("button", { name: "clear", exact: true }).click();
  await expect(outcome(page)).toHaveText("Anonymous");
});
