// How Microsoft Graph throttles (Microsoft Graph, "Throttling limits" and "Microsoft Graph throttling guidance").

/** Whose budget a request is charged to. */
export interface ThrottledRequest {
  readonly service: "conditional-access" | "reports" | "sign-in-activity" | "directory";
  readonly appId: string;
  /** Resource units; directory requests only. */
  readonly cost: number;
  readonly isWrite: boolean;
}

interface Refusal {
  /** Seconds; absent where the service says nothing. */
  readonly retryAfter?: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface Admission {
  readonly refusal?: Refusal;
  /** Sent with the answer where the request is let through. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Throttles {
  /** `now` is tenant time in milliseconds. */
  admit(request: ThrottledRequest, now: number): Admission;
}

const TEN_SECONDS = 10_000;
/** Reports (sign-ins, directory audits): five requests per ten seconds per application and tenant. */
const REPORTS_PER_WINDOW = 5;
/** signInActivity of users: ten requests per minute per application and tenant. */
const MINUTE = 60_000;
const ACTIVITIES_PER_MINUTE = 10;
/** Writes per 150 seconds per application and tenant. */
const WRITE_WINDOW = 150_000;
const WRITES_PER_WINDOW = 3000;

/** `users`: how many the tenant has, which decides the size of its bucket. */
export function createThrottles(users: () => number): Throttles {
  let lastConditionalAccess = Number.NEGATIVE_INFINITY;
  const reports = new Map<string, Window>();
  const activities = new Map<string, Window>();
  const units = new Map<string, Window>();
  const writes = new Map<string, Window>();

  /**
   * One request per second per tenant over all applications, and the 429 carries no `Retry-After`: it is the tenant
   * that is busy, not the client.
   */
  const conditionalAccess = (now: number): Admission => {
    const age = now - lastConditionalAccess;
    // A request that is refused counts, too: who keeps knocking is not let in.
    lastConditionalAccess = now;
    return age >= 0 && age < 1000 ? { refusal: { headers: {} }, headers: {} } : { headers: {} };
  };

  const directory = (request: ThrottledRequest, now: number): Admission => {
    const size = bucketSize(users());
    const read = charge(windowOf(units, request.appId), request.cost, size, TEN_SECONDS, now);
    const write = request.isWrite
      ? charge(windowOf(writes, request.appId), 1, WRITES_PER_WINDOW, WRITE_WINDOW, now)
      : undefined;
    const headers = { "x-ms-resource-unit": String(request.cost), ...percentage(read.share) };
    if (read.retryAfter !== undefined) return throttled(read.retryAfter, request, "Read", "ResourceUnitLimitExceeded");
    if (write?.retryAfter !== undefined) return throttled(write.retryAfter, request, "Write", "WriteLimitExceeded");
    return { headers };
  };

  return {
    admit(request, now) {
      if (request.service === "conditional-access") return conditionalAccess(now);
      if (request.service === "directory") return directory(request, now);
      const { retryAfter } =
        request.service === "reports"
          ? charge(windowOf(reports, request.appId), 1, REPORTS_PER_WINDOW, TEN_SECONDS, now)
          : charge(windowOf(activities, request.appId), 1, ACTIVITIES_PER_MINUTE, MINUTE, now);
      return retryAfter === undefined ? { headers: {} } : { refusal: { retryAfter, headers: {} }, headers: {} };
    },
  };
}

/** What was spent since the window began, and until when a client that asked too much has to stay away. */
interface Window {
  beganAt: number;
  spent: number;
  closedUntil: number;
}

function windowOf(windows: Map<string, Window>, key: string): Window {
  const found = windows.get(key);
  if (found !== undefined) return found;
  const made = { beganAt: Number.NEGATIVE_INFINITY, spent: 0, closedUntil: Number.NEGATIVE_INFINITY };
  windows.set(key, made);
  return made;
}

/** Requests that come before `Retry-After` is over are refused again, and count. */
function charge(window: Window, cost: number, limit: number, lengthMs: number, now: number) {
  if (now - window.beganAt >= lengthMs || now < window.beganAt) {
    window.beganAt = now;
    window.spent = 0;
  }
  window.spent += cost;
  const share = window.spent / limit;
  if (now < window.closedUntil) return { share, retryAfter: secondsUntil(window.closedUntil, now) };
  if (window.spent <= limit) return { share, retryAfter: undefined };
  window.closedUntil = window.beganAt + lengthMs;
  return { share, retryAfter: secondsUntil(window.closedUntil, now) };
}

function secondsUntil(moment: number, now: number): number {
  return Math.max(1, Math.ceil((moment - now) / 1000));
}

function throttled(retryAfter: number, request: ThrottledRequest, what: string, why: string): Admission {
  const headers = {
    "x-ms-throttle-scope": `Tenant_Application/${what}/${request.appId}/-`,
    "x-ms-throttle-information": why,
  };
  return { refusal: { retryAfter, headers }, headers: {} };
}

/** Told only when a bucket is more than 80 % spent. */
function percentage(share: number): Readonly<Record<string, string>> {
  return share > 0.8 ? { "x-ms-throttle-limit-percentage": String(Math.min(1.8, Math.round(share * 100) / 100)) } : {};
}

/** Resource units per ten seconds: small below 50 users, medium to 500, large above. */
function bucketSize(users: number): number {
  if (users < 50) return 3500;
  return users <= 500 ? 5000 : 8000;
}
