// When an exclusion ends, who ends it then, and how that is kept in the account's mark.
import { betterPass, type PassFor } from "../conditional-access/better-pass.js";
import type { Freed } from "../conditional-access/exclusion.js";
import type { ExclusionWishes } from "../conditional-access/exclusion-wishes.js";
import { expiryChange } from "../conditional-access/expiry.js";
import type { UserSubject } from "../conditional-access/subject.js";
import { GuardError } from "../shapes/errors.js";
import type { MarkExclusionChange, MarkedExclusion } from "../shapes/exclusion-change.js";
import { fitsMark, markContent, markTooSmall } from "../shapes/mark-content.js";
import type { RunRecord } from "../shapes/run.js";
import { minuteOf } from "../shapes/time.js";
import type { Mark } from "../tenant/marks.js";
import type { ExclusionSubject } from "./exclusion-survey.js";
import type { Session } from "./session.js";

export interface ExclusionEnd {
  readonly changes: readonly MarkExclusionChange[];
  readonly warnings: readonly string[];
  /** Names, or ids, of those whose exclusion ends then, whether that is written down already or not. */
  readonly names: readonly string[];
  /** Ids of accounts that are excluded already, and get a new end. */
  readonly prolonged: ReadonlySet<string>;
}

type User = ExclusionSubject & { readonly subject: UserSubject & { readonly userId: string } };

const NO_END: ExclusionEnd = { changes: [], warnings: [], names: [], prolonged: new Set() };

/**
 * The marks as they shall be.
 * @param until ISO 8601; null: the exclusion has no end
 * @throws {GuardError} `mark-unknown`, `mark-too-large`: what is not known to be written down is not begun
 */
export function ends(
  users: readonly User[],
  {
    freed,
    until,
    typed,
    passFor,
  }: Pick<Session, "typed"> & {
    readonly freed: readonly Freed[];
    readonly until: string | null;
    readonly passFor: (user: User) => PassFor;
  },
): ExclusionEnd {
  if (until === null) return NO_END;
  const prolonged = new Set<string>();
  const names: string[] = [];
  const warnings: string[] = [];
  const changes = users.flatMap((user) => {
    const { subject, mark } = user;
    const policyIds = freed.filter((one) => one.subject === subject.name).map(({ policyId }) => policyId);
    if (mark === undefined || mark.state === "unknown") {
      if (policyIds.length === 0) return [];
      throw new GuardError(
        `Until when ${subject.name} is excluded is kept in its mark, and that could not be read: ${mark?.reason ?? "it was not asked for."}`,
        { code: "mark-unknown", remedy: mark?.remedy ?? "Report this: it is a fault of this program." },
      );
    }
    const before = markedExclusion(mark.value);
    if (policyIds.length === 0 && (before?.excludedFrom.length ?? 0) === 0) return [];
    // As it can be typed in any shell.
    names.push(/^[\w.@-]+$/.test(subject.name) ? subject.name : subject.userId);
    const change = expiryChange({ userPrincipalName: subject.name, userId: subject.userId }, before, until, policyIds);
    if (change !== null && policyIds.length === 0) prolonged.add(subject.userId);
    if (change === null) return [];
    const pass = betterPass(passFor(user), typed);
    refuseTooMany(mark.value, subject.name, change.after, pass);
    warnings.push(...shortened(subject.name, before, until), pass);
    return [change];
  });
  return { changes, warnings, names, prolonged };
}

/** Before anything is written: an end that could not be kept would leave it excluded without one. */
function refuseTooMany(mark: Mark | null, name: string, after: MarkedExclusion | null, pass: string): void {
  if (fitsMark(markContent(mark?.content ?? null, after))) return;
  throw new GuardError(markTooSmall(name, after), { code: "mark-too-large", remedy: pass });
}

/** Whoever works with it until then is told that it ends sooner. */
function shortened(name: string, before: MarkedExclusion | null, until: string): readonly string[] {
  if (before === null || !(Date.parse(before.excludedUntil) > Date.parse(until))) return [];
  return [
    `The exclusion of ${name} is shortened from ${minuteOf(before.excludedUntil)} to ${minuteOf(until)}, also in the policies that it is excluded from already.`,
  ];
}

function markedExclusion(mark: Mark | null): MarkedExclusion | null {
  if (mark?.excludedUntil == null) return null;
  return { excludedUntil: mark.excludedUntil, excludedFrom: mark.excludedFrom ?? [] };
}

/**
 * The end that is planned: that of the saved plan, or of the run that was cut and is gone on with, else counted from now.
 * @param now the service's time, epoch milliseconds
 * @throws {GuardError} `plan-expired` where a saved plan's end has come, or is further away than it may be
 */
export function endOf(
  { expiresMs, until }: Pick<ExclusionWishes, "expiresMs" | "until">,
  openRun: RunRecord | null,
  now: number,
): string | null {
  if (expiresMs === null) return null;
  if (until !== null) {
    const left = Date.parse(until) - now;
    if (left > 0 && left <= expiresMs + CLOCKS_DIFFER_MS) return until;
    throw new GuardError(`The plan is for an exclusion until ${minuteOf(until)}, and it is too late for that.`, {
      code: "plan-expired",
      remedy: "Save the plan anew with --plan-out: the hours are counted from then.",
    });
  }
  const earlier = untilOf(openRun, expiresMs);
  if (earlier !== null && Date.parse(earlier) > now) return earlier;
  return new Date(Math.floor((now + expiresMs) / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

/** Answers of different machines of the service, one after the other. */
const CLOCKS_DIFFER_MS = 60_000;

function untilOf(run: RunRecord | null, expiresMs: number): string | null {
  const wishes = run?.wishes;
  if (typeof wishes !== "object" || wishes === null || !("until" in wishes) || !("expiresMs" in wishes)) return null;
  return wishes.expiresMs === expiresMs && typeof wishes.until === "string" ? wishes.until : null;
}

/** How it is taken back, and that nobody does so by itself. */
export function takenBack(until: string, names: readonly string[], { typed }: Pick<Session, "typed">) {
  const line = typed(`mfa-exclusion remove --expired ${names.map((name) => `--for ${name}`).join(" ")}`);
  return { until, by: null, line };
}

type TakenBack = ReturnType<typeof takenBack> | null;

/**
 * After consent and before the first write.
 * @param now the service's time, epoch milliseconds
 * @throws {GuardError} `end-passed`: nobody would be excluded for the time that was agreed on, and nobody might end it
 */
export function refuseEnded(end: TakenBack, now: number): void {
  if (end === null || Date.parse(end.until) > now) return;
  throw new GuardError(`The exclusion was to end at ${minuteOf(end.until)}, and that is past. Nothing was changed.`, {
    code: "end-passed",
    remedy: "Run the same command again, or save its plan anew: the hours are counted from then.",
  });
}

/** The end may come while it is written. */
export function endedMeanwhile(end: TakenBack, now: number): readonly string[] {
  if (end === null || Date.parse(end.until) > now) return [];
  return [
    `The exclusion's end, ${minuteOf(end.until)}, has passed while it was written. Take it back now: ${end.line}`,
  ];
}
