// What is waited for, from look to look: whether it holds, what is told of it, and what is said when it never did.
import type { ResultOf } from "../report/result-schemas.js";
import { describeDuration } from "../shapes/duration.js";
import { DeadlineError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { listen, type Stillness } from "../sync/silence.js";
import type { Sight } from "../sync/transitions.js";
import { type Held, judgeCondition, type WaitCondition } from "../sync/wait-conditions.js";
import type { CanaryUser } from "../tenant/canary.js";
import { type Canary, judgeCanary } from "./canary.js";

export interface Wait {
  readonly conditions: readonly WaitCondition[];
  readonly canary: Canary | null;
  /** The service's time of the first look, or of the canary's, epoch milliseconds; null: there was none yet. */
  readonly since: number | null;
  readonly stillness: Stillness | null;
  /** At the last look; null: there was none yet. */
  readonly last: readonly Held[] | null;
  /** All of it held at the look before, and that look did not fail. */
  readonly heldBefore: boolean;
}

type WaitReport = NonNullable<NonNullable<ResultOf<"verify-sync">["watch"]>["wait"]>;

export function beginWait(conditions: readonly WaitCondition[], canary: Canary | null): Wait {
  return { conditions, canary, since: canary?.since ?? null, stillness: null, last: null, heldBefore: false };
}

/**
 * @param proofs of the identities whose quarantine is waited for
 * @returns the wait after this look, what results tell of it, and lines for the person
 */
export function waitOn(
  wait: Wait,
  sight: Sight,
  canaryNow: Fact<CanaryUser | null> | null,
  proofs: readonly Held[] = [],
): { readonly wait: Wait; readonly report: WaitReport; readonly lines: readonly string[] } {
  const at = Date.parse(sight.snapshot.takenAt);
  const since = wait.since ?? at;
  const now = [
    ...wait.conditions.flatMap((condition) =>
      condition.kind === "proven" ? [] : [judgeCondition(condition, sight, since)],
    ),
    ...proofs,
    ...(wait.canary === null || canaryNow === null ? [] : judgeCanary(wait.canary, canaryNow)),
  ];
  const all = now.every(({ holds }) => holds);
  const { stillness, silent } = listen(wait.stillness, sight.snapshot);
  const held = all && wait.heldBefore;
  return {
    wait: { ...wait, since, stillness, last: now, heldBefore: all },
    report: { since: new Date(since).toISOString(), held, conditions: now },
    lines: held
      ? [`All of it held at two successive looks, ${describeDuration(at - since)} after the wait began.`]
      : [
          ...now.filter((one, index) => wait.last?.[index]?.holds !== one.holds).map(lineOf),
          ...(all ? ["All of it holds. One more look has to say the same."] : silent.map((one) => silence(one, wait))),
        ],
  };
}

function lineOf({ condition, holds, evidence }: Held): string {
  return `${condition}: ${holds ? "holds" : "not yet"}. ${evidence}`;
}

function silence(signal: "sync" | "exports", { canary }: Wait): string {
  const seen =
    signal === "sync"
      ? "No synchronisation has ended for two cycles: look whether a server runs and its scheduler is on."
      : "What Graph tells of the last export has stood still for two cycles. A server that finds nothing to export may leave no trace, so that waiting longer would show nothing.";
  return canary === null
    ? `${seen} Add --canary UPN, and change that user in Active Directory: a change shows the whole way.`
    : `${seen} Was ${canary.before.userPrincipalName} really changed in Active Directory, and is it in the scope of synchronisation?`;
}

/** The deadline's error, with what held and what did not. */
export function latenessOf({ last, heldBefore }: Wait, cause: DeadlineError): DeadlineError {
  const told = (holds: boolean) => (last ?? []).filter((one) => one.holds === holds);
  const [held, missing] = [told(true), told(false)];
  const parts =
    last === null
      ? ["Nothing was seen before it."]
      : [
          ...(held.length === 0
            ? []
            : [`Held at the last look: ${held.map(({ condition }) => condition).join(", ")}.`]),
          ...missing.map(({ condition, evidence }) => `Not: ${condition}. ${evidence}`),
          ...(heldBefore && missing.length === 0 ? ["It held at one look, and there was no time for a second."] : []),
        ];
  return new DeadlineError([cause.message, ...parts].join(" "), {
    code: cause.code,
    remedy: "Do what is missing, and run the command again, with a longer --timeout where that is too short.",
    cause,
  });
}
