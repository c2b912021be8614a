// What is asked of some identities only: sign-ins of those that the log does not show, disablings of those that are off.
import type { ServiceClient } from "../cloud/service-client.js";
import { type Fact, known, mapFact } from "../shapes/fact.js";
import { parseTime } from "../shapes/time.js";
import { readDisabling } from "../tenant/disabling-events.js";
import { readNewestSignIns } from "../tenant/newest-sign-ins.js";
import { observe } from "../tenant/observe.js";
import { readLastSignIn } from "../tenant/sign-in-activity.js";
import type { LookedAt } from "./identity-fleet.js";

/** Of sign-in activity Graph answers ten requests a minute ("signInActivity resource type"). */
const MOST_ASKED_FOR_ACTIVITY = 5;

/** By object id. What an account's own record says of users who are not in the log shows how long ago it was. */
export async function readSignIns(
  graph: ServiceClient,
  who: readonly { readonly id: string; readonly kind: "user" | "application" }[],
  at: number,
): Promise<ReadonlyMap<string, Fact<string | null>>> {
  const log = await observe(readNewestSignIns(graph, who, at));
  if (log.state === "unknown") return new Map(who.map(({ id }) => [id, log]));
  const { of } = log.value;
  const notSeen = who.filter(({ id, kind }) => {
    const fact = of.get(id);
    return kind === "user" && fact?.state === "known" && fact.value === null;
  });
  const records = await Promise.all(
    notSeen
      .slice(0, MOST_ASKED_FOR_ACTIVITY)
      .map(async ({ id }) => [id, await observe(readLastSignIn(graph, id))] as const),
  );
  return new Map([...of, ...records.filter(([, record]) => record.state === "known")]);
}

/** Of those that are not enabled, as far as is known: the log is asked for each by itself. */
export async function readDisablings(
  graph: ServiceClient,
  looked: readonly LookedAt[],
  at: number,
): Promise<ReadonlyMap<string, Fact<string | null>>> {
  const off = looked.filter(({ facts: { enabled } }) => enabled.state === "unknown" || !enabled.value);
  return new Map(
    await Promise.all(off.map(async ({ facts: { id } }) => [id, await observe(readDisabling(graph, id, at))] as const)),
  );
}

/** What the log tells, and this machine's journals: the later counts. Of one that is enabled the log was not asked. */
export function laterDisabling(log: Fact<string | null> | undefined, byRuns: string | undefined): Fact<string | null> {
  const own = byRuns ?? null;
  if (log === undefined) return known(own, { request: "journals of this machine" });
  const isLater = (value: string | null) => own !== null && (value === null || timeOf(own) > timeOf(value));
  return mapFact(log, (value) => (isLater(value) ? own : value));
}

function timeOf(text: string): number {
  return parseTime(text) ?? Number.NEGATIVE_INFINITY;
}
