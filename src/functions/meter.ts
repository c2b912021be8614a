// Numbers for dashboards and alert rules: of each tenant that was looked at.
import type { ResultOf } from "../report/result-schemas.js";
import { parseTime } from "../shapes/time.js";
import type { Log } from "./log.js";

/** Null where it is not known: what is not known is not zero. */
export interface Measures {
  readonly tenantId: string;
  /** Seconds since the last synchronisation ended, and since that of passwords, by the service's clock. */
  readonly syncAge: number | null;
  readonly passwordSyncAge: number | null;
  /** Failed findings by severity, and those that could not be told. */
  readonly findings: Readonly<Record<"error" | "warning" | "info" | "unknown", number>>;
  /** Days until the first certificate of an active server's application ends; negative: it has. */
  readonly daysToExpiry: number | null;
}

export interface Meter {
  record(measures: Measures): void;
  /** Sends what was recorded; never throws. */
  flush(log: Log): Promise<void>;
}

const DAY_MS = 86_400_000;

export function measuresOf(result: ResultOf<"verify-sync">): Measures {
  const { sync, summary, at, tenantId } = result;
  const now = Date.parse(at);
  const ageOf = (fact: (typeof sync)["lastSync"]) => {
    const time = fact.state === "known" && fact.value !== null ? parseTime(fact.value) : undefined;
    return time === undefined ? null : Math.round((now - time) / 1000);
  };
  return {
    tenantId,
    syncAge: ageOf(sync.lastSync),
    passwordSyncAge: ageOf(sync.lastPasswordSync),
    findings: { error: summary.fail, warning: summary.warning, info: summary.info, unknown: summary.unknown },
    daysToExpiry: daysToExpiry(sync.connectorIdentity, now),
  };
}

/** Of each application its last certificate counts: earlier ones were replaced. */
function daysToExpiry(identities: ResultOf<"verify-sync">["sync"]["connectorIdentity"], now: number): number | null {
  if (identities.state === "unknown") return null;
  const ends = identities.value.flatMap(({ application, enabled }) => {
    const credentials = application?.state === "known" ? application.value.credentials : null;
    if (enabled === false || credentials?.state !== "known" || credentials.value === null) return [];
    const times = credentials.value.certificates.flatMap(({ end }) => (end === null ? [] : (parseTime(end) ?? [])));
    return times.length === 0 ? [] : [Math.max(...times)];
  });
  return ends.length === 0 ? null : Math.floor((Math.min(...ends) - now) / DAY_MS);
}
