// Contoso before its migration: the old server on version 1.6.16.0, which the service has refused since October 2023,
// and a new one in staging mode beside it.
import { ROLE } from "../laws/directory-roles.js";
import { runCycle } from "../on-premises/cycle.js";
import { synchronizationUser } from "../on-premises/install.js";
import { type TenantDraft, type TenantState, tenantStateSchema } from "../store/tenant-state.js";
import { contosoClients, MIGRATION_CLIENT, READER_CLIENT } from "./contoso-clients.js";
import { contosoPeople, PERSON } from "./contoso-people.js";
import { contosoPolicies } from "./contoso-policies.js";
import type { Scenario } from "./scenario.js";

const TENANT_ID = "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34";
const DOMAINS = ["contoso.onmicrosoft.com", "contoso.com"] as const;
const AAD_PREMIUM = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";
const MINUTE = 60_000;
const DAY = 86_400_000;

const OLD_IDENTITY = "5b0c7e1a-2f64-4d39-8a1e-90c3d7b5e612";
const NEW_IDENTITY = "c84f1d27-71b3-49e6-a5d0-3e2f9b608d1c";
const OLD_INSTALLATION = "1f6c9b02-8d4e-4a73-b5e1-64d2a0c8f379";
const NEW_INSTALLATION = "e27d4a90-53bf-4c18-96a7-0b8f1c5d2e64";

/** The last export of the old server, hours before the service stopped version 1. */
const LAST_EXPORT = "2023-09-30T21:42:17Z";
const LAST_PASSWORD_SYNC = "2023-09-30T21:44:02Z";

export const contosoV1: Scenario = {
  name: "contoso-v1",
  build: (now) => ({
    tenants: [build(now)],
    signInUsers: [`admin@${DOMAINS[0]}`],
    clientIds: [MIGRATION_CLIENT, READER_CLIENT],
  }),
};

/** Minutes since each server's last regular cycle. */
const LAST_CYCLE_MINUTES_AGO = 9;

function build(now: number): TenantState {
  const state = tenantStateSchema.parse(beforeItsCycles(now));
  const at = now - LAST_CYCLE_MINUTES_AGO * MINUTE;
  for (const server of state.onPremises.servers) runCycle(state, server, at);
  return state;
}

function beforeItsCycles(now: number): TenantDraft {
  const ago = (milliseconds: number) => new Date(now - milliseconds).toISOString().replace(/\.\d+Z$/u, "Z");
  const domains = DOMAINS.map((id, index) => ({
    id,
    authenticationType: "Managed",
    isAdminManaged: true,
    isDefault: index === 1,
    isInitial: index === 0,
    isRoot: true,
    isVerified: true,
    supportedServices: ["Email", "OfficeCommunicationsOnline"],
    capabilities: "Email, OfficeCommunicationsOnline",
  }));
  const people = contosoPeople(LAST_EXPORT);
  const clients = contosoClients(TENANT_ID);
  return {
    organization: {
      id: TENANT_ID,
      displayName: "Contoso",
      createdDateTime: "2016-05-11T08:02:44Z",
      countryLetterCode: "DE",
      preferredLanguage: "en",
      technicalNotificationMails: [`admin@${DOMAINS[1]}`],
      tenantType: "AAD",
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: LAST_EXPORT,
      onPremisesLastPasswordSyncDateTime: LAST_PASSWORD_SYNC,
      assignedPlans: [
        {
          assignedDateTime: "2019-03-04T09:15:00Z",
          capabilityStatus: "Enabled",
          service: "AADPremiumService",
          servicePlanId: AAD_PREMIUM,
        },
      ],
    },
    domains,
    subscribedSkus: [
      {
        skuId: "078d2b04-f1bd-4111-bbd4-b4b1b354cef4",
        skuPartNumber: "AAD_PREMIUM",
        capabilityStatus: "Enabled",
        appliesTo: "User",
        consumedUnits: 7,
        prepaidUnits: { enabled: 25, suspended: 0, warning: 0, lockedOut: 0 },
        servicePlans: [
          {
            servicePlanId: AAD_PREMIUM,
            servicePlanName: "AAD_PREMIUM",
            provisioningStatus: "Success",
            appliesTo: "User",
          },
        ],
      },
    ],
    users: [
      ...people.users,
      synchronizationUser({ domains }, "Sync_AADC-OLD_8f2d6b1c04ae", OLD_IDENTITY, "2018-11-20T10:31:08Z"),
      synchronizationUser({ domains }, "Sync_AADC-NEW_d3174c9e5b60", NEW_IDENTITY, ago(6 * DAY)),
    ],
    deletedUsers: [],
    groups: people.groups,
    applications: clients.applications,
    servicePrincipals: clients.servicePrincipals,
    appRoleAssignments: clients.appRoleAssignments,
    permissionGrants: clients.permissionGrants,
    roleAssignments: [
      assigned("b7d0e3f1-0001-4c52-9b8e-2a6f4d1c9e01", ROLE.globalAdministrator, PERSON.admin),
      assigned("b7d0e3f1-0002-4c52-9b8e-2a6f4d1c9e02", ROLE.globalAdministrator, PERSON.breakGlass),
      assigned("b7d0e3f1-0003-4c52-9b8e-2a6f4d1c9e03", ROLE.directorySynchronizationAccounts, OLD_IDENTITY),
      assigned("b7d0e3f1-0004-4c52-9b8e-2a6f4d1c9e04", ROLE.directorySynchronizationAccounts, NEW_IDENTITY),
    ],
    activatedRoles: [
      { id: "0f9c7d5e-3a21-4b86-8e44-5d7b1c2a9f01", roleTemplateId: ROLE.globalAdministrator },
      { id: "0f9c7d5e-3a21-4b86-8e44-5d7b1c2a9f02", roleTemplateId: ROLE.directorySynchronizationAccounts },
    ],
    conditionalAccessPolicies: contosoPolicies([PERSON.breakGlass]),
    synchronization: {
      accidentalDeletionPrevention: { synchronizationPreventionType: "enabledForCount", alertThreshold: 500 },
      anchorAttribute: "mS-DS-ConsistencyGuid",
      applicationId: "1651564e-7ce4-4d99-88be-0a65050d8dc3",
      currentExportData: {
        clientMachineName: "AADC-OLD",
        serviceAccount: `Sync_AADC-OLD_8f2d6b1c04ae@${DOMAINS[0]}`,
        pendingObjectsAddition: 0,
        pendingObjectsDeletion: 0,
        pendingObjectsUpdate: 0,
        successfulLinksProvisioningCount: 3,
        successfulObjectsProvisioningCount: 1,
        totalConnectorSpaceObjects: people.syncedCount,
      },
      customerRequestedSynchronizationInterval: null,
      synchronizationClientVersion: "1.6.16.0",
      synchronizationInterval: "PT30M",
      features: synchronizationFeatures(),
    },
    health: {
      serviceId: "7a1e5c93-d04b-4f26-8b7d-e93c6a2f1058",
      createdDate: "2018-11-20T10:40:12.5718342Z",
      members: healthMembers(ago),
      access: [{ principalId: clients.migrationPrincipalId, role: "Contributor" }],
    },
    onPremises: {
      servers: [
        {
          name: "AADC-OLD",
          installationId: OLD_INSTALLATION,
          version: "1.6.16.0",
          staging: false,
          running: true,
          identity: { kind: "legacy", userId: OLD_IDENTITY },
          nextCycleAt: ago(-21 * MINUTE),
          lastCycle: null,
        },
        {
          name: "AADC-NEW",
          installationId: NEW_INSTALLATION,
          version: "2.6.3.0",
          staging: true,
          running: true,
          identity: { kind: "legacy", userId: NEW_IDENTITY },
          nextCycleAt: ago(-21 * MINUTE),
          lastCycle: null,
        },
      ],
      changesWaiting: people.syncedCount,
    },
  };
}

function assigned(id: string, roleDefinitionId: string, principalId: string) {
  return { id, roleDefinitionId, principalId, directoryScopeId: "/" };
}

/** All twenty flags; what Contoso uses is on. */
function synchronizationFeatures(): Record<string, boolean> {
  const on = [
    "concurrentCredentialUpdateEnabled",
    "concurrentOrgIdProvisioningEnabled",
    "passwordSyncEnabled",
    "quarantineUponProxyAddressesConflictEnabled",
    "quarantineUponUpnConflictEnabled",
    "softMatchOnUpnEnabled",
    "synchronizeUpnForManagedUsersEnabled",
  ];
  const off = [
    "allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled",
    "blockCloudObjectTakeoverThroughHardMatchEnabled",
    "blockSoftMatchEnabled",
    "bypassDirSyncOverridesEnabled",
    "cloudPasswordPolicyForPasswordSyncedUsersEnabled",
    "deviceWritebackEnabled",
    "directoryExtensionsEnabled",
    "fopeConflictResolutionEnabled",
    "groupWriteBackEnabled",
    "passwordWritebackEnabled",
    "unifiedGroupWritebackEnabled",
    "userForcePasswordChangeOnLogonEnabled",
    "userWritebackEnabled",
  ];
  const flags = [...on, ...off].sort().map((name): [string, boolean] => [name, on.includes(name)]);
  return Object.fromEntries(flags);
}

/** The old entry ended with version 1's Health support; the new agent uploads as long as its server runs. */
function healthMembers(ago: (milliseconds: number) => string): TenantState["health"]["members"] {
  return [
    {
      serviceMemberId: "93b5d7e0-1c48-4a2f-b6e9-7f0d3c5a8b21",
      machineId: "2d8e6f14-a0b7-4c93-85d1-6e3f9b7c0a52",
      machineName: "AADC-OLD",
      installationId: OLD_INSTALLATION,
      createdDate: "0001-01-01T00:00:00",
      lastReboot: "2022-12-06T02:11:38.4129076Z",
      lastUpdated: "2022-12-14T05:58:20.7716304Z",
      lastUpload: "2022-12-14T05:58:20.7716304Z",
      osName: "Microsoft Windows Server 2016 Standard",
      osVersion: "10.0.14393.0",
      disabled: true,
      lastDisabled: "2023-01-15T03:30:11.9340571Z",
      deleteAfter: null,
      registeredInStaging: false,
      syncVersion: "1.6.16.0",
      serviceAccount: "CONTOSO\\AAD_5c7e19d03b42",
    },
    {
      serviceMemberId: "d61f0a38-7b9c-4e54-92a3-c5e8f1740b6d",
      machineId: "8b41c7f9-5e02-4d6a-a3b8-19f7e0d2c564",
      machineName: "AADC-NEW",
      installationId: NEW_INSTALLATION,
      createdDate: ago(6 * DAY),
      lastReboot: ago(5 * DAY),
      lastUpdated: ago(6 * DAY),
      lastUpload: null,
      osName: "Microsoft Windows Server 2022 Standard",
      osVersion: "10.0.20348.0",
      disabled: false,
      lastDisabled: null,
      deleteAfter: null,
      registeredInStaging: true,
      syncVersion: "2.6.3.0",
      serviceAccount: "NT SERVICE\\ADSync",
    },
  ];
}
