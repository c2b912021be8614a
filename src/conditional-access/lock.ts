// What `--lock-to` plans: accounts that synchronise may sign in from their servers' addresses alone. Pure.
import { GuardError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { includesId } from "../shapes/ids.js";
import type { LockChange } from "../shapes/lock-change.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Policy } from "../tenant/policies.js";
import { isWithin, parseRanges, refuseWide } from "./cidr.js";
import { extendLock, type LockedUser, newLock } from "./lock-changes.js";
import { missingProof, refuseUnproven, type SignsInFrom } from "./lock-proof.js";
import { lockOf, type OwnLock, ownLockIn } from "./lock-shape.js";
import { lockTraps } from "./lock-traps.js";
import { type LockSubject, lockWarnings, notLockable } from "./lock-words.js";
import type { OurEntries } from "./our-entries.js";

export interface LockInput {
  readonly policies: readonly Policy[];
  readonly locations: Fact<readonly NamedLocation[]>;
  readonly subjects: readonly LockSubject[];
  /** The identities of all servers, whoever was asked for, and who is to be locked. */
  readonly seen: readonly SignsInFrom[];
  /** Who runs the command is never locked by it. */
  readonly operatorId: string;
  /** What journals of this machine tell to be made by this program: nothing else is changed. */
  readonly ours: Pick<OurEntries, "locks"> & {
    readonly places: readonly Pick<OurEntries["places"][number], "locationName" | "locationId">[];
  };
}

export interface LockWishes {
  readonly lockTo: readonly string[] | null;
  readonly enforce: boolean;
}

export interface LockPlan {
  readonly changes: readonly LockChange[];
  readonly warnings: readonly string[];
}

/**
 * @throws {UsageError} `bad-address`; {GuardError} `lock-unproven`, `lock-operator`, `locations-unknown`
 */
export function planLock(input: LockInput, { lockTo, enforce }: LockWishes): LockPlan {
  if (lockTo === null) return { changes: [], warnings: [] };
  const { ranges: asked, notes } = parseRanges(lockTo);
  const left = input.subjects.flatMap((one) => notLockable(one, input.operatorId));
  const lockable = input.subjects.filter((one) => notLockable(one, input.operatorId).length === 0).flatMap(lockedUser);
  if (lockable.length === 0) return { changes: [], warnings: left };
  if (input.locations.state === "unknown") throw unreadLocations(input.locations);
  const locations = input.locations.value;
  const known = [...input.seen, ...lockable].map(({ id }) => id);
  const locks = input.policies.flatMap((policy) => ownLockIn(policy, input.policies, locations, known) ?? []);
  const existing = bestOf(
    locks.filter(({ policy }) => isOurLock(policy, input.ours)),
    lockable,
  );
  const others = input.policies.filter(({ id }) => id !== existing?.policy.id);
  const held = lockable.filter(({ subject }) => isHeld(lockOf(others, input.locations, subject), enforce));
  const wanted = lockable.filter((one) => !held.includes(one));
  const traps = lockTraps(
    others,
    locations,
    lockable.map(({ subject }) => subject),
    asked,
  );
  const told = [
    ...left,
    ...notes,
    ...held.map(
      ({ name }) =>
        `${name} is held by another lock already, which no run whose journal is on this machine has made: it is left as it is. Addresses that it lacks are to be added to its named location in the Entra admin center.`,
    ),
    ...traps,
  ];
  if (wanted.length === 0) return { changes: [], warnings: told };
  const plan =
    existing === undefined
      ? newLock(input.policies, locations, { users: wanted, ranges: asked, enforce })
      : extend(existing, wanted, asked, enforce, input);
  if (enforce) {
    refuseOperator(plan.enforcedOn, input);
    refuseUnproven(missingProof({ users: plan.enforcedOn, ranges: plan.ranges, asked }, input.seen), input.seen);
  }
  return {
    changes: plan.changes,
    warnings: [
      ...told,
      ...plan.warnings,
      ...lockWarnings(
        {
          ...{ users: plan.users, ranges: plan.ranges, asked, enforced: plan.enforced },
          ...{ policies: input.policies.length, locations: locations.length },
          makes: plan.changes.map(({ kind }) => kind),
        },
        input.seen,
      ),
    ],
  };
}

function lockedUser({ subject }: LockSubject): readonly LockedUser[] {
  return subject.kind === "user" && subject.userId !== null
    ? [{ id: subject.userId, name: subject.name, subject }]
    : [];
}

/** By a policy that this program does not extend; one that only reports holds nobody where the lock shall block. */
function isHeld(verdict: ReturnType<typeof lockOf>, enforce: boolean): boolean {
  return verdict === "enforced" || (verdict === "report-only" && !enforce);
}

/** The one that names most of them; a lock that is there is extended rather than doubled. */
function bestOf(locks: readonly OwnLock[], wanted: readonly LockedUser[]): OwnLock | undefined {
  const named = ({ users }: OwnLock) => wanted.filter(({ id }) => includesId(users, id)).length;
  return locks.toSorted((a, b) => named(b) - named(a) || Number(b.enforced) - Number(a.enforced))[0];
}

/** Answers may be lost: what a run that was cut has perhaps made is known by its name. */
function isOurLock({ id, displayName }: Policy, { locks }: LockInput["ours"]): boolean {
  return locks.some(({ policyId, policyName }) => (policyId === null ? policyName === displayName : policyId === id));
}

export function isOurPlace({ id, displayName }: NamedLocation, { places }: Pick<LockInput["ours"], "places">): boolean {
  return places.some(({ locationId, locationName }) =>
    locationId === null ? locationName === displayName : locationId === id,
  );
}

/** Where it blocks already, only who is proven to sign in from within it is added to it; it is widened with --enforce only. */
function extend(
  lock: OwnLock,
  wanted: readonly LockedUser[],
  asked: readonly string[],
  enforce: boolean,
  { seen, ours }: LockInput,
) {
  const missing = asked.filter((one) => !isWithin(one, lock.location.ipRanges));
  const isPlaceOurs = isOurPlace(lock.location, ours);
  const isWidened = isPlaceOurs && (enforce || !lock.enforced);
  const ranges = [...lock.location.ipRanges, ...(isWidened ? missing : [])];
  refuseWide(ranges);
  const added = wanted.filter(({ id }) => !includesId(lock.users, id));
  const unproven =
    lock.enforced && !enforce
      ? added.filter((user) => missingProof({ users: [user], ranges, asked: [] }, seen).length > 0)
      : [];
  const nameOf = (id: string) =>
    [...wanted, ...seen].find((one) => one.id.toLowerCase() === id.toLowerCase())?.name ?? id;
  const plan = extendLock(lock, { ranges, added: added.filter((user) => !unproven.includes(user)), enforce, nameOf });
  const notAdded = isPlaceOurs
    ? `"${lock.policy.displayName}" blocks already, and is widened only with --enforce, once sign-ins were seen from there.`
    : "No run whose journal is on this machine has made that named location: add them in the Entra admin center.";
  return {
    ...plan,
    warnings: [
      ...(missing.length === 0 || isWidened
        ? []
        : [`${missing.join(", ")} is not added to "${lock.location.displayName}". ${notAdded}`]),
      ...lock.location.ipRanges
        .filter((one) => !isWithin(one, asked))
        .map((one) => `"${lock.location.displayName}" lets in ${one} as before: nothing is taken out of it.`),
      ...unproven.map(
        ({ id, name }) =>
          `${name} is not added to "${lock.policy.displayName}", which blocks already. ${missingProof({ users: [{ id, name }], ranges, asked: [] }, seen).join(" ")} Run the command again once it was seen.`,
      ),
    ],
  };
}

/** Whoever was named by somebody else, too. */
function refuseOperator(users: readonly { readonly id: string }[], { operatorId }: LockInput): void {
  if (users.every(({ id }) => id.toLowerCase() !== operatorId.toLowerCase())) return;
  throw new GuardError("The lock names the very account that runs this command: it would lock itself out.", {
    code: "lock-operator",
    remedy: "Sign in as somebody else, or take the account out of that policy in the Entra admin center.",
  });
}

function unreadLocations({ reason, remedy }: { readonly reason: string; readonly remedy: string }): GuardError {
  return new GuardError(`Which named locations there are is not known, so that no lock can be planned: ${reason}`, {
    code: "locations-unknown",
    remedy: remedy === "" ? "Run the command again, or leave --lock-to out." : remedy,
  });
}
