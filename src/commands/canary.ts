// A change in Active Directory that is followed until it has arrived in the tenant.
import { howToGrant } from "../knowledge/permissions.js";
import { UsageError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { parseTime } from "../shapes/time.js";
import type { Held } from "../sync/wait-conditions.js";
import { type CanaryUser, readCanary } from "../tenant/canary.js";
import { observe } from "../tenant/observe.js";
import { serviceTime } from "./envelope.js";
import type { Session } from "./session.js";

export interface CanaryWish {
  readonly user: string;
  /** Also its password. */
  readonly password: boolean;
}

export interface Canary {
  readonly wish: CanaryWish;
  /** As it was when the wait began. */
  readonly before: CanaryUser;
  /** The service's time of it, epoch milliseconds. */
  readonly since: number;
}

/** Domain controllers and the cloud may differ by as much (Kerberos' own limit) in what they call now. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * @throws {UsageError} where there is no such user, or where it does not come from Active Directory
 * @throws {PermissionError} {ServiceError} where it cannot be read
 */
export async function findCanary({ graph }: Session, wish: CanaryWish): Promise<Canary> {
  const read = await readCanary(graph, wish.user);
  const remedy = "Name a test user that lives in Active Directory and is synchronised, by its user principal name.";
  if (read.value === null)
    throw new UsageError(`There is no user "${wish.user}" in the tenant.`, { code: "canary-missing", remedy });
  if (!read.value.synced)
    throw new UsageError(`${read.value.userPrincipalName} is not synchronised from Active Directory.`, {
      code: "canary-not-synced",
      remedy,
    });
  if (wish.password && read.value.lastPasswordChange === null)
    throw new UsageError(`Graph does not tell when the password of ${read.value.userPrincipalName} was changed.`, {
      code: "canary-password-hidden",
      remedy: `${howToGrant("read-users")} Or leave out --canary-password.`,
    });
  return { wish, before: read.value, since: serviceTime(read) };
}

/** The user as it is now; one that is gone is unknown. */
export async function seeCanary({ graph }: Session, { before }: Canary): Promise<Fact<CanaryUser | null>> {
  return observe(readCanary(graph, before.id));
}

export function judgeCanary({ wish, before, since }: Canary, seen: Fact<CanaryUser | null>): readonly Held[] {
  const name = before.userPrincipalName;
  const parts = [
    {
      condition: `canary=${name}`,
      what: "last synchronisation",
      // A replica that was behind at first would show an older time than that as new.
      earliest: since,
      timeOf: ({ lastSync }: CanaryUser) => lastSync,
    },
    {
      condition: `canary-password=${name}`,
      what: "last password change",
      earliest: since - CLOCKS_DIFFER_MS,
      timeOf: ({ lastPasswordChange }: CanaryUser) => lastPasswordChange,
    },
  ];
  return parts.slice(0, wish.password ? 2 : 1).map(({ condition, what, earliest, timeOf }): Held => {
    if (seen.state === "unknown") return { condition, holds: false, evidence: `Not known: ${seen.reason}` };
    if (seen.value === null) return { condition, holds: false, evidence: `${name} is not there any more.` };
    const [then, now] = [timeOf(before), timeOf(seen.value)];
    const evidence = `The ${what} of ${name}: ${now ?? "never"}.`;
    return { condition, holds: movedSince(then, now, earliest), evidence };
  });
}

function movedSince(then: string | null, now: string | null, earliest: number): boolean {
  const [before, time] = [then === null ? 0 : parseTime(then), now === null ? undefined : parseTime(now)];
  return before !== undefined && time !== undefined && time > before && time >= earliest;
}
