// Whose exclusions a run has made or ended: what they are called today, and whether an exclusion that needs an end may still be
// put back. Reads only.

import type { People, SeenStep } from "../changes/inverse.js";
import { endsExclusions } from "../changes/inverse-exclusions.js";
import type { Journals } from "../changes/journal.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { dueOf } from "../conditional-access/ending-marks.js";
import type { NotedEnd } from "../conditional-access/our-entries.js";
import type { Change } from "../shapes/change.js";
import type { Fact } from "../shapes/fact.js";
import { sameId } from "../shapes/ids.js";
import { minuteOf } from "../shapes/time.js";
import { type Mark, readMark } from "../tenant/marks.js";
import { observe } from "../tenant/observe.js";
import { readUser } from "../tenant/users.js";
import { takenBack } from "./exclusion-end.js";
import { entriesOfOurs } from "./exclusion-entries.js";
import type { Session } from "./session.js";

export interface RollbackPeople extends People {
  /** Said before it is agreed to exclude an administrator again. */
  readonly warningsOf: (plan: readonly Change[]) => readonly string[];
}

interface Place {
  readonly journals: Journals;
  readonly tenantId: string;
  /** The service's time, ISO 8601. */
  readonly at: string;
}

/** An exclusion that has no end, as that of those that synchronise, is put back whenever. */
export async function surveyPeople(
  session: Pick<Session, "graph" | "typed">,
  seen: readonly SeenStep[],
  { journals, tenantId, at }: Place,
): Promise<RollbackPeople> {
  const { graph } = session;
  const concerned = seen.filter(({ sight }) => sight?.at === "after").flatMap(usersOf);
  const ids = [...new Set(concerned.map(({ id }) => id.toLowerCase()))];
  if (ids.length === 0) return { nameOf: (_, journaled) => journaled, whyNotAgain: () => null, warningsOf: () => [] };
  const [{ marked: noted }, ...people] = await Promise.all([
    entriesOfOurs(journals, tenantId),
    ...ids.map((id) => readPerson(graph, id, concerned.find((one) => sameId(one.id, id))?.name ?? id)),
  ]);
  const ends = new Map(people.map((one) => [one.id, endOf(one, seen, noted, Date.parse(at))]));
  const personOf = (id: string) => people.find((one) => sameId(one.id, id));
  const typable = (id: string) => {
    const name = personOf(id)?.name ?? id;
    return /^[\w.@-]+$/.test(name) ? name : id;
  };
  return {
    nameOf: (id, journaled) => personOf(id)?.name ?? journaled,
    whyNotAgain: (id) => {
      const end = ends.get(id.toLowerCase()) ?? null;
      if (end === null || "until" in end) return null;
      return `${end.because} Whoever needs it asks again: ${session.typed(`mfa-exclusion add --for ${typable(id)} --expires 8h`)}`;
    },
    warningsOf: (plan) =>
      [...new Set(plan.flatMap(excludedBy).map((id) => id.toLowerCase()))].flatMap((id) => {
        const end = ends.get(id) ?? null;
        if (end === null || !("until" in end)) return [];
        const { line } = takenBack(end.until, [typable(id)], session);
        return [
          `${personOf(id)?.name ?? id} is an administrator, and will be without MFA again until ${minuteOf(end.until)}. Nobody takes the exclusion back by itself: after that run ${line}`,
        ];
      }),
  };
}

interface Person {
  /** In lower case. */
  readonly id: string;
  readonly name: string;
  readonly mark: Fact<Mark | null>;
}

async function readPerson(graph: ServiceClient, id: string, journaled: string): Promise<Person> {
  const [user, mark] = await Promise.all([observe(readUser(graph, id)), observe(readMark(graph, id))]);
  const name = user.state === "known" ? user.value?.userPrincipalName : undefined;
  return { id, name: name ?? journaled, mark };
}

/** Null: the exclusion needs no end. */
type End = { readonly until: string } | { readonly because: string } | null;

/** The mark as it will be once it is taken back with the rest; else as it is now. */
function endOf({ id, name, mark }: Person, seen: readonly SeenStep[], noted: readonly NotedEnd[], at: number): End {
  const step = seen.find(
    ({ step: { change } }) =>
      change.kind === "mark-exclusion" && sameId(change.target.userId, id) && endsExclusions(change),
  );
  const written = step?.step.change.kind === "mark-exclusion" ? step.step.change.before : null;
  const note = noted.find(({ userId }) => sameId(userId, id));
  const now = mark.state === "known" ? (mark.value?.excludedUntil ?? null) : null;
  const told = step?.sight?.at === "after" ? (written?.excludedUntil ?? null) : now;
  if (told === null) {
    if (mark.state === "unknown")
      return { because: `Whether an exclusion of ${name} has an end could not be read: ${mark.reason}` };
    if (written === null && note === undefined) return null;
    return { because: `An exclusion of ${name} needs an end, and its mark does not tell it any more.` };
  }
  const { userIds, next } = dueOf(
    [
      {
        ...{ userPrincipalName: name, userId: id, isTrusted: true },
        mark: { excludedUntil: told, excludedFrom: [] },
      },
    ],
    note === undefined ? [] : [note],
    at,
  );
  if (userIds.length === 0 && next !== null) return { until: next };
  const end = Date.parse(told);
  return {
    because: Number.isNaN(end)
      ? `The end of the exclusion of ${name} is past.`
      : `The exclusion of ${name} was to end at ${minuteOf(end)}, and that is past.`,
  };
}

function usersOf({ step: { change }, found }: SeenStep): readonly { readonly id: string; readonly name: string }[] {
  switch (change.kind) {
    case "add-group-member":
    case "remove-group-member":
      return [{ id: change.target.memberId, name: change.target.memberName }];
    case "mark-exclusion":
      return [{ id: change.target.userId, name: change.target.userPrincipalName }];
    default:
      return found.exclusion?.own.list === "excludeUsers" ? found.exclusion.own.entries : [];
  }
}

function excludedBy(change: Change): readonly string[] {
  if (change.kind === "exclude-user") return change.target.users.map(({ id }) => id);
  return change.kind === "add-group-member" ? [change.target.memberId] : [];
}
