// How Azure Resource Manager throttles requests at tenant scope ("Understand how Azure Resource Manager throttles
// requests"): token buckets per principal and kind of operation.
import type { CloudName } from "../hosts.js";

export type ArmOperation = "reads" | "writes" | "deletes";

interface Bucket {
  readonly size: number;
  /** Tokens per second. */
  readonly refill: number;
}

const HOUR_S = 3600;

const PUBLIC: Readonly<Record<ArmOperation, Bucket>> = {
  reads: { size: 250, refill: 25 },
  writes: { size: 200, refill: 10 },
  deletes: { size: 200, refill: 10 },
};

/** The other clouds still count by the hour; for deletes at tenant scope they name no limit, so theirs is that of writes. */
const HOURLY: Readonly<Record<ArmOperation, Bucket>> = {
  reads: { size: 12_000, refill: 12_000 / HOUR_S },
  writes: { size: 1200, refill: 1200 / HOUR_S },
  deletes: { size: 1200, refill: 1200 / HOUR_S },
};

interface ArmAdmission {
  /** Seconds to stay away; absent where the request is let through. */
  readonly retryAfter?: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ArmThrottles {
  /** `now` is tenant time in milliseconds. */
  admit(principalId: string, operation: ArmOperation, now: number): ArmAdmission;
}

export function operationOf(method: string): ArmOperation {
  if (method === "GET" || method === "HEAD") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}

export function createArmThrottles(cloud: CloudName): ArmThrottles {
  const limits = cloud === "public" ? PUBLIC : HOURLY;
  const buckets = new Map<string, { tokens: number; at: number; closedUntil: number }>();
  return {
    admit(principalId, operation, now) {
      const { size, refill } = limits[operation];
      const key = `${operation} ${principalId}`;
      const bucket = buckets.get(key) ?? { tokens: size, at: now, closedUntil: Number.NEGATIVE_INFINITY };
      buckets.set(key, bucket);
      bucket.tokens = Math.min(size, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * refill);
      bucket.at = now;
      // A request before Retry-After is over is not processed, and is given a new value.
      if (now < bucket.closedUntil || bucket.tokens < 1) {
        const retryAfter = Math.max(1, Math.ceil((1 - bucket.tokens) / refill));
        bucket.closedUntil = now + retryAfter * 1000;
        return { retryAfter, headers: remaining(operation, 0) };
      }
      bucket.tokens -= 1;
      return { headers: remaining(operation, Math.floor(bucket.tokens)) };
    },
  };
}

/** That of deletes is not in Microsoft's table of headers at tenant scope; its name follows the others. */
function remaining(operation: ArmOperation, tokens: number): Readonly<Record<string, string>> {
  return { [`x-ms-ratelimit-remaining-tenant-${operation}`]: String(tokens) };
}
