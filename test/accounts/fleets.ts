// Fleets made by hand: a tenant in which NEW synchronises with an application and OLD, long silent, has a user.
import type { Fleet, HealthWitness, IdentityFacts, IdentityWrites } from "../../src/accounts/identity-facts.js";
import { type Fact, known, unknown } from "../../src/shapes/fact.js";

export const AT = Date.parse("2026-11-22T10:00:00Z");
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const UNREAD = unknown<never>("Refused.", "Ask for the right.");
const SOURCE = { request: "in a test" };

export function fact<T>(value: T): Fact<T> {
  return known(value, SOURCE);
}

/** ISO 8601, so long before now. */
export function ago(ms: number): string {
  return new Date(AT - ms).toISOString();
}

/** Writes from `first` to `last`, both so long ago; nothing: none in eight days. */
export function wrote(first?: number, last = first, since = 8 * DAY): Fact<IdentityWrites> {
  const time = (ms: number | undefined) => (ms === undefined ? null : ago(ms));
  return fact({ since: ago(since), first: time(first), last: time(last), turnSince: time(first) });
}

const OLD_HEX = "aaaaaaaaaaaa";
export const NEW_HEX = "bbbbbbbbbbbb";

export function user(change: Partial<IdentityFacts> = {}): IdentityFacts {
  const [server, installation] = [change.server ?? "OLD", change.installation ?? OLD_HEX];
  return {
    ...{ id: `user-${server}-${installation}`, type: "user", name: `Sync_${server}_${installation}@contoso.com` },
    ...{ appId: null, applicationId: fact(null), ownTenant: fact(true), server, installation, enabled: fact(true) },
    ...{ synced: false, roleIds: ["role"], hasAppRole: false, appRoles: fact([]), writes: wrote() },
    ...{ lastSignIn: fact(null), quarantine: fact(null), roomForNote: fact(100), disabledAt: fact(null) },
    ...change,
  };
}

export function application(change: Partial<IdentityFacts> = {}): IdentityFacts {
  const [server, installation] = [change.server ?? "NEW", change.installation ?? NEW_HEX];
  return {
    ...user({ server, installation }),
    ...{ id: `app-${server}-${installation}`, type: "application", roleIds: [], hasAppRole: true },
    ...{ name: `ConnectSyncProvisioning_${server}_${installation}`, appId: `client-${server}-${installation}` },
    applicationId: fact(`registration-${server}-${installation}`),
    ...change,
  };
}

export function witness(machineName: string, verdict: HealthWitness["verdict"]): HealthWitness {
  return { machineName, id: `health-${machineName}-${verdict}`, verdict };
}

/** The active identity writes since three days. */
export const active = (change: Partial<IdentityFacts> = {}) => application({ writes: wrote(3 * DAY, HOUR), ...change });

/** @param identities besides that of NEW */
export function fleet(identities: readonly IdentityFacts[], change: Partial<Fleet> = {}): Fleet {
  return {
    identities: [active(), ...identities],
    activeServer: fact("NEW"),
    exportedBy: fact("ConnectSyncProvisioning_NEW_bbbbbbbbbbbb"),
    health: fact([witness("NEW", "live"), witness("OLD", "stale")]),
    lastSync: fact(ago(HOUR / 2)),
    lastPasswordSync: fact(null),
    silentAfterMs: 3 * HOUR,
    at: AT,
    ...change,
  };
}
