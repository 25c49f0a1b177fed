// How a person uses the page: the words of the tests.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { expect } from "./site.mjs";

/** A file of the site's demonstration folder. */
export const demo = (name) => readFileSync(new URL(`../../static/demo/${name}`, import.meta.url), "utf8");

/** Opens the page and waits for its first answer. */
export async function open(page) {
  await page.goto("./");
  await expect(page.getByTestId("outcome")).toBeAttached();
}

export const box = (page) => page.getByRole("textbox", { name: /^Paste a token/ });
export const outcome = (page) => page.getByTestId("outcome");
export const who = (page) => page.getByRole("region", { name: "Who you are" });
export const walk = (page) => page.getByRole("region", { name: "The walk through the API server" });

/** Pastes with the keyboard, from the real clipboard, wherever the focus is. */
export async function paste(page, text) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("ControlOrMeta+V");
}

export async function pasteIntoBox(page, text) {
  await box(page).focus();
  await paste(page, text);
}

/** Opens a scenario of the gallery by its file. */
export async function choose(page, name) {
  await page.getByRole("combobox", { name: "Scenario" }).selectOption(`gallery/${name}.yaml`);
}

/** Goes to a place of the page, as its links do. */
export async function goTo(page, route) {
  await page.evaluate((route) => (location.hash = route), route);
}

/** What axe has to say, one line a rule. */
export async function axe(page, part) {
  const builder = new AxeBuilder({ page });
  const { violations } = await (part ? builder.include(part) : builder).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}

/** By how many pixels the page is too wide. */
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** A signed-looking token; its signature is nonsense. */
export function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", kid: "" })}.${part(claims)}.c2lnbmF0dXJl`;
}
