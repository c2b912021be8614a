// Entries of Connect Health for tests.
import { type HealthVerdict, type JudgedServer, judgeServer } from "../../src/health/judgement.js";
import { type Fact, known } from "../../src/shapes/fact.js";
import type { HealthServer } from "../../src/tenant/health.js";

export const NOW = Date.UTC(2026, 10, 22, 12);
export const HOUR = 3_600_000;
export const STALE_AFTER = 48 * HOUR;
export const ago = (ms: number) => new Date(NOW - ms).toISOString();

export const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** What differs from a server that reports; a time of its entry may be told bare. */
export type Change = Partial<Omit<HealthServer, "lastUpdated">> & {
  readonly lastUpdated?: string | null | Fact<string | null>;
};

const MEMBERS = { request: "GET servicemembers" };

export function serverOf({ lastUpdated = ago(HOUR), ...change }: Change = {}): HealthServer {
  return {
    serviceName: "AadSyncService-contoso.onmicrosoft.com",
    id: idOf(1),
    machineId: "m-1",
    machineName: "AADC-NEW",
    status: "Healthy",
    disabled: false,
    lastUpdated: typeof lastUpdated === "object" && lastUpdated !== null ? lastUpdated : known(lastUpdated, MEMBERS),
    uploads: known({ "AadSyncService-ServiceStatus": ago(HOUR) }, { request: "GET datafreshness" }),
    whole: { machineName: change.machineName ?? "AADC-NEW" },
    ...change,
  };
}

export const uploads = (times: Readonly<Record<string, string | null>>) =>
  known(times, { request: "GET datafreshness" });

export const judge = (change: Change = {}): JudgedServer => judgeServer(serverOf(change), NOW, STALE_AFTER);

/** An entry that is judged already. */
export function judgedOf(number: number, machineName: string, verdict: HealthVerdict): JudgedServer {
  return { server: serverOf({ id: idOf(number), machineName }), verdict, reason: "so it is", lastUpload: null };
}
