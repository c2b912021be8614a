// What an operator wishes of a watch, from the words of the options. Nothing is asked of the tenant for it.
import { isVersion } from "../knowledge/version-numbers.js";
import { durationOption } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";
import { parseTime } from "../shapes/time.js";
import { textOfCondition, type WaitCondition } from "../sync/wait-conditions.js";
import { checkNamed } from "./check-ids.js";

const USUAL_PAUSE_MS = 30_000;
/** Two looks, each with one or two requests to Conditional Access (one per second for all programs together), leave room for others. */
const SHORTEST_PAUSE_MS = 15_000;
/** A day: longer ones are slips, and timers of Node end at 24 days. */
const LONGEST_PAUSE_MS = 86_400_000;

/**
 * Milliseconds from one look to the next.
 * @param text of `--watch`; true: none was given
 * @throws {UsageError}
 */
export function parsePause(text: string | true | undefined): number {
  if (text === undefined || text === true) return USUAL_PAUSE_MS;
  const ms = durationOption("--watch", text, "Write it like 30s or 5m, 15s at least, or leave it out: 30s.");
  if (ms >= SHORTEST_PAUSE_MS && ms <= LONGEST_PAUSE_MS) return ms;
  const [what, remedy] =
    ms < SHORTEST_PAUSE_MS
      ? ["more often than Microsoft's limits allow", "15s or longer"]
      : ["more than a day between two looks", "a day or less"];
  throw new UsageError(`--watch ${text}: ${what}.`, { code: "bad-watch", remedy: `Give ${remedy}.` });
}

const CONDITIONS = "active=NAME, version=V, synced, password-synced, proven=ID, or the id of a check such as SYNC-012";

/**
 * @param parts of `--wait-for`
 * @param checks ids of the only checks that are made; undefined: all
 * @throws {UsageError}
 */
export function parseConditions(
  parts: readonly string[],
  checks: readonly string[] | undefined,
): readonly WaitCondition[] {
  const conditions = parts.map((part) => parseCondition(part));
  const left = conditions.find((one) => one.kind === "check" && checks?.includes(one.id) === false);
  if (left?.kind === "check")
    throw new UsageError(`--wait-for names ${left.id}, and --checks leaves it out.`, {
      code: "contradiction",
      remedy: `Add ${left.id} to --checks, or leave out --checks.`,
    });
  const texts = conditions.map(textOfCondition);
  return conditions.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
}

function parseCondition(part: string): WaitCondition {
  const [, name = "", value] = /^([^=]*?)(?:\s*=\s*(.*))?$/s.exec(part.trim()) ?? [];
  if (name === "active" && value !== undefined && value !== "") return { kind: "active", server: value };
  if (name === "version" && value !== undefined && isVersion(value)) return { kind: "version", version: value };
  if (name === "proven" && value !== undefined && value !== "") return { kind: "proven", identity: value };
  if ((name === "synced" || name === "password-synced") && value === undefined) return { kind: name };
  if (/^SYNC-/i.test(name) && value === undefined) return { kind: "check", id: checkNamed(name.toUpperCase()) };
  throw new UsageError(`--wait-for has no "${part}".`, { code: "bad-condition", remedy: `Use ${CONDITIONS}.` });
}

/**
 * @param text of `--maintenance-until`
 * @returns epoch milliseconds
 * @throws {UsageError}
 */
export function parseMaintenance(text: string): number {
  const time = parseTime(text.trim());
  if (time !== undefined) return time;
  throw new UsageError(`--maintenance-until is no time: "${text}".`, {
    code: "bad-time",
    remedy: "Write it like 2026-11-23T06:00Z or 2026-11-23T07:00+01:00; without a zone it is UTC.",
  });
}
