// Who has written to the directory, in turns: a server that takes over is one thing, two that write by turns another.

import { sameServer } from "../shapes/server-name.js";
import { parseTime } from "../shapes/time.js";
import type { DirectoryWrites } from "../tenant/directory-audits.js";

/** Writes of one server until another writes. */
export interface Turn {
  /** Where the identity's name does not tell its server: that name. */
  readonly writer: string;
  /** Epoch milliseconds. */
  readonly first: number;
  readonly last: number;
  readonly writes: number;
}

export interface Alternation {
  /** In the order in which they began. */
  readonly writers: readonly string[];
  /** Epoch milliseconds: the first write of it, and the newest. */
  readonly from: number;
  readonly until: number;
  /** Since a while only one of them writes. */
  readonly over: boolean;
}

interface WriterName {
  readonly id: string;
  readonly name: string;
  readonly server: string | null;
}

/** After this many intervals without a write of the other one it is over. */
const OVER_AFTER = 3;
/** A server that goes on in its rhythm although another wrote; one cycle may have had nothing to write. */
const RHYTHM = 2;
const TOLERANCE_MS = 5 * 60_000;
/** A server that takes over imports before it exports: it cannot write in the same second. */
const AT_ONCE_MS = 1_000;
/** Entries of the log come minutes to hours late; what is older should be there. */
const LOG_LATE_BY_MS = 6 * 3_600_000;
/** Nobody swaps servers there and back twice a day. */
const CHANGES_OF_A_ROGUE = 4;

/** Oldest first. Identities that are not in the list do not count; times that are none neither. */
export function turnsOf({ bursts }: DirectoryWrites, identities: readonly WriterName[], from = 0): readonly Turn[] {
  const turns: Turn[] = [];
  for (const { identityId, ...burst } of bursts.toReversed()) {
    const identity = identities.find(({ id }) => id === identityId);
    const [first, last] = [parseTime(burst.first), parseTime(burst.last)];
    if (identity === undefined || first === undefined || last === undefined || last < from) continue;
    const writer = identity.server ?? identity.name;
    const before = turns.at(-1);
    if (before !== undefined && sameWriter(before.writer, writer))
      turns[turns.length - 1] = { ...before, last, writes: before.writes + burst.writes };
    else turns.push({ writer, first, last, writes: burst.writes });
  }
  return turns;
}

/**
 * Two writers by turns: one goes on in its rhythm although another wrote in between, or they change too often for
 * somebody to have swapped them. A hand-over is none, nor a swap back some hours later.
 */
export function findAlternation(turns: readonly Turn[], intervalMs: number): Alternation | null {
  const squeezed = squeezedIn(turns, RHYTHM * intervalMs + TOLERANCE_MS);
  const mixed = squeezed.length > 0 || turns.length <= CHANGES_OF_A_ROGUE ? squeezed : turns;
  const [first, newest] = [mixed[0], turns.at(-1)];
  if (first === undefined || newest === undefined) return null;
  const writers = mixed
    .map(({ writer }) => writer)
    .filter((name, index, all) => all.findIndex((other) => sameWriter(other, name)) === index);
  const other = turns.findLast(
    ({ writer }) => !sameWriter(writer, newest.writer) && writers.some((one) => sameWriter(one, writer)),
  );
  // Writers that change seldom have not stopped as soon as ones that do at each interval.
  const silence = Math.max(OVER_AFTER * intervalMs, squeezed.length > 0 ? 0 : longestPause(turns));
  const over = other === undefined || newest.last - other.last > silence;
  return { writers, from: first.first, until: over ? (other ?? newest).last : newest.last, over };
}

/** What goes on still: neither over, nor so long ago that it may have been stopped since. */
export function goingOn(turns: readonly Turn[], intervalMs: number, at: number): Alternation | null {
  const found = findAlternation(turns, intervalMs);
  return found === null || found.over || at - found.until > LOG_LATE_BY_MS ? null : found;
}

/** Of each writer that came back in its rhythm: its turn before, all between, and the one after; and of two at once both. */
function squeezedIn(turns: readonly Turn[], rhythmMs: number): readonly Turn[] {
  return turns.flatMap((turn, index) => {
    const after = turns[index + 1];
    if (after !== undefined && after.first - turn.last <= AT_ONCE_MS) return [turn, after];
    const next = turns.findIndex((later, place) => place > index && sameWriter(later.writer, turn.writer));
    const back = turns[next];
    return back !== undefined && back.first - turn.last <= rhythmMs ? turns.slice(index, next + 1) : [];
  });
}

function longestPause(turns: readonly Turn[]): number {
  return Math.max(0, ...turns.slice(1).map((turn, index) => turn.first - (turns[index]?.last ?? turn.first)));
}

/** Servers by their names; where an identity's name is all that is known, that. */
function sameWriter(a: string, b: string): boolean {
  return a === b || sameServer(a, b);
}
