// When to send again, and how long to wait before: pure, so that the timing can be tested without time.

/** Attempts in all, the first one included. */
export const MAX_ATTEMPTS = 6;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;

/** A service that asks for a longer pause than this is treated as down, not waited for. */
export const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * Statuses after which the same request may succeed later: throttled, timed out, or a fault of the service.
 * 501 and 505 will never change their mind.
 */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** Day name first, in all three forms; `Date.parse` alone takes almost anything for a date. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /i;

/**
 * Milliseconds that a `Retry-After` value asks for; undefined when there is none or it cannot be read.
 * Accepts both forms of RFC 9110 (10.2.3): seconds, and an HTTP date, which is compared with the answer's own `Date`
 * where it has one, since the two were written by the same clock.
 */
export function retryAfterMs(value: string | null, answerDate: string | null, epochMs: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const until = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(until)) return undefined;
  const now = answerDate === null ? Number.NaN : Date.parse(answerDate);
  return Math.max(0, until - (Number.isNaN(now) ? epochMs : now));
}

/**
 * Exponential backoff with full jitter: somewhere between 0 and 0.5 s · 2^attempt, at most 30 s.
 * @param attempt 0 for the wait after the first attempt
 * @param random a number in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  return random * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
}
