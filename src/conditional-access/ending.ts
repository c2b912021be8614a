// The end of exclusions: which entries are taken out of policies and groups, which stay, and why. Pure.
import { SYNC_ROLE_IDS } from "../knowledge/directory.js";
import type { Change } from "../shapes/change.js";
import type { EndExclusionChange, ExclusionList } from "../shapes/exclusion-change.js";
import type { Policy } from "../tenant/policies.js";
import { endGroups, type GroupAsked, isOfGroup, isStrange } from "./ending-groups.js";
import { endMarks, type MarkedAccount } from "./ending-marks.js";
import type { AskedSubject } from "./exclusion.js";
import type { EndingWishes } from "./exclusion-wishes.js";
import { type OurEntries, type OurEntry, roleNameOf } from "./our-entries.js";
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
  const found = input.policies.filter(inScope).map((policy) => ofPolicy(policy, input, asked, named));
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

type OfPolicy = Pick<EndingPlan, "entries" | "warnings">;

function ofPolicy(policy: Policy, input: EndingInput, asked: Asked, named: readonly string[]): OfPolicy {
  const { users } = policy.conditions;
  if (isStrange(policy)) return { entries: [], warnings: strangeWords(policy, input) };
  if (users === null || users === undefined) return { entries: [], warnings: [] };
  const isNamed = named.includes(policy.id.toLowerCase());
  const judged = [
    ...users.excludeUsers.map((id) => userEntry(policy, id, input, asked, isNamed)),
    ...users.excludeRoles.map((id) => roleEntry(policy, id, input, asked, isNamed)),
    ...users.excludeGroups.map((id) => foreignGroup(policy, id, input, asked)),
  ];
  return {
    entries: judged.flatMap((one) => (typeof one === "object" && one !== null ? [one] : [])),
    warnings: judged.filter((one) => typeof one === "string"),
  };
}

function strangeWords(policy: Policy, { ours, marked }: EndingInput): readonly string[] {
  const isOurs =
    ours.entries.some(({ policyId }) => same(policyId, policy.id)) ||
    marked.some(({ mark }) => mark.excludedFrom.some((id) => same(id, policy.id)));
  if (!isOurs) return [];
  return [
    `"${policy.displayName}" is in a form that this version does not know, and is left as it is: whether what this program has put in is still there could not be looked at. Look at it in the Entra admin center.`,
  ];
}

/** An entry that is taken out; a sentence on one that stays; null: it is nobody's who was asked for. */
type Judged = EndedEntry | string | null;

function userEntry(policy: Policy, id: string, input: EndingInput, asked: Asked, isNamed: boolean): Judged {
  const ours = entryOf(input.ours, policy, "excludeUsers", id);
  const name = nameOf(id, input) ?? ours?.name ?? id;
  const entry = { ...of(policy), ...{ list: "excludeUsers" as const, id, name } };
  if (ours !== undefined && asked.isOf(ours, id, ours.name)) return { ...entry, by: "journal" };
  if (!asked.isUser(id)) return null;
  const marked = input.marked.find(
    ({ userId, mark }) => same(userId, id) && mark.excludedFrom.some((one) => same(one, policy.id)),
  );
  if (marked?.isTrusted === true) return { ...entry, by: "mark" };
  if (isNamed) return { ...entry, by: "policy" };
  const claim = marked === undefined ? "" : " (its mark tells so, but whoever may change the account can write that)";
  return notOurs(policy, `excludes ${name}${claim}`);
}

function roleEntry(policy: Policy, id: string, input: EndingInput, asked: Asked, isNamed: boolean): Judged {
  const ours = entryOf(input.ours, policy, "excludeRoles", id);
  const name = roleNameOf(id);
  const entry = { ...of(policy), ...{ list: "excludeRoles" as const, id, name } };
  const isAsked = asked.roleIds.some((one) => same(one, id));
  if (ours !== undefined && (isAsked || asked.isOf(ours, id, name))) return { ...entry, by: "journal" };
  if (isAsked) return isNamed ? { ...entry, by: "policy" } : notOurs(policy, `excludes the role ${name}`);
  const covered = input.subjects.find(({ subject }) => subject.kind === "user" && subject.roleIds.includes(id));
  if (covered === undefined || !SYNC_ROLE_IDS.includes(id.toLowerCase())) return null;
  return `"${policy.displayName}" excludes ${covered.subject.name} by the role ${name}, which covers others, too: it stays. To end it for all: --for sync.`;
}

/** Others may be in a group: its exclusion is never taken out for the sake of one of them. */
function foreignGroup(policy: Policy, id: string, { groups, subjects }: EndingInput, asked: Asked): Judged {
  if (groups.some((group) => isOfGroup(group, id))) return null;
  const member = subjects.find(
    ({ subject }) =>
      subject.kind === "user" &&
      subject.userId !== null &&
      asked.isUser(subject.userId) &&
      subject.memberships.state === "known" &&
      subject.memberships.value.groupIds.some((one) => same(one, id)),
  );
  if (member === undefined) return null;
  return `"${policy.displayName}" excludes ${member.subject.name} by the group ${id}, in which others may be: it stays. To end it, take ${member.subject.name} out of that group in the Entra admin center.`;
}

function notOurs({ id, displayName }: Policy, what: string): string {
  return `"${displayName}" ${what}, and no run whose journal is on this machine did that: it stays. To end it all the same, add --policy ${id}: the policy binds again then. Ask first whoever made it: it may be what keeps an emergency access account from being locked out.`;
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
          target: { ...of(policy), list, entries: mine.map(({ id, name }) => ({ id, name })) },
          summary: `take ${WORDS[list]}${names} out of those whom the policy "${policy.displayName}" excludes`,
          before: { ids: before },
          after: { ids: before.filter((id) => !mine.some((one) => same(one.id, id))) },
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
    const origin = ours.entries.find((one) => one.list === list && same(one.policyId, policyId) && same(one.id, id));
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

function entryOf(
  { entries }: OurEntries,
  { id: policyId }: Policy,
  list: ExclusionList,
  id: string,
): OurEntry | undefined {
  return entries.find((one) => one.list === list && same(one.policyId, policyId) && same(one.id, id));
}

function nameOf(id: string, { subjects }: EndingInput): string | undefined {
  return subjects.find(({ subject }) => subject.kind === "user" && subject.userId !== null && same(subject.userId, id))
    ?.subject.name;
}

function of({ id, displayName }: Policy) {
  return { policyId: id, policyName: displayName };
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
