// The product's table of permissions against the sandbox's own, request by request: two readings of the same documents.
import { describe, expect, test } from "vitest";
import { ROLES } from "../../src/knowledge/directory.js";
import { type Need, PERMISSIONS, permissionFor } from "../../src/knowledge/permissions.js";
import { alternativesFor, type OperatorKind, suffices } from "../../src/rights/least.js";
import type { PermissionRow } from "../../src/sandbox/laws/permissions/row.js";
import { isSufficient, PERMISSION_ROWS } from "../../src/sandbox/laws/permissions.js";

const KINDS = ["person", "application"] as const;
const NEEDS = Object.keys(PERMISSIONS) as Need[];
const CASES = NEEDS.flatMap((need) => requestsOf(need).map((request) => ({ need, request })));

/** What the sandbox accepts and the product does not count on, for every need or for one, and why not. */
const NOT_COUNTED_ON: Readonly<Record<string, string>> = {
  "User.Read": "tells of others nothing, or only their type",
  "User.ReadBasic.All": "leaves out whether the account is enabled",
  "GroupMember.ReadBasic.All": "opens groups and no roles; what opens users is wanted anyway",
  "RoleManagement.Read.All": "reads the roles of every service: more than is needed",
  "Application.ReadWrite.OwnedBy": "serves for what an application owns, not for what people registered",
  "read-organization User.Read.All": "opens the tenant's name and nothing of its synchronisation",
  "User-PasswordProfile.ReadWrite.All":
    "writes passwords and nothing besides; which property it serves for is a law beyond the rows",
  "User-OnPremisesSyncBehavior.ReadWrite.All": "writes what comes from Active Directory and nothing besides",
  "reset-passwords User.ReadWrite.All": "writes everything of a user but the password",
  "reset-passwords User.EnableDisableAccount.All": "enables and disables, and nothing besides",
  "reset-passwords Directory.ReadWrite.All": "writes everything of a user but the password",
  "restore-users Group.ReadWrite.All": "restores groups",
  "restore-users Application.ReadWrite.All": "restores applications",
  "UserAuthenticationMethod.Read": "tells of oneself alone",
  "UserAuthenticationMethod.ReadWrite": "tells of oneself alone",
  "Policy.ReadWrite.AuthenticationMethod": "may change what is only to be read",
  "Policy.ReadWrite.ConditionalAccess": "asked to change policies",
  "Policy.ReadWrite.HybridAuthentication": "may change what is only to be read",
  "read-agents Directory.ReadWrite.All": "may change what is only to be read",
  "Group.ReadBasic.All": "opens groups and no roles, and of a group not whether roles may be assigned to it",
  "change-groups Group.ReadWrite.All":
    "for groups that roles may be assigned to only with RoleManagement.ReadWrite.Directory: a law beyond the rows",
  "manage-role-holders User.ReadWrite.All":
    "for people of whoever holds a role only with Directory.AccessAsUser.All: a law beyond the rows",
  "manage-role-holders User.DeleteRestore.All": "the same",
};

/** The rows are about users in general; that of role holders the higher role alone is left is a law beyond them. */
const OF_ROLE_HOLDERS: readonly Need[] = ["manage-role-holders", "disable-accounts", "reset-passwords"];

/** The rows are about everything that may be written of a user: of an extension fewer roles serve, by a law beyond them. */
const OF_ONE_PROPERTY: readonly Need[] = ["mark-accounts"];

/** Objects that have owners, what is consented for them, how users sign in: which roles serve is a law beyond the rows. */
const OWNED =
  / \/(applications|servicePrincipals|groups|oauth2PermissionGrants|directory\/deletedItems|users\/\{id\}\/authentication)\b/;

describe.each(CASES)("$need: $request", ({ need, request }) => {
  const row = rowFor(request);

  test.each(KINDS)("as a %s: the least is enough", (kind) => {
    const accepted = acceptedBy(row, kind);
    const least = alternativesFor(need, kind)?.[0];
    if (least === undefined) {
      expect(accepted).toEqual([]);
      return;
    }
    expect(isSufficient(accepted, least)).toBe(true);
  });

  test.each(KINDS)("as a %s: what the product counts on is accepted", (kind) => {
    const refused = (alternativesFor(need, kind) ?? []).filter((one) => !isSufficient(acceptedBy(row, kind), one));
    expect(refused).toEqual([]);
  });
});

describe.each(NEEDS.filter((need) => requestsOf(need).length > 0))("%s in all", (need) => {
  const rows = requestsOf(need).map(rowFor);
  const serves = (permissions: readonly string[], kind: OperatorKind) =>
    rows.every((row) => isSufficient(acceptedBy(row, kind), permissions));

  test.each(KINDS)("as a %s: all of the least is needed", (kind) => {
    const least = alternativesFor(need, kind)?.[0] ?? [];
    const superfluous = least.filter((one) => serves(without(least, one), kind));
    expect(superfluous.filter((one) => !isExcused(need, without(least, one)))).toEqual([]);
  });

  test.each(KINDS)("as a %s: what serves is counted on, or there is a reason", (kind) => {
    const alternatives = alternativesFor(need, kind);
    if (alternatives === undefined) return;
    const serving = rows.flatMap((row) => acceptedBy(row, kind)).filter((one) => serves(one, kind));
    const strange = serving.filter((one) => !suffices(alternatives, one) && !isExcused(need, one));
    expect(strange).toEqual([]);
  });
});

test.each(NEEDS.filter((need) => requestsOf(need).length > 0))("%s: the same directory roles serve people", (need) => {
  const roles = permissionFor(need).roles.map((role) => ROLES[role].id);
  const rows = requestsOf(need).map(rowFor);
  const demanding = rows.flatMap(({ roles: some }) => (some === "any" ? [] : [rolesAnd(some)]));
  const [first = []] = demanding;
  const serving = first.filter((id) => demanding.every((some) => some.includes(id)));
  if (demanding.length === 0) expect(roles.length === 0 || requestsOf(need).every((one) => OWNED.test(one))).toBe(true);
  else if ([...OF_ROLE_HOLDERS, ...OF_ONE_PROPERTY].includes(need))
    expect(serving).toEqual(expect.arrayContaining([...rolesAnd(roles)]));
  else expect(serving).toEqual(rolesAnd(roles));
});

test("every excuse is needed", () => {
  const used = NEEDS.flatMap((need) =>
    requestsOf(need).flatMap((request) =>
      KINDS.flatMap((kind) =>
        acceptedBy(rowFor(request), kind)
          .flat()
          .flatMap((one) => [one, `${need} ${one}`]),
      ),
    ),
  );
  expect(Object.keys(NOT_COUNTED_ON).filter((one) => !used.includes(one))).toEqual([]);
});

/** Global Administrator always serves, here and there. */
function rolesAnd(ids: readonly string[]): readonly string[] {
  return [...new Set([...ids, ROLES.globalAdministrator.id])].sort();
}

function requestsOf(need: Need): readonly string[] {
  // Azure asks for roles at scopes, which is a law of its own.
  return permissionFor(need).requests.filter(
    (request) => !/Microsoft\.ADHybridHealthService| \/subscriptions\//.test(request),
  );
}

function isExcused(need: Need, permissions: readonly string[]): boolean {
  return permissions.some((one) => [one, `${need} ${one}`].some((key) => NOT_COUNTED_ON[key] !== undefined));
}

function without(permissions: readonly string[], one: string): readonly string[] {
  return permissions.filter((other) => other !== one);
}

function rowFor(request: string): PermissionRow {
  const row = PERMISSION_ROWS.find((one) => shapeOf(one.request) === shapeOf(request));
  if (row === undefined) throw new Error(`The sandbox has no row for ${request}.`);
  return row;
}

/** Whatever stands for an id, here `{id}` and there `:id`, is the same. */
function shapeOf(request: string): string {
  return request.replace(/'?\{[^}]*\}'?|:\w+/g, "*").replace(/\(on='principal'\)/, "(on=*)");
}

function acceptedBy(row: PermissionRow, kind: OperatorKind): PermissionRow["delegated"] {
  return kind === "person" ? row.delegated : row.application;
}
