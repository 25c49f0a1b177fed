// Whatever people have at hand: pasted, dropped or opened, it is recognised, put into its place and answered.
import { expect, test } from "./site.mjs";
import { box, demo, open, outcome, pasteIntoBox, who } from "./page.mjs";

const base64 = (data) => Buffer.from(data).toString("base64");
const der = (pem) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
const hex = (pem) => der(pem).toString("hex");

const TOKEN = demo("builder.jwt").trim();
const JANE = demo("jane.crt");

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- {name: k, cluster: {server: 'https://192.168.56.10:6443'}}
contexts:
- {name: jane@k, context: {cluster: k, user: jane}}
- {name: builder@k, context: {cluster: k, user: builder}}
current-context: jane@k
users:
- name: jane
  user:
    client-certificate-data: ${base64(JANE)}
    client-key-data: ${base64(demo("jane.key"))}
- name: builder
  user: {token: ${TOKEN}}
`;

const klog = (line) => `I1123 12:00:00.123456   12345 round_trippers.go:473] ${line}\n`;

const BUILDER = {
  "a token": TOKEN,
  "in quotes, with white space": `\n   "${TOKEN}"  \n`,
  "broken into lines": TOKEN.match(/.{1,64}/g).join("\n"),
  "with invisible characters": `\u200b${TOKEN}\ufeff\u00a0`,
  "a header": `authorization: bearer ${TOKEN}`,
  "a request": `GET /api/v1/pods HTTP/1.1\r\nHost: k\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
  "a curl command": `$ curl -sk -H "Authorization: Bearer ${TOKEN}" \\\n    -H 'Accept: application/json' https://k:6443/api/v1/pods`,
  "what curl -v prints": `* TLSv1.3 (OUT)\n> GET /api HTTP/2\n> Host: k:6443\n> authorization: Bearer ${TOKEN}\n> \n< HTTP/2 401`,
  "kubectl -v=8": klog("GET https://k:6443/api/v1/pods") + klog("Request Headers:") + klog(`    Authorization: Bearer ${TOKEN}`),
  "kubectl -v=9": klog(`curl -v -XGET -H "Authorization: Bearer ${TOKEN}" 'https://k:6443/api/v1/pods'`),
  "an OAuth answer": `{"access_token":"${TOKEN}","token_type":"Bearer"}`,
  "a TokenReview": JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token: TOKEN } }),
  "a Secret": `apiVersion: v1\nkind: Secret\nmetadata: {name: t, namespace: ci, annotations: {kubernetes.io/service-account.name: builder}}\ntype: kubernetes.io/service-account-token\ndata: {token: ${base64(TOKEN)}}\n`,
  "kubectl describe secret": `Name:  t\nNamespace:  ci\n\nData\n====\nnamespace:  2 bytes\ntoken:      ${TOKEN}\n`,
  "a link": `https://app.example.com/#id_token=${TOKEN}&state=x`,
  "a chat message": `Hi, this gives me a 401:\n\n\`\`\`\n${TOKEN}\n\`\`\`\nany idea?`,
};

const CERTIFICATE = {
  PEM: JANE,
  "indented PEM": JANE.replace(/^/gm, "      "),
  "PEM with line numbers": JANE.trim().split("\n").map((line, at) => `${String(at + 1).padStart(4)}  ${line}`).join("\n"),
  "PEM on one line": JANE.trim().replaceAll("\n", "\\n"),
  "PEM in base64": base64(JANE),
  "DER in base64": base64(der(JANE)),
  "DER in hex": hex(JANE),
  "DER in hex with colons": hex(JANE).match(/../g).join(":"),
  "a kubeconfig": KUBECONFIG,
  "a TLS Secret": `apiVersion: v1\nkind: Secret\nmetadata: {name: t}\ntype: kubernetes.io/tls\ndata: {tls.crt: ${base64(JANE)}, tls.key: ${base64(demo("jane.key"))}}\n`,
};

const said = (page) => page.locator(".recognised");

test("a token is found in whatever it comes in", async ({ page }) => {
  await open(page);
  for (const [name, text] of Object.entries(BUILDER)) {
    await box(page).fill(text);
    await expect(who(page).locator(".username"), name).toHaveText("system:serviceaccount:ci:builder");
    await expect(said(page), name).toContainText("Looks like");
    await box(page).fill("");
    await expect(outcome(page), name).toHaveText("Anonymous");
  }
});

test("a certificate is found in whatever it comes in", async ({ page }) => {
  await open(page);
  for (const [name, text] of Object.entries(CERTIFICATE)) {
    await box(page).fill(text);
    await expect(who(page).locator(".username"), name).toHaveText("jane");
    await box(page).fill("");
    await expect(outcome(page), name).toHaveText("Anonymous");
  }
});

test("several things at once go each into its place", async ({ page }) => {
  await open(page);
  const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: late, namespace: ci, uid: abc}\n";
  await pasteIntoBox(page, `${JANE}\nAuthorization: Bearer ${TOKEN}\n---\n${account}---\n- --anonymous-auth=false\n`);
  await expect(who(page).locator(".username")).toHaveText("jane");
  for (const part of ["a client certificate", "header lines with a service-account JWT", "the ServiceAccount ci/late", "kube-apiserver flag"]) {
    await expect(said(page)).toContainText(part);
  }
});

test("it says how sure it is", async ({ page }) => {
  await open(page);
  for (const [text, word] of [[TOKEN, "certain"], ["abcdef.0123456789abcdef", "likely"], ["some-opaque-token", "a guess"]]) {
    await box(page).fill(text);
    await expect(said(page).locator(".tag")).toHaveText(word);
  }
});

test("a wrong guess about one of several pieces is overridden, and undone", async ({ page }) => {
  await open(page);
  await pasteIntoBox(page, `${demo("ca.crt")}\n\nAuthorization: Bearer jane-demo-token\n`);
  await expect(who(page).locator(".username")).toHaveText("jane");
  const choice = said(page).locator(".piece").nth(1).getByRole("combobox");
  await choice.selectOption("as a CA for proxies");
  await expect(said(page)).toContainText("authority of authenticating proxies");
  await choice.selectOption("not at all");
  await expect(said(page)).not.toContainText("authority of authenticating proxies");
  await pasteIntoBox(page, `jane-demo-token\n${demo("front-proxy-ca.crt")}`);
  await expect(said(page).locator(".piece").nth(1)).toContainText(/authorit(y|ies) of authenticating proxies/);
  await page.getByRole("button", { name: "undo" }).click();
  await expect(choice).toHaveValue("leaveOut");
});

/** Drops files onto the page, as from a folder; a number is that many bytes. */
async function drop(page, files) {
  const data = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of files) transfer.items.add(new File([new Uint8Array(bytes)], name));
    return transfer;
  }, files.map(({ name, content }) => ({ name, bytes: typeof content === "number" ? content : [...Buffer.from(content)] })));
  await page.dispatchEvent("body", "dragenter", { dataTransfer: data });
  await expect(page.locator(".drop")).toHaveClass(/over/);
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
  await expect(page.locator(".drop")).not.toHaveClass(/over/);
}

test("files are dropped anywhere, binary ones and several at once, and undo leads back", async ({ page }) => {
  await open(page);
  await box(page).fill("typed-before");
  await expect(page.getByRole("button", { name: "open files" })).toBeVisible();
  await drop(page, [
    { name: "jane.der", content: der(JANE) },
    { name: "jane.key", content: demo("jane.key") },
    { name: "flags.txt", content: "--anonymous-auth=false" },
  ]);
  await expect(who(page).locator(".username")).toHaveText("jane");
  await expect(said(page)).toContainText("a client certificate in jane.der");
  await expect(said(page)).toContainText("a private key in jane.key");
  await expect(said(page)).toContainText("flag in flags.txt");
  await page.getByRole("button", { name: "undo" }).click();
  await expect(box(page)).toHaveValue("typed-before");
});

test("a dropped file that the server misses takes its place by its name", async ({ page }) => {
  await open(page);
  await page.locator("summary", { hasText: /^Flags/ }).click();
  const flags = page.getByRole("textbox", { name: "kube-apiserver flags" });
  await flags.fill((await flags.inputValue()).replace("pki/ca.crt", "pki/clients-ca.crt"));
  await expect(outcome(page)).toHaveText("The API server does not start");
  await drop(page, [
    { name: "clients-ca.crt", content: demo("ca.crt") },
    { name: "jane.crt", content: JANE },
  ]);
  await expect(said(page)).toContainText("taken for the file /etc/kubernetes/pki/clients-ca.crt");
  await expect(who(page).locator(".username")).toHaveText("jane");
});

test("files are opened with the button, which the keyboard reaches", async ({ page }) => {
  await open(page);
  const button = page.getByRole("button", { name: "open files" });
  await button.focus();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  expect(chooser.isMultiple()).toBe(true);
  await chooser.setFiles([{ name: "token", mimeType: "", buffer: Buffer.from(`\ufeff${TOKEN}\n`, "utf16le") }]);
  await expect(who(page).locator(".username")).toHaveText("system:serviceaccount:ci:builder");
});

test("a dropped scenario is opened, and one that is too large is refused", async ({ page }) => {
  await open(page);
  await box(page).fill("typed-before");
  await expect(page.getByRole("button", { name: "open files" })).toBeVisible();
  await drop(page, [{ name: "huge.bin", content: 5 << 20 }]);
  await expect(page.getByRole("alert")).toContainText("huge.bin is larger than 4 MB");
  await expect(box(page)).toHaveValue("typed-before");
  const scenario = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: mine, title: My own cluster}\napiServer: {args: [--anonymous-auth=false]}\n";
  await drop(page, [{ name: "s.yaml", content: scenario }]);
  await expect(page.getByRole("combobox", { name: "Scenario" }).locator("option:checked")).toHaveText("My own cluster");
});
