// Whom a policy for users is about. Source: "Conditional Access: Users, groups, agents, and workload identities".
import { SYNC_ROLE_IDS } from "../knowledge/directory.js";
import { howToGrant } from "../knowledge/permissions.js";
import type { Policy } from "../tenant/policies.js";
import { type Answer, lower, no, perhaps, some, strangeWord, unless, yes } from "./binding-answer.js";
import { guestsAmong } from "./binding-guests.js";
import type { UserSubject } from "./subject.js";

type Users = NonNullable<Policy["conditions"]["users"]>;

interface Side {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly guests: Users["includeGuestsOrExternalUsers"];
}

export function reachesUser({ conditions: { users } }: Policy, subject: UserSubject): Answer {
  if (users === null || users === undefined) return no("it is about workload identities");
  return unless(included(includes(users), subject), excluded(excludes(users), subject));
}

const includes = (users: Users): Side => ({
  users: users.includeUsers,
  groups: users.includeGroups,
  roles: users.includeRoles,
  guests: users.includeGuestsOrExternalUsers,
});

const excludes = (users: Users): Side => ({
  users: users.excludeUsers,
  groups: users.excludeGroups,
  roles: users.excludeRoles,
  guests: users.excludeGuestsOrExternalUsers,
});

function included(side: Side, subject: UserSubject): Answer {
  const onPurpose = holds(side.roles, SYNC_ROLE_IDS) && side.roles.some((id) => isSyncRoleOf(subject, id));
  return some(
    [
      isNamed(side, subject) ? yes("it names the account", true) : NOT,
      inRole(side, subject, yes("it names a role of the account", onPurpose), "includes"),
      lower(side.users).includes("all") ? yes("it includes all users") : NOT,
      guestsAmong(side, subject, yes("it includes guests, and the account is one"), "includes"),
      inGroup(side, subject, yes("it includes a group of the account"), "includes"),
      notUnderstood(side, "includes"),
    ],
    no("it does not include the account"),
  );
}

function excluded(side: Side, subject: UserSubject): Answer {
  return some(
    [
      isNamed(side, subject) || lower(side.users).includes("all") ? yes("the account is excluded") : NOT,
      inRole(side, subject, yes("a role of the account is excluded"), "excludes"),
      inGroup(side, subject, yes("a group of the account is excluded"), "excludes"),
      guestsAmong(side, subject, yes("guests are excluded, and the account is one"), "excludes"),
      notUnderstood(side, "excludes"),
    ],
    NOT,
  );
}

const NOT = no("");

function isNamed({ users }: Side, { userId }: UserSubject): boolean {
  return userId !== null && holds(users, [userId]);
}

function isSyncRoleOf({ roleIds, memberships }: UserSubject, roleId: string): boolean {
  const held = [...roleIds, ...(memberships.state === "known" ? memberships.value.roleIds : [])];
  return holds([roleId], SYNC_ROLE_IDS) && holds([roleId], held);
}

/** Those held for certain, and those of the directory: tenant-wide and active ones alone, which are all that counts here. */
function inRole({ roles }: Side, { userId, roleIds, memberships }: UserSubject, found: Answer, does: string): Answer {
  if (holds(roles, roleIds)) return found;
  if (roles.length === 0 || userId === null) return NOT;
  if (memberships.state === "unknown") return unread(memberships, does);
  if (holds(roles, memberships.value.roleIds)) return found;
  if (memberships.value.rolesHidden !== true) return NOT;
  return perhaps(`it ${does} roles, and Microsoft Graph does not name all that the account has (${MAY_SEE_ROLES})`);
}

const MAY_SEE_ROLES = howToGrant("read-roles").replace(/\.$/u, "");

/** Nested groups count: memberships are those through other groups, too. */
function inGroup({ groups }: Side, { userId, memberships }: UserSubject, found: Answer, does: string): Answer {
  if (groups.length === 0 || userId === null) return NOT;
  if (memberships.state === "unknown") return unread(memberships, does);
  return holds(groups, memberships.value.groupIds) ? found : NOT;
}

function unread({ remedy }: Extract<UserSubject["memberships"], { state: "unknown" }>, does: string): Answer {
  const how = remedy === "" ? "" : ` (${remedy.replace(/\.$/u, "")})`;
  return perhaps(`it ${does} groups or roles, and which of them the account has could not be read${how}`);
}

function notUnderstood({ users, groups, roles }: Side, does: string): Answer {
  const word = strangeWord(users, ["all", "none", "guestsorexternalusers"]) ?? strangeWord([...groups, ...roles]);
  return word === undefined ? NOT : perhaps(`it ${does} "${word}", which this version does not know`);
}

/** Whoever is in thousands of groups is asked about by hundreds of policies. */
const SETS = new WeakMap<readonly string[], ReadonlySet<string>>();

function holds(ids: readonly string[], wanted: readonly string[]): boolean {
  const all = SETS.get(wanted) ?? new Set(lower(wanted));
  SETS.set(wanted, all);
  return ids.some((id) => all.has(id.toLowerCase()));
}
