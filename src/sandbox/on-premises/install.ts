// A new synchronisation server: its identity in the tenant and its entry in Connect Health.
import { randomBytes, randomUUID } from "node:crypto";
import { appRolesOf } from "../laws/consent.js";
import { ROLE } from "../laws/directory-roles.js";
import { FIRST_PARTY } from "../laws/first-party.js";
import { defaultsToApplication, forcesApplication, knowsApplication, parseVersion } from "../laws/versions.js";
import { SandboxError } from "../sandbox-error.js";
import { cloudUser } from "../store/cloud-user.js";
import { applicationSchema, servicePrincipalSchema } from "../store/state/applications.js";
import { serverSchema } from "../store/state/on-premises.js";
import type { SyncServer, TenantState, User } from "../store/tenant-state.js";
import { identityName, wholeSeconds } from "./cycle.js";
import { CYCLE_MS } from "./schedule.js";
import { requireWizard } from "./servers.js";

const SYNC_ROLE = "ADSynchronization.ReadWrite.All";

export interface Installation {
  readonly name: string;
  readonly version: string;
  readonly staging: boolean;
  /** Without it: what the wizard of that version does by itself. */
  readonly identity: "legacy" | "application" | undefined;
}

export function installServer(draft: TenantState, wanted: Installation, now: number): readonly string[] {
  const { name, version, staging } = wanted;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,14}$/u.test(name))
    throw usage(`"${name}" is no computer name (15 letters, digits, hyphens).`);
  if (parseVersion(version) === undefined) throw usage(`"${version}" is no version such as 2.6.3.0.`);
  if (draft.onPremises.servers.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
    throw new SandboxError(
      "failed",
      `${name} has a synchronisation server already.`,
      `Choose another name, or first: uninstall-server ${name}.`,
    );
  }
  requireWizard({ name, version }, now);
  const machineIdentifier = randomBytes(6).toString("hex");
  const identity = createIdentity(draft, { ...wanted, identity: identityKind(wanted) }, machineIdentifier, now);
  const server: SyncServer = serverSchema.parse({
    name,
    installationId: randomUUID(),
    version,
    staging,
    running: true,
    identity,
    nextCycleAt: new Date(now + CYCLE_MS).toISOString(),
    lastCycle: null,
  });
  draft.onPremises.servers.push(server);
  registerHealthAgent(draft, server, now);
  return [
    `${name} was installed with ${version}, ${staging ? "in staging mode" : "active"}`,
    `its identity is ${identity.kind === "legacy" ? "the user" : "the application"} ${identityName(draft, server) ?? ""}`,
    "its Health agent is registered",
  ];
}

function identityKind({ version, identity }: Installation): "legacy" | "application" {
  const kind = identity ?? (defaultsToApplication(version) ? "application" : "legacy");
  if (kind === "legacy" && forcesApplication(version)) {
    throw usage(`Version ${version} has no legacy identity any more (since 2.6.84.0).`);
  }
  if (kind === "application" && !knowsApplication(version)) {
    throw usage(`Version ${version} knows no application identity yet (since 2.5.3.0).`);
  }
  return kind;
}

function createIdentity(
  draft: TenantState,
  wanted: Installation & { readonly identity: "legacy" | "application" },
  machineIdentifier: string,
  now: number,
): SyncServer["identity"] {
  if (wanted.identity === "legacy") {
    const user = synchronizationUser(
      draft,
      `Sync_${wanted.name}_${machineIdentifier}`,
      randomUUID(),
      wholeSeconds(now),
    );
    draft.users.push(user);
    giveSynchronizationRole(draft, user.id);
    return { kind: "legacy", userId: user.id };
  }
  const displayName = `ConnectSyncProvisioning_${wanted.name}_${machineIdentifier}`;
  const resource = draft.servicePrincipals.find((one) => one.appId === FIRST_PARTY.synchronizationService);
  const role = resource === undefined ? undefined : appRolesOf(resource).find((one) => one.value === SYNC_ROLE);
  if (resource === undefined || role === undefined) {
    throw new SandboxError(
      "failed",
      "The tenant has no Microsoft Entra AD Synchronization Service.",
      "Reset the sandbox.",
    );
  }
  const appId = randomUUID();
  const servicePrincipalId = randomUUID();
  draft.applications.push(
    applicationSchema.parse({
      id: randomUUID(),
      appId,
      displayName,
      isPublicClient: false,
      createdDateTime: wholeSeconds(now),
    }),
  );
  draft.servicePrincipals.push(
    servicePrincipalSchema.parse({
      id: servicePrincipalId,
      appId,
      displayName,
      appOwnerOrganizationId: draft.organization.id,
      servicePrincipalType: "Application",
      accountEnabled: true,
      appRoles: [],
    }),
  );
  draft.appRoleAssignments.push({
    id: randomBytes(32).toString("base64url"),
    appRoleId: role.id,
    createdDateTime: wholeSeconds(now),
    principalDisplayName: displayName,
    principalId: servicePrincipalId,
    principalType: "ServicePrincipal",
    resourceDisplayName: resource.displayName,
    resourceId: resource.id,
  });
  return { kind: "application", servicePrincipalId };
}

function giveSynchronizationRole(draft: TenantState, principalId: string): void {
  const roleDefinitionId = ROLE.directorySynchronizationAccounts;
  draft.roleAssignments.push({ id: randomUUID(), roleDefinitionId, principalId, directoryScopeId: "/" });
  if (!draft.activatedRoles.some((one) => one.roleTemplateId === roleDefinitionId)) {
    draft.activatedRoles.push({ id: randomUUID(), roleTemplateId: roleDefinitionId });
  }
}

/** As the wizard makes it ("Microsoft Entra Connect: Accounts and permissions", Microsoft Entra Connector account). */
export function synchronizationUser(
  tenant: { readonly domains: readonly Pick<TenantState["domains"][number], "id" | "isInitial">[] },
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

function registerHealthAgent(draft: TenantState, server: SyncServer, now: number): void {
  draft.health.members.push({
    serviceMemberId: randomUUID(),
    machineId: randomUUID(),
    machineName: server.name,
    installationId: server.installationId,
    createdDate: new Date(now).toISOString(),
    lastReboot: new Date(now).toISOString(),
    lastUpdated: new Date(now).toISOString(),
    lastUpload: null,
    osName: "Microsoft Windows Server 2022 Standard",
    osVersion: "10.0.20348.0",
    disabled: false,
    lastDisabled: null,
    deleteAfter: null,
    registeredInStaging: server.staging,
    syncVersion: server.version,
    serviceAccount: "NT SERVICE\\ADSync",
  });
}

function usage(why: string): SandboxError {
  return new SandboxError(
    "usage",
    why,
    "Usage: install-server NAME --version V [--staging] [--identity legacy|application]",
  );
}
