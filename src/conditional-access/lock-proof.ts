// Whether a lock may be enforced: only where the servers were seen signing in from where it lets them in. Pure.
import { GuardError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { isInRanges } from "./binding-addresses.js";
import { isWithin, rangeOfAddress } from "./cidr.js";

/** One whose sign-ins tell of a server's address: the identity of a server, or an account that is to be locked. */
export interface SignsInFrom {
  /** Object id. */
  readonly id: string;
  readonly name: string;
  /** It is a server's own: an engine signs in with it, no person. */
  readonly isServer: boolean;
  readonly enabled: boolean | null;
  readonly addresses: Fact<readonly string[]>;
}

/** Both identities of one installation, a user and an application, sign in from one server. */
export function bySameServer(seen: readonly SignsInFrom[]): readonly SignsInFrom[] {
  return seen.map((one) => {
    const key = installationOf(one.name);
    if (one.addresses.state === "known" || key === null) return one;
    const twin = seen.find((other) => other.addresses.state === "known" && installationOf(other.name) === key);
    return twin === undefined ? one : { ...one, addresses: twin.addresses };
  });
}

/** "Accounts and permissions"; a server that was installed anew has another number. */
function installationOf(name: string): string | null {
  return /^(?:Sync|ConnectSyncProvisioning)_(.+_[0-9a-f]{12})(?:@|$)/i.exec(name)?.[1]?.toLowerCase() ?? null;
}

export interface Claim {
  /** Who is blocked from elsewhere. */
  readonly users: readonly { readonly id: string; readonly name: string }[];
  /** From where they are let in. */
  readonly ranges: readonly string[];
  /** Those of the ranges that were asked for: each must have been seen. */
  readonly asked: readonly string[];
}

/**
 * What is missing for a proof, as sentences; none: it is proven. Every enabled identity of a server must have been seen, each of
 * those that are locked from within the ranges alone, and each range that was asked for must have been signed in from.
 */
export function missingProof({ users, ranges, asked }: Claim, seen: readonly SignsInFrom[]): readonly string[] {
  const servers = seen.filter(({ isServer, enabled }) => isServer && enabled !== false);
  const locked = users.map(({ id, name }) => ({ name, one: seen.find((other) => sameId(other.id, id)) }));
  // Where no server has an identity of its own yet, only who is to be locked can tell.
  const witnesses = servers.length > 0 ? servers : locked.flatMap(({ one }) => (one === undefined ? [] : [one]));
  const unseen = witnesses.flatMap(({ name, addresses }) =>
    addresses.state === "unknown" ? [`From where ${name} signs in is not known: ${addresses.reason}`] : [],
  );
  const strangers = locked.flatMap(({ name, one }) =>
    one === undefined ? [`From where ${name} signs in is not known: nothing was read of it.`] : [],
  );
  const known = [...witnesses, ...locked.flatMap(({ one }) => one ?? [])].flatMap(addressesOf);
  const empty = asked.filter((range) => !known.some((address) => isInRanges(address, [range]) === "yes"));
  return [
    ...(witnesses.length === 0 ? ["No identity of a server is known that could have signed in."] : []),
    ...unseen,
    ...strangers,
    ...outside(users, ranges, seen),
    ...empty.map((range) => `No sign-in was seen from ${range}.`),
  ];
}

/** Of those that are locked, who was seen elsewhere. */
export function outside(users: Claim["users"], ranges: readonly string[], seen: readonly SignsInFrom[]) {
  return users.flatMap(({ id, name }): readonly string[] => {
    const one = seen.find((other) => sameId(other.id, id));
    if (one === undefined || one.enabled === false) return [];
    const others = addressesOf(one).filter((address) => isInRanges(address, ranges) !== "yes");
    return others.length === 0
      ? []
      : [`${name} was seen signing in from ${others.join(", ")}, which the lock keeps out.`];
  });
}

/** @throws {GuardError} `lock-unproven` */
export function refuseUnproven(missing: readonly string[], seen: readonly SignsInFrom[]): void {
  if (missing.length === 0) return;
  const proposal = seenRanges(seen);
  throw new GuardError(
    `The lock cannot be enforced yet: it might shut out a server, and stop synchronisation. ${missing.join(" ")}`,
    {
      code: "lock-unproven",
      remedy: `Leave --enforce out: the lock then only reports. Let each server run a synchronisation cycle through that address, and ask again some minutes later. If a server is gone, disable its identity first.${proposal === null ? "" : ` ${proposal}`}`,
    },
  );
}

/** What to lock to, from what was seen; null: nothing was. */
export function seenRanges(seen: readonly SignsInFrom[]): string | null {
  const told = seen.filter((one) => one.enabled !== false && addressesOf(one).length > 0);
  if (told.length === 0) return null;
  const ranges = rangesOf(told.flatMap(addressesOf));
  const names = told.map((one) => `${one.name} from ${addressesOf(one).join(", ")}`);
  return `Seen in the sign-ins of the last days: ${names.join("; ")}. To let in all of these: --lock-to ${ranges.join(",")}`;
}

/** The range of each address, once. */
export function rangesOf(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.flatMap((address) => rangeOfAddress(address) ?? []))];
}

/** Ranges that nothing was seen in; without anything known none can be told. */
export function neverSeen(ranges: readonly string[], seen: readonly SignsInFrom[]): readonly string[] {
  const all = seen.flatMap(addressesOf).flatMap((address) => rangeOfAddress(address) ?? []);
  return all.length === 0 ? [] : ranges.filter((range) => !all.some((one) => isWithin(one, [range])));
}

function addressesOf({ addresses }: SignsInFrom): readonly string[] {
  return addresses.state === "known" ? addresses.value : [];
}

function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
