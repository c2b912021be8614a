// One synchronisation cycle of one server, as the tenant sees it.
import { bindingPolicy } from "../laws/conditional-access-evaluation.js";
import { ROLE } from "../laws/directory-roles.js";
import { syncFloorInForce } from "../laws/versions.js";
import type { SyncServer, TenantState } from "../store/tenant-state.js";

/** The engine's application id in the export envelope, as Graph's sample of `applicationId` shows it. */
const ENGINE_APPLICATION_ID = "1651564e-7ce4-4d99-88be-0a65050d8dc3";

export interface CycleReport {
  readonly server: string;
  readonly at: string;
  readonly succeeded: boolean;
  readonly message: string;
}

/** Runs the cycle at tenant time `at` (milliseconds) and changes the draft by what it leaves behind. */
export function runCycle(draft: TenantState, server: SyncServer, at: number): CycleReport {
  const refusal = refusalOf(draft, server, at);
  const when = wholeSeconds(at);
  let message = refusal;
  if (message === undefined) {
    message = server.staging
      ? "imported and synchronised; exported nothing, being in staging mode"
      : exportChanges(draft, server, when);
  }
  const report = { succeeded: refusal === undefined, message };
  server.lastCycle = { at: when, ...report };
  return { server: server.name, at: when, ...report };
}

/** The name under which the server signs in: the user's UPN, or the application's name. */
export function identityName(draft: TenantState, server: SyncServer): string | undefined {
  const { identity } = server;
  return identity.kind === "legacy"
    ? draft.users.find((user) => user.id === identity.userId)?.userPrincipalName
    : draft.servicePrincipals.find((principal) => principal.id === identity.servicePrincipalId)?.displayName;
}

function exportChanges(draft: TenantState, server: SyncServer, when: string): string {
  const changes = draft.onPremises.changesWaiting;
  const synced = draft.users.filter((user) => user.onPremisesSyncEnabled === true);
  for (const user of synced.slice(0, changes)) user.onPremisesLastSyncDateTime = when;
  draft.onPremises.changesWaiting = 0;
  draft.organization.onPremisesSyncEnabled = true;
  draft.organization.onPremisesLastSyncDateTime = when;
  if (draft.synchronization.features["passwordSyncEnabled"] === true) {
    draft.organization.onPremisesLastPasswordSyncDateTime = when;
  }
  draft.synchronization.synchronizationClientVersion = server.version;
  draft.synchronization.applicationId = ENGINE_APPLICATION_ID;
  draft.synchronization.currentExportData = {
    clientMachineName: server.name,
    serviceAccount: identityName(draft, server) ?? "",
    pendingObjectsAddition: 0,
    pendingObjectsDeletion: 0,
    pendingObjectsUpdate: 0,
    successfulLinksProvisioningCount: 0,
    successfulObjectsProvisioningCount: changes,
    totalConnectorSpaceObjects: synced.length,
  };
  return `imported, synchronised and exported ${changes} changes`;
}

function refusalOf(draft: TenantState, server: SyncServer, at: number): string | undefined {
  const floor = syncFloorInForce(server.version, at);
  if (floor !== undefined) {
    return `refused by the service: version ${server.version} is below the lowest that may synchronise, ${floor}`;
  }
  return server.identity.kind === "legacy"
    ? userRefusal(draft, server.identity.userId)
    : applicationRefusal(draft, server.identity.servicePrincipalId);
}

function userRefusal(draft: TenantState, userId: string): string | undefined {
  const user = draft.users.find((one) => one.id === userId);
  if (user === undefined)
    return "sign-in failed: AADSTS50034: the synchronisation account does not exist in the directory";
  const name = user.userPrincipalName;
  if (!user.accountEnabled) return `sign-in failed: AADSTS50057: the account ${name} is disabled`;
  const binding = bindingPolicy(draft, userId);
  if (binding?.control === "block") {
    return `sign-in of ${name} failed: AADSTS53003: access has been blocked by the Conditional Access policy "${binding.displayName}"`;
  }
  if (binding?.control === "mfa") {
    return `sign-in of ${name} failed: AADSTS50076: the Conditional Access policy "${binding.displayName}" demands multi-factor authentication, which the engine cannot do`;
  }
  const hasRole = draft.roleAssignments.some(
    (one) =>
      one.principalId === userId &&
      [ROLE.directorySynchronizationAccounts, ROLE.globalAdministrator].some((role) => role === one.roleDefinitionId),
  );
  return hasRole
    ? undefined
    : `refused by the service: ${name} does not hold the role Directory Synchronization Accounts`;
}

function applicationRefusal(draft: TenantState, servicePrincipalId: string): string | undefined {
  const principal = draft.servicePrincipals.find((one) => one.id === servicePrincipalId);
  if (principal === undefined)
    return "sign-in failed: AADSTS700016: the synchronisation application was not found in the directory";
  if (!principal.accountEnabled)
    return `sign-in failed: AADSTS7000112: the application ${principal.displayName} is disabled`;
  const hasRole = draft.appRoleAssignments.some((one) => one.principalId === servicePrincipalId);
  return hasRole
    ? undefined
    : `refused by the service: ${principal.displayName} does not hold ADSynchronization.ReadWrite.All`;
}

export function wholeSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/u, "Z");
}
