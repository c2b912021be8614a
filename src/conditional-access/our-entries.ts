// What this program's runs have put into policies and groups, and not taken out again: read out of their journals. Pure.

import { ROLES } from "../knowledge/directory.js";
import type { Change } from "../shapes/change.js";
import type { ExclusionList } from "../shapes/exclusion-change.js";
import { sameId } from "../shapes/ids.js";
import type { RunRecord, RunStep } from "../shapes/run.js";
import { askedOf, inOrder } from "./steps-in-order.js";

interface Origin {
  readonly runId: string;
  /** Whom the run was asked for, in lower case: `sync`, `svc`, names, ids. */
  readonly asked: readonly string[];
  /** Whether it took effect is not known: the run was cut. */
  readonly inDoubt: boolean;
}

export interface OurEntry extends Origin {
  readonly policyId: string;
  readonly policyName: string;
  readonly list: ExclusionList;
  readonly id: string;
  readonly name: string;
}

export interface OurMember extends Origin {
  readonly groupId: string;
  readonly groupName: string;
  readonly memberId: string;
  readonly memberName: string;
}

interface OurGroup extends Origin {
  readonly groupId: string;
  readonly groupName: string;
  readonly mailNickname: string;
}

/** The end of an exclusion as the latest run has noted it. */
export interface NotedEnd {
  readonly userId: string;
  readonly userPrincipalName: string;
  /** ISO 8601. */
  readonly until: string;
}

export interface OurEntries {
  readonly entries: readonly OurEntry[];
  readonly members: readonly OurMember[];
  /** Groups that were made. */
  readonly groups: readonly OurGroup[];
  /** Accounts that a run has marked as excluded, whatever their mark says now. */
  readonly marked: readonly NotedEnd[];
  readonly locks: readonly (Origin & { readonly policyName: string; readonly policyId: string | null })[];
  /** Ids of accounts that a run has made, or marked, whether that was taken back since or not. */
  readonly accounts: readonly string[];
  /** Named locations that were made. */
  readonly places: readonly {
    readonly locationName: string;
    readonly locationId: string | null;
    readonly runId: string;
  }[];
}

/** @param runs of one tenant */
export function ourEntries(runs: readonly RunRecord[]): OurEntries {
  const entries = new Map<string, OurEntry>();
  const members = new Map<string, OurMember>();
  const groups = new Map<string, OurGroup>();
  const marked = new Map<string, NotedEnd>();
  const locks = new Map<string, OurEntries["locks"][number]>();
  const accounts = new Set<string>();
  const places = new Map<string, OurEntries["places"][number]>();
  for (const { run, step, made } of inOrder(runs)) {
    const { change } = step;
    const account = accountOf(step);
    if (account !== null) accounts.add(account.toLowerCase());
    const inDoubt = step.state === "in-doubt";
    const origin = { runId: run.runId, asked: askedOf(run, runs), inDoubt };
    for (const one of touched(change, made)) {
      const key = [one.policyId, one.list, one.id].join(" ").toLowerCase();
      if (one.put) entries.set(key, { ...withoutPut(one), ...origin });
      // Whether it is out is not known: it stays ours, and the policy tells whether it is there.
      else if (!inDoubt) entries.delete(key);
    }
    if (change.kind === "add-group-member") {
      const groupId = change.target.groupId ?? made.get(change.target.groupName) ?? null;
      if (groupId !== null) members.set(memberKey(groupId, change), { ...change.target, ...origin, groupId });
    } else if (change.kind === "remove-group-member" && !inDoubt)
      members.delete(memberKey(change.target.groupId, change));
    else if (change.kind === "create-group" && step.objectId !== null)
      groups.set(step.objectId.toLowerCase(), { ...change.target, ...origin, groupId: step.objectId });
    else if (change.kind === "delete-group" && !inDoubt) {
      const { groupId } = change.target;
      groups.delete(groupId.toLowerCase());
      for (const [key, { groupId: of }] of members) if (sameId(of, groupId)) members.delete(key);
    } else if (change.kind === "mark-exclusion") {
      const { userId, userPrincipalName } = change.target;
      if (change.after !== null)
        marked.set(userId.toLowerCase(), { userId, userPrincipalName, until: change.after.excludedUntil });
      else if (!inDoubt) marked.delete(userId.toLowerCase());
    } else if (change.kind === "create-lock")
      locks.set(change.target.policyName, { ...origin, policyName: change.target.policyName, policyId: step.objectId });
    else if (change.kind === "delete-lock" && !inDoubt) locks.delete(change.target.policyName);
    else if (change.kind === "create-named-location")
      places.set(change.target.locationName, { ...change.target, locationId: step.objectId, runId: run.runId });
    else if (change.kind === "delete-named-location" && !inDoubt) places.delete(change.target.locationName);
  }
  return {
    entries: [...entries.values()],
    members: [...members.values()],
    groups: [...groups.values()],
    marked: [...marked.values()],
    locks: [...locks.values()],
    places: [...places.values()],
    accounts: [...accounts],
  };
}

function accountOf({ change, objectId }: RunStep): string | null {
  switch (change.kind) {
    case "create-user":
      return objectId;
    case "mark-account":
    case "mark-exclusion":
      return change.target.userId;
    default:
      return null;
  }
}

type Touched = Omit<OurEntry, keyof Origin> & { readonly put: boolean };

function withoutPut({ put: _put, ...one }: Touched): Omit<OurEntry, keyof Origin> {
  return one;
}

function touched(change: Change, made: ReadonlyMap<string, string>): readonly Touched[] {
  switch (change.kind) {
    case "exclude-role": {
      const { before, after } = change;
      return difference(change, "excludeRoles", before.excludeRoles, after.excludeRoles, roleNameOf);
    }
    case "exclude-user": {
      const names = new Map(change.target.users.map(({ id, name }) => [id.toLowerCase(), name]));
      const nameOf = (id: string) => names.get(id.toLowerCase()) ?? id;
      return difference(change, "excludeUsers", change.before.excludeUsers, change.after.excludeUsers, nameOf);
    }
    case "exclude-group": {
      const { groupName } = change.target;
      const after = change.after.excludeGroups.flatMap((id) => id ?? made.get(groupName) ?? []);
      return difference(change, "excludeGroups", change.before.excludeGroups, after, () => groupName);
    }
    case "end-exclusion": {
      const { policyId, policyName, list, entries } = change.target;
      return entries.map(({ id, name }) => ({ policyId, policyName, list, id, name, put: false }));
    }
    default:
      return [];
  }
}

function difference(
  { target }: { readonly target: { readonly policyId: string; readonly policyName: string } },
  list: ExclusionList,
  before: readonly string[],
  after: readonly string[],
  nameOf: (id: string) => string,
): readonly Touched[] {
  const { policyId, policyName } = target;
  const told = (put: boolean) => (id: string) => ({ policyId, policyName, list, id, name: nameOf(id), put });
  return [
    ...after.filter((id) => !before.some((one) => sameId(one, id))).map(told(true)),
    ...before.filter((id) => !after.some((one) => sameId(one, id))).map(told(false)),
  ];
}

export function roleNameOf(id: string): string {
  return Object.values(ROLES).find((role) => sameId(role.id, id))?.name ?? id;
}

function memberKey(groupId: string, { target }: { readonly target: { readonly memberId: string } }): string {
  return `${groupId} ${target.memberId}`.toLowerCase();
}
