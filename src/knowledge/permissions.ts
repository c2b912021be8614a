// What each kind of request needs: the one table behind the help texts, `doctor`, `register-app`, the check before a
// command's first write, and docs/permissions.md. Sources: Microsoft Graph permissions reference (permissions.json of
// microsoft-graph-devx-content, 2026-08-07) and the API pages' role sections; for Connect Health learn.microsoft.com,
// "Microsoft Entra Connect Health operations"; for role holders "Sensitive actions" of the users resource.
import { ROLES } from "./directory.js";
import { ACCOUNTS } from "./permissions/accounts.js";
import { AZURE } from "./permissions/azure.js";
import { CHECKING } from "./permissions/checking.js";
import { GROUPS } from "./permissions/groups.js";
import { HEALTH, HEALTH_SCOPE } from "./permissions/health.js";
import { MAIL } from "./permissions/mail.js";
import type { Permission } from "./permissions/permission.js";
import { POLICIES } from "./permissions/policies.js";
import { READING } from "./permissions/reading.js";
import { REGISTRATIONS } from "./permissions/registrations.js";

export const PERMISSIONS = {
  ...READING,
  ...CHECKING,
  ...ACCOUNTS,
  ...POLICIES,
  ...GROUPS,
  ...HEALTH,
  ...REGISTRATIONS,
  ...MAIL,
  ...AZURE,
} as const satisfies Readonly<Record<string, Permission>>;

export type Need = keyof typeof PERMISSIONS;

/** The table's row, seen without its literal types. */
export function permissionFor(need: Need): Permission {
  return PERMISSIONS[need];
}

/** Whether something is changed with it. */
export function isWriting(need: Need): boolean {
  const { requests, onlyReads } = permissionFor(need);
  return onlyReads !== true && requests.some((request) => !request.startsWith("GET "));
}

/** What to grant, in words: scopes and app roles, or the Azure role. */
export function permissionText(need: Need): string {
  const { delegated, application, azureRole, azureAt } = permissionFor(need);
  if (azureRole !== undefined) return `the Azure role ${azureRole} on ${azureAt ?? HEALTH_SCOPE}`;
  const least = listed(delegated[0] ?? []);
  if (application === null) return `${least} (Microsoft documents it for a person's sign-in only)`;
  const own = listed(application[0] ?? []);
  return own === least ? least : `${least} for a person, ${own} for an application`;
}

/** Which directory role is needed besides, by whom; empty where none is. */
function roleText(need: Need): string {
  const { roles: forPeople, applicationRoles, azureRole, azureAt } = permissionFor(need);
  const [person, application] = [forPeople[0], applicationRoles[0]];
  if (azureAt !== undefined) return "";
  if (azureRole !== undefined)
    return "a person may have the role Global Administrator instead (Hybrid Identity Administrator is not enough)";
  return [
    ...(person === undefined ? [] : [`a person who signs in also needs the role ${ROLES[person].name}`]),
    ...(application === undefined ? [] : [`an application's service principal the role ${ROLES[application].name}`]),
  ].join(", ");
}

/** One sentence: what to grant, to whom. */
export function howToGrant(need: Need): string {
  return `Needed: ${[permissionText(need), roleText(need)].filter(Boolean).join("; ")}.`;
}

function listed(permissions: readonly string[]): string {
  return permissions.join(" and ");
}
