// The end of exclusions: which entries are taken out of policies and groups, which stay, and why. Pure.

import { SYNC_ROLE_IDS } from "../knowledge/directory.js";
import type { Change } from "../shapes/change.js";
import type { EndExclusionChange, ExclusionList } from "../shapes/exclusion-change.js";
import { sameId } from "../shapes/ids.js";
import type { Policy } from "../tenant/policies.js";
import { endedEntries, targetOf } from "./ended-entries.js";
import { endGroups, type GroupAsked } from "./ending-groups.js";
import { endMarks, type MarkedAccount } from "./ending-marks.js";
import type { AskedSubject } from "./exclusion.js";
import type { EndingWishes } from "./exclusion-wishes.js";
import type { OurEntries } from "./our-entries.js";
import type { UserSubject } from "./subject.js";

export interface EndingInput {
  readonly policies: readonly Policy[];
  readonly ours: OurEntries;
  /** Those of `--for` that are there. */
  readonly subjects: readonly AskedSubject[];
  /** The legacy identities that are not disabled, whoever is asked for: the role covers them all. */
  readonly holders: readonly UserSubject[];
  /** Those of the asked accounts whose mark tells of an exclusion. */
  readonly marked: readonly MarkedAccount[];
  readonly groups: readonly GroupAsked[];
}

export interface EndedEntry {
  readonly policyId: string;
  readonly policyName: string;
  readonly list: ExclusionList;
  readonly id: string;
  readonly name: string;
  /** By what it is known whose it is: a journal of this machine, the account's mark, or nothing: then the policy was named. */
  readonly by: "journal" | "mark" | "policy";
}

export interface EndingPlan {
  /** Memberships first, then entries, then groups; the mark last, so that a run that is cut never forgets. */
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
  readonly entries: readonly EndedEntry[];
  /** Policies out of which something is taken that this program has not put in. */
  readonly namesToType: readonly { readonly policyId: string; readonly policyName: string }[];
}

export function planEnding(input: EndingInput, wishes: EndingWishes): EndingPlan {
  const asked = whoIsAsked(input, wishes);
  const named = wishes.policies.map((id) => id.toLowerCase());
  const inScope = ({ id }: Policy) => named.length === 0 || named.includes(id.toLowerCase());
  const found = input.policies.filter(inScope).map((policy) => endedEntries(policy, input, asked, named));
  const groups = endGroups(input, asked, named);
  const entries = [...found.flatMap((one) => one.entries), ...groups.entries];
  const changes = [...groups.memberships, ...endings(input.policies, entries), ...groups.deletions];
  return {
    changes: [...changes, ...endMarks(input.marked, input.policies, changes, input.groups)],
    warnings: [
      ...new Set([...found.flatMap(({ warnings }) => warnings), ...groups.warnings, ...doubtsOf(entries, input)]),
    ],
    entries,
    namesToType: namesToType(entries),
  };
}

/** Who is asked for, by id and by the words of `--for`. */
export interface Asked {
  isUser(id: string): boolean;
  /** What a run has put in for exactly these, also where they are gone by now. */
  isOf(origin: { readonly asked: readonly string[] }, id: string, name: string): boolean;
  readonly roleIds: readonly string[];
}

function whoIsAsked({ subjects, holders }: EndingInput, { for: words }: EndingWishes): Asked {
  const said = new Set(words.map((word) => word.trim().toLowerCase()));
  const ids = new Set(
    subjects.flatMap(({ subject }) =>
      subject.kind === "user" && subject.userId !== null ? [subject.userId.toLowerCase()] : [],
    ),
  );
  const others = holders.filter(({ userId }) => userId !== null && !ids.has(userId.toLowerCase()));
  const heldByAsked = new Set(subjects.flatMap(({ subject }) => (subject.kind === "user" ? subject.roleIds : [])));
  const roleIds = SYNC_ROLE_IDS.filter(
    (id) => said.has("sync") || (heldByAsked.has(id) && !others.some((one) => one.roleIds.includes(id))),
  );
  return {
    roleIds,
    isUser: (id) => ids.has(id.toLowerCase()),
    isOf: (origin, id, name) =>
      ids.has(id.toLowerCase()) ||
      said.has(id.toLowerCase()) ||
      said.has(name.toLowerCase()) ||
      (origin.asked.length > 0 && origin.asked.every((word) => said.has(word))),
  };
}

/** One change for each list of a policy. */
function endings(policies: readonly Policy[], entries: readonly EndedEntry[]): readonly EndExclusionChange[] {
  const lists = ["excludeUsers", "excludeGroups", "excludeRoles"] as const;
  return policies.flatMap((policy) =>
    lists.flatMap((list): readonly EndExclusionChange[] => {
      const mine = entries.filter((one) => one.policyId === policy.id && one.list === list);
      const before = policy.conditions.users?.[list] ?? [];
      if (mine.length === 0) return [];
      const names = mine.map(({ name }) => name).join(" and ");
      return [
        {
          kind: "end-exclusion",
          target: { ...targetOf(policy), list, entries: mine.map(({ id, name }) => ({ id, name })) },
          summary: `take ${WORDS[list]}${names} out of those whom the policy "${policy.displayName}" excludes`,
          before: { ids: before },
          after: { ids: before.filter((id) => !mine.some((one) => sameId(one.id, id))) },
          reversible: true,
        },
      ];
    }),
  );
}

const WORDS: Readonly<Record<ExclusionList, string>> = {
  excludeUsers: "",
  excludeGroups: "the group ",
  excludeRoles: "the role ",
};

/** A run that was cut may not have put in what is there: then somebody else has. */
function doubtsOf(entries: readonly EndedEntry[], { ours }: EndingInput): readonly string[] {
  return entries.flatMap(({ policyId, policyName, list, id, name, by }) => {
    const origin = ours.entries.find(
      (one) => one.list === list && sameId(one.policyId, policyId) && sameId(one.id, id),
    );
    if (by !== "journal" || origin === undefined || !origin.inDoubt) return [];
    return [
      `Whether the run ${origin.runId} excluded ${name} from "${policyName}" is not known, since it was cut; the entry is there, and is taken for its own.`,
    ];
  });
}

function namesToType(entries: readonly EndedEntry[]): EndingPlan["namesToType"] {
  const strange = entries.filter(({ by }) => by === "policy");
  return [...new Map(strange.map(({ policyId, policyName }) => [policyId, { policyId, policyName }])).values()];
}
