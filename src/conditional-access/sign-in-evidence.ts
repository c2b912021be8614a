// What of the sign-in log speaks of an engine or the wizard, and from where those sign in.
import { POLICY } from "../knowledge/sign-in-errors/policy.js";
import { SECOND_FACTOR } from "../knowledge/sign-in-errors/second-factor.js";
import { SYNC_CLIENT_APP_IDS } from "../knowledge/sync-resources.js";
import { type Fact, mapFact, unknown } from "../shapes/fact.js";
import type { SeenSignIn } from "../tenant/sign-ins.js";
import type { Subject } from "./subject.js";

export interface Place {
  readonly ip: string;
  /** Two letters; null where the log does not say. */
  readonly country: string | null;
}

/**
 * The sign-ins that count: of a user those through the clients of Entra Connect, since other clients meet other policies; of an
 * application all.
 */
export function throughSynchronisation(subject: Subject, signIns: readonly SeenSignIn[]): readonly SeenSignIn[] {
  if (subject.kind === "application") return signIns;
  return signIns.filter(({ appId }) => appId !== null && SYNC_CLIENT_APP_IDS.includes(appId));
}

/**
 * Whence the subject's server signs in, newest first: where sign-ins succeeded, or where none did, where only a policy or the
 * second factor stood in the way. An attempt that failed otherwise may be anybody's.
 */
export function placesOf(subject: Subject, signIns: Fact<readonly SeenSignIn[]>): Fact<readonly Place[]> {
  if (signIns.state === "unknown") return signIns;
  const ours = throughSynchronisation(subject, signIns.value);
  const good = ours.filter(({ errorCode }) => errorCode === 0);
  const held = ours.filter(({ errorCode }) => errorCode !== null && AFTER_CREDENTIALS.has(errorCode));
  const places = new Map<string, Place>();
  for (const { ipAddress, country } of good.length > 0 ? good : held)
    if (ipAddress !== null && !places.has(ipAddress)) places.set(ipAddress, { ip: ipAddress, country });
  if (places.size === 0)
    return unknown(
      `The sign-in log of the last days shows no sign-in of ${subject.name} through Entra Connect.`,
      "Let the server run a synchronisation cycle, and ask again some minutes later.",
    );
  return mapFact(signIns, () => [...places.values()]);
}

/** These are told only to who has the password already. */
const AFTER_CREDENTIALS: ReadonlySet<number> = new Set([...POLICY, ...SECOND_FACTOR].map(({ code }) => code));
