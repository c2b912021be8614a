// Throttling lanes: where a service allows so few requests that asking first is faster than being refused.
import type { Clock } from "../shapes/clock.js";

interface Limit {
  readonly name: string;
  readonly path: RegExp;
  readonly requests: number;
  readonly windowMs: number;
  /** Other programs spend it, too: how long a request is tried that was throttled without being told when to come again. */
  readonly sharedMs?: number;
}

/**
 * Source: Microsoft Graph service-specific throttling limits (learn.microsoft.com/graph/throttling-limits).
 * Conditional Access: 1 request per second per tenant for all apps together, and its 429 carries no Retry-After.
 * Audit logs and sign-ins: 5 requests per 10 seconds per app and tenant.
 * Each window is 5 % longer than the limit's, since requests do not arrive as evenly as they are sent.
 */
const LIMITS: readonly Limit[] = [
  {
    name: "conditional-access",
    path: /^\/(v1\.0|beta)\/identity\/conditionalAccess\//i,
    requests: 1,
    windowMs: 1_050,
    sharedMs: 120_000,
  },
  { name: "audit-logs", path: /^\/(v1\.0|beta)\/auditLogs\//i, requests: 5, windowMs: 10_500 },
];

export interface Lanes {
  /** Waits until a request to `url` may start; returns at once where no limit is known. */
  enter(tenant: string, url: URL, signal: AbortSignal): Promise<void>;
  /** Told that `url` was throttled: nothing starts in its lane for `ms`. */
  pause(tenant: string, url: URL, ms: number): void;
  /** How long a throttled request to `url` is worth repeating, beyond the usual attempts; 0 where no such limit is known. */
  patienceMs(url: URL): number;
}

interface Lane {
  /** Start times of the latest requests, in order, at most `requests` of them. */
  readonly starts: number[];
  closedUntil: number;
}

/** Lanes are kept per tenant, because the limits are; one instance serves a whole process. */
export function createLanes(clock: Clock): Lanes {
  const lanes = new Map<string, Lane>();
  const find = (tenant: string, url: URL): { limit: Limit; lane: Lane } | undefined => {
    const limit = LIMITS.find((candidate) => candidate.path.test(url.pathname));
    if (limit === undefined) return undefined;
    const key = `${limit.name} ${tenant.toLowerCase()}`;
    const lane = lanes.get(key) ?? { starts: [], closedUntil: 0 };
    lanes.set(key, lane);
    return { limit, lane };
  };
  return {
    async enter(tenant, url, signal) {
      const found = find(tenant, url);
      if (found === undefined) return;
      const { limit, lane } = found;
      for (;;) {
        const now = clock.elapsed();
        const first = lane.starts.length < limit.requests ? undefined : lane.starts[0];
        const free = Math.max(lane.closedUntil, first === undefined ? now : first + limit.windowMs);
        if (free <= now) {
          lane.starts.push(now);
          if (lane.starts.length > limit.requests) lane.starts.shift();
          return;
        }
        await clock.sleep(free - now, signal);
      }
    },
    patienceMs: (url) => LIMITS.find(({ path }) => path.test(url.pathname))?.sharedMs ?? 0,
    pause(tenant, url, ms) {
      const found = find(tenant, url);
      if (found !== undefined) found.lane.closedUntil = Math.max(found.lane.closedUntil, clock.elapsed() + ms);
    },
  };
}
