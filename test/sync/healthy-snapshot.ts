// A tenant in which every check passes; tests change one thing at a time.
import { type Fact, known, unknown } from "../../src/shapes/fact.js";
import type { Finding } from "../../src/shapes/finding.js";
import type { HealthView, IdentityView, Snapshot } from "../../src/sync/snapshot.js";
import { runChecks } from "../../src/sync/verdict.js";
import type { Organization } from "../../src/tenant/organization.js";
import type { LastExport } from "../../src/tenant/synchronization.js";

export const NOW = Date.UTC(2026, 10, 22, 12);
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
const source = { request: "GET /somewhere", at: "2026-11-22T12:00:00.000Z" };

export const fact = <T>(value: T): Fact<T> => known(value, source);
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
  pending: null,
};
export const IDENTITY: IdentityView = {
  name: "Sync_AADC-NEW_0123456789ab@contoso.onmicrosoft.com",
  kind: "legacy-user",
  server: "AADC-NEW",
  enabled: true,
  boundBy: [],
  perhapsBoundBy: [],
};
export const HEALTH: HealthView = { id: "h-1", name: "AADC-NEW", verdict: "live", lastUpload: ago(5 * MINUTE) };

export function snapshotOf(change: Partial<Snapshot> = {}): Snapshot {
  return {
    at: NOW,
    organization: ORGANIZATION,
    lastExport: fact(EXPORT),
    settings: fact({ passwordSyncEnabled: true, deletionPrevention: null }),
    lastPasswordSync: fact(ago(15 * MINUTE)),
    activeServer: fact({ state: "known", server: "AADC-NEW" }),
    identities: fact([IDENTITY]),
    health: fact([HEALTH]),
    healthNotOffered: null,
    expectedServer: null,
    ...change,
  };
}

export const synced = (change: Partial<Organization>): Partial<Snapshot> => ({
  organization: { ...ORGANIZATION, ...change },
});
export const exported = (change: Partial<LastExport>): Partial<Snapshot> => ({
  lastExport: fact({ ...EXPORT, ...change }),
});

/** What one check says of a snapshot. */
export function findingOf(id: string, change: Partial<Snapshot>): Finding {
  const finding = runChecks(snapshotOf(change)).find((one) => one.id === id);
  if (finding === undefined) throw new Error(`There is no check ${id}`);
  return finding;
}
