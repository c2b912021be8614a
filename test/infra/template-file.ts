// The files under test, and a file with one thing changed, to see that a check notices.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

export const TEMPLATE_TEXT = fileText("infra/azuredeploy.json");
export const BICEP_TEXT = fileText("infra/main.bicep");

export function fileText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

export function parsed(text: string): unknown {
  return JSON.parse(text);
}

/** @throws {Error} when the text does not have what is to be changed: the test would prove nothing */
export function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`There is no ${from} to be changed.`);
  return text.replace(from, () => to);
}
