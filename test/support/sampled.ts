// What is tried of a matrix that is too large to be tried whole: the same at every run.
import { createHash } from "node:crypto";

/** Every n-th, from one of the first n on, which the seed tells. */
export function everyNth<T>(all: readonly T[], n: number, seed: string): readonly T[] {
  const first = createHash("sha256").update(seed).digest().readUInt32BE() % n;
  return all.filter((_one, index) => index % n === first);
}

/** Those that matter all, then of the rest every n-th. */
export function thoseAndEveryNth<T>(
  all: readonly T[],
  matters: (one: T) => boolean,
  n: number,
  seed: string,
): readonly T[] {
  const rest = all.filter((one) => !matters(one));
  return [...all.filter(matters), ...everyNth(rest, n, seed)];
}
