// The smallest exclusion that works: who is taken out of which policy, by what, and what is left as it is, and why. Pure.
import type { AddGroupMemberChange, CreateGroupChange } from "../shapes/exclusion-change.js";
import type { Policy } from "../tenant/policies.js";
import { applicationWarnings } from "./exclusion-applications.js";
import { freedByGroup, groupChanges, groupMembers } from "./exclusion-by-group.js";
import type { ExcludeChange } from "./exclusion-changes.js";
import type { FoundGroup } from "./exclusion-group.js";
import { type AskedUser, exclusionsOfPolicy, synchronises } from "./exclusion-of-policy.js";
import { type ExclusionWishes, notByRole } from "./exclusion-wishes.js";
import type { Subject } from "./subject.js";
import type { JudgedBinding } from "./witnesses.js";

/** One whom `--for` means. */
export interface AskedSubject {
  readonly subject: Subject;
  readonly is: "connector" | "cloud-sync" | "service-account" | "application" | "other";
}

export interface ExclusionInput {
  readonly policies: readonly Policy[];
  /** Every policy against every subject. */
  readonly judged: readonly JudgedBinding[];
  readonly subjects: readonly AskedSubject[];
  /** The group of the wished name; null: there is none, or it is not asked for. */
  readonly group: FoundGroup | null;
}

/** Whom a plan takes out of what. */
export interface Freed {
  readonly policyId: string;
  /** The name of the subject. */
  readonly subject: string;
}

export interface ExclusionPlan {
  /** The group and who comes into it first, the exclusions last. */
  readonly changes: readonly (CreateGroupChange | AddGroupMemberChange | ExcludeChange)[];
  readonly warnings: readonly string[];
  readonly freed: readonly Freed[];
}

/** @throws {UsageError} `via-role`; {GuardError} `legacy-clients` */
export function planExclusion(input: ExclusionInput, wishes: ExclusionWishes): ExclusionPlan {
  const users = input.subjects.filter((one): one is AskedUser => one.subject.kind === "user");
  const outsider = users.find((one) => wishes.via === "role" && !synchronises(one));
  if (outsider !== undefined) throw notByRole(outsider.subject.name);
  const found = input.policies.map((policy) => exclusionsOfPolicy(policy, users, input, wishes));
  const members = groupMembers(found.flatMap(({ members: some }) => some));
  const freed = found.flatMap((one) => one.freed);
  const excluded = found.flatMap(({ changes }) => changes).filter(({ kind }) => kind === "exclude-group");
  const besides =
    input.group === null
      ? []
      : freedByGroup(input, input.group, { members, freed, policyIds: excluded.map(policyIdOf) });
  return {
    changes: [...groupChanges(input.group, members, wishes), ...found.flatMap(({ changes }) => changes)],
    warnings: [
      ...applicationWarnings(input),
      ...new Set(found.flatMap(({ warnings }) => warnings)),
      ...besides.map(({ subject, policyName }) => `By the group ${subject} is taken out of "${policyName}", too.`),
    ],
    freed: [...freed, ...besides.map(({ policyId, subject }) => ({ policyId, subject }))],
  };
}

function policyIdOf({ target }: ExcludeChange): string {
  return target.policyId;
}
