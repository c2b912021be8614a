import { randomUUID } from "node:crypto";
import type { Answer } from "../routes.js";

export interface LoginFault {
  readonly status: number;
  /** OAuth 2.0 error, such as `invalid_client`. */
  readonly error: string;
  /** The AADSTS number (Microsoft identity platform, "Microsoft Entra authentication and authorization error codes"). */
  readonly number: number;
  readonly text: string;
  /** What MSAL decides by whether asking the person again can help. */
  readonly suberror?: string;
  /** JSON of the claims that the next request must ask for. */
  readonly claims?: string;
}

export class LoginError extends Error {
  override readonly name = "LoginError";
  readonly fault: LoginFault;

  constructor(
    status: number,
    error: string,
    number: number,
    text: string,
    more: Pick<LoginFault, "suberror" | "claims"> = {},
  ) {
    super(text);
    this.fault = { status, error, number, text, ...more };
  }
}

interface Trace {
  readonly timestamp: string;
  readonly traceId: string;
  readonly correlationId: string;
}

/** `wallNow` in milliseconds. */
export function traceOf(wallNow: number, correlationId: string | undefined): Trace {
  const timestamp = new Date(wallNow)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/u, "Z");
  return { timestamp, traceId: randomUUID(), correlationId: correlationId ?? randomUUID() };
}

/** The text that people know: number, reason, and what support asks for. */
export function errorDescription(fault: LoginFault, { timestamp, traceId, correlationId }: Trace): string {
  return `AADSTS${fault.number}: ${fault.text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
}

export function loginErrorAnswer(fault: LoginFault, wallNow: number, asked: string | undefined): Answer {
  const trace = traceOf(wallNow, asked);
  return {
    status: fault.status,
    body: {
      error: fault.error,
      error_description: errorDescription(fault, trace),
      error_codes: [fault.number],
      timestamp: trace.timestamp,
      trace_id: trace.traceId,
      correlation_id: trace.correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${fault.number}`,
      ...(fault.suberror === undefined ? {} : { suberror: fault.suberror }),
      ...(fault.claims === undefined ? {} : { claims: fault.claims }),
    },
  };
}
