// The identity under which a server synchronises, as its wizard makes it: a user, or an application with a certificate.
//
// Sources: "Microsoft Entra Connect: Accounts and permissions" (20 accounts at most); "Microsoft Entra Connect Sync:
// application-based authentication"; "Microsoft Entra Connect: Version release history" (2.6.84.0).
import { randomBytes, randomUUID } from "node:crypto";
import { durationMs } from "../laws/app-management.js";
import { appRolesOf } from "../laws/consent.js";
import { ROLE } from "../laws/directory-roles.js";
import { FIRST_PARTY } from "../laws/first-party.js";
import { MANAGED_CERTIFICATE_DAYS } from "../laws/versions.js";
import { SandboxError } from "../sandbox-error.js";
import { cloudUser } from "../store/cloud-user.js";
import { applicationSchema, servicePrincipalSchema } from "../store/state/applications.js";
import type { SyncServer, Tenant, TenantState, User } from "../store/tenant-state.js";
import { wholeSeconds } from "./cycle.js";
import { SYNC_APP_ROLE } from "./engine-sign-in.js";
import { noteApplication, noteUser } from "./identity-audit.js";

const MOST_SYNC_ACCOUNTS = 20;

/** The user's identity; a SandboxError `failed` when the tenant has as many as it may have. */
export function createUserIdentity(draft: TenantState, serverName: string, now: number): SyncServer["identity"] {
  const holders = draft.roleAssignments.filter(
    (one) => one.roleDefinitionId === ROLE.directorySynchronizationAccounts,
  ).length;
  if (holders >= MOST_SYNC_ACCOUNTS) {
    throw new SandboxError(
      "failed",
      `The tenant has ${holders} synchronisation accounts, and ${MOST_SYNC_ACCOUNTS} is the most.`,
      "Delete those of servers that are gone.",
    );
  }
  const alias = `Sync_${serverName}_${machineIdentifier()}`;
  const user = synchronizationUser(draft, alias, randomUUID(), wholeSeconds(now));
  draft.users.push(user);
  giveSynchronizationRole(draft, user.id);
  noteUser(draft, user, ROLE.directorySynchronizationAccounts, now);
  return { kind: "legacy", userId: user.id };
}

/** What keeps the wizard from setting an application up; `undefined` when nothing does. */
export function applicationObstacle(tenant: Tenant, now: number): string | undefined {
  const service = tenant.servicePrincipals.find((one) => one.appId === FIRST_PARTY.synchronizationService);
  if (service === undefined) return "the tenant has no Microsoft Entra AD Synchronization Service";
  if (!service.accountEnabled) return `the application ${service.displayName} is disabled`;
  return forbidsCertificates(tenant.appManagementPolicy, now)
    ? "the tenant's default app management policy does not allow such a certificate"
    : undefined;
}

/** The application with its service principal and role; its certificate is registered by the caller. */
export function createApplicationIdentity(draft: TenantState, serverName: string, now: number): SyncServer["identity"] {
  const resource = draft.servicePrincipals.find((one) => one.appId === FIRST_PARTY.synchronizationService);
  const role =
    resource === undefined ? undefined : appRolesOf(draft, resource).find((one) => one.value === SYNC_APP_ROLE);
  if (resource === undefined || role === undefined) throw new Error("There is no synchronisation service.");
  const displayName = `ConnectSyncProvisioning_${serverName}_${machineIdentifier()}`;
  const [appId, servicePrincipalId, createdDateTime] = [randomUUID(), randomUUID(), wholeSeconds(now)];
  const application = applicationSchema.parse({
    id: randomUUID(),
    appId,
    displayName,
    isPublicClient: false,
    createdDateTime,
  });
  draft.applications.push(application);
  draft.servicePrincipals.push(
    servicePrincipalSchema.parse({
      id: servicePrincipalId,
      appId,
      displayName,
      appOwnerOrganizationId: draft.organization.id,
      servicePrincipalType: "Application",
      accountEnabled: true,
      appRoles: [],
      createdDateTime,
    }),
  );
  const assignment = {
    id: randomBytes(32).toString("base64url"),
    appRoleId: role.id,
    createdDateTime,
    principalDisplayName: displayName,
    principalId: servicePrincipalId,
    principalType: "ServicePrincipal",
    resourceDisplayName: resource.displayName,
    resourceId: resource.id,
  };
  draft.appRoleAssignments.push(assignment);
  noteApplication(draft, application, assignment, now);
  return { kind: "application", servicePrincipalId, keyId: null, renewsCertificate: true };
}

/** As the wizard makes it ("Microsoft Entra Connect: Accounts and permissions", Microsoft Entra Connector account). */
export function synchronizationUser(
  tenant: { readonly domains: readonly { readonly id: string; readonly isInitial: boolean }[] },
  alias: string,
  id: string,
  createdDateTime: string,
): User {
  const initialDomain = tenant.domains.find((domain) => domain.isInitial)?.id ?? "";
  return cloudUser(
    {
      id,
      userPrincipalName: `${alias}@${initialDomain}`,
      displayName: "On-Premises Directory Synchronization Service Account",
      mailNickname: alias,
      createdDateTime,
    },
    { passwordPolicies: "DisablePasswordExpiration" },
  );
}

function giveSynchronizationRole(draft: TenantState, principalId: string): void {
  const roleDefinitionId = ROLE.directorySynchronizationAccounts;
  draft.roleAssignments.push({ id: randomUUID(), roleDefinitionId, principalId, directoryScopeId: "/" });
  if (!draft.activatedRoles.some((one) => one.roleTemplateId === roleDefinitionId)) {
    draft.activatedRoles.push({ id: randomUUID(), roleTemplateId: roleDefinitionId });
  }
}

/**
 * "tenantAppManagementPolicy resource type": keyCredentials of applicationRestrictions. A certificate of 90 days is
 * forbidden by a shorter lifetime, and one that nobody issued by a list of trusted authorities. A restriction for
 * applications that are created after a moment to come leaves one of today alone.
 */
function forbidsCertificates(policy: Tenant["appManagementPolicy"], now: number): boolean {
  const restrictions = member(policy["applicationRestrictions"], "keyCredentials");
  if (!policy.isEnabled || !Array.isArray(restrictions)) return false;
  return restrictions.some((one: unknown) => {
    const createdAfter = member(one, "restrictForAppsCreatedAfterDateTime");
    if (member(one, "state") === "disabled") return false;
    if (typeof createdAfter === "string" && Date.parse(createdAfter) > now) return false;
    if (member(one, "restrictionType") === "trustedCertificateAuthority") return true;
    const longest = member(one, "maxLifetime");
    const milliseconds = typeof longest === "string" ? durationMs(longest) : undefined;
    return (
      member(one, "restrictionType") === "asymmetricKeyLifetime" &&
      milliseconds !== undefined &&
      milliseconds < MANAGED_CERTIFICATE_DAYS * 86_400_000
    );
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** The first twelve digits of the registry's SyncMachineIdentifier. */
function machineIdentifier(): string {
  return randomBytes(6).toString("hex");
}
