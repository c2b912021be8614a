// For the benches: how long a command that only reads takes, against its longest chain of dependent requests and against the
// throttled lanes. The sandbox answers after 100 ms.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { longestChain } from "./dependent-requests.mjs";
import { root } from "./measured-cli.mjs";

export const ROUND_TRIP_MS = 100;
/** Checks may fail: a scenario is as it is. */
export const UNTRACED = { codes: [0, 1], isTraced: false };
/** Of what the services allow. */
const BOUND = 1.25;
const CONDITIONAL_ACCESS = { requests: 2, everyMs: 1_000 };
const AUDIT_LOGS = { requests: 5, everyMs: 10_000 };

/**
 * Says the median of some runs, as the sandbox saw them.
 * @param {string} what
 * @param {{ signedIn: import("./measured-cli.mjs").SignedIn, folder: string, runs: number, argv: readonly string[], pauseMs?: number, besidesMs?: number }} how
 * `besidesMs`: what may come on top once, however short the chain is
 */
export async function timed(what, { signedIn, folder, runs, argv, pauseMs = AUDIT_LOGS.everyMs * 1.1, besidesMs = 0 }) {
  const log = path.join(folder, "requests.jsonl");
  const linesOf = () => (existsSync(log) ? readFileSync(log, "utf8").split("\n").filter(Boolean) : []);
  const measured = [];
  // Another command may have been measured before in the same sandbox.
  let seen = linesOf().length;
  for (let run = 0; run < runs; run++) {
    await signedIn(argv, UNTRACED);
    const lines = linesOf();
    measured.push(
      measure(
        lines.slice(seen).map((line) => JSON.parse(line)),
        folder,
      ),
    );
    seen = lines.length;
    // Else the next run is throttled for what this one asked.
    await delay(pauseMs);
  }
  measured.sort((one, other) => one.ms / one.allowed - other.ms / other.allowed);
  const middle = measured[Math.floor(measured.length / 2)];
  if (middle === undefined) throw new Error("Nothing was measured.");
  const { ms, allowed, chain, requests, lane, audit } = middle;
  said(
    `${what}: ${ms} ms for ${requests} requests, of which ${chain} wait for one another, ${lane} are of Conditional Access and ${audit} of audit logs; ${measured.map((one) => one.ms).join(", ")} ms`,
    ms,
    BOUND * allowed + besidesMs,
  );
  const most = Math.max(...measured.map((one) => one.lane));
  if (most > CONDITIONAL_ACCESS.requests || measured.some(({ evaluates }) => evaluates)) {
    console.log(`${what}: ABOVE ${CONDITIONAL_ACCESS.requests} requests of Conditional Access, or What-If was asked`);
    process.exitCode = 1;
  }
}

/** @param {readonly import("./dependent-requests.mjs").Recorded[]} recorded @param {string} folder */
function measure(recorded, folder) {
  const lane = recorded.filter(({ url }) => url.includes("/identity/conditionalAccess/")).length;
  const audit = recorded.filter(({ url }) => url.includes("/auditLogs/")).length;
  const chain = longestChain(recorded, ROUND_TRIP_MS, folder, path.join(root, "src"));
  const times = recorded.map(({ at }) => Date.parse(at));
  return {
    ms: Math.max(...times) + ROUND_TRIP_MS - Math.min(...times),
    allowed: Math.max(
      chain * ROUND_TRIP_MS,
      (lane - 1) * CONDITIONAL_ACCESS.everyMs + ROUND_TRIP_MS,
      Math.floor(Math.max(0, audit - 1) / AUDIT_LOGS.requests) * AUDIT_LOGS.everyMs + ROUND_TRIP_MS,
    ),
    chain,
    requests: recorded.length,
    lane,
    audit,
    evaluates: recorded.some(({ url }) => /\/evaluate(\?|$)/u.test(url)),
  };
}

/** @param {string} what @param {number} value @param {number} bound */
export function said(what, value, bound) {
  const isWithin = value <= bound;
  console.log(`${what} (${isWithin ? "within" : "ABOVE"} ${bound})`);
  if (!isWithin) process.exitCode = 1;
}
