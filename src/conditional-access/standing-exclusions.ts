// Who is excluded from which policy now, by what, and by whose doing as far as journals and marks tell it. Pure.

import type { ExclusionList } from "../shapes/exclusion-change.js";
import type { Fact } from "../shapes/fact.js";
import { includesId, sameId } from "../shapes/ids.js";
import { minuteOf, parseTime } from "../shapes/time.js";
import type { Policy } from "../tenant/policies.js";
import type { NextStep } from "./exclusion-next.js";
import { type OurEntries, roleNameOf } from "./our-entries.js";
import { type UsualAccount, whoFor } from "./service-account-lines.js";
import type { Subject } from "./subject.js";

export interface StandingExclusion {
  /** The name of the subject. */
  readonly subject: string;
  readonly policyId: string;
  readonly policyName: string;
  readonly list: ExclusionList;
  readonly id: string;
  /** Of a group that only others know, its id. */
  readonly name: string;
  /** `mark`: a run on another machine, by what the account's mark says; `others`: nothing here tells whose it is. */
  readonly by: "journal" | "mark" | "others";
  readonly runId: string | null;
  /** When it is to end by the account's mark, ISO 8601; null: no end is known of. */
  readonly until: string | null;
}

interface Excludable {
  readonly subject: Subject;
  readonly is: "connector" | "cloud-sync" | "service-account" | "application" | "other";
  readonly mark?:
    | Fact<{
        readonly excludedUntil: string | null;
        readonly excludedFrom: readonly string[] | null;
      } | null>
    | undefined;
}

type Ours = Pick<OurEntries, "entries" | "members" | "groups">;

export function standingExclusions(
  policies: readonly Policy[],
  subjects: readonly Excludable[],
  ours: Ours,
): readonly StandingExclusion[] {
  return subjects.flatMap((one) => policies.flatMap((policy) => ofPolicy(policy, one, ours)));
}

function ofPolicy(policy: Policy, { subject, mark }: Excludable, ours: Ours): readonly StandingExclusion[] {
  const { users } = policy.conditions;
  if (subject.kind === "application" || users == null || policy.state === "disabled") return [];
  const { name, userId, roleIds, memberships } = subject;
  const { groupIds, roleIds: heldRoles } =
    memberships.state === "known" ? memberships.value : { groupIds: [], roleIds: [] };
  const marked = mark?.state === "known" ? mark.value : null;
  const isMarked = marked?.excludedFrom?.some((id) => sameId(id, policy.id)) === true;
  const end =
    isMarked && marked.excludedUntil !== null && parseTime(marked.excludedUntil) !== undefined
      ? marked.excludedUntil
      : null;
  const told = (list: ExclusionList, id: string, named: string): StandingExclusion => {
    const entry = ours.entries.find((one) => one.policyId === policy.id && one.list === list && sameId(one.id, id));
    const member = ours.members.find(({ groupId, memberId }) => sameId(groupId, id) && sameId(memberId, userId ?? ""));
    const runId = (list === "excludeGroups" ? (member ?? entry) : entry)?.runId ?? null;
    const byMark = isMarked && list !== "excludeRoles";
    return {
      ...{ subject: name, policyId: policy.id, policyName: policy.displayName, list, id, name: named, runId },
      by: runId !== null ? "journal" : byMark ? "mark" : "others",
      until: byMark ? end : null,
    };
  };
  const groupName = (id: string) =>
    [...ours.groups, ...ours.members].find(({ groupId }) => sameId(groupId, id))?.groupName ??
    ours.entries.find((one) => sameId(one.id, id))?.name ??
    id;
  return [
    ...users.excludeRoles
      .filter((id) => includesId([...roleIds, ...heldRoles], id))
      .map((id) => told("excludeRoles", id, roleNameOf(id))),
    ...users.excludeUsers
      .filter((id) => userId !== null && sameId(id, userId))
      .map((id) => told("excludeUsers", id, name)),
    ...users.excludeGroups
      .filter((id) => includesId(groupIds, id))
      .map((id) => told("excludeGroups", id, groupName(id))),
  ];
}

/**
 * How what this program has put in is taken back; what is somebody else's has its policy to be named.
 * @param usual tells the account of the wizard that `svc` means
 */
export function takingBackSteps(
  subjects: readonly Excludable[],
  standing: readonly StandingExclusion[],
  usual: UsualAccount,
): readonly NextStep[] {
  const ours = standing.filter(({ by }) => by !== "others");
  const steps = subjects.flatMap(({ subject, is }): readonly NextStep[] => {
    const mine = ours.filter((one) => one.subject === subject.name);
    if (mine.length === 0) return [];
    if (is === "connector" || is === "cloud-sync")
      return [
        {
          command: REMOVE,
          because: "to take back the exclusion of those that synchronise, once they do so no more: refused before",
        },
      ];
    const who = ["--for", is === "service-account" ? whoFor(subject.name, usual) : subject.name];
    const until = mine.flatMap((one) => one.until ?? []).sort()[0];
    return until === undefined
      ? [{ command: [...REMOVE, ...who], because: `to take back the exclusion of ${subject.name}` }]
      : [
          {
            command: [...REMOVE, "--expired", ...who],
            because: `to take back the exclusion of ${subject.name} after ${minuteOf(until)}; without --expired at once`,
          },
        ];
  });
  return [...new Map(steps.map((step) => [step.command.join(" "), step])).values()];
}

const REMOVE = ["mfa-exclusion", "remove"] as const;
