/**
 * One request per second per tenant over all applications on Conditional Access policies and named locations, and the
 * 429 carries no `Retry-After` (Microsoft Graph, "Throttling limits", Identity protection and Conditional Access).
 */
export interface RateLimiter {
  /** Takes the place of this second, if it is free. `wallNow` in milliseconds. */
  admits(wallNow: number): boolean;
}

export function conditionalAccessLimiter(): RateLimiter {
  let lastAdmitted = Number.NEGATIVE_INFINITY;
  return {
    admits(wallNow) {
      const age = wallNow - lastAdmitted;
      if (age >= 0 && age < 1000) return false;
      lastAdmitted = wallNow;
      return true;
    },
  };
}
