// Synchronisation servers of a scenario: on the premises, their identities, and their entries in Connect Health.
import { appRolesOf } from "../laws/consent.js";
import { FIRST_PARTY } from "../laws/first-party.js";
import { wholeSeconds } from "../on-premises/cycle.js";
import { synchronizationUser } from "../on-premises/install.js";
import type { HealthMember, TenantDraft, TenantState } from "../store/tenant-state.js";
import { madeGuid, madeKey } from "./made-ids.js";
import { momentOf, type ServerPlan, type TenantPlan } from "./scenario-schema.js";

const DAY = 86_400_000;
const MINUTE = 60_000;
const CERTIFICATE_DAYS = 90;
const NEVER = "0001-01-01T00:00:00";
const OS = {
  "2016": { osName: "Microsoft Windows Server 2016 Standard", osVersion: "10.0.14393.0" },
  "2019": { osName: "Microsoft Windows Server 2019 Standard", osVersion: "10.0.17763.0" },
  "2022": { osName: "Microsoft Windows Server 2022 Standard", osVersion: "10.0.20348.0" },
} as const;

/** What a server is to the tenant; each part goes into its own list. */
export interface BuiltServer {
  readonly server: TenantDraft["onPremises"]["servers"][number];
  readonly uninstalled: boolean;
  readonly user: TenantState["users"][number] | undefined;
  readonly application: TenantDraft["applications"][number] | undefined;
  readonly servicePrincipal: TenantDraft["servicePrincipals"][number] | undefined;
  readonly appRoleAssignment: TenantDraft["appRoleAssignments"][number] | undefined;
  readonly healthMember: HealthMember | undefined;
}

export function buildServer(
  plan: ServerPlan,
  tenant: TenantPlan,
  tenantId: string,
  syncService: TenantState["servicePrincipals"][number] | undefined,
  now: number,
): BuiltServer {
  const installationId = plan.installationId ?? madeGuid(tenantId, "installation", plan.name, plan.version);
  const identity = buildIdentity(plan, tenant, tenantId, syncService, now);
  const lastCycle = momentOf(tenant.synchronization.lastCycle, now);
  return {
    ...identity.objects,
    uninstalled: plan.uninstalled,
    server: {
      name: plan.name,
      installationId,
      version: plan.version,
      staging: plan.staging,
      running: plan.running,
      identity: identity.reference,
      address: plan.address,
      interval: plan.interval,
      suspended: plan.suspended,
      nextCycleAt: wholeSeconds(lastCycle + 30 * MINUTE),
      lastCycle: null,
    },
    healthMember:
      plan.health === null ? undefined : buildHealthMember(plan, plan.health, tenantId, installationId, now),
  };
}

function buildIdentity(
  plan: ServerPlan,
  tenant: TenantPlan,
  tenantId: string,
  syncService: TenantState["servicePrincipals"][number] | undefined,
  now: number,
) {
  const { kind, machineIdentifier } = plan.identity;
  const id = plan.identity.id ?? madeGuid(tenantId, "identity", plan.name, machineIdentifier);
  const created = wholeSeconds(momentOf(plan.identity.created, now));
  const none = { user: undefined, application: undefined, servicePrincipal: undefined, appRoleAssignment: undefined };
  if (kind === "legacy") {
    const domains = [{ id: tenant.initialDomain, isInitial: true }];
    const user = synchronizationUser({ domains }, `Sync_${plan.name}_${machineIdentifier}`, id, created);
    return { reference: { kind, userId: id } as const, objects: { ...none, user } };
  }
  const role = syncService === undefined ? undefined : appRolesOf(tenant, syncService)[0];
  if (syncService === undefined || role === undefined) throw new Error("There is no synchronisation service.");
  const { ownApplication } = plan.identity;
  const displayName = ownApplication ?? `ConnectSyncProvisioning_${plan.name}_${machineIdentifier}`;
  const appId = madeGuid(tenantId, "application", displayName);
  const from = momentOf(plan.identity.certificateFrom, now);
  const keyCredentials = [
    {
      keyId: madeGuid(tenantId, "key", displayName),
      displayName: "CN=Entra Connect Sync Provisioning",
      customKeyIdentifier: madeKey("thumbprint", displayName),
      type: "AsymmetricX509Cert",
      usage: "Verify",
      startDateTime: wholeSeconds(from),
      endDateTime: wholeSeconds(from + CERTIFICATE_DAYS * DAY),
      key: null,
    },
  ];
  return {
    reference: { kind, servicePrincipalId: id, renewsCertificate: ownApplication === undefined } as const,
    objects: {
      ...none,
      application: {
        id: madeGuid(tenantId, "object", displayName),
        appId,
        displayName,
        isPublicClient: false,
        createdDateTime: created,
        keyCredentials,
      },
      servicePrincipal: {
        id,
        appId,
        displayName,
        appOwnerOrganizationId: tenantId,
        servicePrincipalType: "Application",
        accountEnabled: true,
        appRoles: [],
        createdDateTime: created,
      },
      appRoleAssignment: {
        id: madeKey(id, role.id),
        appRoleId: role.id,
        createdDateTime: created,
        principalDisplayName: displayName,
        principalId: id,
        principalType: "ServicePrincipal",
        resourceDisplayName: syncService.displayName,
        resourceId: syncService.id,
      },
    },
  };
}

function buildHealthMember(
  plan: ServerPlan,
  entry: NonNullable<ServerPlan["health"]>,
  tenantId: string,
  installationId: string,
  now: number,
): HealthMember {
  const at = (moment: string) => new Date(momentOf(moment, now)).toISOString();
  return {
    serviceMemberId: entry.id ?? madeGuid(tenantId, "service-member", plan.name, installationId),
    machineId: entry.machineId ?? madeGuid(tenantId, "machine", plan.name),
    machineName: plan.name,
    installationId,
    createdDate: entry.created === null ? NEVER : at(entry.created),
    lastReboot: at(entry.lastReboot),
    lastUpdated: at(entry.lastUpdated),
    lastUpload: entry.lastUpload === null ? null : at(entry.lastUpload),
    ...OS[entry.os],
    disabled: entry.disabledSince !== null,
    lastDisabled: entry.disabledSince === null ? null : at(entry.disabledSince),
    deleteAfter: null,
    registeredInStaging: entry.registeredInStaging ?? plan.staging,
    syncVersion: plan.version,
    serviceAccount: entry.serviceAccount,
  };
}

export function isSynchronizationService(principal: { readonly appId: string }): boolean {
  return principal.appId === FIRST_PARTY.synchronizationService;
}
