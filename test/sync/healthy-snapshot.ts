// A tenant in which every check passes; tests change one thing at a time.
import { CONNECT_VERSIONS } from "../../src/knowledge/connect-versions.js";
import { type Fact, type Known, known, unknown } from "../../src/shapes/fact.js";
import type { Finding } from "../../src/shapes/finding.js";
import { type CheckWishes, type HealthView, type IdentityView, type Judged, NO_WISHES } from "../../src/sync/judged.js";
import { SNAPSHOT_SCHEMA, type Snapshot } from "../../src/sync/snapshot.js";
import { runChecks } from "../../src/sync/verdict.js";
import type { Organization } from "../../src/tenant/organization.js";
import type { LastExport, SyncSettings } from "../../src/tenant/synchronization.js";

export const NOW = Date.UTC(2026, 10, 22, 12);
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
const source = { request: "GET /somewhere", at: "2026-11-22T12:00:00.000Z" };

export const fact = <T>(value: T): Known<T> => known(value, source);
export const refused = <T>(): Fact<T> => unknown<T>("It was refused.", "Grant it.");
export const ago = (ms: number) => new Date(NOW - ms).toISOString();

export const ORGANIZATION: Organization = {
  id: "t-1",
  displayName: "Contoso",
  initialDomain: "contoso.onmicrosoft.com",
  syncEnabled: true,
  lastSync: ago(10 * MINUTE),
  domains: [{ name: "contoso.onmicrosoft.com", isInitial: true, type: "Managed" }],
  servicePlans: [],
  servicePlansTold: true,
};
export const EXPORT: LastExport = {
  clientVersion: "2.6.92.0",
  interval: "PT30M",
  machineName: "AADC-NEW",
  serviceAccount: null,
  anchorAttribute: "mS-DS-ConsistencyGuid",
  pending: { additions: 0, updates: 0, deletions: 0 },
};
export const SETTINGS: SyncSettings = {
  passwordSyncEnabled: true,
  features: { passwordSyncEnabled: true, allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: false },
  deletionPrevention: { type: "enabledForCount", threshold: 500 },
};
export const IDENTITY: IdentityView = {
  id: "u-1",
  name: "Sync_AADC-NEW_0123456789ab@contoso.onmicrosoft.com",
  kind: "legacy-user",
  server: "AADC-NEW",
  enabled: true,
  boundBy: [],
  perhapsBoundBy: [],
};
export const HEALTH: HealthView = { id: "h-1", name: "AADC-NEW", verdict: "live", lastUpload: ago(5 * MINUTE) };

/** What a test changes: slots of the snapshot, verdicts, or wishes. */
export type Change = Partial<Snapshot> & Partial<Omit<Judged, "snapshot" | "wishes">> & Partial<CheckWishes>;

const SNAPSHOT: Snapshot = {
  schema: SNAPSHOT_SCHEMA,
  takenAt: "2026-11-22T12:00:00.000Z",
  toolVersion: "0.1.0",
  cloud: "public",
  takenBy: { id: "o-1", name: "admin@contoso.onmicrosoft.com", authKind: "device-code" },
  organization: fact(ORGANIZATION),
  domains: fact([]),
  settings: fact(SETTINGS),
  lastExport: fact(EXPORT),
  lastPasswordSync: fact(ago(15 * MINUTE)),
  syncedCounts: fact({ users: 5_000, groups: 100, contacts: 0 }),
  roleHolders: fact([]),
  syncApplications: fact([]),
  applicationStates: fact([]),
  syncService: fact({ enabled: true }),
  credentialPolicy: fact({ enabled: false, restrictions: [] }),
  policies: fact([]),
  people: fact([]),
  signIns: fact({
    since: ago(DAY),
    complete: true,
    identities: [
      {
        identityId: "u-1",
        seen: 3,
        newest: { at: ago(10 * MINUTE), errorCode: 0, ip: "203.0.113.5" },
        codes: [{ code: 0, count: 3 }],
        addresses: ["203.0.113.5"],
        legacyTls: 0,
      },
    ],
  }),
  writes: fact({
    since: ago(DAY),
    bursts: [{ identityId: "u-1", first: ago(12 * MINUTE), last: ago(11 * MINUTE), writes: 3 }],
  }),
  serviceAccounts: fact({ accounts: [], notLookedAt: 0 }),
  agents: fact([]),
  provisioningErrors: fact({ total: 0, causes: [], first: [], fingerprints: "", unread: [] }),
  deletedObjects: fact({ total: 0, days: [], newest: [] }),
  healthNotInCloud: null,
  healthServers: fact([]),
  healthAlerts: fact([]),
  healthExportErrors: fact([{ bucket: "All", count: 0, truncated: false }]),
  healthExports: fact([]),
};

export function snapshotOf(change: Partial<Snapshot> = {}): Snapshot {
  return { ...SNAPSHOT, ...change };
}

export function judgedOf(change: Change = {}): Judged {
  const judged: Omit<Judged, "snapshot" | "wishes"> = {
    at: NOW,
    baseline: null,
    identities: fact([IDENTITY]),
    activeServer: fact({ state: "known", server: "AADC-NEW" }),
    health: fact([HEALTH]),
    healthNotOffered: null,
    premium: true,
    knowledge: CONNECT_VERSIONS,
  };
  return {
    ...picked(judged, change),
    snapshot: picked(SNAPSHOT, change),
    wishes: picked(NO_WISHES, change),
  };
}

function picked<T extends object>(whole: T, change: object): T {
  return { ...whole, ...Object.fromEntries(Object.entries(change).filter(([name]) => name in whole)) };
}

export const synced = (change: Partial<Organization>): Change => ({
  organization: fact({ ...ORGANIZATION, ...change }),
});
export const exported = (change: Partial<LastExport>): Change => ({
  lastExport: fact({ ...EXPORT, ...change }),
});

/** What one check says of a snapshot. */
export function findingOf(id: string, change: Change): Finding {
  const finding = runChecks(judgedOf(change)).find((one) => one.id === id);
  if (finding === undefined) throw new Error(`There is no check ${id}`);
  return finding;
}
