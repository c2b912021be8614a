// The group by which accounts are excluded: what it is called, whether one that is there can serve, and how it is made.
import { createHash } from "node:crypto";
import { GuardError } from "../shapes/errors.js";
import type { AddGroupMemberChange, CreateGroupChange } from "../shapes/exclusion-change.js";
import type { Fact } from "../shapes/fact.js";
import type { Group, GroupMember } from "../tenant/groups.js";

const USUAL_GROUP = "Excluded from MFA by aadc-cloud";

/** A group of the wished name as it is now. */
export interface FoundGroup {
  readonly group: Group;
  readonly members: Fact<readonly GroupMember[]>;
  readonly owners: Fact<readonly GroupMember[]>;
  /** Names of directory roles that its members have through it. */
  readonly roles: Fact<readonly string[]>;
}

export function groupNameOf(wished: string | null): string {
  return wished ?? USUAL_GROUP;
}

/** The same for the same name, in whatever run: by it and the name a group is found again. At most 64 letters and digits. */
export function mailNicknameOf(groupName: string): string {
  const digest = createHash("sha256").update(groupName.normalize("NFC")).digest("hex").slice(0, 12);
  return `aadc-cloud-exclusion-${digest}`;
}

export function createGroup(groupName: string): CreateGroupChange {
  return {
    kind: "create-group",
    target: { mailNickname: mailNicknameOf(groupName), groupName },
    summary: `create the group "${groupName}", which only those who may assign roles can change`,
    before: null,
    after: {
      displayName: groupName,
      mailNickname: mailNicknameOf(groupName),
      description: "Its members are excluded from Conditional Access policies. Kept by aadc-cloud mfa-exclusion.",
      isAssignableToRole: true,
    },
    reversible: true,
  };
}

export function addMember(
  group: { readonly id: string | null; readonly name: string },
  member: { readonly id: string; readonly name: string },
): AddGroupMemberChange {
  return {
    kind: "add-group-member",
    target: { groupId: group.id, groupName: group.name, memberId: member.id, memberName: member.name },
    summary: `add ${member.name} to the group "${group.name}"`,
    before: { member: false },
    after: { member: true },
    reversible: true,
  };
}

/**
 * The one group of the name that serves; null: there is none.
 * @param named whether somebody has named it: else only this program's own serves
 * @throws {GuardError} `group-ambiguous`, `group-unfit` where one is there that must not be used
 */
export function groupToUse(groups: readonly Group[], groupName: string, named: boolean): Group | null {
  const own = groups.filter(({ mailNickname }) => mailNickname === mailNicknameOf(groupName));
  const candidates = own.length > 0 ? own : groups;
  const [group, ...more] = candidates;
  if (group === undefined) return null;
  if (more.length > 0)
    throw new GuardError(
      `${candidates.length} groups are called "${groupName}": ${candidates.map(({ id }) => id).join(", ")}.`,
      { code: "group-ambiguous", remedy: "Choose another name: --via group:NAME." },
    );
  if (own.length === 0 && !named)
    throw new GuardError(`Somebody else has made a group "${groupName}" (${group.id}).`, {
      code: "group-unfit",
      remedy: `To use it all the same, name it: --via "group:${groupName}". Else choose another name.`,
    });
  const why = unfitness(group);
  if (why === undefined) return group;
  throw new GuardError(`The group "${groupName}" (${group.id}) cannot serve: ${why}.`, {
    code: "group-unfit",
    remedy: "Choose another name with --via group:NAME: a new group is made.",
  });
}

function unfitness({ assignableToRole, securityEnabled, mailEnabled, synced, kinds }: Group): string | undefined {
  if (synced) return "it comes from Active Directory";
  if (kinds.length > 0 || mailEnabled !== false) return "it is not a plain security group";
  if (!securityEnabled) return "it is not a security group";
  if (!assignableToRole)
    return "roles cannot be assigned to it, so that every administrator of groups could put anybody into it";
  return undefined;
}

/**
 * What else hangs on a group that is there.
 * @param known ids of those who may be in it, in lower case
 * @throws {GuardError} `group-members`, `group-roles`, `group-unfit`
 */
export function refuseUnknownMembers(found: FoundGroup, known: ReadonlySet<string>): void {
  const { group, members, roles } = found;
  refuseOwners(found);
  if (roles.state === "unknown")
    throw new GuardError(`Whether the group "${group.displayName}" has directory roles is not known: ${roles.reason}`, {
      code: "group-roles",
      remedy: roles.remedy,
    });
  if (roles.value.length > 0)
    throw new GuardError(
      `The group "${group.displayName}" has the role ${roles.value.join(", ")}: whoever is added to it gets that, too.`,
      { code: "group-roles", remedy: "Choose another name with --via group:NAME: a new group is made." },
    );
  if (members.state === "unknown")
    throw new GuardError(`Who is in the group "${group.displayName}" is not known: ${members.reason}`, {
      code: "group-members",
      remedy: members.remedy,
    });
  const others = members.value.filter(({ id }) => !known.has(id.toLowerCase()));
  if (others.length === 0) return;
  const names = others.slice(0, 10).map(({ name, id }) => name ?? id);
  const more = others.length > names.length ? ` and ${others.length - names.length} more` : "";
  throw new GuardError(
    `Others are in the group "${group.displayName}": ${names.join(", ")}${more}. They would be excluded, too.`,
    {
      code: "group-members",
      remedy: "Ask for them as well (--for NAME), take them out of it, or choose another name with --via group:NAME.",
    },
  );
}

/** An owner needs no role to put anybody into it. */
function refuseOwners({ group, owners }: FoundGroup): void {
  if (owners.state === "unknown")
    throw new GuardError(`Who owns the group "${group.displayName}" is not known: ${owners.reason}`, {
      code: "group-unfit",
      remedy: owners.remedy,
    });
  if (owners.value.length === 0) return;
  const names = owners.value.slice(0, 10).map(({ name, id }) => name ?? id);
  const more = owners.value.length > names.length ? ` and ${owners.value.length - names.length} more` : "";
  throw new GuardError(
    `The group "${group.displayName}" is owned by ${names.join(", ")}${more}: an owner may put anybody into it.`,
    {
      code: "group-unfit",
      remedy: "Take its owners out of it, or choose another name with --via group:NAME: a new group is made.",
    },
  );
}
