// Numbers of computed users that a search has to look at, in ascending order, without listing them all.

export interface Candidates {
  /** At most so many. */
  readonly size: number;
  /** The search is known to be true for all of them. */
  readonly isExact: boolean;
  /** Those from this number on. */
  from(first: number): Iterable<number>;
}

export const NOBODY: Candidates = { size: 0, isExact: true, from: () => [] };

export function everybody(users: number, isExact: boolean): Candidates {
  return {
    size: users,
    isExact,
    *from(first) {
      for (let number = Math.max(0, first); number < users; number += 1) yield number;
    },
  };
}

export function these(numbers: readonly (number | undefined)[]): Candidates {
  const known = [...new Set(numbers.filter((one) => one !== undefined))].sort((one, other) => one - other);
  return { size: known.length, isExact: false, from: (first) => known.filter((one) => one >= first) };
}

/** The numbers below `users` that leave one of these residues, which are in ascending order. */
export function byResidue(residues: readonly number[], modulus: number, users: number): Candidates {
  return {
    size: Math.min(users, residues.length * Math.ceil(users / modulus)),
    isExact: false,
    *from(first) {
      if (residues.length === 0) return;
      for (let block = Math.floor(Math.max(0, first) / modulus) * modulus; block < users; block += modulus) {
        for (const residue of residues) {
          const number = block + residue;
          if (number >= users) return;
          if (number >= first) yield number;
        }
      }
    },
  };
}

/** What is in one of two or more. */
export function union(parts: readonly Candidates[]): Candidates {
  return {
    size: parts.reduce((sum, part) => sum + part.size, 0),
    isExact: false,
    *from(first) {
      const heads = parts
        .map((part) => part.from(first)[Symbol.iterator]())
        .map((rest) => ({ rest, next: rest.next() }));
      for (;;) {
        let lowest = Number.POSITIVE_INFINITY;
        for (const { next } of heads) if (next.done !== true && next.value < lowest) lowest = next.value;
        if (lowest === Number.POSITIVE_INFINITY) return;
        yield lowest;
        for (const head of heads)
          if (head.next.done !== true && head.next.value === lowest) head.next = head.rest.next();
      }
    },
  };
}
