import { randomUUID } from "node:crypto";
import type { Answer } from "../routes.js";

export interface LoginFault {
  readonly status: number;
  /** OAuth 2.0 error, such as `invalid_client`. */
  readonly error: string;
  /** The AADSTS number (Microsoft identity platform, "Microsoft Entra authentication and authorization error codes"). */
  readonly number: number;
  readonly text: string;
}

export class LoginError extends Error {
  override readonly name = "LoginError";
  readonly fault: LoginFault;

  constructor(status: number, error: string, number: number, text: string) {
    super(text);
    this.fault = { status, error, number, text };
  }
}

export function loginErrorAnswer(fault: LoginFault, wallNow: number, correlationId: string | undefined): Answer {
  const traceId = randomUUID();
  const correlation = correlationId ?? randomUUID();
  const timestamp = new Date(wallNow)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/u, "Z");
  return {
    status: fault.status,
    body: {
      error: fault.error,
      error_description: `AADSTS${fault.number}: ${fault.text} Trace ID: ${traceId} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [fault.number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${fault.number}`,
    },
  };
}
