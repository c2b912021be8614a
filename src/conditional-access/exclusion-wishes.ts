// What `mfa-exclusion add` and `remove` are asked for, as plain data: a saved plan is made anew from it.
import { describeDuration, durationOption } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";
import type { Typed } from "../shapes/typed.js";
import { betterPass, type PassFor } from "./better-pass.js";
import { parseRanges } from "./cidr.js";

export interface ExclusionWishes {
  /** `sync`, `svc`, user principal names, app ids. */
  readonly for: readonly string[];
  /** Null: by the role for those that synchronise, by user for everybody else. */
  readonly via: "role" | "user" | "group" | null;
  /** Of the group; null: the usual one. */
  readonly groupName: string | null;
  /** Ids of policies that are changed although witnesses disagree, or it cannot be told whether they bind. */
  readonly policies: readonly string[];
  /** From the exclusion on; null: without an end. */
  readonly expiresMs: number | null;
  /** The end that a saved plan, or a run that was cut, has told already (ISO 8601, UTC); null: it is counted from now. */
  readonly until: string | null;
  /** CIDR ranges; null: no lock is wished. */
  readonly lockTo: readonly string[] | null;
  readonly enforce: boolean;
  readonly acceptHuman: boolean;
  readonly acceptUnprotected: boolean;
}

export interface EndingWishes {
  readonly for: readonly string[];
  readonly policies: readonly string[];
  /** Only what is past its time. */
  readonly expired: boolean;
}

export const NO_EXCLUSION_WISHES: ExclusionWishes = {
  for: ["sync"],
  via: null,
  groupName: null,
  policies: [],
  expiresMs: null,
  until: null,
  lockTo: null,
  enforce: false,
  acceptHuman: false,
  acceptUnprotected: false,
};

/**
 * As they are kept in plans and journals: the policies, and what is not as usual. So a plan that an earlier version saved
 * is the same plan.
 */
export function keptWishes(wishes: ExclusionWishes): Partial<ExclusionWishes> {
  const told = Object.entries(wishes).filter(
    ([name, value]) =>
      name === "policies" ||
      JSON.stringify(value) !== JSON.stringify(NO_EXCLUSION_WISHES[name as keyof ExclusionWishes]),
  );
  return Object.fromEntries(told);
}

const MINUTE = 60_000;
/** Longer, an administrator without a second factor is no exception any more. */
const LONGEST_MS = 24 * 60 * MINUTE;
const SHORTEST_MS = 5 * MINUTE;
/** Of a group's display name. Source: Microsoft Graph, "group resource type". */
const LONGEST_NAME = 256;

/** @throws {UsageError} */
export function parseVia(text: string): Pick<ExclusionWishes, "via" | "groupName"> {
  if (text === "role" || text === "user" || text === "group") return { via: text, groupName: null };
  const name = /^group:(.*)$/s.exec(text)?.[1];
  if (name !== undefined) return { via: "group", groupName: checkGroupName(name) };
  throw new UsageError(`--via is role, user, group or group:NAME, not "${text}".`, {
    code: "bad-via",
    remedy: "Leave it out: those that synchronise are excluded by their role, others as users.",
  });
}

function checkGroupName(name: string): string {
  const text = name.trim();
  if (text !== "" && text.length <= LONGEST_NAME && !/[\p{Cc}\p{Cf}]/u.test(text)) return text;
  throw new UsageError("That is no name for a group.", {
    code: "bad-group-name",
    remedy: `Write --via group:NAME with 1 to ${LONGEST_NAME} visible characters.`,
  });
}

/** @throws {UsageError} */
export function parseExpiry(text: string): number {
  const ms = durationOption("--expires", text, EXPIRY_LIMITS);
  checkExpiry(ms);
  return ms;
}

const EXPIRY_LIMITS = "Use whole minutes from 5m to 24h, such as --expires 8h.";

function checkExpiry(ms: number): void {
  if (ms % MINUTE === 0 && ms >= SHORTEST_MS && ms <= LONGEST_MS) return;
  throw new UsageError(`An exclusion cannot be given for ${describeDuration(ms)}.`, {
    code: "bad-expiry",
    remedy: EXPIRY_LIMITS,
  });
}

/**
 * What can be told of the wishes before anything is read.
 * @throws {UsageError} for wishes that contradict one another, or that nothing could fulfil
 */
export function checkExclusionWishes(wishes: ExclusionWishes): void {
  const { via, groupName, expiresMs, lockTo, enforce, policies } = wishes;
  const asked = wishes.for.map((one) => one.trim().toLowerCase());
  if (asked.length === 0 || asked.includes(""))
    throw new UsageError("--for names nobody.", {
      code: "bad-subject",
      remedy: "Leave it out for the sync identities, or write --for svc, or --for NAME@DOMAIN.",
    });
  if (groupName !== null) {
    if (via !== "group") throw contradiction("A group's name goes with --via group only.");
    checkGroupName(groupName);
  }
  if (via === "role" && asked.includes("svc")) throw notByRole("The service account");
  if (expiresMs !== null) checkExpiry(expiresMs);
  if (expiresMs !== null && asked.includes("sync")) throw endOfSync();
  if (expiresMs === null && asked.includes("svc"))
    throw endMissing({ name: "the service account", setup: ["setup-svc-account"] });
  if (enforce && lockTo === null) throw contradiction("--enforce switches the lock on: it goes with --lock-to only.");
  if (lockTo?.length === 0) throw contradiction("--lock-to names no address.");
  if (lockTo !== null) parseRanges(lockTo);
  if (policies.some((id) => id.trim() === "")) throw contradiction("--policy names no policy.");
}

export function notByRole(who: string): UsageError {
  return new UsageError(
    `${who} cannot be excluded by a role: everybody else with that role would be excluded, too, such as every Hybrid Identity Administrator.`,
    { code: "via-role", remedy: "Use --via user or --via group, or leave --via out." },
  );
}

export function endOfSync(): UsageError {
  return new UsageError(
    "--expires is not for those that synchronise: when the exclusion ends, synchronisation stops, and nobody is there to notice.",
    {
      code: "expires-of-sync",
      remedy:
        "Leave --expires out. When the account is not used any more: aadc-cloud mfa-exclusion remove. Ask for others by themselves.",
    },
  );
}

export function endMissing(who: PassFor, typed?: Typed): UsageError {
  return new UsageError(`Of an administrator an exclusion needs an end: ${who.name} is excluded for hours only.`, {
    code: "expiry-missing",
    remedy: `Add --expires 8h. ${betterPass(who, typed)}`,
  });
}

function contradiction(what: string): UsageError {
  return new UsageError(what, {
    code: "contradicting-options",
    remedy: "aadc-cloud mfa-exclusion add --help shows what goes together.",
  });
}
