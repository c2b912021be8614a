// Password hash synchronisation, which goes its own way beside the cycles: a stopped export or a long interval does not
// keep it, and what it leaves in the tenant is the moment of the last one.
//
// Sources: "Implement password hash synchronization with Microsoft Entra Connect Sync" (every two minutes, its interval
// cannot be changed); "Microsoft Entra Connect Sync: Staging server" (a staging server does none); "Microsoft Entra
// Connect: Version release history" (2.6.84.0).
import { healsPasswordSync } from "../laws/versions.js";
import type { SyncServer, TenantState } from "../store/tenant-state.js";
import { intervalMs } from "./interval.js";

/** Half an hour instead of two minutes is a choice: finer than any limit that is drawn for it, and cheap. */
export const PASSWORD_SYNC_MS = 30 * 60_000;

type Passwords = Pick<SyncServer, "running" | "staging" | "engineStopped">;

/** An engine that is stopped does none; that an open wizard, which holds the scheduler, does not keep it is a choice. */
export function synchronizesPasswords({ running, staging, engineStopped }: Passwords): boolean {
  return running && !staging && !engineStopped;
}

export function nextPasswordSync(server: Pick<SyncServer, "nextPasswordSyncAt" | "nextCycleAt" | "interval">): number {
  const { nextPasswordSyncAt: next, nextCycleAt } = server;
  return next === null ? Date.parse(nextCycleAt) - intervalMs(server) + PASSWORD_SYNC_MS : Date.parse(next);
}

/** For a server that begins with it: what was due while it did none is not made up for. */
export function beginPasswordSync(server: SyncServer, now: number): void {
  server.nextPasswordSyncAt = new Date(now + PASSWORD_SYNC_MS).toISOString();
}

/** For a server that may and can. A tenant that never had it does not get it by this. */
export function synchronizePasswords(draft: TenantState, server: Pick<SyncServer, "version">, when: string): void {
  const { features } = draft.synchronization;
  const hadPasswordSync = draft.organization.onPremisesLastPasswordSyncDateTime !== null;
  if (features["passwordSyncEnabled"] !== true && hadPasswordSync && healsPasswordSync(server.version)) {
    features["passwordSyncEnabled"] = true;
  }
  if (features["passwordSyncEnabled"] === true) draft.organization.onPremisesLastPasswordSyncDateTime = when;
}
