// What an operator wishes of verify-sync, from the words of the options. Nothing is asked of the tenant for it.
import { isVersion } from "../knowledge/version-numbers.js";
import { durationOption } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";
import type { CheckWishes } from "../sync/judged.js";

/**
 * @param text of `--min-version`
 * @throws {UsageError}
 */
export function parseMinVersion(text: string): string {
  if (isVersion(text.trim())) return text.trim();
  throw new UsageError(`--min-version is no version: "${text}".`, {
    code: "bad-version",
    remedy: "Write it like 2.6.84.0.",
  });
}

const EXAMPLE = "Write it like warn=90m,error=3h; either one may be left out.";

/**
 * @param parts of `--max-age`, such as `warn=90m` and `error=3h`
 * @throws {UsageError}
 */
export function parseMaxAge(parts: readonly string[]): CheckWishes["maxAge"] {
  let [warningMs, errorMs]: [number | null, number | null] = [null, null];
  for (const part of parts) {
    const [, name, text] = /^(warn|error)\s*=\s*(.*)$/s.exec(part.trim()) ?? [];
    if (name === undefined || text === undefined)
      throw new UsageError(`--max-age has no "${part}".`, { code: "bad-max-age", remedy: EXAMPLE });
    if ((name === "warn" ? warningMs : errorMs) !== null)
      throw new UsageError(`--max-age says ${name} twice.`, { code: "bad-max-age", remedy: EXAMPLE });
    const ms = durationOption("--max-age", text, EXAMPLE);
    if (name === "warn") warningMs = ms;
    else errorMs = ms;
  }
  if (warningMs !== null && errorMs !== null && errorMs < warningMs)
    throw new UsageError("--max-age: what is an error would not be a warning yet.", {
      code: "bad-max-age",
      remedy: "Let error be as long as warn, or longer.",
    });
  return { warningMs, errorMs };
}
