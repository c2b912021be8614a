// Everything that the sandbox can let go wrong with a request, each once as services and networks do it.
import type { FaultKind } from "../../src/sandbox/faults/faults.js";

const status = (number: number, more: { retryAfter?: number; body?: "html" | "empty" } = {}): FaultKind => ({
  kind: "status",
  status: number,
  body: "json",
  ...more,
});

/** One of them is survived: it is asked again, or looked whether it was done. */
export const PASSING: readonly FaultKind[] = [
  status(408),
  status(429),
  status(429, { retryAfter: 7, body: "empty" }),
  status(500),
  status(502, { body: "html" }),
  status(503, { retryAfter: 3 }),
  status(504, { body: "empty" }),
  { kind: "reset", work: "undone" },
  { kind: "reset", work: "done" },
  { kind: "hang", work: "undone" },
  { kind: "hang", work: "done" },
  { kind: "truncated" },
  { kind: "html", status: 502 },
  { kind: "stale" },
  { kind: "repeated-page" },
  { kind: "clock-skew", seconds: 86_400 },
  { kind: "clock-skew", seconds: -86_400 },
];

/** Without those after which the service's clock is a day wrong: what is judged by ages is refused then, as it must be. */
export const PASSING_IN_TIME: readonly FaultKind[] = PASSING.filter(({ kind }) => kind !== "clock-skew");

/** Nothing says that asking again would help. */
export const LASTING: readonly FaultKind[] = [
  ...[400, 401, 403, 404, 409, 412, 501].map((number) => status(number)),
  { kind: "html", status: 200 },
  { kind: "expired-token" },
];

/** Done and not answered, undone and not answered, refused, and answered in part. */
export const DECISIVE: readonly FaultKind[] = [...PASSING, ...LASTING].filter(
  (fault) =>
    (fault.kind === "reset" && fault.work === "done") ||
    (fault.kind === "status" && [403, 500].includes(fault.status)) ||
    fault.kind === "truncated",
);
