// How many round trips of a command had to wait for one another, told by its trace.
import { readFileSync } from "node:fs";

interface TracedExchange {
  /** When the answer was there, ISO 8601. */
  readonly at: string;
  /** From its sending to its answer, milliseconds. */
  readonly ms: number;
  readonly method: string;
  readonly url: string;
  readonly status?: number;
}

/** Times are whole milliseconds in a trace. */
const TOLERANCE_MS = 2;

/**
 * The longest chain of exchanges of which each began when the one before had been answered: with a latency that is much
 * longer than what is done between them, what was sent together overlaps.
 */
export function longestChain(traceFile: string): readonly string[] {
  const exchanges = readFileSync(traceFile, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as TracedExchange)
    // Being told to come back later, since the test before asked within the same second, is no step of the command.
    .filter(({ status }) => status !== 429)
    .map(({ at, ms, method, url }) => ({ what: `${method} ${url}`, end: Date.parse(at), start: Date.parse(at) - ms }))
    .sort((one, other) => one.end - other.end);
  const chain: string[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { what, start, end } of exchanges) {
    if (start + TOLERANCE_MS < free) continue;
    chain.push(what);
    free = end;
  }
  return chain;
}
