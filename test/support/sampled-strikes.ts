// Which faults strike which requests, of a matrix that is too large to be tried whole.
import type { FaultKind } from "../../src/sandbox/faults/faults.js";
import { DECISIVE } from "./fault-kinds.js";
import { isWrite } from "./is-write.js";
import { thoseAndEveryNth } from "./sampled.js";

export interface Strike {
  /** Of the request, counted from 1. */
  readonly position: number;
  readonly fault: FaultKind;
}

/**
 * The decisive faults at every write to Graph; of all others, and of those at what is read, every n-th. What is asked many
 * times is struck the first time and the last.
 */
export function sampledStrikes(
  requests: readonly string[],
  kinds: readonly FaultKind[],
  n: number,
  seed: string,
): readonly Strike[] {
  const all = requests.flatMap((request, index) => {
    const isAtEnd = requests.indexOf(request) === index || requests.lastIndexOf(request) === index;
    if (!isAtEnd && !isSentWrite(request)) return [];
    return kinds.map((fault) => ({ position: index + 1, fault, isSentWrite: isSentWrite(request) }));
  });
  return thoseAndEveryNth(all, (one) => one.isSentWrite && DECISIVE.includes(one.fault), n, seed);
}

function isSentWrite(request: string): boolean {
  const [method = "", host, url = ""] = request.split(" ");
  return host === "graph" && isWrite({ method, url });
}
