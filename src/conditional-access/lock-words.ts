// What is told of a lock beside its changes: who is not locked, what it would shut out, how far it has come.
import type { LockChange } from "../shapes/lock-change.js";
import { type Claim, neverSeen, outside, type SignsInFrom, seenRanges } from "./lock-proof.js";
import type { Subject } from "./subject.js";

export interface LockSubject {
  readonly subject: Subject;
  readonly is: "connector" | "cloud-sync" | "service-account" | "application" | "other";
  readonly enabled: boolean | null;
}

/** Why not, as a sentence; empty: it is lockable. */
export function notLockable({ subject, is, enabled }: LockSubject, operatorId: string): readonly string[] {
  const { name } = subject;
  if (subject.kind === "application")
    return [
      `${name} is not lockable by this program: policies for users never reach an application. With Microsoft Entra Workload ID Premium a policy for workload identities can hold it to its server's address: make it in the Entra admin center.`,
    ];
  if (is === "cloud-sync")
    return [`${name} is not locked: it is the account of Cloud Sync, whose agents sign in from where they run.`];
  if (subject.userId === null)
    return [
      `${name} is not locked: there is no such account yet. Run the command again once the server has made it, before it takes over.`,
    ];
  if (subject.userId.toLowerCase() === operatorId.toLowerCase())
    return [`${name} is not locked: it is the account that runs this command.`];
  if (enabled === false)
    return [`${name} is not locked: it is disabled. Run the command again if it is enabled once more.`];
  return [];
}

export interface ToldLock extends Claim {
  readonly enforced: boolean;
  /** How many there are before. */
  readonly policies: number;
  readonly locations: number;
  readonly makes: readonly LockChange["kind"][];
}

/**
 * From here on the service may refuse another one: "Microsoft Entra service limits and restrictions" says 195 policies,
 * newer texts more; "Conditional Access: Network assignment" 195 named locations.
 */
const NEAR_LIMIT = 195;

export function lockWarnings(lock: ToldLock, seen: readonly SignsInFrom[]): readonly string[] {
  const servers = seen.filter(({ isServer, enabled }) => isServer && enabled !== false);
  const unknown = lock.users.flatMap(({ id, name }): readonly string[] => {
    const addresses = seen.find((one) => one.id.toLowerCase() === id.toLowerCase())?.addresses;
    return addresses?.state === "unknown" ? [`From where ${name} signs in is not known: ${addresses.reason}`] : [];
  });
  const shutOut = outside(lock.users, lock.ranges, seen);
  const unused = neverSeen(lock.asked, seen);
  const proposal = shutOut.length + unused.length > 0 ? seenRanges(seen) : null;
  return [
    ...shutOut,
    ...unknown,
    ...unused.map((range) => `No sign-in was seen from ${range} yet.`),
    ...(proposal === null ? [] : [proposal]),
    ...(lock.enforced
      ? []
      : [
          "The lock only reports, and keeps nobody out: look at the log of sign-ins for some days, then run the same command with --enforce.",
        ]),
    ...(lock.enforced && servers.length === 1
      ? [
          `Only one server has an identity (${servers[0]?.name ?? ""}). Before another one takes over, add its address and its account by the same command: else it is shut out, or not locked at all.`,
        ]
      : []),
    ...(lock.makes.includes("create-lock") && lock.policies >= NEAR_LIMIT
      ? [
          `The tenant has ${lock.policies} Conditional Access policies, those that are off included: Microsoft Entra may refuse another one.`,
        ]
      : []),
    ...(lock.makes.includes("create-named-location") && lock.locations >= NEAR_LIMIT
      ? [`The tenant has ${lock.locations} named locations: Microsoft Entra may refuse another one.`]
      : []),
  ];
}
