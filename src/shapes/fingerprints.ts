// Sets of short numbers that stand for long things, so that two long lists can be compared although neither is kept.
import { hash } from "node:crypto";

const BYTES = 8;

/** 64 bits of SHA-256: among 50,000 things the chance that two share theirs is below one in ten thousand million. */
function fingerprintOf(parts: readonly string[]): bigint {
  return hash("sha256", JSON.stringify(parts), "buffer").readBigUInt64BE();
}

/** What a provisioning error is known again by: its words may change, the object and the value that it wants do not. */
export function fingerprintOfError(error: {
  readonly objectId: string;
  readonly property: string;
  readonly value: string;
}): bigint {
  return fingerprintOf([error.objectId.toLowerCase(), error.property, error.value]);
}

export interface FingerprintList {
  add(fingerprint: bigint): void;
  /** So far, in the order of their coming. */
  values(): BigUint64Array;
}

/** Takes 8 bytes for each. */
export function fingerprintList(): FingerprintList {
  let room = new BigUint64Array(64);
  let count = 0;
  return {
    add(fingerprint) {
      if (count === room.length) {
        const larger = new BigUint64Array(2 * count);
        larger.set(room);
        room = larger;
      }
      room[count] = fingerprint;
      count += 1;
    },
    values: () => room.slice(0, count),
  };
}

/** All of these lists in order, base64 of 8 bytes each. */
export function fingerprintText(lists: readonly BigUint64Array[]): string {
  const all = new BigUint64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const list of lists) {
    all.set(list, filled);
    filled += list.length;
  }
  const bytes = Buffer.alloc(all.length * BYTES);
  for (const [index, one] of all.sort().entries()) bytes.writeBigUInt64BE(one, index * BYTES);
  return bytes.toString("base64");
}

export interface Fingerprints {
  readonly size: number;
  has(fingerprint: bigint): boolean;
  /** How many of these are not among the others. */
  countNotIn(others: Fingerprints): number;
}

/** What `fingerprintText` gave. Text of another origin gives some set or other, never an error. */
export function fingerprintsIn(text: string): Fingerprints {
  const bytes = Buffer.from(text, "base64");
  const all = new BigUint64Array(Math.floor(bytes.length / BYTES));
  for (let index = 0; index < all.length; index += 1) all[index] = bytes.readBigUInt64BE(index * BYTES);
  all.sort();
  return {
    size: all.length,
    has: (fingerprint) => holds(all, fingerprint),
    countNotIn: (others) => all.reduce((count, one) => (others.has(one) ? count : count + 1), 0),
  };
}

function holds(ordered: BigUint64Array, wanted: bigint): boolean {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle] ?? 0n) < wanted) low = middle + 1;
    else high = middle;
  }
  return ordered[low] === wanted;
}
