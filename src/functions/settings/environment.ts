// App settings as text, read when they are needed: loading the app never fails.
import { UsageError } from "../../shapes/errors.js";
import { parseTime } from "../../shapes/time.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Empty is as not there. */
export function setting(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === "" ? undefined : value;
}

/** @throws {UsageError} `setting-missing` */
export function required(environment: Environment, name: string): string {
  const value = setting(environment, name);
  if (value !== undefined) return value;
  throw new UsageError(`The app setting ${name} is missing.`, { code: "setting-missing", remedy: `Set ${name}.` });
}

/** One of a few words. @throws {UsageError} `bad-value` */
export function oneOf<W extends string>(environment: Environment, name: string, words: readonly W[], usual: W): W {
  const wanted = setting(environment, name) ?? usual;
  const found = words.find((word) => word === wanted.toLowerCase());
  if (found !== undefined) return found;
  throw badValue(name, wanted, `Use one of ${words.join(", ")}.`);
}

/** Only the word `true` switches anything on. @throws {UsageError} `bad-value` for what is neither true nor false */
export function isOn(environment: Environment, name: string): boolean {
  return oneOf(environment, name, ["true", "false"], "false") === "true";
}

/** Words with commas or spaces between them. */
export function words(text: string | undefined): readonly string[] {
  return (text ?? "").split(/[\s,;]+/).filter((word) => word !== "");
}

/** @returns epoch milliseconds. @throws {UsageError} `bad-value` */
export function timeIn(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw badValue(name, text, "Write it as ISO 8601, such as 2026-12-01T04:00:00Z.");
}

/** @throws {UsageError} `bad-value` for what is no whole number of at least `least` */
export function wholeNumber(environment: Environment, name: string, usual: number, least: number): number {
  const text = setting(environment, name);
  if (text === undefined) return usual;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least) return value;
  throw badValue(name, text, `Write a whole number of at least ${least}.`);
}

/** @throws {UsageError} `bad-value` for what is no address of the web by HTTPS */
export function httpsAddress(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:") return text.replace(/\/$/, "");
  // The value itself is not shown: addresses of channels are secrets.
  throw new UsageError(`${name} is not an address that begins with https://.`, {
    code: "bad-value",
    remedy: `Set ${name} to the whole address. Where it is a Key Vault reference, see whether the app can read that secret.`,
  });
}

export function badValue(name: string, value: string, remedy: string): UsageError {
  return new UsageError(`The app setting ${name} is "${value.slice(0, 100)}".`, { code: "bad-value", remedy });
}
