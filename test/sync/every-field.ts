// A snapshot in which every field of every kind is filled.
import { type Fact, known, unknown } from "../../src/shapes/fact.js";
import type { Snapshot } from "../../src/sync/snapshot.js";
import { snapshotOf } from "./healthy-snapshot.js";

const AT = "2026-11-21T08:30:00Z";
const source = { request: "GET /somewhere", at: "2026-11-22T12:00:00.000Z" };
const fact = <T>(value: T): Fact<T> => known(value, source);
const guid = (number: number) => `4e3a2bd8-6c51-4f0a-9d27-${number.toString(16).padStart(12, "0")}`;
const SYNC_USER = "Sync_AADC_NEW_0123456789ab@fabrikam.onmicrosoft.com";

/** Names of people, machines and things: none of them may be found in what is redacted. */
export const NAMES = [
  ...["Fabrikam Woodworks", "fabrikam", "AADC_NEW", "AADC-OLD", "0123456789ab", "ba9876543210", "corp.local"],
  ...["jane.doe", "Jane Doe", "wizard-9", "203.0.113.77", "2001:db8:77::5", "Block Everything", "smtp:clash"],
  ...["Sales Team", "Robert Roe", "Fabrikam Sync", "PTA-BOX", "4e3a2bd8-6c51-4f0a-9d27", "Cellar Keeper"],
];

export const EVERYTHING: Snapshot = snapshotOf({
  takenBy: { id: guid(1), name: "jane.doe@fabrikam.com", authKind: "browser" },
  organization: known(
    {
      id: guid(2),
      displayName: "Fabrikam Woodworks",
      initialDomain: "fabrikam.onmicrosoft.com",
      syncEnabled: true,
      lastSync: AT,
      domains: [
        { name: "fabrikam.onmicrosoft.com", isInitial: true, type: "Managed" },
        { name: "fabrikam.com", isInitial: false, type: null },
      ],
      servicePlans: ["41781fb2-bc02-4b7c-bd55-b576c07bb09d"],
      servicePlansTold: true,
    },
    source,
  ),
  domains: fact([
    {
      name: "fabrikam.com",
      authenticationType: "Federated",
      isVerified: true,
      isDefault: true,
      isInitial: null,
    },
  ]),
  settings: fact({
    passwordSyncEnabled: true,
    features: { passwordSyncEnabled: true, softMatchOnUpnEnabled: false },
    deletionPrevention: { type: "enabledForCount", threshold: 500 },
  }),
  lastExport: fact({
    clientVersion: "2.6.92.0",
    interval: "PT30M",
    machineName: "aadc_new.corp.local",
    serviceAccount: SYNC_USER,
    anchorAttribute: "mS-DS-ConsistencyGuid",
    pending: { additions: 1, updates: 2, deletions: 3 },
  }),
  roleHolders: fact([
    {
      principalId: guid(3),
      roleDefinitionId: "d29b2b05-8046-44ba-8758-1e26182fcf32",
      type: "user",
      displayName: "On-Premises Directory Synchronization Service Account",
      userPrincipalName: SYNC_USER,
      enabled: true,
    },
  ]),
  syncApplications: fact([{ principalId: guid(4), displayName: "ConnectSyncProvisioning_AADC-OLD_ba9876543210" }]),
  applicationStates: fact([
    {
      principalId: guid(4),
      displayName: "ConnectSyncProvisioning_AADC-OLD_ba9876543210",
      appId: guid(5),
      enabled: true,
      credentials: fact({
        certificates: [{ keyId: guid(6), start: AT, end: null }],
        secrets: 1,
        federated: 0,
        owners: ["Jane Doe"],
      }),
      passwordWriteback: unknown("Graph refused servicePrincipals/Fabrikam Sync.", "Ask jane.doe@fabrikam.com."),
    },
    {
      principalId: guid(7),
      displayName: "Fabrikam Sync",
      appId: null,
      enabled: null,
      credentials: fact(null),
      passwordWriteback: fact(["PasswordWriteback.OffboardClient.All"]),
    },
  ]),
  credentialPolicy: fact({
    enabled: true,
    restrictions: [{ type: "asymmetricKeyLifetime", maxLifetime: "P30D", appliesFrom: AT, enabled: true }],
  }),
  people: fact([
    {
      name: SYNC_USER,
      userId: guid(3),
      roleIds: ["d29b2b05-8046-44ba-8758-1e26182fcf32"],
      memberships: fact({ groupIds: [guid(8)], roleIds: [], rolesHidden: true as const, roleGroupIds: [guid(8)] }),
      guest: false,
    },
  ]),
  signIns: fact({
    since: AT,
    complete: true,
    identities: [
      {
        identityId: guid(3),
        seen: 2,
        newest: { at: AT, errorCode: 0, ip: "203.0.113.77" },
        codes: [{ code: 50_126, count: 1 }],
        addresses: ["203.0.113.77", "2001:db8:77::5"],
        legacyTls: 1,
      },
    ],
  }),
  writes: fact({ since: AT, bursts: [{ identityId: guid(3), first: AT, last: AT, writes: 9 }] }),
  serviceAccounts: fact({
    accounts: [
      {
        id: guid(9),
        userPrincipalName: "wizard-9@fabrikam.onmicrosoft.com",
        enabled: true,
        roles: ["Hybrid Identity Administrator", "Cellar Keeper"],
        excludedFrom: ["Block Everything"],
        lastSignIn: AT,
        markedAt: null,
      },
    ],
    notLookedAt: 0,
  }),
  agents: fact([{ id: guid(10), machineName: "PTA-BOX.corp.local", externalIp: "203.0.113.77", status: "active" }]),
  provisioningErrors: fact({
    total: 1,
    causes: [{ objectType: "user", category: "PropertyConflict", property: "ProxyAddresses", count: 1 }],
    first: [
      {
        objectId: guid(11),
        objectType: "user",
        name: "Robert Roe",
        category: "PropertyConflict",
        property: "ProxyAddresses",
        value: "smtp:clash@fabrikam.com",
        since: AT,
      },
    ],
    fingerprints: "AAECAw==",
    unread: [{ objectType: "contact", reason: "It was refused.", remedy: "Grant it." }],
  }),
  deletedObjects: fact({
    total: 1,
    days: [{ day: "2026-11-21", count: 1 }],
    newest: [{ id: guid(12), type: "group", name: "Sales Team", deletedAt: AT, restorableUntil: AT }],
  }),
  healthServers: fact([
    {
      serviceName: "AadSyncService-fabrikam.onmicrosoft.com",
      id: guid(13),
      machineId: guid(14),
      machineName: "AADC_NEW",
      status: "Healthy",
      disabled: false,
      lastUpdated: fact(AT),
      uploads: fact({ PasswordHashSync: AT, Inventory: null }),
      whole: null,
    },
  ]),
  healthAlerts: fact([
    {
      alertId: guid(15),
      level: "Error",
      title: "AADC-OLD does not report to 203.0.113.77",
      serverId: guid(13),
      since: AT,
    },
  ]),
  healthExportErrors: fact([{ bucket: "All", count: 3, truncated: false }]),
  healthExports: fact([{ serverId: guid(13), at: AT }]),
});
